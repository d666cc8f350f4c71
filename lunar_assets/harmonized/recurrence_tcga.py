"""Every statement about recurrence of the TCGA patients: indicators, event types, disease-free interval, day counts."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from lunar_assets import words
from lunar_assets.harmonized.readings import day_counts, refuse, refuse_other_patients, word
from lunar_assets.harmonized.recurrence_tcga_rules import CDR, DFI, STATEMENTS, TABLES, Statement
from lunar_assets.harmonized.small_tables import read_table
from lunar_assets.harmonized.statements import as_events

DATED_FIELDS = tuple((statement.table, statement.day) for statement in STATEMENTS if statement.day)
SAMPLE_SUFFIX = r"(?<=-\w{4})-\d\d$"
"""What a TCGA sample barcode has after the patient's."""


def build(files: Mapping[str, Path], clinical: pd.DataFrame) -> pd.DataFrame:
    """Every statement about recurrence of the patients of the clinical table.

    Args:
        files: Local path of each upstream file of `TABLES`, by its mirror path.
        clinical: Frame of harmonized.clinical for TCGA.

    Returns:
        Frame of harmonized.recurrence_events, distinct rows sorted by sample, source, field, value, day.
        A day that is missing or no number leaves the statement undated and without a tier.

    Raises:
        SourceError: A file is missing.
        FormatError: A file or column is not what it should be, DFI is neither 0 nor 1, a word is a number, or a day is
            impossible.
    """
    sample_of = pd.concat(
        [clinical.set_index(key, drop=False)["sample_id"].rename_axis(None) for key in ("sample_id", "patient_id")]
    )
    tables = {table: _known(read_table(files, table), sample_of, table.name) for table in TABLES}
    cdr = tables[CDR]
    refuse(cdr, cdr[DFI].notna() & ~cdr[DFI].isin(["0", "1"]), DFI, CDR.name, "'0' (censored) or '1' (event)")
    for table, field in dict.fromkeys((s.table, s.field) for s in STATEMENTS if s.field not in (DFI, s.day)):
        word(tables[table], field, table.name)
    stated = [_stated(tables[statement.table], statement) for statement in STATEMENTS]
    return as_events(words.TCGA, stated)


def _known(rows: pd.DataFrame, sample_of: pd.Series, name: str) -> pd.DataFrame:
    """The rows of patients of the clinical table, with `own_sample` and `sample_of_patient`.

    `own_sample` is the sample that the row is about, missing where that is another than the primary one.
    """
    key = rows.iloc[:, 0]
    if "SAMPLE_ID" in rows:
        refuse_other_patients(rows, "SAMPLE_ID", "PATIENT_ID", name)
    patient = key.str.replace(SAMPLE_SUFFIX, "", regex=True)
    rows = rows.assign(own_sample=key.map(sample_of), sample_of_patient=patient.map(sample_of))
    return rows[rows["sample_of_patient"].notna()]


def _stated(rows: pd.DataFrame, statement: Statement) -> pd.DataFrame:
    """The rows of a table that make a statement, in the columns of harmonized.recurrence_events."""
    value = rows[statement.field]
    sample = rows["sample_of_patient" if statement.of_patient else "own_sample"]
    rows = rows[(value.notna() if statement.value is None else value == statement.value) & sample.notna()]
    value, sample = value[rows.index], sample[rows.index]
    if statement.day is None:
        day = pd.Series(float("nan"), index=rows.index)
    else:
        day = day_counts(
            rows, statement.day, statement.table.name, may_precede_diagnosis=statement.may_precede_diagnosis
        )
    says_so = day.notna() if statement.field == statement.day else True
    return pd.DataFrame(
        {
            "sample_id": sample,
            "source": statement.table.name,
            "field": statement.field,
            "value": value,
            "tier": statement.tier,
            "day": day,
            "explicit": statement.explicit & pd.Series(says_so, index=rows.index),
        }
    )
