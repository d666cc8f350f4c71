"""Descriptive statistics of the cohort, as in Tables 1 to 4 of the paper.

Counts, medians and interquartile ranges (linear quantiles) are kept unrounded; `half_up` prints them as the paper does.
"""

import math
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from lunar_assets import words

ALL_GRADES = "all"
NUMERIC = ("ttr_days", "age")
CATEGORICAL: dict[str, tuple[str, ...] | tuple[int, ...] | None] = {
    "label": (words.LATE, words.EARLY),
    "grade": words.GRADES,
    "sex": words.SEXES,
    "race": None,
    "ethnicity": None,
    "histology_cns5": words.CNS5_TYPES,
    "idh_codel_subtype": words.IDH_CODEL_SUBTYPES,
    "vital_status": words.VITAL_STATUSES,
}
"""Variables and their categories in order; None: those of the cohort, the most frequent first."""


def summarise(group: pd.DataFrame, cohort: pd.DataFrame) -> pd.DataFrame:
    """Statistics of one group of patients.

    Args:
        group: Rows of cohort.patients (a part of a split, an outcome and grade); may be empty.
        cohort: Rows of the whole cohort, which say what categories there are.

    Returns:
        Long frame: variable, category (text; missing for numeric variables), n (patients of the category; for numeric
        variables those with a value), median and iqr (float64; missing for categories and where nobody has a value).
        A category that nobody of the group has is there with n = 0; missing values belong to no category.
    """
    rows = [
        (variable, str(category), int((group[variable] == category).sum()), math.nan, math.nan)
        for variable, categories in CATEGORICAL.items()
        for category in (cohort[variable].value_counts().index if categories is None else categories)
    ]
    rows += [(variable, None, *_location_and_spread(group[variable])) for variable in NUMERIC]
    frame = pd.DataFrame(rows, columns=["variable", "category", "n", "median", "iqr"])
    return frame.astype({"variable": "str", "category": "str", "median": "float64", "iqr": "float64"})


def describe(patients: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Statistics by outcome and grade: Table 1 (TCGA) or Table 2 (GLASS).

    Args:
        patients: Frame of cohort.patients.
        dataset: tcga or glass.

    Returns:
        Long frame: label (0 late, 1 early), grade (text: all, 2, 3, 4), then the columns of `summarise`; the rows of
        its variables label and grade are the sizes of the groups.
    """
    cohort = patients[patients["dataset"] == dataset]
    parts = []
    for label in (words.LATE, words.EARLY):
        outcome = cohort[cohort["label"] == label]
        groups = {ALL_GRADES: outcome} | {str(grade): outcome[outcome["grade"] == grade] for grade in words.GRADES}
        for grade, group in groups.items():
            part = summarise(group, cohort)
            part.insert(0, "grade", grade)
            part.insert(0, "label", label)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def half_up(value: float, digits: int = 1) -> str:
    """A number as the paper prints it: ties rounded up (694.25 is 694.3), and n/a where there is none."""
    if math.isnan(value):
        return "n/a"
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _location_and_spread(values: pd.Series) -> tuple[int, float, float]:
    given = values.dropna()
    quartiles = given.quantile([0.25, 0.5, 0.75])
    return len(given), float(quartiles[0.5]), float(quartiles[0.75] - quartiles[0.25])
