"""The frame `splits.assignments` of one data set, made from who is in which part."""

from collections.abc import Iterable, Mapping

import pandas as pd

from lunar_assets.splits.strata import strata
from lunar_assets.words import SPLITS

COLUMNS = ["dataset", "sample_id", "split", "scheme", "seed", "stratum", "position"]


def assignments_frame(
    patients: pd.DataFrame, parts: Mapping[str, Iterable[str]], scheme: str, seed: int | None
) -> pd.DataFrame:
    """Put the parts of one data set into rows: train, validation, test, each in the order given.

    Args:
        patients: Patients of one data set with dataset, sample_id, label and grade, in any order.
        parts: Sample ids of every part, each of them a patient.
        scheme: How the parts were assigned: published, generated or extended.
        seed: Seed of the draw that the parts come from; None if they come from the published split.

    Returns:
        The columns of `splits.assignments`; position counts from 0 over the whole data set.

    Raises:
        SplitError: The data set has fewer than two patients of a label.
    """
    rows = [(sample_id, split) for split in SPLITS for sample_id in parts[split]]
    frame = pd.DataFrame(rows, columns=["sample_id", "split"], dtype="str")
    stratum = strata(patients).set_axis(patients["sample_id"])
    return frame.assign(
        dataset=str(patients["dataset"].iloc[0]),
        scheme=scheme,
        seed=pd.Series([seed] * len(frame), dtype="Int64"),
        stratum=frame["sample_id"].map(stratum),
        position=range(len(frame)),
    )[COLUMNS]
