"""What the replicates say together: mean, spread and rank of each model, and how often each feature was kept."""

import numpy as np
import pandas as pd
from scipy.stats import t as t_distribution

from lunar_assets.evaluation.intervals import LEVEL

KEY = ["model", "dataset", "part", "metric"]
REFERENCE = "clinical_only"
BETTER = {
    "auroc": 1,
    "auprc": 1,
    "accuracy": 1,
    "balanced_accuracy": 1,
    "precision": 1,
    "recall": 1,
    "specificity": 1,
    "f1": 1,
    "tp": 1,
    "tn": 1,
    "fp": -1,
    "fn": -1,
    "brier": -1,
}
"""1 where higher is better, -1 where lower is; slope and intercept of calibration are best in the middle: no rank."""


def replicate_summary(replicates: pd.DataFrame) -> pd.DataFrame:
    """Summarise every metric of every model over the replicates in which it is defined.

    The difference to clinical_only is taken replicate by replicate, on the same patients. Its interval is the corrected
    resampled t-interval (Nadeau and Bengio 2003), see `corrected_interval`.

    Args:
        replicates: Table `evaluation.replicates` of at least one replicate.

    Returns:
        Table `evaluation.replicate_summary`. A metric that a model never has (the Brier score of the linear SVC) has no
        row; the standard deviation and the interval are empty with one replicate.
    """
    table = replicates.dropna(subset="value")
    by_group = table.assign(rank=ranks(table)).groupby(KEY, sort=False)
    summary = by_group.agg(mean=("value", "mean"), sd=("value", "std"), mean_rank=("rank", "mean"), n=("value", "size"))
    summary = summary.assign(q05=by_group["value"].quantile(0.05), q95=by_group["value"].quantile(0.95))
    columns = ["mean", "sd", "q05", "q95", "mean_rank", "difference_to_clinical_only", "ci_low", "ci_high", "n"]
    return summary.join(differences(table)).reset_index()[[*KEY, *columns]]


def ranks(replicates: pd.DataFrame) -> pd.Series:
    """Rank of each value among the models of its replicate, part and metric: 1 is best, ties share their mean rank."""
    better = replicates["value"] * replicates["metric"].map(BETTER)
    return better.groupby([replicates[name] for name in ("replicate", *KEY[1:])]).rank(ascending=False)


def differences(replicates: pd.DataFrame) -> pd.DataFrame:
    """Differences to clinical_only, indexed by the key of the summary: difference_to_clinical_only, ci_low, ci_high."""
    on = ["replicate", *KEY[1:]]
    is_reference = replicates["model"] == REFERENCE
    reference = replicates.loc[is_reference, [*on, "value"]]
    paired = replicates[~is_reference].merge(reference, on=on, suffixes=("", "_reference"), validate="m:1")
    by_group = paired.assign(difference=paired["value"] - paired["value_reference"]).groupby(KEY)
    found = by_group.agg(
        mean=("difference", "mean"),
        variance=("difference", "var"),
        j=("difference", "size"),
        n_test=("n", "mean"),
        n_train=("n_train", "mean"),
    )
    low, high = corrected_interval(found["mean"], found["variance"], found["j"], found["n_test"], found["n_train"])
    return pd.DataFrame({"difference_to_clinical_only": found["mean"], "ci_low": low, "ci_high": high})


def corrected_interval(
    mean: pd.Series, variance: pd.Series, j: pd.Series, n_test: pd.Series, n_train: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """95 % corrected resampled t-interval of a mean over J replicates (Nadeau and Bengio 2003).

    Replicates share patients, so their spread over J would shrink without end. mean +- t * sqrt((1 / J + n_test /
    n_train) * variance), t of J - 1 degrees of freedom. The ratio stands for the correlation of two replicates whose
    train and test patients are drawn from one cohort, as those of TCGA are. The test patients of GLASS are another
    cohort's: no formula gives their correlation, and the ratio is a convention for them, the more patients evaluated
    the wider. On part `all` each replicate evaluates the same GLASS patients, so that their choice is not in the spread
    at all, and the interval is about training on other TCGA patients only.

    Args:
        mean: Mean difference.
        variance: Its variance over the replicates with J - 1 in the denominator, empty with one replicate; where it is
            0 the interval has no width.
        j: Replicates.
        n_test: Patients evaluated, mean over the replicates.
        n_train: TCGA patients that the model was fitted on, mean over the replicates.

    Returns:
        Lower and upper ends, empty with one replicate.
    """
    quantile = pd.Series(t_distribution.isf((1 - LEVEL) / 2, np.maximum(j - 1, 1)), mean.index)
    margin = quantile * ((1 / j + n_test / n_train) * variance) ** 0.5
    return mean - margin, mean + margin


def feature_stability(replicate_features: pd.DataFrame) -> pd.DataFrame:
    """How often each feature was kept.

    Args:
        replicate_features: Table `evaluation.replicate_features`; every replicate keeps some feature, so all are in it.

    Returns:
        Table `evaluation.feature_stability`, the most often kept first, then by name.
    """
    n = replicate_features["replicate"].nunique()
    kept = replicate_features.groupby(["feature", "modality"]).size().div(n).rename("share_selected").reset_index()
    ordered = kept.sort_values(["share_selected", "feature"], ascending=[False, True], ignore_index=True)
    return ordered.assign(n=n)
