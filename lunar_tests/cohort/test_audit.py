"""The rules of the cohort, written a second time: both writings agree, and each kind of error is named."""

from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.cohort.audit import censoring_times, wrong_times, wrong_types
from lunar_assets.cohort.cns5 import classify
from lunar_assets.cohort.time_to_recurrence import time_to_recurrence
from lunar_tests.cohort.rows import clinical, event, events


def typed(cns5: str, **facts: object) -> pd.DataFrame:
    rows = clinical(facts)
    return wrong_types(rows[["dataset", "sample_id"]].assign(histology_cns5=cns5), rows)


@pytest.mark.parametrize(
    ("histology", "subtype", "marker", "cns5"),
    [
        ("Glioblastoma", "IDHwt", None, "Glioblastoma"),
        ("Glioblastoma", "IDHmut-noncodel", None, "Astrocytoma"),
        ("Oligodendroglioma", "IDHmut-noncodel", None, "Astrocytoma"),
        ("Oligoastrocytoma", "IDHmut-codel", None, "Oligodendroglioma"),
        ("Astrocytoma", "IDHwt", None, "Astrocytoma WT"),
        ("Astrocytoma", "IDHwt", "chr7_gain_chr10_loss", "Glioblastoma"),
        ("Oligoastrocytoma", "IDHwt", "tert_promoter_mutant", "Glioblastoma"),
    ],
)
def test_each_type_follows_from_its_inputs_and_no_other_does(histology, subtype, marker, cns5):
    facts = {"histology": histology, "idh_codel_subtype": subtype} | ({marker: True} if marker else {})
    for claimed in words.CNS5_TYPES:
        found = typed(claimed, **facts)
        assert list(found["expected"]) == ([] if claimed == cns5 else [cns5])


def test_both_writings_of_the_rule_agree_on_every_combination():
    grid = product(words.HISTOLOGIES, words.IDH_CODEL_SUBTYPES, (None, False, True), (None, False, True))
    names = ("histology", "idh_codel_subtype", "chr7_gain_chr10_loss", "tert_promoter_mutant")
    rows = clinical(*[dict(zip(names, facts, strict=True)) for facts in grid])
    typed = rows[["dataset", "sample_id"]].assign(histology_cns5=classify(rows)["histology_cns5"].fillna("none"))
    assert len(rows) == 135
    assert wrong_types(typed, rows).empty


def test_glass_records_no_marker_so_that_none_counts():
    facts = {"dataset": "glass", "histology": "Astrocytoma", "idh_codel_subtype": "IDHwt", "tert_promoter_mutant": True}
    assert typed("Astrocytoma WT", **facts).empty


@pytest.mark.parametrize(
    "facts",
    [
        {"histology": "Gliosarcoma"},
        {"histology": None},
        {"idh_codel_subtype": None},
        {"idh_codel_subtype": "IDHmut-codel"},
    ],
)
def test_where_no_type_follows_none_is_right(facts):
    assert list(typed("Glioblastoma", **facts)["expected"]) == ["none"]


def test_a_patient_without_a_clinical_row_has_no_type():
    patients = pd.DataFrame({"dataset": ["tcga"], "sample_id": ["TCGA-1"], "histology_cns5": ["Glioblastoma"]})
    assert list(wrong_types(patients, clinical({}))["expected"]) == ["none"]


STATED = events(
    event(1, "STATUS", "Recurrence", tier=1, day=300),
    event(1, "days_to_tumor_recurrence", 300, tier=1, day=300),
    event(1, "STATUS", "Recurrence", tier=1, day=500, source="other.txt"),
    event(1, "DFI.time", 100, tier=2, day=100),
    event(1, "DFI", 0),
    event(2, "DFI.time", 700, tier=2, day=700),
    event(2, "DFI", 0),
    event(2, "STATUS", "Recurrence"),
    event(3, "DFI.time", 800, tier=2, day=800),
    event(3, "DFI", 1),
)


def times(patient: int = 1, **change: Any) -> pd.DataFrame:
    """Patients as the events have them, but for a change in one."""
    rows = time_to_recurrence(STATED)
    for column, value in change.items():
        rows.loc[rows["sample_id"] == f"TCGA-06-{patient:04}-01", column] = value
    return rows


def test_times_that_follow_from_the_events_are_right():
    rows = times()
    assert list(rows["ttr_days"]) == [300, 700, 800]
    assert wrong_times(rows, STATED).empty


def test_of_fields_with_the_same_day_any_may_be_named():
    assert wrong_times(times(ttr_field="STATUS"), STATED).empty
    assert wrong_times(times(ttr_field="days_to_tumor_recurrence"), STATED).empty


STATEMENTS = st.one_of(
    st.builds(
        event,
        st.integers(1, 3),
        st.sampled_from(["STATUS", "DFI.time", "days_to_tumor_recurrence"]),
        st.just("x"),
        tier=st.sampled_from([None, 1, 2, 3]),
        day=st.sampled_from([None, 0, 100, 200]),
    ),
    st.builds(event, st.integers(1, 3), st.just("DFI"), st.sampled_from(["0", "1"])),
)


@given(st.lists(STATEMENTS, max_size=12))
def test_both_writings_of_the_time_agree_on_any_events(stated):
    rows = events(*stated)
    assert wrong_times(time_to_recurrence(rows), rows).empty


@pytest.mark.parametrize(
    ("patient", "change", "expected"),
    [
        (1, {"ttr_days": 500}, "300 days of tier 1 by STATUS"),
        (1, {"ttr_days": 300.00001}, "300 days of tier 1 by STATUS"),
        (1, {"ttr_tier": 3}, "300 days of tier 1 by STATUS"),
        (
            1,
            {"ttr_days": 100, "ttr_tier": 2, "ttr_field": "DFI.time"},
            "300 days of tier 1 by STATUS or days_to_tumor_re",
        ),
        (1, {"ttr_field": "DFI.time"}, "300 days of tier 1 by STATUS or days_to_tumor_recurrence"),
        (1, {"ttr_is_censoring_time": True}, "300 days of tier 1 by STATUS"),
        (2, {"ttr_is_censoring_time": False}, "700 days of tier 2 by DFI.time, a censoring time"),
        (3, {"ttr_is_censoring_time": True}, "800 days of tier 2 by DFI.time"),
    ],
)
def test_a_time_that_does_not_follow_is_named_with_what_does(patient, change, expected):
    changed = times(patient, **{"ttr_field": "STATUS", **change} if patient == 1 else change)
    found = wrong_times(changed, STATED)
    assert list(found["sample_id"]) == [f"TCGA-06-{patient:04}-01"]
    assert found["expected"].iloc[0].startswith(expected)


@pytest.mark.parametrize("stated", [STATED[STATED["sample_id"] != "TCGA-06-0003-01"], STATED.assign(tier=float("nan"))])
def test_a_time_without_a_dated_event_does_not_follow(stated):
    found = wrong_times(times(), stated)
    assert "none" in set(found["expected"]) and "TCGA-06-0003-01" in set(found["sample_id"])


def test_an_event_of_the_other_cohort_does_not_count():
    assert len(wrong_times(times(), STATED.assign(dataset="glass"))) == 3


def test_censoring_times_are_counted_by_cohort_and_outcome():
    rows = times().assign(label=[1, 0, 0])
    assert censoring_times(rows).to_dict("records") == [
        {"dataset": "tcga", "label": 0, "patients": 2, "censoring_times": 1},
        {"dataset": "tcga", "label": 1, "patients": 1, "censoring_times": 0},
    ]
