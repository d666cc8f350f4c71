"""Curves, comparisons and replicates are held against the metrics and against themselves."""

import pandas as pd
import pytest

from lunar_assets.evaluation.consistency import broken_curves, broken_replicates, compared_differences

SET = {"model": "lunar", "dataset": "tcga", "part": "test"}


def metrics(**values: float | None) -> pd.DataFrame:
    return pd.DataFrame([SET | {"metric": metric, "value": value, "n": 4} for metric, value in values.items()])


def points(curve: str, *xy: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame([SET | {"curve": curve, "point": i, "x": x, "y": y} for i, (x, y) in enumerate(xy)])


ROC = points("roc", (0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1))
PR = points("pr", (1, 0.5), (0.5, 0.5), (0.5, 1), (0, 1))
BOTH = pd.concat([ROC, PR])


def test_areas_and_ends_that_agree_are_right_whatever_the_order_of_rows():
    table = metrics(auroc=0.75, auprc=0.75, accuracy=0.5)
    assert broken_curves(BOTH, table) == broken_curves(BOTH[::-1], table) == []


def test_a_set_without_metric_has_no_curve_and_a_curve_without_metric_is_wrong():
    table = metrics(auroc=None, auprc=None)
    assert broken_curves(BOTH[:0], table) == []
    assert broken_curves(ROC, table) == ["lunar tcga test roc has an area of 0.7500, its metric is None"]


def test_other_curves_have_no_area_that_is_a_metric():
    assert broken_curves(points("decision", (0.01, 0.4), (0.99, -3)), metrics(auroc=None)) == []


def test_a_missing_curve_another_area_and_other_ends_are_named():
    assert broken_curves(ROC, metrics(auroc=0.75, auprc=0.75)) == ["lunar tcga test pr is not drawn"]
    assert broken_curves(ROC, metrics(auroc=0.7)) == ["lunar tcga test roc has an area of 0.7500, its metric is 0.7"]
    short = points("pr", (0.5, 1), (0, 0.5))
    assert broken_curves(short, metrics(auprc=0.375)) == ["lunar tcga test pr goes from (0.5, 1) to (0, 0.5)"]


COMPARISON = pd.DataFrame(
    [SET | {"reference": "knn", "difference": 0.25, "ci_low": -0.1, "ci_high": 0.6, "n": 4, "test": "delong"}]
)
AUROCS = pd.concat([metrics(auroc=0.75), metrics(auroc=0.5).assign(model="knn")])


@pytest.mark.parametrize(
    ("changed", "agrees"),
    [
        ({}, True),
        ({"difference": -0.25}, False),
        ({"n": 5}, False),
        ({"ci_low": 0.3}, False),
        ({"model": "mlp"}, False),
    ],
)
def test_a_difference_is_that_of_the_metrics_on_as_many_patients_within_its_interval(changed, agrees):
    assert compared_differences(COMPARISON.assign(**changed), AUROCS)["agrees"].tolist() == [agrees]


def replicate(**changed: float | None) -> pd.DataFrame:
    numbers = {
        "tp": 1,
        "tn": 2,
        "fp": 0,
        "fn": 1,
        "accuracy": 0.75,
        "auroc": 0.5,
        "brier": None,
        "calibration_slope": -7,
    }
    return metrics(**(numbers | changed)).assign(replicate=3)


def test_a_replicate_that_adds_up_is_right_with_metrics_that_are_not_defined():
    assert broken_replicates(replicate()).empty
    assert broken_replicates(replicate(auroc=None)).empty


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"tn": 3, "accuracy": 1.0}, "the counts do not add up to the patients"),
        ({"accuracy": 0.7}, "the accuracy is not that of the counts"),
        ({"accuracy": None}, "the accuracy is not that of the counts"),
        ({"auroc": 1.01}, "a metric lies outside 0 and 1"),
        ({"brier": -0.01}, "a metric lies outside 0 and 1"),
    ],
)
def test_a_contradiction_is_named(changed, problem):
    (row,) = broken_replicates(replicate(**changed)).to_dict("records")
    assert row == {"replicate": 3, **SET, "problem": problem}


def test_models_of_a_replicate_have_the_same_patients():
    other = replicate(tp=2).assign(model="knn", n=5)
    other.loc[other["metric"] == "accuracy", "value"] = 0.8
    found = broken_replicates(pd.concat([replicate(), other]))
    assert set(found["problem"]) == {"the models of the replicate have other patients"}
    assert set(found["model"]) == {"lunar", "knn"}
