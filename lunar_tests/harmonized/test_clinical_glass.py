"""The clinical table of GLASS: primary samples with their patient's facts, and what is refused."""

import pytest

from lunar_assets.errors import FormatError
from lunar_assets.harmonized import clinical_glass
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES as CONTRACTS
from lunar_tests.harmonized.upstream_files import write_tables

CONTRACT = next(table for table in CONTRACTS if table.name == "clinical")
PATIENT, SAMPLE = "difg_glass/data_clinical_patient.txt", "difg_glass/data_clinical_sample.txt"
LEEDS = {
    "PATIENT_ID": "GLSS-LU-0001",
    "SEX": "Female",
    "AGE": 62,
    "OS_STATUS": "1:DECEASED",
    "TISSUE_SOURCE": "University of Leeds (UK)",
}
PRIMARY = {
    "SAMPLE_ID": "GLSS-LU-0001-TP",
    "PATIENT_ID": "GLSS-LU-0001",
    "HISTOLOGY": "Gliosarcoma",
    "TUMOR_GRADE": "IV",
    "IDH_CODEL_STATUS": "IDHwt",
}
RECURRENCE = {"SAMPLE_ID": "GLSS-LU-0001-R1", "PATIENT_ID": "GLSS-LU-0001", "TUMOR_GRADE": "unknown to us"}


def build(folder, patients=(LEEDS,), samples=(RECURRENCE, PRIMARY)):
    return clinical_glass.build(write_tables(folder, clinical_glass.TABLES, {PATIENT: patients, SAMPLE: samples}))


def test_a_primary_sample_has_its_own_and_its_patients_facts(tmp_path):
    frame = build(tmp_path)
    conform(frame, CONTRACT)
    recorded = frame.drop(columns=list(clinical_glass.NOT_RECORDED))
    assert recorded.to_dict("records") == [
        {
            "dataset": "glass",
            "sample_id": "GLSS-LU-0001-TP",
            "patient_id": "GLSS-LU-0001",
            "age": 62.0,
            "sex": "Female",
            "grade": 4,
            "histology": "Gliosarcoma",
            "idh_codel_subtype": "IDHwt",
            "tissue_source_site": "University of Leeds (UK)",
            "vital_status": "Deceased",
        }
    ]
    assert frame[list(clinical_glass.NOT_RECORDED)].isna().all(axis=None)


def test_a_tcga_patient_is_still_here(tmp_path):
    patient = LEEDS | {"PATIENT_ID": "TCGA-06-0125"}
    sample = PRIMARY | {"PATIENT_ID": "TCGA-06-0125", "SAMPLE_ID": "TCGA-06-0125-TP"}
    assert build(tmp_path, [patient], [sample])["sample_id"].tolist() == ["TCGA-06-0125-TP"]


def test_missing_facts_stay_missing(tmp_path):
    patient = {"PATIENT_ID": "GLSS-LU-0001", "AGE": "NA"}
    frame = build(tmp_path, [patient], [PRIMARY | {"HISTOLOGY": "", "TUMOR_GRADE": ""}])
    conform(frame, CONTRACT)
    assert frame[["age", "sex", "grade", "histology", "tissue_source_site", "vital_status"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("patient", "sample", "message"),
    [
        ({"SEX": "f"}, {}, "SEX: found 'f'"),
        ({"AGE": "62y"}, {}, "AGE: found '62y'"),
        ({"OS_STATUS": "DECEASED"}, {}, "OS_STATUS: found 'DECEASED'; expected one of '0:LIVING', '1:DECEASED'"),
        ({}, {"TUMOR_GRADE": "G4"}, "TUMOR_GRADE: found 'G4'; expected one of 'II', 'III', 'IV'"),
        ({}, {"HISTOLOGY": "GBM"}, "HISTOLOGY: found 'GBM'"),
        ({}, {"IDH_CODEL_STATUS": "IDHmut-non-codel"}, "IDH_CODEL_STATUS: found 'IDHmut-non-codel'"),
        ({}, {"PATIENT_ID": "GLSS-XX-0001"}, "PATIENT_ID: found 'GLSS-XX-0001'; expected the patient that"),
        (
            {},
            {"PATIENT_ID": "GLSS-XX-0001", "SAMPLE_ID": "GLSS-XX-0001-TP"},
            "PATIENT_ID: found 'GLSS-XX-0001'; expected a patient of",
        ),
    ],
)
def test_a_value_outside_its_words_is_refused(tmp_path, patient, sample, message):
    with pytest.raises(FormatError, match=message):
        build(tmp_path, [LEEDS | patient], [PRIMARY | sample])


def test_a_patient_with_two_primary_samples_is_refused(tmp_path):
    with pytest.raises(FormatError, match="one primary sample a patient"):
        build(tmp_path, samples=[PRIMARY, PRIMARY | {"SAMPLE_ID": "GLSS-LU-0001-2-TP"}])


@pytest.mark.mirror
def test_the_real_files_have_the_published_number_of_primary_samples(mirror):
    frame = clinical_glass.build({table.name: mirror / table.name for table in clinical_glass.TABLES})
    conform(frame, CONTRACT)
    assert len(frame) == 309
    assert int(frame["histology"].isna().sum()) == 15
    assert int((frame["histology"] == "Gliosarcoma").sum()) == 1
