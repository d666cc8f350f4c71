"""Whether a split is the one that the setting LUNAR_SPLITS asks for."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from lunar_assets.splits.choose import SplitChoice, root_seed, why_not_published
from lunar_assets.splits.published import MEMBERS, Parts, shown
from lunar_assets.words import DATASETS


class Found(NamedTuple):
    """What the split of a data set is, and what it should be."""

    scheme: str
    reason: str
    """Why it should be the published split, or why not."""
    wrong: str
    """What is not as it was asked for; empty where all is."""


def asked_for(
    assignments: pd.DataFrame,
    patients: pd.DataFrame,
    published: Mapping[str, Parts] | None,
    choice: SplitChoice,
    seed: int,
) -> dict[str, Found]:
    """Compare a split with the one that was asked for, each data set on its own.

    Under `published`, and under `auto` where the published split is at hand and has every patient, everybody must be in
    the published part. Else the split must have been drawn with the seed of the settings, in this release or an earlier
    one; under `auto` it may go back to the published split as well, which an earlier release then has taken.

    Args:
        assignments: `splits.assignments`.
        patients: `cohort.patients` of the same data sets.
        published: What `read_published` gives, or None if the file is not at hand.
        choice: The setting `LUNAR_SPLITS`.
        seed: The setting `LUNAR_SEED`.
    """
    found = {}
    for dataset in [dataset for dataset in DATASETS if dataset in set(patients["dataset"])]:
        rows, cohort = (frame[frame["dataset"].eq(dataset)] for frame in (assignments, patients))
        parts = (published or {}).get(dataset)
        reason = why_not_published(cohort, parts, choice)
        if parts is not None and not reason:
            reason, wrong = "the published split has every id of the cohort", _not_as_published(rows, parts)
        elif choice == "published" and dataset in MEMBERS:
            wrong = f"LUNAR_SPLITS is published, but {reason}"
        else:
            wrong = _not_of_seed(rows, choice, seed)
        found[dataset] = Found(", ".join(sorted(set(rows["scheme"]))), reason, wrong)
    return found


def _not_as_published(rows: pd.DataFrame, parts: Parts) -> str:
    part = {sample_id: split for split, ids in parts.items() for sample_id in ids}
    moved = [
        f"{sample_id} ({split}, published {part.get(sample_id, 'nowhere')})"
        for sample_id, split in zip(rows["sample_id"], rows["split"], strict=True)
        if part.get(sample_id) != split
    ]
    if moved:
        return f"{len(moved)} of {len(rows)} patients are not in their published part: {shown(moved)}"
    return "" if set(rows["scheme"]) == {"published"} else "the parts are the published ones, but not called so"


def _not_of_seed(rows: pd.DataFrame, choice: SplitChoice, seed: int) -> str:
    drawn_with = root_seed(rows)
    if drawn_with is not None:
        return "" if drawn_with == seed else f"LUNAR_SEED is {seed}, but the parts were drawn with seed {drawn_with}"
    if choice == "generated":
        return "LUNAR_SPLITS is generated, but the parts go back to the published split"
    return "the parts are called generated, but no seed is given" if "generated" in set(rows["scheme"]) else ""
