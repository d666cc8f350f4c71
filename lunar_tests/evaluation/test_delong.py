"""DeLong's test against a calculation by hand, against its covariance pair by pair, and under the null."""

from itertools import product
from math import erfc, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest
from sklearn.metrics import roc_auc_score

from lunar_assets.evaluation.delong import delong_test, wins

LABELS = [1, 1, 1, 0, 0]
SCORES = [0.9, 0.6, 0.3, 0.6, 0.1]
REFERENCE = [0.8, 0.2, 0.7, 0.3, 0.5]


def test_five_patients_by_hand():
    # wins of the early patients: 2, 3/2, 1 and 2, 0, 2; pairs lost by the late ones: 3/2, 3 and 2, 2
    # differences 0, 3/2, -1 with variance 19/12, and -1/2, 1 with variance 9/8
    variance = (19 / 12) / (3 * 2**2) + (9 / 8) / (2 * 3**2)
    found = delong_test(LABELS, SCORES, REFERENCE)
    assert found is not None
    assert found.difference == pytest.approx(4.5 / 6 - 4 / 6)
    assert found.ci_low == pytest.approx(1 / 12 - 1.959963985 * sqrt(variance))
    assert found.ci_high == pytest.approx(1 / 12 + 1.959963985 * sqrt(variance))
    assert found.p_value == pytest.approx(erfc(1 / 12 / sqrt(variance) / sqrt(2)))


def test_wins_by_hand():
    found = wins(np.array(LABELS), np.array(SCORES))
    assert found.early.tolist() == [2, 1.5, 1]
    assert found.late.tolist() == [1.5, 3]


def covariance_pair_by_pair(labels: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """DeLong's covariance of the AUROCs of (2, n) scores as the paper defines it, over all pairs of patients."""
    early, late = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    psi = np.zeros((2, len(early), len(late)))
    for k, (i, x), (j, y) in product((0, 1), enumerate(early), enumerate(late)):
        psi[k, i, j] = 1.0 if scores[k, x] > scores[k, y] else 0.5 if scores[k, x] == scores[k, y] else 0.0
    v10, v01 = psi.mean(axis=2), psi.mean(axis=1)
    return np.cov(v10) / len(early) + np.cov(v01) / len(late)


SCORED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=8)


@given(early=SCORED, late=SCORED)
def test_it_is_the_contrast_of_delongs_covariance_ties_included(early, late):
    labels, scores = np.array([1] * len(early) + [0] * len(late)), np.array(early + late, np.float64).T
    covariance = covariance_pair_by_pair(labels, scores)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    difference = roc_auc_score(labels, scores[0]) - roc_auc_score(labels, scores[1])
    found = delong_test(labels, scores[0], scores[1])
    if found is None:
        assert variance == pytest.approx(0, abs=1e-12) and difference != 0
        return
    assert found.difference == pytest.approx(difference, abs=1e-12)
    assert found.ci_high - found.ci_low == pytest.approx(2 * 1.959963985 * sqrt(max(variance, 0)), abs=1e-7)
    if found.p_value < 1:
        assert found.p_value == pytest.approx(erfc(abs(difference) / sqrt(variance) / sqrt(2)))


@given(early=SCORED, late=SCORED)
def test_model_and_reference_exchanged_turn_the_sign_alone(early, late):
    labels, scores = [1] * len(early) + [0] * len(late), np.array(early + late, np.float64).T
    found, turned = delong_test(labels, scores[0], scores[1]), delong_test(labels, scores[1], scores[0])
    if found is None or turned is None:
        assert found is turned
        return
    assert turned == pytest.approx((-found.difference, -found.ci_high, -found.ci_low, found.p_value))


@pytest.mark.parametrize("reference", [SCORES, [100 * score - 7 for score in SCORES]], ids=["same", "same ranking"])
def test_scores_that_rank_alike_do_not_differ(reference):
    assert delong_test(LABELS, SCORES, reference) == (0, 0, 0, 1)


@pytest.mark.parametrize("labels", [[1] * 5, [0] * 5, [1, 0, 0, 0, 0], [1, 1, 1, 1, 0]])
def test_fewer_than_two_patients_of_a_class_have_no_test(labels):
    assert delong_test(labels, SCORES, REFERENCE) is None


def test_a_variance_of_zero_claims_no_certainty():
    assert delong_test([1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1], [0.5] * 4) is None


def test_p_values_are_uniform_where_two_scores_are_equally_good():
    rng = np.random.default_rng(11)
    labels = np.repeat([1, 0], 40)
    signal = rng.normal(size=(500, 80)) + 0.8 * labels  # shared, so that the two are correlated
    p_values = []
    for shared in signal:
        found = delong_test(labels, shared + rng.normal(size=80), shared + rng.normal(size=80))
        assert found is not None
        p_values.append(found.p_value)
    assert kstest(p_values, "uniform").pvalue > 0.01
    assert 0.03 < np.mean(np.array(p_values) < 0.05) < 0.08


def test_a_better_score_is_found_to_be_better():
    rng = np.random.default_rng(2)
    labels = np.repeat([1, 0], 60)
    found = delong_test(labels, labels + rng.normal(size=120), rng.normal(size=120))
    assert found is not None
    assert found.ci_low > 0 and found.p_value < 0.01
