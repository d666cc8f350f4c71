"""Signs that a feature is made from the outcome: its name, or how well it alone tells early from late."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.stats import rankdata

HIGHEST_AUROC = 0.98
"""No honest feature tells early from late this well: the best models of the study are at 0.83."""
OUTCOME_NAMES = {
    "the label": r"labels?|target|outcome|class|early|late",
    "a time": r"ttr|time|days|daysto\w*|months|years?|dates?",
    "survival": r"os|dss|surviv\w*",
    "vital status": r"vital\w*|alive|dead|deceased|deaths?|died",
    "recurrence": r"recur\w*|relaps\w*|progress\w*|dfi|dfs|pfi|pfs|rfs|events?|new_?tumou?r\w*",
    "follow-up": r"follow\w*|last_?contact\w*|censor\w*",
}
"""What an outcome or a time of follow-up is called: whole words of a name, between anything but letters and digits."""
GENES_CALLED_ALIKE = frozenset({"TTR_expr", "TTR_mut"})
"""Transthyretin: the only coding autosomal gene whose approved symbol is such a word."""


def named_like_an_outcome(features: Iterable[str]) -> dict[str, str]:
    """Features that are named like an outcome: name -> what it would be."""
    words = {kind: re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])") for kind, words in OUTCOME_NAMES.items()}
    return {
        name: kind
        for name in features
        for kind, pattern in words.items()
        if name not in GENES_CALLED_ALIKE and pattern.search(name.lower())
    }


def single_feature_auroc(train: pd.DataFrame, labels: pd.Series) -> pd.Series:
    """AUROC of every feature as the only score, in the better direction: 0.5 to 1, the highest first.

    Source: the Mann-Whitney U statistic by mid-ranks, for all features at once.

    Args:
        train: float64 frame of train samples x features.
        labels: 1 early, 0 late, same index; with one class only every AUROC is NaN.
    """
    early = labels.to_numpy() == 1
    n_early, n_late = early.sum(), (~early).sum()
    ranks = rankdata(train.to_numpy(dtype=np.float64), axis=0)
    u = ranks[early].sum(axis=0) - n_early * (n_early + 1) / 2
    auroc = u / (n_early * n_late) if n_early and n_late else np.full(train.shape[1], np.nan)
    return pd.Series(np.maximum(auroc, 1 - auroc), index=train.columns).sort_values(ascending=False, kind="stable")
