"""The dated timelines of the PanCanAtlas studies: disease status and treatments."""

from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import headers
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.evidence import REGIMEN, SITE
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.tables import write_table

_GBM, _LGG = "datahub/gbm_tcga_pan_can_atlas_2018", "datahub/lgg_tcga_pan_can_atlas_2018"
_THERAPY = {SITE: ("Radiation Therapy", "external beam"), REGIMEN: ("Medical Therapy", "bevacizumab")}


def write_timelines(folder: Path, plan: Plan, facts: pd.DataFrame) -> None:
    """Write the status timeline (glioblastoma only) and the treatment timelines of both studies."""
    gbm = plan.tcga.patient_id[plan.tcga.gbm]
    write_table(folder / _GBM / "data_timeline_status.txt", headers.TIMELINE_STATUS, _status(plan, facts))
    treatments = _treatments(plan, facts)
    for study, chosen in ((_GBM, treatments.PATIENT_ID.isin(gbm)), (_LGG, ~treatments.PATIENT_ID.isin(gbm))):
        write_table(folder / study / "data_timeline_treatment.txt", headers.TIMELINE_TREATMENT, treatments[chosen])


def _status(plan: Plan, facts: pd.DataFrame) -> pd.DataFrame:
    told = facts[facts.file == "status"]
    rows = pd.DataFrame(
        {"PATIENT_ID": told.patient_id, "START_DATE": told.says, "STATUS": told.field.str.removeprefix("STATUS:")}
    )
    untold = plan.tcga.patient_id[plan.tcga.gbm & plan.tcga.case.eq("no_genomics")].iloc[:6]
    spellings = ["", "[Discrepancy]", "[Unknown]"] * 2
    empty = pd.DataFrame({"PATIENT_ID": untold, "START_DATE": "77", "STATUS": spellings[: len(untold)]})
    return pd.concat([rows, empty]).assign(EVENT_TYPE="STATUS").sort_values("PATIENT_ID", kind="stable")


def _treatments(plan: Plan, facts: pd.DataFrame) -> pd.DataFrame:
    """First-line treatment of everybody, which tells nothing, and what is told of recurrences."""
    rng, p = stream(plan.seed, "treatments"), plan.tcga
    start = rng.integers(14, 60, len(p))
    common = {"PATIENT_ID": p.patient_id, "START_DATE": start, "STOP_DATE": start + rng.integers(35, 60, len(p))}
    radiation = pd.DataFrame(common).assign(TREATMENT_TYPE="Radiation Therapy", AGENT="external beam")
    drug = pd.DataFrame(common).assign(TREATMENT_TYPE="Medical Therapy", AGENT="temozolomide")[rng.random(len(p)) < 0.6]
    radiation = radiation.assign(**{SITE: "Primary Tumor Field", REGIMEN: "Adjuvant"})
    later = p.case.str.startswith("progression").to_numpy()
    progression = drug[np.isin(drug.PATIENT_ID, p.patient_id[later])].assign(
        **{REGIMEN: "Progression", "AGENT": "lomustine"}
    )
    told = facts[facts.file == "treatment"]
    field = told.field.str.split(":", expand=True)
    recurrences = pd.DataFrame({"PATIENT_ID": told.patient_id, "START_DATE": told.says})
    for column in (SITE, REGIMEN):
        recurrences[column] = field[1].where(field[0] == column)
    recurrences["TREATMENT_TYPE"] = [_THERAPY[column][0] for column in field[0]]
    recurrences["AGENT"] = [_THERAPY[column][1] for column in field[0]]
    rows = pd.concat([drug.assign(**{REGIMEN: "Adjuvant"}), radiation, progression, recurrences])
    return rows.astype(object).fillna("").assign(EVENT_TYPE="TREATMENT").sort_values("PATIENT_ID", kind="stable")
