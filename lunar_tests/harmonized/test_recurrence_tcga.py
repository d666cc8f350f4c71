"""The statements about recurrence in the TCGA files: which field says what, in which tier, and what is refused."""

import pandas as pd
import pytest

from lunar_assets.errors import FormatError
from lunar_assets.harmonized import clinical_tcga, recurrence_tcga, recurrence_tcga_rules
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES as CONTRACTS
from lunar_tests.harmonized.upstream_files import write_tables

CONTRACT = next(table for table in CONTRACTS if table.name == "recurrence_events")
CLINICAL = pd.DataFrame(
    {
        "dataset": "tcga",
        "sample_id": ["TCGA-06-0001-01", "TCGA-CS-0002-01"],
        "patient_id": ["TCGA-06-0001", "TCGA-CS-0002"],
    }
)
P, S = {"PATIENT_ID": "TCGA-06-0001"}, {"sampleID": "TCGA-06-0001-01"}
B = {"bcr_patient_barcode": "TCGA-06-0001"}
NEW_EVENT = "days_to_new_tumor_event_after_initial_treatment"
SURGERY = "days_to_new_tumor_event_additional_surgery_procedure"
LOCOREGIONAL = "days_to_additional_surgery_locoregional_procedure"
STATUS = "data_timeline_status.txt"
GBM_TREATMENT = "gbm_tcga_pan_can_atlas_2018/data_timeline_treatment.txt"
LGG_TREATMENT = "lgg_tcga_pan_can_atlas_2018/data_timeline_treatment.txt"
CDR, FOLLOW_UP = "SupplementalTableS1.xlsx", "patient_with_followup.tsv"
SITE, REGIMEN = "ANATOMIC_TREATMENT_SITE", "REGIMEN_INDICATION"


def build(folder, rows):
    files = write_tables(folder, recurrence_tcga_rules.TABLES, rows)
    events = recurrence_tcga.build(files, CLINICAL)
    conform(events, CONTRACT)
    return events


def statements(events):
    """Field, value, tier, day, explicit of every event, None where missing."""
    columns = events[["field", "value", "tier", "day", "explicit"]].astype("object")
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in columns.itertuples(index=False)]


@pytest.mark.parametrize(
    ("file", "row", "statement"),
    [
        (STATUS, P | {"START_DATE": 137, "STATUS": "Recurrence"}, ("STATUS", "Recurrence", 1, 137, True)),
        (STATUS, P | {"STATUS": "Recurrence"}, ("STATUS", "Recurrence", None, None, True)),
        (
            STATUS,
            P | {"START_DATE": 78, "STATUS": "Locoregional Disease"},
            ("STATUS", "Locoregional Disease", 3, 78, True),
        ),
        (GBM_TREATMENT, P | {"START_DATE": 63, SITE: "Distant Recurrence"}, (SITE, "Distant Recurrence", 1, 63, True)),
        (GBM_TREATMENT, P | {"START_DATE": 63, SITE: "Distant Site"}, (SITE, "Distant Site", 3, 63, True)),
        (LGG_TREATMENT, P | {"START_DATE": 158, SITE: "Local Recurrence"}, (SITE, "Local Recurrence", 1, 158, True)),
        (LGG_TREATMENT, P | {"START_DATE": 444, REGIMEN: "Recurrence"}, (REGIMEN, "Recurrence", 1, 444, True)),
        (
            "/GBM_clinicalMatrix",
            S | {"days_to_tumor_recurrence": 300},
            ("days_to_tumor_recurrence", "300", 1, 300, True),
        ),
        (CDR, B | {"DFI": 1}, ("DFI", "1", None, None, True)),
        (CDR, B | {"DFI": 0}, ("DFI", "0", None, None, False)),
        (CDR, B | {"DFI.time": 1550}, ("DFI.time", "1550", 2, 1550, False)),
        (CDR, B | {"new_tumor_event_dx_days_to": 137}, ("new_tumor_event_dx_days_to", "137", 3, 137, False)),
        (CDR, B | {"new_tumor_event_type": "Recurrence"}, ("new_tumor_event_type", "Recurrence", None, None, True)),
        (
            "GBMLGG_clinicalMatrix",
            S | {"new_neoplasm_event_type": "Locoregional Disease"},
            ("new_neoplasm_event_type", "Locoregional Disease", None, None, True),
        ),
        (
            "GBMLGG_clinicalMatrix",
            S | {"new_neoplasm_event_type": "Progression of Disease"},
            ("new_neoplasm_event_type", "Progression of Disease", None, None, False),
        ),
        ("GBMLGG_clinicalMatrix", S | {NEW_EVENT: 88}, (NEW_EVENT, "88", 3, 88, False)),
        ("/LGG_clinicalMatrix", S | {NEW_EVENT: 88}, (NEW_EVENT, "88", 3, 88, False)),
        (FOLLOW_UP, B | {NEW_EVENT: 9}, (NEW_EVENT, "9", 3, 9, False)),
        ("GBMLGG_clinicalMatrix", S | {SURGERY: 13}, (SURGERY, "13", 4, 13, False)),
        ("GBMLGG_clinicalMatrix", S | {LOCOREGIONAL: 77}, (LOCOREGIONAL, "77", 4, 77, False)),
    ],
)
def test_a_field_says_what_its_rule_says(tmp_path, file, row, statement):
    events = build(tmp_path, {file: [row]})
    assert statements(events) == [statement]
    assert events["sample_id"].tolist() == ["TCGA-06-0001-01"]
    assert events["source"].str.endswith(file).all()


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("GBMLGG_clinicalMatrix", {"sampleID": "TCGA-06-0001-02", "sample_type": "Recurrent Tumor"}),
        (
            "lgg_tcga/data_clinical_sample.txt",
            P | {"SAMPLE_ID": "TCGA-06-0001-02", "SAMPLE_TYPE": "Recurrence"},
        ),
    ],
)
def test_a_recurrent_sample_counts_for_the_patients_primary_one(tmp_path, file, row):
    events = build(tmp_path, {file: [row]})
    assert events[["sample_id", "explicit"]].to_numpy().tolist() == [["TCGA-06-0001-01", True]]
    assert events["tier"].isna().all()


@pytest.mark.parametrize(
    ("file", "row"),
    [
        (STATUS, P | {"START_DATE": 100, "STATUS": "Progression of Disease"}),
        (GBM_TREATMENT, P | {"START_DATE": -260, REGIMEN: "Adjuvant", SITE: "Primary Tumor Field"}),
        ("GBMLGG_clinicalMatrix", S | {"sample_type": "Primary Tumor"}),
        ("GBMLGG_clinicalMatrix", {"sampleID": "TCGA-06-0001-02", NEW_EVENT: 88}),
        (CDR, {"bcr_patient_barcode": "TCGA-19-9999", "DFI": 1}),
    ],
)
def test_other_treatments_samples_and_patients_say_nothing(tmp_path, file, row):
    assert statements(build(tmp_path, {file: [row]})) == []


def test_a_day_count_that_is_no_number_is_kept_and_counts_for_nothing(tmp_path):
    events = build(tmp_path, {"/GBM_clinicalMatrix": [S | {"days_to_tumor_recurrence": "[Pending]"}]})
    assert statements(events) == [("days_to_tumor_recurrence", "[Pending]", None, None, False)]


def test_a_surgery_before_diagnosis_is_kept_and_counts_for_nothing(tmp_path):
    events = build(tmp_path, {"GBMLGG_clinicalMatrix": [S | {SURGERY: -144}]})
    assert statements(events) == [(SURGERY, "-144", None, None, False)]


def test_the_same_statement_twice_is_one_event(tmp_path):
    row = P | {"START_DATE": 63, REGIMEN: "Recurrence"}
    events = build(tmp_path, {GBM_TREATMENT: [row, row, row | {"START_DATE": 90}]})
    assert events["day"].tolist() == [63, 90]


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        (CDR, B | {"DFI": 2}, "DFI: found '2'; expected '0'"),
        (CDR, B | {"DFI.time": -5}, "DFI.time: found '-5'"),
        (STATUS, P | {"START_DATE": -5, "STATUS": "Recurrence"}, "START_DATE: found '-5'"),
        (FOLLOW_UP, B | {NEW_EVENT: 99999}, f"{NEW_EVENT}: found '99999'; expected a number of days up to 36525"),
    ],
)
def test_an_impossible_value_is_refused(tmp_path, file, row, message):
    with pytest.raises(FormatError, match=message):
        build(tmp_path, {file: [row]})


@pytest.mark.mirror
def test_the_one_real_surgery_before_diagnosis_is_kept_without_a_day(mirror):
    tables = (*clinical_tcga.TABLES, *recurrence_tcga_rules.TABLES)
    files = {table.name: mirror / table.name for table in tables}
    events = recurrence_tcga.build(files, clinical_tcga.build(files))
    conform(events, CONTRACT)
    early = events[events["value"].str.startswith("-")]
    assert early[["sample_id", "value"]].to_numpy().tolist() == [["TCGA-06-0190-01", "-144"]]
    assert early["day"].isna().all()
