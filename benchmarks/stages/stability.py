"""What the F test selects in each of 100 bootstraps."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import reference_preprocessing as plain
from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.cohorts import SEED
from benchmarks.simulated.corrected import corrected
from lunar_assets.features.names import of_modality
from lunar_assets.features.stability import StabilityFilter

N_BOOTSTRAPS = 100
Given = tuple[pd.DataFrame, pd.Series]


def given(size: Size, folder: Path) -> Given:  # noqa: ARG001
    """Corrected expression of TCGA train, and the labels."""
    frame, labels = corrected(size)
    return of_modality(frame, "expression"), labels


def platform(given: Given) -> pd.DataFrame:
    """All bootstraps at once."""
    return StabilityFilter(SEED, N_BOOTSTRAPS).fit(*given).selected_


def reference(given: Given) -> pd.DataFrame:
    """One bootstrap after the other."""
    return plain.stability(*given, SEED, N_BOOTSTRAPS)


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Every decision of every bootstrap."""
    pd.testing.assert_frame_equal(ours, theirs)
    assert 0 < ours.to_numpy().mean() < 1


def products(given: Given) -> None:
    """Four products of bootstraps x samples with samples x genes, of any numbers."""
    values = given[0].to_numpy(np.float64)
    counts = np.ones((N_BOOTSTRAPS, len(values)))
    for _ in range(4):
        np.matmul(counts, values)


BENCHMARK = Benchmark(
    "stability selection",
    given,
    platform,
    reference,
    same,
    plain="a loop of `resample` and `SelectFpr`",
    floor=products,
    floor_is="its four matrix products",
    most_floors=10,
)
