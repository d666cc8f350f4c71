"""The day that divides early from late recurrence, from both cohorts of the study together.

Method: Patricoski-Chavez et al. 2025, Methods: half the sum of the two cohorts' median times to recurrence.
A further cohort is labelled by it and has no part in it: labels of a validation would choose themselves.
"""

import pandas as pd

from lunar_assets import words
from lunar_assets.errors import MissingDataError


def cutoff(candidates: pd.DataFrame, pinned: float | None = None) -> pd.DataFrame:
    """The cutoff and the medians behind it.

    Args:
        candidates: Frame of cohort.candidates of both datasets of the study; rows of others are left alone.
        pinned: Cutoff in days that takes the place of the computed one; None to compute it.

    Returns:
        Frame of cohort.cutoff, one row.

    Raises:
        MissingDataError: A cohort is missing, or nobody of it is left.
    """
    medians = {dataset: _median_days(candidates, dataset) for dataset in words.STUDY}
    computed = sum(medians.values()) / len(medians)
    return pd.DataFrame(
        {
            "tcga_median_days": [medians[words.TCGA]],
            "glass_median_days": [medians[words.GLASS]],
            "cutoff_days": [computed if pinned is None else float(pinned)],
            "rule": ["computed" if pinned is None else "pinned"],
        }
    )


def _median_days(candidates: pd.DataFrame, dataset: str) -> float:
    rows = candidates[candidates["dataset"] == dataset]
    if rows.empty:
        raise MissingDataError(
            f"cohort.candidates has no partition {dataset}: the cutoff needs both cohorts. Materialise "
            f"cohort/candidates for {dataset} (the job full_refresh makes both)."
        )
    days = rows.loc[rows["first_failed_step"].isna(), "ttr_days"]
    if days.empty:
        raise MissingDataError(
            f"None of the {len(rows)} samples in partition {dataset} of cohort.candidates is left after the cohort "
            f"selection, so that there is no median: see cohort.flow for the step that took them."
        )
    return float(days.median())
