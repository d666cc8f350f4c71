"""Time to recurrence (TTR): the smallest day of the best tier that has one.

Method: Patricoski-Chavez et al. 2025, Methods and Supplementary Table S1.
"""

import pandas as pd

from lunar_assets.harmonized.recurrence_tcga_rules import DFI

DFI_TIER = 2


def time_to_recurrence(events: pd.DataFrame) -> pd.DataFrame:
    """The time to recurrence of every sample that has one.

    Args:
        events: Frame of harmonized.recurrence_events, of one or both datasets; an event counts if it has a tier and a
            day.

    Returns:
        One row a sample, sorted by dataset and sample_id: dataset, sample_id, ttr_days (float64), ttr_tier (Int64),
        ttr_field (of several with the smallest day the first by field and source), ttr_is_censoring_time (boolean: the
        day is the disease-free interval of a patient whose DFI is 0, so nothing had recurred by then).
    """
    sample = ["dataset", "sample_id"]
    counting = events[events["tier"].notna() & events["day"].notna()]
    best = counting.sort_values([*sample, "tier", "day", "field", "source"]).drop_duplicates(sample)
    censored = events.loc[(events["field"] == DFI) & (events["value"] == "0"), "sample_id"]
    return pd.DataFrame(
        {
            "dataset": best["dataset"],
            "sample_id": best["sample_id"],
            "ttr_days": best["day"].astype("float64"),
            "ttr_tier": best["tier"].astype("Int64"),
            "ttr_field": best["field"],
            "ttr_is_censoring_time": ((best["tier"] == DFI_TIER) & best["sample_id"].isin(censored)).astype("boolean"),
        }
    ).reset_index(drop=True)
