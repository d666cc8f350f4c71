"""A warehouse that holds the expression of both cohorts, written by the platform's own store, and its catalogue."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.harness import Size
from lunar_assets import words
from lunar_assets.warehouse.catalogue import build_views
from lunar_assets.warehouse.store import Store, Version

SAMPLES = {words.TCGA: 702, words.GLASS: 420}
TABLE = "harmonized.expression"
CATALOGUE = "lunar.duckdb"


def write(size: Size, folder: Path) -> None:
    """Write the warehouse of a size."""
    store = Store(folder)
    versions = []
    for seed, dataset in enumerate(words.STUDY):
        frame = expression(dataset, round(SAMPLES[dataset] * size.patients), size.genes, seed)
        versions.append(store.write(TABLE, dataset, frame, run_id="benchmark", inputs=[], facts={"synthetic": True}))
    build_views(folder / CATALOGUE, versions)


def stored(folder: Path) -> tuple[Version, ...]:
    """The versions in a warehouse that `write` wrote."""
    store = Store(folder)
    return tuple(store.versions(TABLE, dataset)[-1] for dataset in words.STUDY)


def whole(versions: Sequence[Version]) -> pd.DataFrame:
    """All rows as a notebook would read them."""
    return pd.concat([pd.read_parquet(version.path) for version in versions])


def expression(dataset: str, n_samples: int, n_genes: int, seed: int) -> pd.DataFrame:
    """Frame of harmonized.expression, sorted by symbol."""
    samples = [sample_id(dataset, i) for i in range(n_samples)]
    symbols = [f"GEN{i:05d}" for i in range(n_genes)]

    def repeated(codes: np.ndarray, texts: list[str]) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype="str"))

    return pd.DataFrame(
        {
            "dataset": repeated(np.zeros(n_samples * n_genes, np.int8), [dataset]),
            "sample_id": repeated(np.tile(np.arange(n_samples, dtype=np.int32), n_genes), samples),
            "symbol": repeated(np.repeat(np.arange(n_genes, dtype=np.int32), n_samples), symbols),
            "value": np.random.default_rng(seed).normal(0, 2, n_samples * n_genes).round(4),
        },
        copy=False,
    )


def sample_id(dataset: str, i: int) -> str:
    """Id of a sample."""
    return f"{dataset.upper()}-{i:05d}"
