"""Descriptive statistics: counts, medians, interquartile ranges, and how the paper prints them."""

import math

import pandas as pd
import pytest

from lunar_assets.cohort.descriptives import describe, half_up, summarise


def patient(label, grade, days, **facts):
    return {
        "dataset": "tcga",
        "label": label,
        "grade": grade,
        "ttr_days": days,
        "age": 50.0,
        "sex": "Female",
        "race": "WHITE",
        "ethnicity": None,
        "histology_cns5": "Astrocytoma",
        "idh_codel_subtype": "IDHmut-noncodel",
        "vital_status": "Alive",
    } | facts


COHORT = pd.DataFrame(
    [
        patient(0, 2, 400.0),
        patient(0, 2, 500.0, sex="Male"),
        patient(0, 3, 900.0, race="ASIAN"),
        patient(1, 4, 100.0, race=None),
        patient(1, 4, 10.0, dataset="glass"),
    ]
)


def cell(frame, label, grade, variable, category=None):
    rows = frame[(frame["label"] == label) & (frame["grade"] == grade) & (frame["variable"] == variable)]
    rows = rows[rows["category"].isna()] if category is None else rows[rows["category"] == category]
    assert len(rows) == 1
    return rows.iloc[0]


def test_groups_are_counted_by_outcome_and_grade_within_the_cohort():
    table = describe(COHORT, "tcga")
    assert cell(table, 0, "all", "label", "0")["n"] == 3
    assert cell(table, 0, "2", "sex", "Male")["n"] == 1
    assert cell(table, 1, "4", "sex", "Female")["n"] == 1
    assert cell(table, 1, "all", "ttr_days")[["n", "median", "iqr"]].tolist() == [1, 100.0, 0.0]


def test_median_and_interquartile_range_are_linear_quantiles():
    assert cell(describe(COHORT, "tcga"), 0, "all", "ttr_days")[["median", "iqr"]].tolist() == [500.0, 250.0]


def test_a_category_of_the_cohort_that_a_group_lacks_is_there_with_nobody():
    table = describe(COHORT, "tcga")
    assert cell(table, 1, "all", "race", "ASIAN")["n"] == 0
    assert cell(table, 1, "all", "race", "WHITE")["n"] == 0  # the one early patient's race is missing


def test_a_variable_that_nobody_has_has_no_rows():
    assert "ethnicity" not in set(summarise(COHORT, COHORT)["variable"])


def test_an_empty_group_has_no_median():
    late_grade_4 = cell(describe(COHORT, "tcga"), 0, "4", "age")
    assert late_grade_4["n"] == 0
    assert math.isnan(late_grade_4["median"])
    assert math.isnan(late_grade_4["iqr"])


@pytest.mark.parametrize(
    ("value", "printed"),
    [(694.25, "694.3"), (20.25, "20.3"), (813.25, "813.3"), (0.05, "0.1"), (445.0, "445.0"), (math.nan, "n/a")],
)
def test_ties_are_printed_rounded_up(value, printed):
    assert half_up(value) == printed
