"""Whether stored metrics are those of the stored predictions, and lie within their intervals."""

import numpy as np
import pandas as pd

from lunar_assets.evaluation.recomputed import recomputed

KEY = ["model", "dataset", "part", "metric"]
TOLERANCE = 1e-9
CALIBRATION_TOLERANCE = 1e-5
"""Relative, of slope and intercept: two searches for a maximum meet no closer."""

EXACT = ("accuracy", "precision", "recall", "specificity")
BOOTSTRAPPED = ("auroc", "auprc", "f1", "balanced_accuracy")
SLACK = dict.fromkeys(EXACT, TOLERANCE) | dict.fromkeys(BOOTSTRAPPED, 0.01)
"""How far outside its interval an estimate may lie, for every metric that has one.

Percentiles of draws from a few patients can end a hair beside the estimate where a model ranks nearly all of them
wrongly: of 3,000 simulated sets the AUPRC of 20 did, by 0.002 at most.
"""


def compared(metrics: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """Stored metrics beside those computed again.

    Args:
        metrics: Table `evaluation.metrics`.
        predictions: Table `evaluation.predictions`.

    Returns:
        One row a metric of either: the key, value, value_again, gap (of slope and intercept of the calibration relative
        to values above 1; infinite where one side has a value and the other none), agrees: whether gap, number of
        patients and one_class are right.
    """
    both = metrics.merge(recomputed(predictions), "outer", KEY, suffixes=("", "_again"), validate="1:1")
    is_calibration = both["metric"].str.startswith("calibration")
    size = both["value"].abs().clip(lower=1).where(is_calibration, 1.0)
    neither = both["value"].isna() & both["value_again"].isna()
    gap = ((both["value"] - both["value_again"]).abs() / size).fillna(np.inf).mask(neither, 0.0)
    within = gap <= np.where(is_calibration, CALIBRATION_TOLERANCE, TOLERANCE)
    counted = (both["n"] == both["n_again"]) & (both["one_class"] == both["one_class_again"])
    return both.assign(gap=gap, agrees=within & counted)[[*KEY, "value", "value_again", "gap", "agrees"]]


def broken_intervals(metrics: pd.DataFrame) -> pd.DataFrame:
    """Rows whose interval is not one of their estimate.

    Args:
        metrics: Table `evaluation.metrics`.

    Returns:
        The rows with their columns and `problem`; none where every interval has two ends in order within 0 and 1 and
        holds the estimate, where there is none without an estimate or on a metric without intervals.
    """
    low, high, value = metrics["ci_low"], metrics["ci_high"], metrics["value"]
    there, slack = low.notna() & high.notna(), metrics["metric"].map(SLACK)
    problems = {
        "one end only": low.notna() != high.notna(),
        "an interval without an estimate": there & value.isna(),
        "an interval of a metric that has none": there & slack.isna(),
        "ends that are no interval within 0 and 1": there & ~((low >= 0) & (low <= high) & (high <= 1)),
        "estimate outside": there & ((value < low - slack) | (value > high + slack)),
    }
    found = [metrics[wrong].assign(problem=problem) for problem, wrong in problems.items()]
    return pd.concat(found, ignore_index=True)
