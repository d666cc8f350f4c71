"""Whether train and test patients differ in a clinical variable (Patricoski-Chavez et al. 2025, Tables 3 and 4)."""

from typing import Any, NamedTuple

import pandas as pd
from scipy.stats import chi2_contingency, fisher_exact, mannwhitneyu
from scipy.stats.contingency import expected_freq

from lunar_assets.words import DATASETS, TCGA, TEST, TRAIN

CATEGORIES = ("label", "grade", "histology_cns5", "idh_codel_subtype", "vital_status")
NUMBERS = ("ttr_days", "age")
VARIABLES = dict.fromkeys(DATASETS, (*CATEGORIES, *NUMBERS)) | {
    TCGA: ("label", "grade", "race", "ethnicity", *CATEGORIES[2:], *NUMBERS)
}
"""Rows of Table 3 (TCGA) and Table 4 (GLASS, which has no race and ethnicity); those of GLASS for a further cohort."""

RULES = ("paper", "study_code")
SMALL_EXPECTED_COUNT = 5
ALPHA = 0.05
"""p-value up to which a difference counts as one."""


class Result(NamedTuple):
    """Outcome of one test; Fisher's exact test has no statistic."""

    test: str
    statistic: float | None
    p_value: float


def comparability(patients: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Compare train with test patients in every variable of Tables 3 and 4, two-sided, by two rules.

    Numbers: Mann-Whitney U by either rule. Categories:

    - `paper`: patients without a value are left out; chi-square (2x2 with Yates' correction), or Fisher's exact test if
      an expected count of a 2x2 table is below 5.
    - `study_code`, the rule behind the printed p-values: a missing value is a category of its own; Fisher's exact test
      for every 2x2 table, else chi-square.

    Args:
        patients: `cohort.patients`.
        assignments: `splits.assignments` of the same patients.

    Returns:
        The columns of `splits.comparability`. A variable of which a part has no value at all has no row by the rules
        that leave missing values out, as there is nothing to compare.
    """
    rows = patients.merge(assignments[["dataset", "sample_id", "split"]], on=["dataset", "sample_id"], validate="1:1")
    compared = [
        {"dataset": dataset, "variable": variable, "rule": rule, **found}
        for dataset, variables in VARIABLES.items()
        for variable in variables
        for rule in RULES
        if (found := _compare(rows[rows["dataset"].eq(dataset)], variable, rule))
    ]
    return pd.DataFrame(compared)


def _compare(rows: pd.DataFrame, variable: str, rule: str) -> dict[str, object]:
    split, values = rows["split"], rows[variable]
    train, test = values[split.eq(TRAIN)], values[split.eq(TEST)]
    if variable in NUMBERS:
        result = _of_numbers(train.dropna(), test.dropna())
    elif rule == "paper":
        result = _of_categories(train.dropna(), test.dropna(), always_fisher=False)
    else:
        result = _of_categories(_with_missing(train), _with_missing(test), always_fisher=True)
    if result is None:
        return {}
    return {**result._asdict(), "n_train": int(train.notna().sum()), "n_test": int(test.notna().sum())}


def _of_numbers(train: pd.Series, test: pd.Series) -> Result | None:
    if train.empty or test.empty:
        return None
    statistic, p_value = mannwhitneyu(train.to_numpy(float), test.to_numpy(float), alternative="two-sided")
    return Result("mann_whitney_u", float(statistic), float(p_value))


def _of_categories(train: pd.Series, test: pd.Series, always_fisher: bool) -> Result | None:
    if train.empty or test.empty:
        return None
    table = pd.DataFrame({"train": train.value_counts(), "test": test.value_counts()}).fillna(0).to_numpy(int)
    if table.shape == (2, 2) and (always_fisher or expected_freq(table).min() < SMALL_EXPECTED_COUNT):
        exact: Any = fisher_exact(table)
        return Result("fisher_exact", None, float(exact.pvalue))
    found: Any = chi2_contingency(table)
    return Result("chi_square", float(found.statistic), float(found.pvalue))


def _with_missing(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), "missing")
