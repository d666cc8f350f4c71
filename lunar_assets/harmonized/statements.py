"""The frame of statements about recurrence, made in the same way for both cohorts."""

from collections.abc import Sequence

import pandas as pd


def as_events(dataset: str, stated: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put statements together as harmonized.recurrence_events.

    Args:
        dataset: tcga or glass.
        stated: Frames with sample_id, source, field, value (text), tier (1 to 4 or missing), day (float), explicit.

    Returns:
        Distinct rows, the first of those with the same sample, source, field, value and day; the tier is missing where
        the day is. Sorted by these columns.
    """
    key = ["sample_id", "source", "field", "value", "day"]
    events = pd.concat([frame.astype({"tier": "Int64"}) for frame in stated], ignore_index=True)
    events = events.drop_duplicates(key, keep="first").sort_values(key, ignore_index=True)
    events.insert(0, "dataset", dataset)
    events["tier"] = events["tier"].mask(events["day"].isna())
    return events.astype({name: "str" for name in ("dataset", "sample_id", "source", "field", "value")})
