"""Table explanation.agreement: whether two methods find the same features of a model important."""

from itertools import combinations
from typing import Any

import pandas as pd
from scipy.stats import spearmanr

from lunar_assets import words


def agreement(attributions: pd.DataFrame) -> pd.DataFrame:
    """Spearman correlation of the mean absolute attributions of every two methods that explain a model.

    The means are over the patients that both methods explain, so that it is the methods that differ, not the patients.

    Args:
        attributions: Table `explanation.attributions`, of any models and methods.

    Returns:
        Table `explanation.agreement`: one row a model and pair of methods, in the order of
        `words.EXPLANATION_METHODS`; no correlation where a method finds all features alike.
    """
    rows = []
    for model, of_model in attributions.groupby("model", sort=False):
        wide = of_model.pivot_table(index=["dataset", "sample_id", "feature"], columns="method", values="attribution")
        methods = [method for method in words.EXPLANATION_METHODS if method in wide.columns]
        rows += [(model, *pair, *_compare(wide[list(pair)].dropna())) for pair in combinations(methods, 2)]
    names = ["model", "method", "other_method", "rank_correlation", "n_features", "n"]
    return pd.DataFrame(rows, columns=pd.Index(names)).astype({"rank_correlation": "float64"})


def _compare(both: pd.DataFrame) -> tuple[float | None, int, int]:
    """Rank correlation, number of features and number of patients of two columns of attributions."""
    means = both.abs().groupby("feature").mean()
    n_patients = both.groupby(["dataset", "sample_id"]).ngroups
    if (means.nunique() < 2).any():
        return None, len(means), n_patients
    found: Any = spearmanr(means.to_numpy())  # of the two columns
    return float(found.statistic), len(means), n_patients
