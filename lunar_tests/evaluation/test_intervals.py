"""Bootstrap draws are stratified, their metrics equal scikit-learn's, and proportions have exact intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import auc, balanced_accuracy_score, f1_score, precision_recall_curve, roc_auc_score

from lunar_assets.evaluation import intervals
from lunar_assets.evaluation.intervals import bootstrap_intervals, draws, exact_intervals
from lunar_assets.evaluation.metrics import evaluate

LABELS = np.array([1, 1, 1, 0, 0, 1, 0, 0, 1, 0])
TIED = np.array([0.9, 0.6, 0.6, 0.6, 0.1, 0.4, 0.4, 0.2, 0.1, 0.9])
PREDICTED = (TIED >= 0.5).astype(int)


@settings(deadline=None, max_examples=60)
@given(
    late=st.lists(st.integers(0, 4), min_size=1, max_size=9),
    early=st.lists(st.integers(0, 4), min_size=1, max_size=9),
    seed=st.integers(0, 99),
)
def test_every_draw_has_the_auroc_and_auprc_of_scikit_learn_ties_included(late, early, seed):
    labels, scores = np.array([0] * len(late) + [1] * len(early)), np.array(late + early) / 5
    weights = draws(labels, seed, 4)
    aurocs, auprcs = intervals.auroc(labels, scores, weights), intervals.auprc(labels, scores, weights)
    for times, auroc, auprc in zip(weights.astype(int), aurocs, auprcs, strict=True):
        drawn_labels, drawn_scores = np.repeat(labels, times), np.repeat(scores, times)
        precision, recall, _ = precision_recall_curve(drawn_labels, drawn_scores)
        assert auroc == pytest.approx(roc_auc_score(drawn_labels, drawn_scores), abs=1e-12)
        assert auprc == pytest.approx(auc(recall, precision), abs=1e-12)


def test_every_draw_has_the_f1_and_balanced_accuracy_of_scikit_learn():
    weights = draws(LABELS, 3, 50)
    found = intervals._threshold_metrics(LABELS, PREDICTED, weights)
    for i, times in enumerate(weights.astype(int)):
        labels, predicted = np.repeat(LABELS, times), np.repeat(PREDICTED, times)
        assert found["f1"][i] == pytest.approx(f1_score(labels, predicted))
        assert found["balanced_accuracy"][i] == pytest.approx(balanced_accuracy_score(labels, predicted))


def test_every_draw_keeps_the_number_of_patients_of_each_class():
    weights = draws(LABELS, 3)
    assert weights.shape == (2000, 10)
    assert (weights[:, LABELS == 1].sum(axis=1) == 5).all()
    assert (weights[:, LABELS == 0].sum(axis=1) == 5).all()
    assert len(np.unique(weights, axis=0)) > 1000


def test_the_seed_decides():
    first, again, other = (bootstrap_intervals(LABELS, TIED, PREDICTED, seed) for seed in (1, 1, 2))
    assert first == again != other


def test_intervals_are_the_middle_95_percent_of_the_draws_and_hold_the_estimate():
    low, high = bootstrap_intervals(LABELS, TIED, PREDICTED, 1)["auroc"]
    sample = intervals.auroc(LABELS, TIED, draws(LABELS, 1))
    assert np.mean(sample < low) <= 0.025 <= np.mean(sample <= low)
    assert np.mean(sample > high) <= 0.025 <= np.mean(sample >= high)
    assert low <= roc_auc_score(LABELS, TIED) <= high


def test_a_perfect_ranking_is_perfect_in_every_draw():
    found = bootstrap_intervals(LABELS, LABELS.astype(float), LABELS, 1)
    assert set(found) == {"auroc", "auprc", "f1", "balanced_accuracy"}
    assert set(found.values()) == {(1.0, 1.0)}


def test_one_class_of_labels_has_no_bootstrap():
    assert bootstrap_intervals(np.array([1, 1]), np.array([0.1, 0.2]), np.array([0, 0]), 1) == {}


def test_exact_intervals_by_the_closed_form_of_all_and_none():
    # Clopper-Pearson: of n of n the lower end is 0.025^(1/n), of 0 of n the upper end is 1 - 0.025^(1/n)
    found = exact_intervals(tp=9, tn=0, fp=7, fn=0)
    assert found["recall"] == (pytest.approx(0.025 ** (1 / 9)), 1.0)
    assert found["specificity"] == (0.0, pytest.approx(1 - 0.025 ** (1 / 7)))


def test_a_proportion_of_nobody_has_no_interval():
    assert set(exact_intervals(tp=0, tn=3, fp=0, fn=2)) == {"accuracy", "recall", "specificity"}


def test_counts_scores_of_calibration_and_undefined_ratios_have_no_interval():
    table = evaluate(LABELS, TIED, np.zeros(10), seed=1).set_index("metric")
    without = {"tp", "tn", "fp", "fn", "brier", "calibration_slope", "calibration_intercept", "precision"}
    assert set(table.index[table["ci_low"].isna()]) == set(table.index[table["ci_high"].isna()]) == without
