"""The clinical table of TCGA: which samples it has, where each fact comes from, and what is refused."""

import pandas as pd
import pytest

from lunar_assets.errors import FormatError
from lunar_assets.harmonized import clinical_tcga
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES as CONTRACTS
from lunar_tests.harmonized.upstream_files import write_tables

CONTRACT = next(table for table in CONTRACTS if table.name == "clinical")

XENA, PUB_PATIENT, PUB_SAMPLE = "GBMLGG_clinicalMatrix", "pub/data_clinical_patient.txt", "pub/data_clinical_sample.txt"
GBM, LGG = "gbm_tcga/data_clinical_patient.txt", "lgg_tcga/data_clinical_patient.txt"
CDR, FOLLOW_UP = "SupplementalTableS1.xlsx", "patient_with_followup.tsv"


def build(folder, **changes):
    """Two patients: TCGA-06-0001 with every fact at its first source, TCGA-CS-0002 with nothing but ids."""
    rows = {
        XENA: [
            {
                "sampleID": "TCGA-06-0001-01",
                "age_at_initial_pathologic_diagnosis": 44,
                "histological_type": "Untreated primary (de novo) GBM",
                "tissue_source_site": "06",
                "sample_type": "Primary Tumor",
            },
            {"sampleID": "TCGA-06-0001-02", "sample_type": "Recurrent Tumor", "tissue_source_site": "06"},
            {"sampleID": "TCGA-CS-0002-01"},
        ],
        PUB_PATIENT: [{"PATIENT_ID": "TCGA-06-0001", "SEX": "Male"}, {"PATIENT_ID": "TCGA-CS-0002"}],
        PUB_SAMPLE: [
            {
                "PATIENT_ID": "TCGA-06-0001",
                "GRADE": "G4",
                "IDH_CODEL_SUBTYPE": "IDHmut-non-codel",
                "CHR_7_GAIN_CHR_10_LOSS": "Gain chr 7 & loss chr 10",
                "TERT_PROMOTER_STATUS": "WT",
            },
            {"PATIENT_ID": "TCGA-CS-0002"},
        ],
        CDR: [{"bcr_patient_barcode": "TCGA-06-0001", "race": "WHITE", "vital_status": "Dead"}],
        FOLLOW_UP: [
            {"bcr_patient_barcode": "TCGA-06-0001", "ethnicity": "NOT HISPANIC OR LATINO", "prior_glioma": "NO"}
        ],
    }
    files = write_tables(folder, clinical_tcga.TABLES, rows | changes)
    return clinical_tcga.build(files).set_index("sample_id")


def test_every_fact_comes_from_its_source_in_our_words(tmp_path):
    facts = build(tmp_path).loc["TCGA-06-0001-01"].to_dict()
    assert facts == {
        "dataset": "tcga",
        "patient_id": "TCGA-06-0001",
        "age": 44.0,
        "sex": "Male",
        "grade": 4,
        "histology": "Glioblastoma",
        "idh_codel_subtype": "IDHmut-noncodel",
        "tissue_source_site": "06",
        "race": "WHITE",
        "ethnicity": "NOT HISPANIC OR LATINO",
        "vital_status": "Deceased",
        "prior_glioma": False,
        "chr7_gain_chr10_loss": True,
        "tert_promoter_mutant": False,
    }


def test_the_table_keeps_its_contract_and_what_is_missing_stays_missing(tmp_path):
    frame = build(tmp_path)
    conform(frame.reset_index(), CONTRACT)
    nothing = frame.loc["TCGA-CS-0002-01"].drop(["dataset", "patient_id"])
    assert nothing.isna().all()


def test_primary_samples_of_either_source_are_in_and_recurrent_ones_are_not(tmp_path):
    xena = [{"sampleID": "TCGA-06-0001-01"}, {"sampleID": "TCGA-06-0001-02"}, {"sampleID": "TCGA-19-0003-01"}]
    assert build(tmp_path, **{XENA: xena}).index.tolist() == ["TCGA-06-0001-01", "TCGA-19-0003-01", "TCGA-CS-0002-01"]


def test_sex_falls_back_to_gbm_then_lgg(tmp_path):
    second = "TCGA-CS-0002"
    lgg = [{"PATIENT_ID": second, "SEX": "FEMALE"}]
    assert build(tmp_path, **{LGG: lgg})["sex"]["TCGA-CS-0002-01"] == "Female"
    both = {LGG: lgg, GBM: [{"PATIENT_ID": second, "SEX": "Male"}]}
    assert build(tmp_path, **both)["sex"]["TCGA-CS-0002-01"] == "Male"


def test_ethnicity_falls_back_to_lgg_then_gbm(tmp_path):
    second = "TCGA-CS-0002"
    gbm = [{"PATIENT_ID": second, "ETHNICITY": "HISPANIC OR LATINO"}]
    assert build(tmp_path, **{GBM: gbm})["ethnicity"]["TCGA-CS-0002-01"] == "HISPANIC OR LATINO"
    both = {GBM: gbm, LGG: [{"PATIENT_ID": second, "ETHNICITY": "NOT HISPANIC OR LATINO"}]}
    assert build(tmp_path, **both)["ethnicity"]["TCGA-CS-0002-01"] == "NOT HISPANIC OR LATINO"


def test_grade_falls_back_to_xena(tmp_path):
    xena = [{"sampleID": "TCGA-CS-0002-01", "neoplasm_histologic_grade": "G3"}]
    assert build(tmp_path, **{XENA: xena})["grade"].to_dict() == {"TCGA-06-0001-01": 4, "TCGA-CS-0002-01": 3}


@pytest.mark.parametrize(
    ("subtype", "status", "expected"),
    [("NA", "WT", "IDHwt"), ("NA", "Mutant", None), ("NA", "NA", None), ("IDHmut-codel", "WT", "IDHmut-codel")],
)
def test_a_missing_subtype_is_wildtype_only_where_idh_is(tmp_path, subtype, status, expected):
    sample = [{"PATIENT_ID": "TCGA-06-5417", "IDH_CODEL_SUBTYPE": subtype, "IDH_STATUS": status}]
    found = build(tmp_path, **{PUB_SAMPLE: sample})["idh_codel_subtype"]["TCGA-06-5417-01"]
    assert found == expected if expected else pd.isna(found)


@pytest.mark.parametrize("spelling", ["Glioblastoma Multiforme (GBM)", "Treated primary GBM"])
def test_every_spelling_of_gbm_is_glioblastoma(tmp_path, spelling):
    xena = [{"sampleID": "TCGA-06-0001-01", "histological_type": spelling}]
    assert build(tmp_path, **{XENA: xena})["histology"]["TCGA-06-0001-01"] == "Glioblastoma"


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        (XENA, {"sampleID": "TCGA-06-0001-01", "histological_type": "Ependymoma"}, "histological_type.*'Ependymoma'"),
        (XENA, {"sampleID": "TCGA-06-0001-01", "age_at_initial_pathologic_diagnosis": "old"}, "'old'.*a number"),
        (XENA, {"sampleID": "TCGA-06-0001-01", "sample_type": "Recurrent Tumor"}, "sample_type.*'Recurrent Tumor'"),
        (PUB_SAMPLE, {"PATIENT_ID": "TCGA-06-0001", "GRADE": "IV"}, "GRADE.*'IV'.*'G2', 'G3', 'G4'"),
        (PUB_SAMPLE, {"PATIENT_ID": "TCGA-06-0001", "IDH_CODEL_SUBTYPE": "mutant"}, "IDH_CODEL_SUBTYPE.*'mutant'"),
        (PUB_SAMPLE, {"PATIENT_ID": "TCGA-06-0001", "IDH_STATUS": "wildtype"}, "IDH_STATUS.*'wildtype'"),
        (PUB_PATIENT, {"PATIENT_ID": "TCGA-06-0001", "SEX": "M"}, "SEX.*'M'.*'Female'"),
        (CDR, {"bcr_patient_barcode": "TCGA-06-0001", "vital_status": "LIVING"}, "vital_status.*'LIVING'"),
        (FOLLOW_UP, {"bcr_patient_barcode": "TCGA-06-0001", "prior_glioma": "maybe"}, "prior_glioma.*'maybe'"),
    ],
)
def test_a_value_outside_its_words_is_refused_with_patient_and_file(tmp_path, file, row, message):
    with pytest.raises(FormatError, match=f"{file}.*line 2 .*TCGA-06-0001.*{message}"):
        build(tmp_path, **{file: [row]})


def test_a_sample_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(FormatError, match="line 3 .*TCGA-06-0001-01.* every value once"):
        build(tmp_path, **{XENA: [{"sampleID": "TCGA-06-0001-01"}] * 2})


@pytest.mark.mirror
def test_the_real_files_have_the_published_numbers_of_primary_samples(mirror):
    frame = clinical_tcga.build({table.name: mirror / table.name for table in clinical_tcga.TABLES})
    conform(frame, CONTRACT)
    assert len(frame) == 1122
    by_status = ["TCGA-12-1597-01", "TCGA-28-2499-01", "TCGA-76-4927-01", "TCGA-76-4932-01"]
    subtype = frame.set_index("sample_id")["idh_codel_subtype"]
    assert subtype[by_status].tolist() == ["IDHwt"] * 4
    assert pd.isna(subtype["TCGA-06-5417-01"])
