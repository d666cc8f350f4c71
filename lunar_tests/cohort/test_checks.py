"""Checks of stage cohort."""

from typing import Any

import pandas as pd
import pytest

from lunar_assets.graph.table_checks import Outcome
from lunar_tests.cohort import study_cohort
from lunar_tests.cohort.rows import PATIENT
from lunar_tests.judge import judge

pytestmark = pytest.mark.usefixtures("own_warehouse")

PATIENTS, FLOW, CUTOFF = "cohort.patients", "cohort.flow", "cohort.cutoff"
FIRST_TCGA, FIRST_GLASS = "TCGA-01-0000-01", "GLSS-01-0000-TP"


def patients(sample: str = "", **change: Any) -> pd.DataFrame:
    """The cohort, but for a change in one patient."""
    rows = study_cohort.patients().assign(histology_cns5="Glioblastoma")
    for column, value in change.items():
        rows.loc[rows["sample_id"] == sample, column] = value
    return rows


def ask(check: str, rows: pd.DataFrame, further: dict[str, pd.DataFrame] | None = None) -> Outcome:
    return judge("cohort/patients", check, {PATIENTS: rows, **(further or {})})


def test_no_tcga_patient_is_in_glass():
    outcome = ask("no_tcga_patient_in_glass", patients())
    assert outcome.passed and outcome.measured["patients"] == {"tcga": 191, "glass": 101}


@pytest.mark.parametrize("change", [{"sample_id": "TCGA-06-0001-TP"}, {"patient_id": "TCGA-01-0000"}])
def test_a_tcga_patient_in_glass_turns_it_red_under_either_name(change):
    outcome = ask("no_tcga_patient_in_glass", patients(FIRST_GLASS, **change))
    assert not outcome.passed and "1 of 101" in outcome.summary and next(iter(change.values())) in outcome.summary


def test_every_patient_has_one_row():
    outcome = ask("one_row_a_patient", patients())
    assert outcome.passed and outcome.measured["further_rows"] == {"tcga": 0, "glass": 0}


def test_a_patient_with_two_samples_turns_it_red():
    outcome = ask("one_row_a_patient", patients("TCGA-01-0001-01", patient_id="TCGA-01-0000"))
    assert not outcome.passed and outcome.summary == "1 patients have more than one sample: TCGA-01-0000."
    assert outcome.measured["further_rows"] == {"tcga": 1, "glass": 0}


def test_labels_follow_from_the_cutoff():
    outcome = ask("label_follows_cutoff", patients(), {CUTOFF: study_cohort.cutoff()})
    assert outcome.passed and outcome.measured["tcga early"] == 82


@pytest.mark.parametrize("change", [{"label": 0}, {"ttr_days": 390.0}])
def test_a_label_that_does_not_follow_turns_it_red(change):
    outcome = ask("label_follows_cutoff", patients(FIRST_TCGA, **change), {CUTOFF: study_cohort.cutoff()})
    assert not outcome.passed and outcome.measured["wrong"] == [FIRST_TCGA]


def flow_tables() -> dict[str, pd.DataFrame]:
    """Flow, patients, exclusions and candidates of the study's cohort."""
    flow, cohort = study_cohort.flow(), study_cohort.patients()
    left = [
        {"dataset": dataset, "sample_id": f"{dataset}-{step}-{i}", "step": step, "reason": "Because."}
        for dataset, step, excluded in zip(flow["dataset"], flow["step"], flow["excluded"], strict=True)
        for i in range(excluded)
    ]
    exclusions = pd.DataFrame(left)
    everybody = pd.concat([cohort[["dataset", "sample_id"]], exclusions.rename(columns={"step": "first_failed_step"})])
    unknown = dict.fromkeys(("ttr_days", "ttr_tier", "ttr_field", "ttr_is_censoring_time", "histology_cns5"))
    candidates = everybody.assign(has_expression=True, has_mutations=True, **unknown)
    return {FLOW: flow, PATIENTS: cohort, "cohort.exclusions": exclusions, "cohort.candidates": candidates}


def test_the_flow_adds_up():
    outcome = judge("cohort/flow", "flow_adds_up", flow_tables())
    assert outcome.passed and outcome.measured["candidates"] == {"tcga": 1122, "glass": 309}


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        (FLOW, lambda rows: rows.assign(remaining=rows["remaining"] - (rows["step"] == "dfi_zero")), "tcga dfi_zero"),
        (FLOW, lambda rows: rows.assign(excluded=rows["excluded"] + (rows["step"] == "not_tcga")), "glass not_tcga"),
        (PATIENTS, lambda rows: rows.iloc[1:], "tcga: 191 after the last step, 190 patients"),
        ("cohort.exclusions", lambda rows: rows[rows["step"] != "prior_glioma"], "tcga prior_glioma"),
        ("cohort.candidates", lambda rows: rows.iloc[1:], "tcga clinical"),
    ],
    ids=["remaining", "excluded", "patient lost", "reason lost", "candidate lost"],
)
def test_a_flow_that_does_not_add_up_turns_it_red(table, change, said):
    tables = flow_tables()
    outcome = judge("cohort/flow", "flow_adds_up", {**tables, table: change(tables[table])})
    assert not outcome.passed and said in outcome.summary


def clinical(rows: pd.DataFrame, **change: Any) -> dict[str, pd.DataFrame]:
    """Table harmonized.clinical of patients, but for a change in the first of TCGA."""
    found = rows[["dataset", "sample_id", "patient_id"]].assign(
        **{column: value for column, value in PATIENT.items() if column != "dataset"}
    )
    for column, value in change.items():
        found[column] = found[column].mask(found["sample_id"] == FIRST_TCGA, value)
    return {"harmonized.clinical": found}


def test_types_follow_from_their_inputs():
    outcome = ask("cns5_follows", patients(), clinical(patients()))
    assert outcome.passed and outcome.summary == "0 of 292 types do not follow."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"idh_codel_subtype": "IDHmut-noncodel"}, "Astrocytoma"),
        ({"histology": "Astrocytoma"}, "Astrocytoma WT"),
        ({"histology": "Gliosarcoma"}, "none"),
    ],
)
def test_a_type_that_does_not_follow_is_named_with_the_one_that_does(change, expected):
    outcome = ask("cns5_follows", patients(), clinical(patients(), **change))
    assert not outcome.passed
    assert f"{FIRST_TCGA} has Glioblastoma, expected {expected}." in outcome.summary
    assert outcome.measured["wrong"] == {"tcga": 1, "glass": 0}


def events(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Table harmonized.recurrence_events with one event a patient."""
    stated = rows[["dataset", "sample_id"]].assign(
        source="file.txt",
        field=rows["ttr_field"],
        value="Recurrence",
        tier=rows["ttr_tier"],
        day=rows["ttr_days"].astype("int64"),
        explicit=True,
    )
    return {"harmonized.recurrence_events": stated}


def test_times_follow_from_the_events():
    outcome = ask("ttr_follows", patients(), events(patients()))
    assert outcome.passed and outcome.summary == "0 of 292 times to recurrence do not follow."


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"ttr_days": 99.0}, "99 days of tier 1 by STATUS"),
        ({"ttr_tier": 2}, "100 days of tier 2 by STATUS"),
        ({"ttr_field": "DFI.time"}, "100 days of tier 1 by DFI.time"),
        ({"ttr_is_censoring_time": True}, "100 days of tier 1 by STATUS, a censoring time"),
    ],
)
def test_a_time_that_does_not_follow_is_named_with_the_one_that_does(change, found):
    outcome = ask("ttr_follows", patients(FIRST_TCGA, **change), events(patients()))
    assert not outcome.passed
    assert f"{FIRST_TCGA} has {found}, expected 100 days of tier 1 by STATUS." in outcome.summary


def test_a_time_of_no_event_turns_it_red():
    outcome = ask("ttr_follows", patients(), events(patients().iloc[1:]))
    assert not outcome.passed and "expected none" in outcome.summary


def test_times_are_events():
    outcome = ask("times_are_events", patients())
    assert outcome.passed and "tcga early 0 of 82" in outcome.summary


def test_a_censoring_time_is_counted_where_it_is():
    outcome = ask("times_are_events", patients(FIRST_TCGA, ttr_is_censoring_time=True))
    assert not outcome.passed and outcome.measured["samples"] == [FIRST_TCGA]
    assert "tcga late 0 of 109, tcga early 1 of 82" in outcome.summary


@pytest.fixture
def of_real_data(monkeypatch, tmp_path):
    monkeypatch.setenv("LUNAR_SOURCE", "mirror")
    monkeypatch.setenv("LUNAR_MIRROR", str(tmp_path))


def published(rows: pd.DataFrame) -> Outcome:
    return ask("published_cohort", rows, {CUTOFF: study_cohort.cutoff(), FLOW: study_cohort.flow()})


def test_the_published_cohort_has_the_published_figures(of_real_data):
    outcome = published(study_cohort.patients())
    assert outcome.passed and outcome.summary == "39 of 39 figures are the published ones."
    assert outcome.measured["equal_by_dataset"] == {"both": 1, "glass": 15, "tcga": 23}


def test_figures_of_another_cohort_are_listed_with_both_values(of_real_data):
    outcome = published(study_cohort.patients().query("sample_id != @FIRST_TCGA"))
    assert not outcome.passed
    assert "tcga patients n: 190, published 191" in outcome.summary
    assert "tcga label early n: 81, published 82" in outcome.summary


def test_a_category_that_nobody_has_counts_as_nobody(of_real_data):
    outcome = published(study_cohort.patients().replace({"ttr_tier": {4: 3}}))
    assert "tcga ttr_tier 4 n: 0, published 1" in outcome.summary


def test_a_made_up_cohort_is_not_compared_with_the_study():
    outcome = published(study_cohort.patients().iloc[1:])
    assert outcome.passed and "not compared" in outcome.summary
