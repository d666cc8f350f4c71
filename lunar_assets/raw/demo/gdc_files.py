"""The two PanCanAtlas files: the clinical data resource (workbook) and the follow-up table (latin-1)."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

from lunar_assets.raw.demo.evidence import cells_of
from lunar_assets.raw.demo.headers import CDR, FOLLOWUP
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.tables import spell, write_table
from lunar_assets.raw.demo.xena_files import gbm_spellings

STAMP = (2000, 1, 1, 0, 0, 0)
_SHEETS = ("TCGA-CDR_Notes", "ExtraEndpoints", "ExtraEndpoints_Notes", "TSS_Info")
_NUMERIC = {"age_at_initial_pathologic_diagnosis", "new_tumor_event_dx_days_to", "OS", "DFI", "DFI.time"}
_OTHER_CANCERS = 5


def write_cdr(path: Path, plan: Plan, facts: pd.DataFrame) -> None:
    """Write the workbook; numbers are numbers, missing ones the error value `#N/A`; the first column has no name."""
    p = plan.tcga
    told = cells_of(facts, "cdr", p.patient_id)
    days = told["DFI.time"].where(told["DFI.time"].notna() | (np.arange(len(p)) % 40 > 0), "[Not Applicable]")
    rows = pd.DataFrame(
        {
            "bcr_patient_barcode": p.patient_id,
            "type": np.where(p.gbm, "GBM", "LGG"),
            "age_at_initial_pathologic_diagnosis": p.age.astype(str),
            "gender": p.sex.str.upper(),
            "race": spell(p.race, "[Not Available]", "[Unknown]", "[Not Evaluated]"),
            "histological_type": spell(p.patient_id.map(gbm_spellings(plan)), "[Discrepancy]"),
            "vital_status": np.where(p.dead, "Dead", "Alive"),
            "OS": p.dead.astype(int).astype(str),
            "new_tumor_event_type": spell(told.new_tumor_event_type, "#N/A"),
            "new_tumor_event_dx_days_to": spell(told.new_tumor_event_dx_days_to, "#N/A"),
            "DFI": spell(told.DFI, "#N/A"),
            "DFI.time": spell(days, "#N/A"),
        }
    )
    others = pd.DataFrame({"bcr_patient_barcode": [f"TCGA-ZZ-{i:04d}" for i in range(_OTHER_CANCERS)], "type": "ACC"})
    table = pd.concat([others, rows]).fillna("[Not Available]").reindex(columns=CDR)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("TCGA-CDR")
    sheet.append([None, *CDR])
    for number, row in enumerate(table.itertuples(index=False), 1):
        sheet.append([str(number), *(_cell(column, value) for column, value in zip(CDR, row, strict=True))])
    for name in _SHEETS:
        book.create_sheet(name).append(["synthetic"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_without_time(book))


def _cell(column: str, value: str | float) -> str | int | None:
    if not isinstance(value, str):
        return None  # a column that the platform does not read stays empty
    return int(value) if column in _NUMERIC and value.isdigit() else value


def _without_time(book: Workbook) -> bytes:
    """The bytes of a workbook with every time stamp set to `STAMP`, so that the same cells give the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def write_followup(path: Path, plan: Plan, facts: pd.DataFrame) -> None:
    """Write the follow-up table; it is not UTF-8."""
    p = plan.tcga
    event_day = "days_to_new_tumor_event_after_initial_treatment"
    known = ~p.gbm & (p.age % 17 > 0) | p.case.eq("prior_glioma")
    prior = p.case.eq("prior_glioma").map({True: "YES", False: "NO"}).where(known)
    ethnicity = p.ethnicity.where(p.quirk != "ethnicity_from_lgg_tcga", "")
    rows = pd.DataFrame(
        {
            "bcr_patient_barcode": p.patient_id,
            "acronym": np.where(p.gbm, "GBM", "LGG"),
            "gender": p.sex.str.upper(),
            "vital_status": np.where(p.dead, "Dead", "Alive"),
            "age_at_initial_pathologic_diagnosis": p.age.astype(str),
            "race": spell(p.race, ""),
            "ethnicity": spell(ethnicity, "[NOT AVAILABLE]", "[Not Evaluated]", "[Unknown]", ""),
            "tissue_source_site": p.site,
            "prior_glioma": spell(prior, "", "[Not Applicable]", "", "[Discrepancy]"),
            event_day: spell(
                cells_of(facts, "followup", p.patient_id)[event_day], "", "", "[Not Applicable]", "[Not Available]"
            ),
            "initial_pathologic_diagnosis_method": "Tumor resection",
            "init_pathology_dx_method_other": np.where(
                p.age % 20 == 0, "biopsie stéréotaxique (données inventées)", ""
            ),
        }
    )
    others = pd.DataFrame(
        {
            "bcr_patient_barcode": [f"TCGA-ZZ-{i:04d}" for i in range(_OTHER_CANCERS)],
            "acronym": "ACC",
            "tissue_source_site": "ZZ",
            "tumor_tissue_site_other": "glándula (inventada)",
        }
    )
    write_table(path, FOLLOWUP, pd.concat([others, rows]).fillna(""), encoding="latin-1")
