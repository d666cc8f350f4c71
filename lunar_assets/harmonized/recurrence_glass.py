"""Every statement about recurrence of the GLASS patients: the surgery of the first recurrence.

Method: Patricoski-Chavez et al. 2025, Methods. The day is taken as it is: five patients of the published cohort have a
primary surgery after day 0, and subtracting it changes no label.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from lunar_assets import words
from lunar_assets.harmonized.clinical_glass import PATIENT_IDS
from lunar_assets.harmonized.readings import day_counts, refuse_other_patients
from lunar_assets.harmonized.small_tables import TableFile, read_table
from lunar_assets.harmonized.statements import as_events

FIRST_RECURRENCE = "-R1"
"""Suffix of a GLASS sample id that says first recurrence."""

SURGERY = TableFile(
    "datahub/difg_glass/data_timeline_surgery.txt",
    "PATIENT_ID",
    ("SAMPLE_ID", "START_DATE"),
    PATIENT_IDS,
    unique=False,
    comments=True,
)
TABLES = (SURGERY,)
DATED_FIELDS = ((SURGERY, "START_DATE"),)


def build(files: Mapping[str, Path], clinical: pd.DataFrame) -> pd.DataFrame:
    """Every first-recurrence surgery of the patients of the clinical table.

    Args:
        files: Local path of the surgery timeline, by its mirror path.
        clinical: Frame of harmonized.clinical for GLASS.

    Returns:
        Frame of harmonized.recurrence_events, all explicit; tier 1 where the surgery has a day. A surgery without a
        day is stated by its sample id.

    Raises:
        SourceError: The file is missing.
        FormatError: The file or a column is not what it should be, or a day is impossible.
    """
    rows = read_table(files, SURGERY)
    refuse_other_patients(rows[rows["SAMPLE_ID"].notna()], "SAMPLE_ID", "PATIENT_ID", SURGERY.name)
    sample = rows["PATIENT_ID"].map(clinical.set_index("patient_id")["sample_id"])
    first = rows["SAMPLE_ID"].str.endswith(FIRST_RECURRENCE).fillna(False).astype("bool") & sample.notna()
    rows = rows[first]
    dated = rows["START_DATE"].notna()
    stated = pd.DataFrame(
        {
            "sample_id": sample[first],
            "source": SURGERY.name,
            "field": dated.map({True: "START_DATE", False: "SAMPLE_ID"}),
            "value": rows["START_DATE"].where(dated, rows["SAMPLE_ID"]),
            "tier": 1,
            "day": day_counts(rows, "START_DATE", SURGERY.name),
            "explicit": True,
        }
    )
    return as_events(words.GLASS, [stated])
