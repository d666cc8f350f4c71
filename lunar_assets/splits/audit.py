"""Whether assignments are a split of the cohort, and how near its strata come to their shares."""

import pandas as pd

from lunar_assets.errors import LeakageError, SplitError
from lunar_assets.splits.published import shown
from lunar_assets.splits.strata import TWENTIETHS, strata
from lunar_assets.words import SPLITS

KEY = ["dataset", "sample_id"]

MOST_OFF = 1
"""Patients by which a stratum may differ from its due share in a part."""


def verify(assignments: pd.DataFrame, patients: pd.DataFrame) -> None:
    """Make sure that every patient of the cohort is in exactly one part, and that nobody else is.

    Args:
        assignments: `splits.assignments`.
        patients: `cohort.patients` of the same data sets, with dataset, sample_id and patient_id.

    Raises:
        LeakageError: A sample is in two parts, or a patient (by patient_id) in two parts or both data sets.
        SplitError: A row is double, a patient has no part, a part has somebody who is no patient, a part is none of
            train, validation and test, or a part is empty.
    """
    parts = assignments.merge(patients[[*KEY, "patient_id"]], on=KEY, how="outer", indicator="where")
    places = parts.dropna(subset="split").drop_duplicates(["dataset", "split", "sample_id"])
    for name in ("sample_id", "patient_id"):
        found = places[[name, "dataset", "split"]].drop_duplicates().dropna()
        _refuse(found.loc[found[name].duplicated(), name], LeakageError, f"{name} in more than one part")
    _refuse(assignments.loc[assignments.duplicated(KEY), "sample_id"], SplitError, "sample with more than one row")
    _refuse(parts.loc[parts["where"].eq("right_only"), "sample_id"], SplitError, "patient without a part")
    _refuse(parts.loc[parts["where"].eq("left_only"), "sample_id"], SplitError, "sample that is not in the cohort")
    _refuse(assignments.loc[~assignments["split"].isin(SPLITS), "sample_id"], SplitError, "sample in an unknown part")
    for dataset, splits in assignments.groupby("dataset")["split"]:
        _refuse(pd.Series(sorted(set(SPLITS) - set(splits))), SplitError, f"part of {dataset} without patients")


def balance(assignments: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    """Count every stratum in every part against the share that is due to it.

    A stratum of n patients owes train 0.70 n, validation 0.15 n and test 0.15 n; a part is within one patient of its
    due share if its count differs from that by at most one. For a merged stratum (see `strata`) n counts all patients
    of its label, and the promise is about that sum.

    Args:
        assignments: `splits.assignments`, verified.
        patients: `cohort.patients` of the same data sets, with dataset, sample_id, label and grade.

    Returns:
        One row a data set, stratum and split: dataset, label, stratum, merged, split, n, due, deviation (n - due, in
        patients), ok.

    Raises:
        SplitError: A data set has fewer than two patients of a label.
    """
    rows = patients.assign(stratum=strata(patients)).merge(assignments[[*KEY, "split"]], on=KEY, validate="1:1")
    found = pd.crosstab([rows["dataset"], rows["label"], rows["stratum"]], rows["split"])
    table = found.reindex(columns=list(SPLITS), fill_value=0)
    table = table.assign(size=table.sum(axis=1)).reset_index()
    counted = table.melt(["dataset", "label", "stratum", "size"], list(SPLITS), "split", "n")
    counted = counted.sort_values(["dataset", "label", "stratum"], kind="stable", ignore_index=True)
    twentieths = counted["split"].map(TWENTIETHS).astype(int) * counted["size"]
    off = 20 * counted["n"] - twentieths
    return counted.assign(
        merged=counted["stratum"].str.contains("+", regex=False),
        due=twentieths / 20,
        deviation=off / 20,
        ok=off.abs() <= 20 * MOST_OFF,
    )[["dataset", "label", "stratum", "merged", "split", "n", "due", "deviation", "ok"]]


def _refuse(ids: pd.Series, error: type[LeakageError] | type[SplitError], what: str) -> None:
    if len(ids):
        raise error(
            f"splits.assignments has {len(ids)} {what}: {shown(sorted(set(ids)))}. Every patient of cohort.patients "
            "belongs to exactly one part: materialise cohort.patients and splits.assignments again, in one run."
        )
