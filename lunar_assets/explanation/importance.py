"""Tables explanation.importance and explanation.modality_importance: how much features and modalities matter."""

import pandas as pd

RUN = ["model", "method"]


def importance(attributions: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute attribution of every feature over the patients explained, and its rank.

    Args:
        attributions: Table `explanation.attributions`, of any models and methods.

    Returns:
        Table `explanation.importance`, features in the order of the attributions. Of equal features the first in that
        order has the better rank.
    """
    absolute = attributions.assign(mean_absolute=attributions["attribution"].abs())
    mean = absolute.groupby([*RUN, "feature", "modality"], sort=False, as_index=False)["mean_absolute"].mean()
    rank = mean.groupby(RUN, sort=False)["mean_absolute"].rank(method="first", ascending=False)
    return mean.assign(rank=rank.astype("int64"))


def modality_importance(attributions: pd.DataFrame) -> pd.DataFrame:
    """Median and sum over the features of a modality of their mean absolute attribution.

    The median is what the study reports; it says how much a typical feature matters, the sum how much the modality
    does, with however many features.

    Args:
        attributions: Table `explanation.attributions`, of any models and methods.

    Returns:
        Table `explanation.modality_importance`: one row a modality that the model takes features of. The shares of a
        model and method add up to 1; all are 0 where no feature matters at all.
    """
    of_modality = importance(attributions).groupby([*RUN, "modality"], sort=False)["mean_absolute"]
    table = of_modality.agg(n_features="size", median_absolute="median", summed_absolute="sum").reset_index()
    total = table.groupby(RUN, sort=False)["summed_absolute"].transform("sum")
    return table.assign(share=table["summed_absolute"] / total.where(total > 0, 1.0))
