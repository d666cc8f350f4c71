"""All pairs of columns with |r| above a threshold, out of more pairs than fit in memory."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

TILE = 512
CHUNK = 16_384
TIE = 1e-10


def correlated_pairs(frame: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Pairs of columns with |Pearson r| >= threshold.

    The full matrix is only ever seen a tile at a time, as a float32 matrix product. What that leaves is decided in
    float64, so the result is that of `frame.corr()`. Constant columns have no correlation and are in no pair.

    Args:
        frame: float64 frame of samples x columns, no missing values.
        threshold: Above 0, at most 1.

    Returns:
        Frame with first, second (integer positions of columns, first < second) and r (float64), in column order: by
        first, then second.
    """
    unit = _unit_columns(frame.to_numpy(dtype=np.float64))
    with threadpool_limits(limits=1, user_api="blas"):  # threads that meet after every tile wait more than they work
        pairs = np.concatenate([np.empty((2, 0), dtype=np.intp), *_candidates(unit, threshold)], axis=1)
    pairs = pairs[:, np.lexsort(pairs[::-1])]
    r = _correlations(unit, pairs)
    for k in np.flatnonzero(np.abs(np.abs(r) - threshold) < TIE):
        # so close that the order of the summation decides: settled as pandas, which the study used, settles it
        r[k] = frame.iloc[:, pairs[:, k]].corr().to_numpy()[0, 1]
    kept = np.abs(r) >= threshold
    return pd.DataFrame({"first": pairs[0, kept], "second": pairs[1, kept], "r": r[kept]})


def _unit_columns(values: np.ndarray) -> np.ndarray:
    """Columns as contiguous rows, centred, of length 1: a correlation is then a dot product. Constants become 0."""
    rows = np.ascontiguousarray(values.T)
    constant = rows.max(axis=1) == rows.min(axis=1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows /= np.where(length == 0, 1, length)[:, None]
    rows[constant] = 0
    return rows


def _candidates(unit: np.ndarray, threshold: float) -> Iterator[np.ndarray]:
    """Positions (2 x pairs, first < second) whose float32 correlation is not surely too low, tile by tile."""
    single = unit.astype(np.float32)
    n_columns, n_samples = single.shape
    lowest = np.float32(threshold - _float32_error(n_samples))
    buffer = np.empty((TILE, TILE), dtype=np.float32)  # fresh memory for every tile would cost as much as the product
    for top in range(0, n_columns, TILE):
        for left in range(top, n_columns, TILE):
            rows, columns = single[top : top + TILE], single[left : left + TILE]
            r = np.matmul(rows, columns.T, out=buffer[: len(rows), : len(columns)])
            first, second = np.divmod(np.flatnonzero(np.abs(r, out=r) >= lowest), len(columns))
            pairs = np.stack([first + top, second + left])
            yield pairs[:, pairs[0] < pairs[1]]


def _float32_error(n: int) -> float:
    """Twice the most by which a float32 dot product of two vectors of length 1 with n elements can be wrong.

    Rounding the vectors errs by at most 2u, a sum of n products in any order by at most n * u, u = 2**-24, both
    relative to the sum of |x * y|, which is at most 1 (Higham, Accuracy and Stability of Numerical Algorithms, 3.1).
    """
    return 2 * (n + 2) * 2.0**-24


def _correlations(unit: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """float64 correlations of pairs; in chunks, so that many pairs need no more memory than few."""
    r = np.empty(pairs.shape[1])
    for start in range(0, pairs.shape[1], CHUNK):
        first, second = pairs[:, start : start + CHUNK]
        r[start : start + CHUNK] = np.einsum("ij,ij->i", unit[first], unit[second])
    return r.clip(-1, 1)
