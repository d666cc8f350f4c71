"""Splits of TCGA by 20 seeds."""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from benchmarks.harness import Benchmark, Size
from lunar_assets import words
from lunar_assets.splits.counts import TEST_SHARE, VALIDATION_SHARE_OF_REST
from lunar_assets.splits.generate import generate

SEEDS = range(20)


def given(size: Size, folder: Path) -> pd.DataFrame:  # noqa: ARG001
    """Patients with a label and a grade."""
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "dataset": words.TCGA,
            "sample_id": [f"T{i:06d}" for i in range(size.tcga)],
            "label": rng.integers(0, 2, size.tcga),
            "grade": rng.choice(words.GRADES, size.tcga),
        }
    )


def platform(patients: pd.DataFrame) -> list[dict[str, int]]:
    """Counts of all strata chosen together, patients drawn to fit them; sizes of the parts."""
    return [generate(patients, seed)["split"].value_counts().to_dict() for seed in SEEDS]


def reference(patients: pd.DataFrame) -> list[dict[str, int]]:
    """Two rounds of `train_test_split`, stratified by label and grade."""
    sizes = []
    for seed in SEEDS:
        stratum = patients["label"].astype(str) + "_" + patients["grade"].astype(str)
        rest, test = train_test_split(patients, test_size=TEST_SHARE, stratify=stratum, random_state=seed)
        train, validation = train_test_split(
            rest, test_size=VALIDATION_SHARE_OF_REST, stratify=stratum[rest.index], random_state=seed
        )
        sizes.append({words.TRAIN: len(train), words.VALIDATION: len(validation), words.TEST: len(test)})
    return sizes


def same(ours: list[dict[str, int]], theirs: list[dict[str, int]]) -> None:
    """Parts of the same sizes; who is in them is drawn by other numbers."""
    assert ours == theirs


BENCHMARK = Benchmark(
    "20 splits",
    given,
    platform,
    reference,
    same,
    plain="two rounds of `train_test_split`, which promise less (no stratum within one patient of its share)",
)
