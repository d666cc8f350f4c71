"""Metrics written twice are the same on any labels and scores, defined or not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.evaluation.metric_audit import CALIBRATION_TOLERANCE, SLACK, broken_intervals, compared
from lunar_assets.evaluation.metrics import evaluate, values
from lunar_assets.evaluation.predictions import by_part
from lunar_assets.evaluation.recomputed import recomputed

PATIENTS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([-0.5, 0.0, 0.02, 0.3, 0.5, 0.55, 0.9, 1.0])), min_size=1, max_size=20
)


def predictions(patients: list[tuple[int, float]], dataset: str = "tcga", split: str = "test") -> pd.DataFrame:
    labels, scores = np.array(patients).T
    return pd.DataFrame(
        {"model": "lunar", "dataset": dataset, "split": split, "label": labels.astype(int), "score": scores}
    ).assign(predicted=(scores >= 0.5).astype(int))


@settings(max_examples=60)
@given(PATIENTS)
def test_both_writings_give_one_figure_and_leave_the_same_ones_out(patients):
    rows = predictions(patients)
    again = recomputed(rows).set_index("metric")["value"]
    first = values(*(rows[name].to_numpy() for name in ("label", "score", "predicted")))
    assert list(again.index) == list(first)
    for metric, value in first.items():
        expected = np.nan if value is None else value
        assert again[metric] == pytest.approx(expected, rel=CALIBRATION_TOLERANCE, abs=1e-9, nan_ok=True), metric


def test_sets_of_patients_are_the_test_parts_and_all_of_glass():
    parts = [("tcga", "test"), ("tcga", "train"), ("glass", "test"), ("glass", "validation")]
    everyone = pd.concat([predictions([(1, 0.9), (0, 0.2)] * n, *part) for n, part in enumerate(parts, 1)])
    found = recomputed(everyone).groupby(["dataset", "part"], sort=False)["n"].unique().map(list)
    assert found.to_dict() == {("tcga", "test"): [2], ("glass", "test"): [6], ("glass", "all"): [6 + 8]}


def metrics_of(rows: pd.DataFrame) -> pd.DataFrame:
    return by_part(rows, lambda part: evaluate(part["label"], part["score"], part["predicted"], 42))


def test_what_the_pipeline_stores_agrees_and_a_thousandth_of_a_slope_does_not():
    rows = predictions([(1, 0.9), (0, 0.6), (1, 0.4), (0, 0.2), (1, 0.7), (0, 0.3)])
    table = metrics_of(rows)
    assert compared(table, rows)["agrees"].all()
    slope = table["metric"] == "calibration_slope"
    off = compared(table.assign(value=table["value"].mask(slope, table["value"] + 1e-3)), rows)
    assert list(off.loc[~off["agrees"], "metric"]) == ["calibration_slope"]


def test_a_metric_of_a_model_that_has_no_predictions_does_not_agree():
    rows = predictions([(1, 0.9), (0, 0.6), (1, 0.4)])
    both = compared(pd.concat([metrics_of(rows), metrics_of(rows).assign(model="mlp")]), rows)
    assert set(both.loc[~both["agrees"], "model"]) == {"mlp"}
    assert (~both["agrees"]).sum() == len(words.METRICS)


@settings(max_examples=20)
@given(PATIENTS)
def test_no_interval_of_the_pipeline_is_wrong(patients):
    assert broken_intervals(metrics_of(predictions(patients))).empty


def test_every_metric_with_an_interval_is_known():
    rows = predictions([(1, 0.9), (0, 0.6), (1, 0.4), (0, 0.2)])
    table = metrics_of(rows).dropna(subset="ci_low")
    assert set(table["metric"]) == set(SLACK)
