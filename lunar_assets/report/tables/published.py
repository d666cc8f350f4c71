"""The study's figures beside ours: how many agree, and each with its difference."""

from collections.abc import Iterator

import pandas as pd

from lunar_assets.report.display import NAMES, Shown, concise
from lunar_assets.report.published import agreement


def overview(rows: pd.DataFrame) -> Shown:
    """How many figures of each place are given and equal; `report.published_comparison`."""
    counts = agreement(rows)
    frame = counts.assign(largest_difference=counts["largest_difference"].map(concise))
    names = {"given": "given here", "equal": "equal as printed", "largest_difference": "largest difference"}
    return Shown("Figures of each place of the paper.", frame.rename(columns=names))


def places(rows: pd.DataFrame) -> Iterator[Shown]:
    """Every figure, one table a place; `report.published_comparison`."""
    for place, found in rows.groupby("place", sort=False):
        frame = found[["quantity", "dataset", "unit", "published", "ours", "difference", "note"]]
        frame = frame.assign(dataset=found["dataset"].map(NAMES), note=found["note"].fillna(""))
        for column in ("published", "ours", "difference"):
            frame[column] = found[column].map(concise)
        notes = frame["note"].unique()
        common = f" {notes[0]}" if len(notes) == 1 else ""
        frame = frame.drop(columns="note") if len(notes) == 1 else frame
        caption = f"{place}, {len(found)} figures.{common}"
        yield Shown(caption.rstrip(), frame, prose=("dataset", "unit", "note"), folded=True)
