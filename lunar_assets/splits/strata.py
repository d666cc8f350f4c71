"""What a split is stratified by, and the share of a stratum that is due to every part."""

import pandas as pd

from lunar_assets.errors import SplitError
from lunar_assets.words import EARLY, LATE, TEST, TRAIN, VALIDATION

TWENTIETHS = {TRAIN: 14, VALIDATION: 3, TEST: 3}
"""70/15/15 in twentieths, so that shares compare exactly: n patients owe a part n * twentieths / 20 of them."""

FEWEST_OF_A_LABEL = 2


def strata(patients: pd.DataFrame) -> pd.Series:
    """Name the stratum of every patient: `label_grade`, or a label's grades together if one of them has one patient.

    A (label, grade) stratum of one patient cannot be divided. It is merged with the others of its label in its data
    set, and the name says so: `1_2+3+4` holds the early patients of grades 2, 3 and 4.

    Args:
        patients: One row a patient with dataset, label (1 early, 0 late) and grade.

    Returns:
        Text, on the index of `patients`, named `stratum`.

    Raises:
        SplitError: A data set has fewer than two patients of a label.
    """
    _require_both_labels(patients)
    label, grade = patients["label"].astype(str), patients["grade"].astype(str)
    alone = patients.groupby(["dataset", "label", "grade"])["grade"].transform("size").eq(1)
    of_label = [patients["dataset"], patients["label"]]
    merged = alone.groupby(of_label).transform("any")
    all_grades = grade.groupby(of_label).transform(lambda grades: "+".join(sorted(grades.unique())))
    return (label + "_" + grade.where(~merged, all_grades)).rename("stratum")


def _require_both_labels(patients: pd.DataFrame) -> None:
    for dataset, labels in patients.groupby("dataset")["label"]:
        for label, meaning in ((LATE, "late"), (EARLY, "early")):
            if (count := int(labels.eq(label).sum())) < FEWEST_OF_A_LABEL:
                raise SplitError(
                    f"cohort.patients has {count} {dataset} patient(s) of label {label} ({meaning} recurrence) out of "
                    f"{len(labels)}; a split needs at least {FEWEST_OF_A_LABEL} of each. Look at cohort.exclusions for "
                    "who left, and at the cutoff in cohort.cutoff."
                )
