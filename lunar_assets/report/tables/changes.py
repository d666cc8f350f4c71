"""What changed since the release before: figures of both, and the patients that came, left or changed."""

import pandas as pd

from lunar_assets import words
from lunar_assets.report.changes import AUROC, CUTOFF, MOVED
from lunar_assets.report.display import NAMES, Shown, concise

MOST_PATIENTS = 100


def overview(rows: pd.DataFrame) -> str:
    """Which releases are compared, and what the cutoff did; `report.release_comparison`, of which there are rows."""
    cutoff = rows[rows["quantity"] == CUTOFF].iloc[0]
    counts = rows[rows["quantity"] == MOVED].set_index("dataset")["difference"]
    moved = [f"{counts[dataset]:.0f} in {NAMES[dataset]}" for dataset in words.DATASETS]
    return (
        f"Release {rows['release'].iloc[0]} compared with {rows['previous_release'].iloc[0]}, the one before it. The "
        f"cutoff was {concise(cutoff['before'])} days and is {concise(cutoff['after'])} days. Labels of patients with "
        f"the same time to recurrence that it moved: {', '.join(moved)}."
    )


def counts(rows: pd.DataFrame) -> Shown:
    """Days, patients and features of both releases, and how many patients changed; `report.release_comparison`."""
    found = rows[~rows["quantity"].str.startswith(AUROC)]
    return Shown("Cohorts and features, before and after. Changes of patients are counted.", _beside(found), heads=2)


def aurocs(rows: pd.DataFrame) -> Shown:
    """AUROC of every model in both releases; `report.release_comparison`."""
    found = rows[rows["quantity"].str.startswith(AUROC)]
    found = found.assign(quantity=found["quantity"].str.removeprefix(AUROC))
    return Shown("AUROC of every model, before and after.", _beside(found), heads=2, folded=True)


def patients(rows: pd.DataFrame) -> Shown:
    """The first changes of patients; `report.changes`."""
    first = rows.head(MOST_PATIENTS)
    absent = first["change"].map({"entered": "not in the release", "left": "not in the release"})
    frame = pd.DataFrame(
        {
            "cohort": first["dataset"].map(NAMES),
            "sample": first["sample_id"],
            "change": first["change"],
            "before": first["before"].fillna(absent),
            "after": first["after"].fillna(absent),
            "by the cutoff": first["by_cutoff"].map({True: "yes", False: ""}),
        }
    )
    more = len(rows) - len(first)
    ending = f"; {more:,} more are in report.changes" if more else ""
    caption = f"{len(rows):,} changes of patients{ending}."
    return Shown(caption, frame, heads=2, prose=("change", "before", "after", "by the cutoff"), folded=True)


def _beside(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ("before", "after", "difference")
    written = {column: rows[column].map(concise) for column in columns}
    return pd.DataFrame({"cohort": rows["dataset"].map(NAMES), "quantity": rows["quantity"], **written})
