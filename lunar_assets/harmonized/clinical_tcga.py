"""Clinical facts of the TCGA patients' primary samples, each from the source that the study preferred for it.

Method: Patricoski-Chavez et al. 2025, Methods (study population), and the study's published code for the fall-backs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from lunar_assets import words
from lunar_assets.harmonized.readings import numbers, refuse, text, translated, word
from lunar_assets.harmonized.small_tables import Ids, TableFile, read_table

PRIMARY = "-01"
"""Suffix of a TCGA barcode that says primary tumour; patient id + suffix is the sample id."""

PATIENT_IDS = Ids("TCGA-[A-Z0-9]{2}-[A-Z0-9]{4}", "TCGA-02-0001")
SAMPLE_IDS = Ids(PATIENT_IDS.pattern + "-[0-9]{2}", "TCGA-02-0001-01")

XENA = TableFile(
    "xena/TCGA.GBMLGG.sampleMap/GBMLGG_clinicalMatrix",
    "sampleID",
    (
        "age_at_initial_pathologic_diagnosis",
        "histological_type",
        "neoplasm_histologic_grade",
        "tissue_source_site",
        "sample_type",
    ),
    SAMPLE_IDS,
)
PUBLICATION_PATIENT = TableFile(
    "datahub/lgggbm_tcga_pub/data_clinical_patient.txt", "PATIENT_ID", ("SEX",), PATIENT_IDS, comments=True
)
PUBLICATION_SAMPLE = TableFile(
    "datahub/lgggbm_tcga_pub/data_clinical_sample.txt",
    "PATIENT_ID",
    ("GRADE", "IDH_CODEL_SUBTYPE", "IDH_STATUS", "CHR_7_GAIN_CHR_10_LOSS", "TERT_PROMOTER_STATUS"),
    PATIENT_IDS,
    comments=True,
)
GBM_PATIENT = TableFile(
    "datahub/gbm_tcga/data_clinical_patient.txt", "PATIENT_ID", ("SEX", "ETHNICITY"), PATIENT_IDS, comments=True
)
LGG_PATIENT = TableFile(
    "datahub/lgg_tcga/data_clinical_patient.txt", "PATIENT_ID", ("SEX", "ETHNICITY"), PATIENT_IDS, comments=True
)
CDR = TableFile(
    "gdc/TCGA-CDR-SupplementalTableS1.xlsx",
    "bcr_patient_barcode",
    ("race", "vital_status"),
    PATIENT_IDS,
    sheet="TCGA-CDR",
)
FOLLOW_UP = TableFile(
    "gdc/clinical_PANCAN_patient_with_followup.tsv",
    "bcr_patient_barcode",
    ("ethnicity", "prior_glioma"),
    PATIENT_IDS,
    encoding="latin-1",
)
TABLES = (XENA, PUBLICATION_PATIENT, PUBLICATION_SAMPLE, GBM_PATIENT, LGG_PATIENT, CDR, FOLLOW_UP)

AGE = partial(numbers, minimum=0, maximum=120)
SEX = partial(translated, words={"Female": "Female", "Male": "Male", "FEMALE": "Female", "MALE": "Male"})
GRADE = partial(translated, words={"G2": 2, "G3": 3, "G4": 4})
HISTOLOGY = partial(
    translated,
    words={
        "Astrocytoma": "Astrocytoma",
        "Oligodendroglioma": "Oligodendroglioma",
        "Oligoastrocytoma": "Oligoastrocytoma",
        "Untreated primary (de novo) GBM": "Glioblastoma",
        "Glioblastoma Multiforme (GBM)": "Glioblastoma",
        "Treated primary GBM": "Glioblastoma",
    },
)
SUBTYPE = partial(
    translated,
    words={
        "IDHwt": "IDHwt",
        "IDHmut-non-codel": "IDHmut-noncodel",
        "IDHmut-noncodel": "IDHmut-noncodel",
        "IDHmut-codel": "IDHmut-codel",
    },
)
# A mutant IDH alone does not say whether 1p/19q is codeleted.
SUBTYPE_OF_STATUS = partial(translated, words={"WT": "IDHwt", "Mutant": None})
VITAL_STATUS = partial(translated, words={"Alive": "Alive", "Dead": "Deceased"})
YES_NO = partial(translated, words={"YES": True, "NO": False})
CHROMOSOMES = partial(translated, words={"Gain chr 7 & loss chr 10": True, "No combined CNA": False})
TERT = partial(translated, words={"Mutant": True, "WT": False})


@dataclass(frozen=True)
class Fact:
    """Where a clinical fact is recorded and how it is read."""

    table: TableFile
    field: str
    reading: Callable[[pd.DataFrame, str, str], pd.Series] = text


FACTS: dict[str, tuple[str, tuple[Fact, ...]]] = {
    "age": ("float64", (Fact(XENA, "age_at_initial_pathologic_diagnosis", AGE),)),
    "sex": ("str", tuple(Fact(t, "SEX", SEX) for t in (PUBLICATION_PATIENT, GBM_PATIENT, LGG_PATIENT))),
    "grade": ("Int64", (Fact(PUBLICATION_SAMPLE, "GRADE", GRADE), Fact(XENA, "neoplasm_histologic_grade", GRADE))),
    "histology": ("str", (Fact(XENA, "histological_type", HISTOLOGY),)),
    "idh_codel_subtype": (
        "str",
        (
            Fact(PUBLICATION_SAMPLE, "IDH_CODEL_SUBTYPE", SUBTYPE),
            Fact(PUBLICATION_SAMPLE, "IDH_STATUS", SUBTYPE_OF_STATUS),
        ),
    ),
    "tissue_source_site": ("str", (Fact(XENA, "tissue_source_site"),)),
    "race": ("str", (Fact(CDR, "race", word),)),
    "ethnicity": (
        "str",
        (Fact(FOLLOW_UP, "ethnicity", word), *(Fact(t, "ETHNICITY", word) for t in (LGG_PATIENT, GBM_PATIENT))),
    ),
    "vital_status": ("str", (Fact(CDR, "vital_status", VITAL_STATUS),)),
    "prior_glioma": ("boolean", (Fact(FOLLOW_UP, "prior_glioma", YES_NO),)),
    "chr7_gain_chr10_loss": ("boolean", (Fact(PUBLICATION_SAMPLE, "CHR_7_GAIN_CHR_10_LOSS", CHROMOSOMES),)),
    "tert_promoter_mutant": ("boolean", (Fact(PUBLICATION_SAMPLE, "TERT_PROMOTER_STATUS", TERT),)),
}
"""Column, its dtype, and its sources in order: the first that gives a value counts."""
FIELDS = {column: [(fact.table, fact.field) for fact in facts] for column, (_, facts) in FACTS.items()}
"""Column of harmonized.clinical -> the files and fields that it comes from, the preferred one first."""


def build(files: Mapping[str, Path]) -> pd.DataFrame:
    """The clinical table of TCGA: one row a primary sample of Xena's matrix or of the lower grade and GBM publication.

    Args:
        files: Local path of each upstream file of `TABLES`, by its mirror path.

    Returns:
        Frame of harmonized.clinical, sorted by sample_id; text `str`, age float64, grade Int64, flags boolean.

    Raises:
        SourceError: A file is missing.
        FormatError: A file, a column, a number or a word is not what it should be.
    """
    tables = {table: read_table(files, table) for table in TABLES}
    _check_sample_types(tables[XENA])
    samples = _primary_samples(tables)
    frame = pd.DataFrame({"dataset": words.TCGA, "sample_id": samples, "patient_id": samples.str.removesuffix(PRIMARY)})
    for table, rows in tables.items():
        ids = frame["sample_id" if table is XENA else "patient_id"]
        tables[table] = rows[rows[table.key].isin(ids)]
    for column, (dtype, facts) in FACTS.items():
        frame[column] = _first_given(frame, tables, facts).astype(dtype)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return frame


def _primary_samples(tables: Mapping[TableFile, pd.DataFrame]) -> pd.Series:
    """Sorted ids of all primary samples; every sample of the publication is primary."""
    xena = tables[XENA]["sampleID"]
    published = tables[PUBLICATION_SAMPLE]["PATIENT_ID"] + PRIMARY
    both = pd.concat([xena[xena.str.endswith(PRIMARY)], published])
    return both.drop_duplicates().sort_values(ignore_index=True)


def _check_sample_types(xena: pd.DataFrame) -> None:
    """Where a sample type is given, it has to agree with the barcode about what is primary."""
    claims_primary = xena["sample_type"] == "Primary Tumor"
    wrong = xena["sample_type"].notna() & (claims_primary != xena["sampleID"].str.endswith(PRIMARY))
    expected = f"'Primary Tumor' where the barcode ends in {PRIMARY}, and only there"
    refuse(xena, wrong, "sample_type", XENA.name, expected)


def _first_given(frame: pd.DataFrame, tables: Mapping[TableFile, pd.DataFrame], facts: tuple[Fact, ...]) -> pd.Series:
    """For each row of the frame the value of the first source that has one."""
    found = pd.Series(None, index=frame.index, dtype="object")
    for fact in facts:
        rows = tables[fact.table]
        read = fact.reading(rows, fact.field, fact.table.name).astype("object")
        by_key = pd.Series(read.to_numpy(), index=rows[fact.table.key])
        values = frame["sample_id" if fact.table is XENA else "patient_id"].map(by_key)
        found = found.where(found.notna(), values)
    return found
