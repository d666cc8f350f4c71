"""Expression of the patients of TCGA as a matrix, out of the long table."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated import warehouse
from lunar_assets import words
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_expression


class Given(NamedTuple):
    """The stored table, and the samples that are wanted, in their order."""

    stored: StoredTable
    samples: list[str]


def given(size: Size, folder: Path) -> Given:
    """The warehouse in the folder; samples at random."""
    there = round(warehouse.SAMPLES[words.TCGA] * size.patients)
    chosen = np.random.default_rng(2).permutation(there)[: size.tcga]
    samples = [warehouse.sample_id(words.TCGA, i) for i in chosen]
    return Given(StoredTable(warehouse.stored(folder), warehouse.TABLE), samples)


def platform(given: Given) -> pd.DataFrame:
    """Codes of samples and genes are the places in the matrix."""
    return wide_expression(given.stored, words.TCGA, given.samples)


def reference(given: Given) -> pd.DataFrame:
    """Everything read, then `isin` and `pivot`."""
    frame = warehouse.whole(given.stored.versions)
    chosen = frame[(frame["dataset"] == words.TCGA) & frame["sample_id"].isin(given.samples)]
    return chosen.pivot(index="sample_id", columns="symbol", values="value").loc[given.samples]  # noqa: PD010


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Every value in its place."""
    assert list(ours.columns) == list(theirs.columns)
    assert list(ours.index) == list(theirs.index)
    assert np.array_equal(ours.to_numpy(), theirs.to_numpy())


BENCHMARK = Benchmark(
    "matrix of the TCGA patients, 191 x 16,756",
    given,
    platform,
    reference,
    same,
    plain="pandas reads the Parquet files whole, `isin`, `pivot`",
    prepare=warehouse.write,
    reference_gb=lambda size: 6 * size.patients * size.gene_share,
    most_seconds=0.5,
)
