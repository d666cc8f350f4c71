"""Predictions cover every patient; evaluations see the patients of their part."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.evaluation.curves import curves
from lunar_assets.evaluation.metrics import evaluate
from lunar_assets.evaluation.predictions import by_part, predictions
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES

MATRIX = pd.DataFrame(
    [
        ("tcga", "TCGA-06-0125-01", "train", 1, 0.7),
        ("tcga", "TCGA-06-0171-01", "test", 0, 0.5),
        ("tcga", "TCGA-06-0190-01", "test", 1, 0.9),
        ("glass", "GLSS-19-0266-TP", "validation", 0, 0.2),
        ("glass", "GLSS-19-0267-TP", "test", 1, 0.4),
        ("glass", "GLSS-19-0268-TP", "test", 0, 0.1),
    ],
    columns=["dataset", "sample_id", "split", "label", "age"],
)


def fitted(name: str = "lunar", threshold: float = 0.5) -> SimpleNamespace:
    """A model whose score is the age."""
    return SimpleNamespace(name=name, threshold=threshold, score=lambda features: features["age"].to_numpy())


def test_every_patient_of_both_cohorts_is_scored_and_the_threshold_itself_is_early():
    table = predictions(fitted(), MATRIX)
    assert list(table["sample_id"]) == list(MATRIX["sample_id"])
    assert list(table["score"]) == list(MATRIX["age"])
    assert list(table["predicted"]) == [1, 1, 1, 0, 0, 0]
    assert list(predictions(fitted(threshold=0.6), MATRIX)["predicted"]) == [1, 0, 1, 0, 0, 0]


def test_parts_are_the_test_patients_of_each_cohort_and_all_of_glass():
    both = pd.concat([predictions(fitted(name), MATRIX) for name in ("lunar", "knn")])
    table = by_part(both, lambda part: pd.DataFrame({"samples": [list(part["sample_id"])]}))
    assert list(table.columns) == ["model", "dataset", "part", "samples"]
    assert list(table["model"]) == ["lunar"] * 3 + ["knn"] * 3
    seen = table[table["model"] == "knn"].set_index(["dataset", "part"])["samples"]
    assert dict(seen) == {
        ("tcga", "test"): ["TCGA-06-0171-01", "TCGA-06-0190-01"],
        ("glass", "test"): ["GLSS-19-0267-TP", "GLSS-19-0268-TP"],
        ("glass", "all"): ["GLSS-19-0266-TP", "GLSS-19-0267-TP", "GLSS-19-0268-TP"],
    }


def test_predictions_metrics_and_curves_keep_their_contracts():
    scored = predictions(fitted(), MATRIX)
    conform(scored, TABLES["evaluation.predictions"])
    metrics = by_part(scored, lambda part: evaluate(part["label"], part["score"], part["predicted"], 42))
    assert conform(metrics, TABLES["evaluation.metrics"]).num_rows == 3 * 15
    conform(by_part(scored, lambda part: curves(part["label"], part["score"])), TABLES["evaluation.curves"])


def test_metrics_of_a_part_are_those_of_its_patients_alone():
    scored = predictions(fitted(), MATRIX)
    metrics = by_part(scored, lambda part: evaluate(part["label"], part["score"], part["predicted"], 42))
    accuracy = metrics[metrics["metric"] == "accuracy"].set_index(["dataset", "part"])
    assert accuracy.loc[("tcga", "test"), "value"] == 0.5
    assert accuracy.loc[("glass", "all"), "value"] == pytest.approx(2 / 3)
    assert accuracy.loc[("glass", "all"), "n"] == 3
    assert np.isfinite(accuracy["ci_low"]).all()
