"""A feature matrix of few patients and features, with a signal in age and one gene, and what is fitted on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.models.config import NETWORKS, TrainingConfig
from lunar_assets.models.data import TrainingData
from lunar_assets.models.network import NetworkConfig

FEATURES = {
    "clinical": ("age", "grade", "IDHwt"),
    "expression": ("ASCL1_expr", "CD44_expr", "DLL3_expr", "OLIG2_expr", "SCN9A_expr"),
    "mutation": ("ATRX_mut", "EGFR_mut", "IDH1_mut", "TP53_mut"),
}
SIZES = {
    ("tcga", "train"): 37,
    ("tcga", "validation"): 13,
    ("tcga", "test"): 9,
    ("glass", "train"): 34,
    ("glass", "validation"): 8,
    ("glass", "test"): 7,
}
SMALL = TrainingConfig(NetworkConfig(hidden=12, embedding=8), max_epochs=3)


def columns() -> pd.DataFrame:
    """features.columns: the features above, and one that was dropped."""
    rows = [(name, modality, True) for modality, names in FEATURES.items() for name in names]
    rows.insert(4, ("TTN_expr", "expression", False))
    return pd.DataFrame(rows, columns=["feature", "modality", "kept"])


def matrix(sizes: dict[tuple[str, str], int] = SIZES, seed: int = 5) -> pd.DataFrame:
    """features.matrix: patients of both cohorts and all parts."""
    rng = np.random.default_rng(seed)
    parts = [(dataset, split, i) for (dataset, split), n in sizes.items() for i in range(n)]
    rows = [(dataset, f"{dataset}-{split}-{i:02d}", split, i % 2) for dataset, split, i in parts]
    keys = pd.DataFrame(rows, columns=["dataset", "sample_id", "split", "label"])
    names = [name for of_modality in FEATURES.values() for name in of_modality]
    values = pd.DataFrame(rng.normal(size=(len(keys), len(names))), columns=names)
    values["age"] += 2 * keys["label"]
    values["SCN9A_expr"] -= 2 * keys["label"]
    return pd.concat([keys, values], axis=1)


def training_data() -> TrainingData:
    return TrainingData.from_matrix(matrix(), columns())


@contextmanager
def small_networks() -> Iterator[None]:
    """Networks that are fitted by name are narrow and see few epochs, which makes them fast."""

    def small(name: str) -> TrainingConfig:
        return replace(SMALL, network=replace(NETWORKS[name], hidden=12, embedding=8))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lunar_assets.models.lunar.published_config", small)
        yield
