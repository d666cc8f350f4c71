"""A split that outlives a release: ids keep their part, new ids fill up what is short."""

from collections import Counter

import pandas as pd

from lunar_assets.splits.frame import assignments_frame
from lunar_assets.splits.strata import TWENTIETHS, strata
from lunar_assets.words import SPLITS


def extend(previous: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Carry the split of an earlier release over to the cohort of this one, for one data set.

    Ids that are still in the cohort keep their part, whatever became of their label. Ids that left it leave. New ids,
    in the order of their ids, each go to the part that is furthest below its share in their stratum, counted with the
    new patient in it; on a tie to train before validation before test. Nothing is drawn, so the seed stays the one of
    the split that it all began with, and stays empty where that was the published one.

    The scheme belongs to a data set as a whole, since patients who leave or change strata put a split off balance as
    much as those who enter: all rows are `extended` unless ids and strata are what they were, and then nothing changes.

    Args:
        previous: `splits.assignments` of the data set's earlier release.
        patients: Patients of the data set with dataset, sample_id, label and grade.

    Returns:
        `splits.assignments` rows by split, then sample_id; those of `previous`, in their order, if nothing changed.

    Raises:
        SplitError: The data set has fewer than two patients of a label.
    """
    stratum = dict(zip(patients["sample_id"], strata(patients), strict=True))
    if dict(zip(previous["sample_id"], previous["stratum"], strict=True)) == stratum:
        return previous.sort_values("position", ignore_index=True)
    earlier = dict(zip(previous["sample_id"], previous["split"], strict=True))
    part = {sample_id: earlier[sample_id] for sample_id in stratum if sample_id in earlier}
    filled = Counter((stratum[sample_id], split) for sample_id, split in part.items())
    for sample_id in sorted(stratum.keys() - part.keys()):
        part[sample_id] = _emptiest({split: filled[stratum[sample_id], split] for split in SPLITS})
        filled[stratum[sample_id], part[sample_id]] += 1
    parts = {split: sorted(sample_id for sample_id in part if part[sample_id] == split) for split in SPLITS}
    return assignments_frame(patients, parts, "extended", root_seed(previous))


def root_seed(assignments: pd.DataFrame) -> int | None:
    """The seed of the fresh split that a data set's assignments go back to; None if it was the published split."""
    seeds = assignments["seed"].dropna()
    return None if seeds.empty else int(seeds.iloc[0])


def _emptiest(filled: dict[str, int]) -> str:
    size = sum(filled.values()) + 1
    return max(SPLITS, key=lambda split: TWENTIETHS[split] * size - 20 * filled[split])
