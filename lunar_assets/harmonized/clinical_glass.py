"""Clinical facts of the GLASS patients' primary samples; TCGA patients are here too (the cohort step removes them).

Method: Patricoski-Chavez et al. 2025, Methods (study population).
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from lunar_assets import words
from lunar_assets.harmonized.readings import numbers, refuse, refuse_other_patients, translated
from lunar_assets.harmonized.small_tables import Ids, TableFile, read_table

PRIMARY = "-TP"
"""Suffix of a GLASS sample id that says primary tumour."""

PATIENT_IDS = Ids("[A-Z]+(-[A-Z0-9]+){2}", "GLSS-19-0266")
SAMPLE_IDS = Ids("[A-Z]+(-[A-Z0-9]+){3,}", "GLSS-19-0266-TP")

PATIENT = TableFile(
    "datahub/difg_glass/data_clinical_patient.txt",
    "PATIENT_ID",
    ("SEX", "AGE", "OS_STATUS", "TISSUE_SOURCE"),
    PATIENT_IDS,
    comments=True,
)
SAMPLE = TableFile(
    "datahub/difg_glass/data_clinical_sample.txt",
    "SAMPLE_ID",
    ("PATIENT_ID", "HISTOLOGY", "TUMOR_GRADE", "IDH_CODEL_STATUS"),
    SAMPLE_IDS,
    comments=True,
)
TABLES = (PATIENT, SAMPLE)

AGE = partial(numbers, minimum=0, maximum=120)
SEX = partial(translated, words={word: word for word in words.SEXES})
GRADE = partial(translated, words={"II": 2, "III": 3, "IV": 4})
HISTOLOGY = partial(translated, words={word: word for word in words.HISTOLOGIES})
SUBTYPE = partial(translated, words={word: word for word in words.IDH_CODEL_SUBTYPES})
VITAL_STATUS = partial(translated, words={"0:LIVING": "Alive", "1:DECEASED": "Deceased"})

FIELDS = {
    "age": [(PATIENT, "AGE")],
    "sex": [(PATIENT, "SEX")],
    "grade": [(SAMPLE, "TUMOR_GRADE")],
    "histology": [(SAMPLE, "HISTOLOGY")],
    "idh_codel_subtype": [(SAMPLE, "IDH_CODEL_STATUS")],
    "tissue_source_site": [(PATIENT, "TISSUE_SOURCE")],
    "vital_status": [(PATIENT, "OS_STATUS")],
}
"""Column of harmonized.clinical -> the file and field that it comes from."""

NOT_RECORDED = {
    "race": "str",
    "ethnicity": "str",
    "prior_glioma": "boolean",
    "chr7_gain_chr10_loss": "boolean",
    "tert_promoter_mutant": "boolean",
}
"""Columns that GLASS does not have, and their dtype."""


def build(files: Mapping[str, Path]) -> pd.DataFrame:
    """The clinical table of GLASS: one row a primary sample.

    Args:
        files: Local path of each upstream file of `TABLES`, by its mirror path.

    Returns:
        Frame of harmonized.clinical, sorted by sample_id; text `str`, age float64, grade Int64, flags boolean. The
        columns of `NOT_RECORDED` are missing throughout.

    Raises:
        SourceError: A file is missing.
        FormatError: A file, a column, a number or a word is not what it should be, or a sample has no patient.
    """
    patient, sample = read_table(files, PATIENT), read_table(files, SAMPLE)
    refuse_other_patients(sample, "SAMPLE_ID", "PATIENT_ID", SAMPLE.name)
    sample = sample[sample["SAMPLE_ID"].str.endswith(PRIMARY)].sort_values("SAMPLE_ID")
    patient_of = sample["PATIENT_ID"]
    refuse(sample, ~patient_of.isin(patient["PATIENT_ID"]), "PATIENT_ID", SAMPLE.name, f"a patient of {PATIENT.name}")
    refuse(sample, patient_of.duplicated(), "PATIENT_ID", SAMPLE.name, "one primary sample a patient")
    patient = patient[patient["PATIENT_ID"].isin(patient_of)]

    def of_patient(values: pd.Series) -> pd.Series:
        return patient_of.map(pd.Series(values.to_numpy(), index=patient["PATIENT_ID"]))

    columns = {
        "dataset": pd.Series(words.GLASS, index=sample.index),
        "sample_id": sample["SAMPLE_ID"],
        "patient_id": patient_of,
        "age": of_patient(AGE(patient, "AGE", PATIENT.name)),
        "sex": of_patient(SEX(patient, "SEX", PATIENT.name)).astype("str"),
        "grade": GRADE(sample, "TUMOR_GRADE", SAMPLE.name).astype("Int64"),
        "histology": HISTOLOGY(sample, "HISTOLOGY", SAMPLE.name).astype("str"),
        "idh_codel_subtype": SUBTYPE(sample, "IDH_CODEL_STATUS", SAMPLE.name).astype("str"),
        "tissue_source_site": of_patient(patient["TISSUE_SOURCE"]).astype("str"),
        "vital_status": of_patient(VITAL_STATUS(patient, "OS_STATUS", PATIENT.name)).astype("str"),
    }
    columns |= {name: pd.Series(None, index=sample.index, dtype=dtype) for name, dtype in NOT_RECORDED.items()}
    return pd.DataFrame(columns).reset_index(drop=True)
