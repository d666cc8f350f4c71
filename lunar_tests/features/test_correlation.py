import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lunar_assets.features import correlation
from lunar_assets.features.correlation import correlated_pairs


def by_pandas(frame: pd.DataFrame, threshold: float) -> list[tuple[int, int]]:
    r = frame.corr().abs().to_numpy()
    first, second = np.nonzero(np.triu(r >= threshold, k=1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def found(frame: pd.DataFrame, threshold: float) -> list[tuple[int, int]]:
    pairs = correlated_pairs(frame, threshold)
    return list(pairs[["first", "second"]].itertuples(index=False, name=None))


def with_correlation(r: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Two columns whose Pearson correlation is r up to rounding."""
    basis, _ = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, 2))]))
    return np.column_stack([basis[:, 1], r * basis[:, 1] + np.sqrt(1 - r**2) * basis[:, 2]])


def test_pairs_come_in_column_order_with_their_correlation():
    a = np.array([1.0, 2, 3, 4])
    b = np.array([1.0, -1, 1, -1])
    frame = pd.DataFrame({"A": a, "B": b, "C": -2 * a + 1, "D": b + 3, "E": a})
    pairs = correlated_pairs(frame, 0.9)
    assert list(pairs.round(12).itertuples(index=False, name=None)) == [
        (0, 2, -1.0), (0, 4, 1.0), (1, 3, 1.0), (2, 4, -1.0)
    ]  # fmt: skip


@pytest.mark.parametrize("off", [1e-2, 1e-5, 1e-6, 1e-8, 1e-12])
def test_float32_decides_nothing_near_the_threshold(off):
    rng = np.random.default_rng(3)
    columns = [with_correlation(0.9 + side * off, 133, rng) for side in [1, -1] * 20]
    frame = pd.DataFrame(np.concatenate(columns, axis=1) * 1e3 + 50)
    assert found(frame, 0.9) == by_pandas(frame, 0.9) == [(4 * i, 4 * i + 1) for i in range(20)]


@pytest.mark.parametrize(
    ("first", "second"),
    [([3, 0, 0, 2, 2, 2], [4, 0, 0, 3, 1, 2]), ([1, 2, 0, 0, 1, 3, 2, 3], [1, 2, 0, 0, 1, 2, 3, 3])],
)
def test_a_correlation_of_exactly_the_threshold_counts_as_it_does_in_pandas(first, second):
    # both are 9/10 in exact arithmetic, and 0.8999999999999999 as a dot product
    frame = pd.DataFrame({"A": first, "B": second}, dtype=float)
    assert found(frame, 0.9) == by_pandas(frame, 0.9) == [(0, 1)]


def test_tiles_and_chunks_meet_without_a_gap(monkeypatch):
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.normal(size=(30, 3))[:, rng.integers(0, 3, 50)] + 0.3 * rng.normal(size=(30, 50)))
    whole = correlated_pairs(frame, 0.9)
    monkeypatch.setattr(correlation, "TILE", 7)
    monkeypatch.setattr(correlation, "CHUNK", 11)
    pd.testing.assert_frame_equal(correlated_pairs(frame, 0.9), whole)
    assert found(frame, 0.9) == by_pandas(frame, 0.9)
    assert len(whole) > 100


def test_constants_and_an_empty_frame_have_no_pairs():
    frame = pd.DataFrame({"A": [0.1] * 7, "B": [0.1] * 7, "C": np.arange(7.0)})
    assert found(frame, 0.9) == []
    assert found(frame[[]], 0.9) == []


def test_a_large_mean_costs_no_digits():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(with_correlation(0.900001, 133, rng))
    assert found(frame + 1e4, 0.9) == [(0, 1)]


@given(arrays(np.float64, (6, 5), elements=st.integers(0, 3)))
@settings(deadline=None)
def test_small_counts_with_their_ties_are_decided_as_pandas_does(values):
    frame = pd.DataFrame(values)
    varying = frame.loc[:, frame.max() > frame.min()]
    assert found(varying, 0.9) == by_pandas(varying, 0.9)


@given(st.integers(0, 10_000), st.floats(0.3, 0.99))
@settings(max_examples=50, deadline=None)
def test_any_threshold_on_continuous_values_is_decided_as_pandas_does(seed, threshold):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(9, 2))[:, rng.integers(0, 2, 12)] + 0.4 * rng.normal(size=(9, 12)))
    pairs = correlated_pairs(frame, threshold)
    assert found(frame, threshold) == by_pandas(frame, threshold)
    expected = frame.corr().to_numpy()[pairs["first"], pairs["second"]]
    np.testing.assert_allclose(pairs["r"], expected, atol=1e-12)
