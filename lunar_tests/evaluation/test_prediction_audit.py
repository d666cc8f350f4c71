"""Predictions are held against labels, split, thresholds and the models that made them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.evaluation.prediction_audit import broken_predictions, score_gaps

PATIENTS = pd.DataFrame(
    [("tcga", "TCGA-06-0125-01", 1, "train", 0.7), ("glass", "GLSS-19-0266-TP", 0, "test", 0.2)],
    columns=["dataset", "sample_id", "label", "split", "age"],
)
RIGHT = pd.DataFrame(
    [
        ("lunar", "tcga", "TCGA-06-0125-01", "train", 1, 0.7, 1),
        ("lunar", "glass", "GLSS-19-0266-TP", "test", 0, 0.2, 0),
    ],
    columns=["model", "dataset", "sample_id", "split", "label", "score", "predicted"],
)
BY_AGE = SimpleNamespace(score=lambda rows: rows["age"].to_numpy())


def broken(predictions: pd.DataFrame, threshold: float = 0.5) -> list[str]:
    return broken_predictions(predictions, PATIENTS, PATIENTS, {"lunar": threshold})


def changed(row: int, **values: object) -> pd.DataFrame:
    table = RIGHT.copy()
    for column, value in values.items():
        table.loc[row, column] = value
    return table


def test_right_rows_are_right_and_the_threshold_itself_is_early():
    assert broken(RIGHT) == broken(RIGHT, threshold=0.7) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (changed(1, predicted=1), "are not predicted by their score, the first GLSS-19-0266-TP by lunar"),
        (changed(0, score=0.4), "are not predicted by their score, the first TCGA-06-0125-01 by lunar"),
        (changed(1, label=1), "bear another label than cohort.patients, the first GLSS-19-0266-TP by lunar"),
        (
            changed(0, split="test"),
            "are in another part than in splits.assignments, the first TCGA-06-0125-01 by lunar",
        ),
        (changed(1, score=-np.inf), "have no finite score, the first GLSS-19-0266-TP by lunar"),
        (changed(1, model="resnet"), "are of a model without a threshold, the first GLSS-19-0266-TP by resnet"),
    ],
)
def test_each_mistake_is_named_with_its_first_row(rows, told):
    assert broken(rows) == [f"1 rows {told}"]


def test_a_patient_who_is_not_in_the_cohort_has_no_label_and_no_part():
    assert len(broken(changed(0, sample_id="TCGA-XX"))) == 2


def test_a_threshold_that_is_not_the_declared_one_shows_in_the_predictions():
    assert broken(RIGHT, threshold=0.1) == [
        "1 rows are not predicted by their score, the first GLSS-19-0266-TP by lunar"
    ]


def test_gaps_are_those_of_the_worst_patient_whatever_the_order_of_rows():
    assert score_gaps(RIGHT[::-1], {"lunar": BY_AGE}, PATIENTS) == {"lunar": 0}
    assert score_gaps(changed(1, score=0.25), {"lunar": BY_AGE}, PATIENTS) == {"lunar": pytest.approx(0.05)}


@pytest.mark.parametrize("rows", [RIGHT[:1], changed(1, sample_id="GLSS-XX"), RIGHT[:0]], ids=["lost", "other", "none"])
def test_a_patient_without_a_score_is_infinitely_far(rows):
    assert score_gaps(rows, {"lunar": BY_AGE}, PATIENTS) == {"lunar": np.inf}
