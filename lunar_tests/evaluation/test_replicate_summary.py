"""Means, ranks and corrected intervals of hand-written replicates."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from lunar_assets import words
from lunar_assets.evaluation.replicate_summary import BETTER, feature_stability, replicate_summary
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES

AUROCS = {
    "lunar": [0.70, 0.80, 0.60, 0.90],
    "knn": [0.60, 0.80, 0.50, 0.50],
    "clinical_only": [0.65, 0.70, 0.65, 0.70],
}


def replicates(values: dict[str, list[float | None]] = AUROCS, metric: str = "auroc", **columns) -> pd.DataFrame:
    rows = [(i, model, "tcga", "test", metric, value, 30, 120, False) for model, of_model in values.items()
            for i, value in enumerate(of_model)]  # fmt: skip
    names = [column.name for column in TABLES["evaluation.replicates"].columns]
    table = pd.DataFrame(rows, columns=names).astype({"value": "float64"}).assign(**columns)
    conform(table, TABLES["evaluation.replicates"])
    return table


def summary(*args, **columns) -> pd.DataFrame:
    table = replicate_summary(replicates(*args, **columns))
    conform(table, TABLES["evaluation.replicate_summary"])
    return table.set_index("model")


def test_mean_spread_and_quantiles():
    lunar = summary().loc["lunar"]
    assert lunar["mean"] == pytest.approx(0.75)
    assert lunar["sd"] == pytest.approx(sqrt((0.05**2 + 0.05**2 + 0.15**2 + 0.15**2) / 3))
    assert lunar["q05"] == pytest.approx(0.60 + 0.15 * 0.10)  # of 4 sorted values, position 0.05 * 3
    assert lunar["q95"] == pytest.approx(0.90 - 0.15 * 0.10)
    assert lunar["n"] == 4


def test_ranks_are_taken_within_a_replicate_and_ties_share():
    # by replicate: lunar 1, 1.5, 2, 1; knn 3, 1.5, 3, 3; clinical_only 2, 3, 1, 2
    assert dict(summary()["mean_rank"]) == {"lunar": 5.5 / 4, "knn": 10.5 / 4, "clinical_only": 8 / 4}


@pytest.mark.parametrize("metric", ["brier", "fp", "fn"])
def test_of_errors_the_fewest_rank_first(metric):
    assert dict(summary(metric=metric)["mean_rank"]) == {"lunar": 10.5 / 4, "knn": 5.5 / 4, "clinical_only": 8 / 4}


def test_calibration_has_no_rank_and_every_other_metric_has():
    assert set(words.METRICS) - set(BETTER) == {"calibration_slope", "calibration_intercept"}
    assert summary(metric="calibration_slope")["mean_rank"].isna().all()


def test_the_interval_of_nadeau_and_bengio_by_hand():
    # differences of lunar to clinical_only: 0.05, 0.10, -0.05, 0.20
    lunar = summary().loc["lunar"]
    mean, variance = 0.075, (0.025**2 + 0.025**2 + 0.125**2 + 0.125**2) / 3
    margin = t.isf(0.025, 3) * sqrt((1 / 4 + 30 / 120) * variance)
    assert lunar["difference_to_clinical_only"] == pytest.approx(mean)
    assert (lunar["ci_low"], lunar["ci_high"]) == pytest.approx((mean - margin, mean + margin))


def test_more_train_patients_and_fewer_evaluated_ones_narrow_the_interval():
    def width(**columns: int) -> float:
        lunar = summary(**columns).loc["lunar"]
        return lunar["ci_high"] - lunar["ci_low"]

    assert width(n_train=1200) < width() < width(n=101)


def test_patients_evaluated_are_averaged_over_replicates():
    varying = summary(n=[20, 40, 25, 35] * 3)
    pd.testing.assert_frame_equal(varying, summary())


def test_clinical_only_is_not_compared_with_itself():
    row = summary().loc["clinical_only", ["difference_to_clinical_only", "ci_low", "ci_high"]]
    assert row.isna().all()


@pytest.mark.parametrize("alone", ["lunar", "clinical_only"])
def test_one_model_alone_differs_from_nothing(alone):
    table = summary({alone: [0.7, 0.8]})
    assert table[["difference_to_clinical_only", "ci_low", "ci_high"]].isna().all(axis=None)
    assert table["mean"].notna().all()


def test_equal_differences_have_an_interval_without_width():
    lunar = summary({"lunar": [0.75, 0.5], "clinical_only": [0.5, 0.25]}).loc["lunar"]
    assert tuple(lunar[["difference_to_clinical_only", "ci_low", "ci_high"]]) == (0.25, 0.25, 0.25)


def test_one_replicate_has_neither_spread_nor_interval():
    table = summary({"lunar": [0.75], "clinical_only": [0.5]})
    assert table[["sd", "ci_low", "ci_high"]].isna().all(axis=None)
    assert table.loc["lunar", "difference_to_clinical_only"] == 0.25


def test_replicates_without_a_value_are_left_out_of_everything():
    table = summary({"lunar": [0.9, None, 0.7], "clinical_only": [0.6, 0.5, None]})
    assert table.loc["lunar", ["mean", "n", "mean_rank"]].tolist() == [pytest.approx(0.8), 2, 1]
    assert table.loc["clinical_only", "mean_rank"] == (2 + 1) / 2
    assert table.loc["lunar", "difference_to_clinical_only"] == pytest.approx(0.3)  # of the first replicate alone
    assert np.isnan(table.loc["lunar", "ci_low"])


def test_a_metric_that_a_model_never_has_has_no_row():
    assert list(summary({"linear_svc": [None, None], "knn": [0.2, 0.3]}, metric="brier").index) == ["knn"]


def test_parts_and_metrics_do_not_mix():
    glass = {"lunar": [0.5] * 4, "knn": [0.4] * 4, "clinical_only": [0.6] * 4}
    parts = [replicates(), replicates(glass, dataset="glass", part="all"), replicates(glass, metric="auprc")]
    together = replicate_summary(pd.concat(parts))
    apart = pd.concat([replicate_summary(part) for part in parts])
    key = ["model", "dataset", "part", "metric"]
    pd.testing.assert_frame_equal(together.set_index(key).sort_index(), apart.set_index(key).sort_index())


def test_features_by_how_often_they_were_kept():
    rows = [(0, "age", "clinical"), (1, "age", "clinical"), (2, "age", "clinical"), (0, "SCN9A_expr", "expression"),
            (2, "SCN9A_expr", "expression"), (1, "IDH1_mut", "mutation"), (2, "ATRX_mut", "mutation")]  # fmt: skip
    kept = pd.DataFrame(rows, columns=["replicate", "feature", "modality"])
    table = feature_stability(kept)
    conform(table, TABLES["evaluation.feature_stability"])
    assert table["feature"].tolist() == ["age", "SCN9A_expr", "ATRX_mut", "IDH1_mut"]
    assert table["share_selected"].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    assert set(table["n"]) == {3}
