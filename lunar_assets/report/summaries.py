"""Descriptive statistics of groups of patients as one long frame, for the tables of the report and the comparison."""

import pandas as pd

from lunar_assets import words
from lunar_assets.cohort.descriptives import describe, summarise

OUTCOMES = {words.LATE: "late", words.EARLY: "early"}
COLUMNS = ["dataset", "group", "variable", "category", "statistic", "value"]

_ID = COLUMNS[:3]


def by_outcome(patients: pd.DataFrame) -> pd.DataFrame:
    """Statistics of every outcome and grade, as in Tables 1 and 2 of the paper.

    Args:
        patients: Table `cohort.patients`.

    Returns:
        Columns dataset, group (`late, all grades`, `early, grade 2`), variable, category (empty for numbers), statistic
        (n, median, iqr), value (float64; missing where nobody has one). The variable `patients` is the group's size.
    """
    described = pd.concat([describe(patients, dataset).assign(dataset=dataset) for dataset in words.DATASETS])
    grade = described["grade"].map(lambda grade: "all grades" if grade == "all" else f"grade {grade}")
    return _long(described.assign(group=described["label"].map(OUTCOMES) + ", " + grade))


def by_part(patients: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Statistics of the whole cohorts and of their train, validation and test parts.

    Args:
        patients: Table `cohort.patients`.
        assignments: Table `splits.assignments` of the same patients.

    Returns:
        The columns of `by_outcome`; groups cohort, train, validation and test.
    """
    rows = patients.merge(assignments[["dataset", "sample_id", "split"]], on=["dataset", "sample_id"], validate="1:1")
    found = []
    for dataset in words.DATASETS:
        cohort = rows[rows["dataset"] == dataset]
        groups = {"cohort": cohort} | {part: cohort[cohort["split"] == part] for part in words.SPLITS}
        found += [summarise(group, cohort).assign(dataset=dataset, group=name) for name, group in groups.items()]
    return _long(pd.concat(found))


def _long(summary: pd.DataFrame) -> pd.DataFrame:
    """Rows of `summarise`, with dataset and group, as one value a row."""
    counted = summary["category"].notna()
    numbers = summary[~counted]
    labels = {str(label): outcome for label, outcome in OUTCOMES.items()}
    category = summary["category"].mask(summary["variable"] == "label", summary["category"].map(labels))
    sizes = numbers[numbers["variable"] == "ttr_days"].assign(variable="patients")
    counts = pd.concat([sizes.assign(category=""), summary.assign(category=category)[counted]])
    spreads = numbers.melt(_ID, ["median", "iqr"], "statistic").assign(category="")
    return pd.concat([counts.assign(statistic="n", value=counts["n"].astype(float)), spreads], ignore_index=True)[
        COLUMNS
    ]
