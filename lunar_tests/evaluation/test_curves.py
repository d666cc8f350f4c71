"""Curves by hand, and only those that are defined."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets.evaluation.curves import curves

LABELS = [1, 1, 1, 0, 0]
SCORES = [0.9, 0.6, 0.3, 0.6, 0.1]


def points(table: pd.DataFrame, curve: str) -> list[tuple[float, float]]:
    chosen = table[table["curve"] == curve]
    assert list(chosen["point"]) == list(range(len(chosen)))
    return [(pytest.approx(x), pytest.approx(y)) for x, y in chosen[["x", "y"]].itertuples(index=False)]


def test_roc_and_precision_recall_by_hand():
    table = curves(LABELS, SCORES)
    assert points(table, "roc") == [(0, 0), (0, 1 / 3), (1 / 2, 2 / 3), (1 / 2, 1), (1, 1)]
    assert points(table, "pr") == [(1, 3 / 5), (1, 3 / 4), (2 / 3, 2 / 3), (1 / 3, 1), (0, 1)]


def test_thresholds_are_scores_and_empty_at_the_ends():
    table = curves(LABELS, SCORES)
    roc, pr = (table[table["curve"] == curve]["threshold"] for curve in ("roc", "pr"))
    np.testing.assert_array_equal(roc, [np.nan, 0.9, 0.6, 0.3, 0.1])
    np.testing.assert_array_equal(pr, [0.1, 0.3, 0.6, 0.9, np.nan])


def test_net_benefit_by_hand():
    table = curves(LABELS, SCORES)
    decision = table[table["curve"] == "decision"].set_index("threshold")
    assert len(decision) == 99
    assert (decision.index == decision["x"]).all()
    assert decision.loc[0.01, "y"] == pytest.approx(3 / 5 - 2 / 5 * 0.01 / 0.99)  # all are treated
    assert decision.loc[0.5, "y"] == pytest.approx(2 / 5 - 1 / 5)
    assert decision.loc[0.6, "y"] == pytest.approx(2 / 5 - 1 / 5 * 0.6 / 0.4)  # a score of the threshold is treated
    assert decision.loc[0.95, "y"] == 0  # nobody is


def test_reliability_bins_hold_about_five_patients_each():
    scores = np.linspace(0.05, 0.95, 15)
    labels = (np.arange(15) % 5 < np.repeat([1, 2, 4], 5)).astype(int)  # one, two and four early of five
    assert points(curves(labels, scores), "reliability") == [
        (scores[:5].mean(), 1 / 5), (scores[5:10].mean(), 2 / 5), (scores[10:].mean(), 4 / 5)
    ]  # fmt: skip


@pytest.mark.parametrize(("n", "bins"), [(3, 1), (16, 3), (29, 5), (101, 10)])
def test_number_of_reliability_bins(n: int, bins: int):
    table = curves([i % 2 for i in range(n)], np.linspace(0.01, 0.99, n))
    assert (table["curve"] == "reliability").sum() == bins


def test_patients_with_one_score_share_a_bin():
    table = curves([0, 1] * 10, [0.3] * 20)
    assert points(table, "reliability") == [(0.3, 0.5)]


def test_labels_of_one_class_have_no_roc_and_precision_recall_curve():
    for label in (0, 1):
        assert set(curves([label] * 3, [0.1, 0.5, 0.7])["curve"]) == {"reliability", "decision"}


def test_scores_that_are_no_probabilities_have_no_reliability_and_decision_curve():
    assert set(curves([0, 1], [-1.3, 2.0])["curve"]) == {"roc", "pr"}


def test_neither_gives_an_empty_table_with_the_same_columns():
    table = curves([1, 1], [-1.3, 2.0])
    assert table.empty
    assert list(table.columns) == ["curve", "point", "x", "y", "threshold"]
