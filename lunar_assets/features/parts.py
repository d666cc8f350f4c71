"""Which samples are in which part of a split, and the rows of those samples."""

from collections.abc import Iterable

import pandas as pd

from lunar_assets.errors import InconsistentDataError


def samples(assignments: pd.DataFrame, dataset: str, split: str | None = None) -> pd.Index:
    """Ids of a cohort's samples, in the order of the assignments.

    Args:
        assignments: splits.assignments (columns dataset, sample_id, split).
        dataset: tcga or glass.
        split: Only this part; None for the whole cohort.
    """
    chosen = assignments["dataset"] == dataset
    if split is not None:
        chosen &= assignments["split"] == split
    return pd.Index(assignments.loc[chosen, "sample_id"], name="sample_id")


def rows_of(frame: pd.DataFrame, ids: Iterable[str], what: str) -> pd.DataFrame:
    """Rows of a frame indexed by sample_id, in the order of `ids`; `what` names the frame in the error.

    Raises:
        InconsistentDataError: A sample has no row, or more than one.
    """
    wanted = pd.Index(ids, name="sample_id")
    missing = wanted.difference(frame.index)
    if len(missing):
        raise InconsistentDataError(
            f"{what} has no row for {len(missing)} of {len(wanted)} samples of the split, the first {missing[0]!r}; "
            "expected one row a sample: materialise the splits and this table from the same cohort."
        )
    if not frame.index.is_unique:
        raise InconsistentDataError(
            f"{what} has more than one row for {frame.index[frame.index.duplicated()][0]!r}; expected one row a sample."
        )
    return frame.loc[wanted]
