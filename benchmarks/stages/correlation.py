"""All pairs of genomic features with |r| of at least 0.90."""

from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks import reference_preprocessing as plain
from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.corrected import corrected
from benchmarks.stages.preprocessing import BYTES_OF_A_PAIR
from lunar_assets.features.correlation import TILE, correlated_pairs

THRESHOLD = 0.90


def given(size: Size, folder: Path) -> pd.DataFrame:  # noqa: ARG001
    """Corrected features of TCGA train."""
    return corrected(size)[0]


def platform(frame: pd.DataFrame) -> pd.DataFrame:
    """Tiles in single precision, pairs near the threshold in double precision."""
    return correlated_pairs(frame, THRESHOLD)


def reference(frame: pd.DataFrame) -> pd.DataFrame:
    """The whole matrix as one long list."""
    pairs = plain.correlated_pairs(frame, THRESHOLD)
    return pairs.assign(**{side: frame.columns.get_indexer(pd.Index(pairs[side])) for side in ("first", "second")})


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """The same pairs in the same order, r equal to 1e-10."""
    pd.testing.assert_frame_equal(ours, theirs, check_exact=False, rtol=0, atol=1e-10, check_dtype=False)
    assert len(ours), "no pair at all: nothing was compared"


def products(frame: pd.DataFrame) -> None:
    """The tiles on and above the diagonal, multiplied in single precision and forgotten."""
    values = np.ascontiguousarray(frame.to_numpy(np.float32).T)
    buffer = np.empty((TILE, TILE), np.float32)
    with threadpool_limits(limits=1, user_api="blas"):
        for top in range(0, len(values), TILE):
            for left in range(top, len(values), TILE):
                rows, columns = values[top : top + TILE], values[left : left + TILE]
                np.matmul(rows, columns.T, out=buffer[: len(rows), : len(columns)])


BENCHMARK = Benchmark(
    "correlated pairs",
    given,
    platform,
    reference,
    same,
    plain="`.corr()`, upper triangle, `stack`",
    floor=products,
    floor_is="the same tiles multiplied in single precision on one thread, nothing else",
    reference_gb=lambda size: 1 + BYTES_OF_A_PAIR * size.genes**2 / 1e9,
    most_floors=3,
)
