"""Each metric against a calculation by hand, and None or 0 where it has no value."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from lunar_assets import words
from lunar_assets.evaluation.metrics import calibration, estimates, evaluate

LABELS = [1, 1, 1, 0, 0]
SCORES = [0.9, 0.6, 0.3, 0.6, 0.1]
PREDICTED = [1, 1, 0, 1, 0]


def values(labels: list[int], scores: list[float], predicted: list[int]) -> pd.Series:
    return evaluate(labels, scores, predicted, seed=1).set_index("metric")["value"]


def test_all_metrics_in_their_order_with_number_of_patients():
    table = evaluate(LABELS, SCORES, PREDICTED, seed=1)
    assert list(table.columns) == ["metric", "value", "ci_low", "ci_high", "n", "one_class"]
    assert tuple(table["metric"]) == words.METRICS
    assert set(table["n"]) == {5}
    assert not table["one_class"].any()


def test_five_patients_by_hand():
    found = values(LABELS, SCORES, PREDICTED)
    assert dict(found[["tp", "tn", "fp", "fn"]]) == {"tp": 2, "tn": 1, "fp": 1, "fn": 1}
    assert found["auroc"] == pytest.approx((2 + 1.5 + 1) / 6)  # wins of each early patient over the two late ones
    # points (recall, precision) from the highest score down: (0, 1), (1/3, 1), (2/3, 2/3), (1, 3/4), (1, 3/5)
    assert found["auprc"] == pytest.approx(1 / 3 + (1 + 2 / 3) / 6 + (2 / 3 + 3 / 4) / 6)
    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["balanced_accuracy"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == pytest.approx(2 / 3)
    assert found["specificity"] == pytest.approx(1 / 2)
    assert found["f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert found["brier"] == pytest.approx((0.1**2 + 0.4**2 + 0.7**2 + 0.6**2 + 0.1**2) / 5)


@pytest.mark.parametrize("labels", [LABELS, [1] * 5], ids=["both classes", "one class"])
def test_estimates_are_what_is_evaluated_but_for_the_intervals(labels: list[int]):
    whole = evaluate(labels, SCORES, PREDICTED, seed=1)
    pd.testing.assert_frame_equal(estimates(labels, SCORES, PREDICTED), whole.drop(columns=["ci_low", "ci_high"]))


def test_nothing_predicted_early_has_precision_and_f1_of_zero_and_is_marked():
    table = evaluate(LABELS, SCORES, [0] * 5, seed=1)
    found = table.set_index("metric")["value"]
    assert (found["precision"], found["recall"], found["f1"], found["specificity"]) == (0, 0, 0, 1)
    assert table["one_class"].all()


def test_one_score_for_all_is_marked_and_ranks_like_chance():
    table = evaluate(LABELS, [0.4] * 5, [0, 0, 0, 0, 0], seed=1)
    found = table.set_index("metric")["value"]
    assert table["one_class"].all()
    assert found["auroc"] == 0.5
    assert found["auprc"] == pytest.approx((1 + 3 / 5) / 2)
    assert np.isnan(found["calibration_slope"])


def test_one_score_at_the_threshold_is_marked_although_predictions_could_differ():
    assert evaluate(LABELS, [0.5] * 5, PREDICTED, seed=1)["one_class"].all()


def test_late_patients_alone_leave_what_needs_early_ones_undefined():
    table = evaluate([0, 0], [0.2, 0.7], [0, 1], seed=1).set_index("metric")
    undefined = {"auroc", "auprc", "balanced_accuracy", "recall", "calibration_slope", "calibration_intercept"}
    assert set(table.index[table["value"].isna()]) == undefined
    assert table.loc["precision", "value"] == 0
    assert table.loc["specificity", "value"] == 0.5


def test_early_patients_alone_leave_what_needs_late_ones_undefined():
    table = evaluate([1, 1], [0.2, 0.7], [0, 1], seed=1).set_index("metric")
    undefined = {"auroc", "auprc", "balanced_accuracy", "specificity", "calibration_slope", "calibration_intercept"}
    assert set(table.index[table["value"].isna()]) == undefined
    assert table.loc["recall", "value"] == 0.5


def test_f1_of_late_patients_all_predicted_late_is_undefined():
    assert np.isnan(values([0, 0], [0.2, 0.3], [0, 0])["f1"])


def test_calibration_of_two_scores_passes_through_the_observed_shares():
    # of four patients with logit -1 one is early, of four with logit 1 three are: log odds -ln 3 and ln 3
    scores = expit(np.array([-1.0] * 4 + [1.0] * 4))
    found = calibration(np.array([1, 0, 0, 0, 1, 1, 1, 0]), scores)
    assert found["calibration_slope"] == pytest.approx(np.log(3), abs=1e-6)
    assert found["calibration_intercept"] == pytest.approx(0, abs=1e-6)


def test_calibration_finds_slope_and_intercept_of_distorted_probabilities():
    rng = np.random.default_rng(4)
    true = rng.normal(size=20_000)
    labels = (rng.random(20_000) < expit(true)).astype(int)
    found = calibration(labels, expit(2 * true - 1))  # true = (logit + 1) / 2
    assert found["calibration_slope"] == pytest.approx(0.5, abs=0.03)
    assert found["calibration_intercept"] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([0.9, 0.8, 0.2, 0.1], "a perfect ranking"),
        ([0.1, 0.2, 0.8, 0.9], "a perfectly reversed ranking"),
        ([0.9, 0.5, 0.5, 0.1], "classes that touch in one score"),
        ([0.5, 0.5, 0.5, 0.5], "one score"),
        ([1.0, 0.3, 0.6, 0.1], "a score of 1"),
        ([0.9, 0.3, 0.6, 0.0], "a score of 0"),
    ],
)
def test_calibration_is_undefined_where_its_fit_has_no_finite_solution(scores: list[float], why: str):
    found = calibration(np.array([1, 1, 0, 0]), np.array(scores))
    assert found["calibration_slope"] is None, why
    assert found["calibration_intercept"] is None, why
    assert found["brier"] is not None


def test_a_decision_function_has_neither_brier_score_nor_calibration_but_ranks():
    found = values([1, 0, 1, 0], [2.0, -1.0, -0.5, 0.3], [1, 0, 0, 1])
    assert found[["brier", "calibration_slope", "calibration_intercept"]].isna().all()
    assert found["auroc"] == pytest.approx(3 / 4)
