"""Whether models trained on shuffled labels are no better and no worse than chance."""

import numpy as np
import pandas as pd
from scipy.stats import t as t_distribution

from lunar_assets.errors import MissingDataError

KEY = ["model", "dataset", "part"]
CHANCE = 0.5
LEVEL = 0.01  # chance that a platform without a leak fails any test of the family
FEWEST_REPLICATES = 3


def shuffled_labels(replicates: pd.DataFrame) -> pd.DataFrame:
    """Table `evaluation.shuffled_labels` out of rows of `evaluation.replicates` with shuffled labels.

    A part with one class of labels has no AUROC and no row.
    """
    auroc = replicates[replicates["metric"] == "auroc"].dropna(subset="value")
    return auroc.rename(columns={"value": "auroc"})[["replicate", *KEY, "auroc"]].reset_index(drop=True)


def shuffled_verdict(shuffled_labels: pd.DataFrame) -> pd.DataFrame:
    """Test of every model and part whether its mean AUROC over replicates is 0.5.

    Two-sided t-test, with Bonferroni's correction over all models and parts together, at level 0.01 of the family.
    Labels are permuted anew in each replicate, within the part that is evaluated: AUROCs of replicates are then
    independent around 0.5, so that no correction for shared patients is due. With one value in all replicates p is 1 if
    that is 0.5, and 0 if not.

    Args:
        shuffled_labels: Table `evaluation.shuffled_labels`.

    Returns:
        One row a model and part: model, dataset, part, mean, sd, n (replicates), p_value (not corrected), passes.

    Raises:
        MissingDataError: There are fewer than three replicates.
    """
    by_group = shuffled_labels.groupby(KEY, sort=False)["auroc"]
    tests = by_group.agg(mean="mean", sd="std", n="size").reset_index()
    if tests.empty or tests["n"].min() < FEWEST_REPLICATES:
        raise MissingDataError(
            f"evaluation.shuffled_labels has {0 if tests.empty else tests['n'].min()} replicates of a model and part; "
            f"at least {FEWEST_REPLICATES} are needed to tell chance from a leak. Run more of them."
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = (tests["mean"] - CHANCE) / (tests["sd"] / tests["n"] ** 0.5)
    p_value = 2 * t_distribution.sf(statistic.fillna(0).abs(), tests["n"] - 1)
    return tests.assign(p_value=p_value, passes=p_value >= LEVEL / len(tests))
