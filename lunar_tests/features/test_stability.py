import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_selection import f_classif

from benchmarks.reference_preprocessing import stability
from lunar_assets.errors import SplitError
from lunar_assets.features.stability import StabilityFilter, bootstraps, select_fpr

N = 40
LABELS = pd.Series(np.arange(N) % 2, [f"T{i}" for i in range(N)])


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, LABELS.index, [f"G{i:02d}_expr" for i in range(values.shape[1])])


@pytest.mark.filterwarnings("ignore:Features:UserWarning", "ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("mean", [0.0, 10.0, 1e7])
def test_every_bootstrap_selects_what_scikit_learn_selects(mean):
    rng = np.random.default_rng(7)
    values = frame(rng.normal(size=(N, 50)) + mean + LABELS.to_numpy()[:, None] * np.linspace(0, 1, 50))
    ours = StabilityFilter(n_bootstraps=30).fit(values, LABELS)
    pd.testing.assert_frame_equal(ours.selected_, stability(values, LABELS, 42, 30))
    assert 0.1 < ours.selected_.to_numpy().mean() < 0.9


@pytest.mark.filterwarnings("ignore:Features:UserWarning", "ignore:(invalid|divide):RuntimeWarning")
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 1e5]))
@settings(max_examples=25, deadline=None)
def test_columns_that_are_nearly_constant_in_a_bootstrap_are_judged_as_scikit_learn_judges_them(seed, mean):
    rng = np.random.default_rng(seed)
    values = frame(mean + (rng.random((N, 12)) < 0.04) * rng.normal(size=(N, 12)))
    ours = StabilityFilter(seed=seed, n_bootstraps=5).fit(values, LABELS)
    pd.testing.assert_frame_equal(ours.selected_, stability(values, LABELS, seed, 5))


@pytest.mark.filterwarnings("ignore:Features:UserWarning", "ignore:invalid value:RuntimeWarning")
def test_a_constant_of_a_bootstrap_is_not_selected():
    values = np.zeros((N, 2))
    values[0] = 1.0
    drawn = np.arange(2, N)[None]
    assert select_fpr(values, LABELS.to_numpy(), drawn, 0.05).tolist() == [[False, False]]


@pytest.mark.parametrize("off", [1e-12, 1e-9, 1e-7])
def test_f_values_a_hair_from_the_critical_one_are_decided_as_scikit_learn_decides_them(off):
    # shift one class until F is critical to the last digits, then look at shifts around it
    rng = np.random.default_rng(8)
    classes = LABELS.to_numpy()
    x = rng.normal(size=N)
    x -= np.where(classes == 1, x[classes == 1].mean(), x[classes == 0].mean())
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        is_selected = f_classif((x + middle * classes)[:, None], classes)[1][0] < 0.05
        low, high = (low, middle) if is_selected else (middle, high)
    shifts = low * (1 + np.linspace(-off, off, 41))
    values = x[:, None] + shifts * classes[:, None]
    expected = f_classif(values, classes)[1] < 0.05
    assert select_fpr(values, classes, np.arange(N)[None], 0.05)[0].tolist() == expected.tolist()
    assert 0 < expected.sum() < len(expected)


def test_bootstraps_are_stratified_and_seeded_one_by_one():
    classes = np.array([0] * 30 + [1] * 10)
    drawn = bootstraps(classes, 42, 3)
    assert drawn.shape == (3, 40)
    assert (classes[drawn].sum(axis=1) == 10).all()
    np.testing.assert_array_equal(drawn[1:], bootstraps(classes, 43, 2))


def test_a_feature_stays_from_four_fifths_of_the_bootstraps_on():
    rng = np.random.default_rng(9)
    values = frame(rng.normal(size=(N, 30)) + LABELS.to_numpy()[:, None] * np.linspace(0, 2, 30))
    step = StabilityFilter(n_bootstraps=10).fit(values, LABELS)
    kept = step.frequency_.loc[step.get_feature_names_out()]
    assert kept.min() >= 0.8 > step.frequency_.drop(kept.index).max()
    assert 0.8 in kept.tolist()
    dropped = step.dropped_.iloc[0]
    assert (dropped["dropped_at"], dropped["feature"]) == ("stability", "G00_expr")
    assert dropped["reason"] == f"selected in {dropped['statistic'] * 10:.0f} of 10 bootstraps, below 80%"


def test_only_expression_is_judged():
    values = frame(np.random.default_rng(10).normal(size=(N, 2))).assign(age=1.0, IDH1_mut=0.0)
    assert {"age", "IDH1_mut"} <= set(StabilityFilter(n_bootstraps=3).fit(values, LABELS).get_feature_names_out())


def test_labels_of_one_class_are_refused():
    with pytest.raises(SplitError, match="fewer than two classes"):
        StabilityFilter().fit(frame(np.zeros((N, 1))), LABELS * 0)
