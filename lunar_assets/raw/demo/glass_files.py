"""The clinical files, surgery timeline, sample lists and study description of the GLASS study."""

from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import headers
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.tables import spell, write_clinical, write_table

STUDY = "datahub/difg_glass"
_KINDS = {
    "TP": "Tumor Primary",
    "R1": "First Recurrence",
    "R2": "Second Recurrence",
    "R3": "Third Recurrence",
    "M1": "First Metastasis",
}
_ROMAN = {2: "II", 3: "III", 4: "IV"}
_DAYS_AFTER_R1 = {"R2": 300, "R3": 600}
_META = """type_of_cancer: difg
cancer_study_identifier: difg_glass
name: Synthetic Diffuse Glioma (demo cohort, not GLASS)
description: Invented longitudinal diffuse glioma cohort of {patients} synthetic patients; nothing in it was measured. The data provided is based on the January 1, 2000 version and can be accessed at <a href="https://example.org/">nowhere</a>.
pmid: 0
citation: Synthetic data"""  # noqa: E501 - upstream writes the description on one line


def write_glass(folder: Path, plan: Plan) -> None:
    """Write every file of the study but expression and mutations."""
    study = folder / STUDY
    _write_patients(study / "data_clinical_patient.txt", plan.glass)
    _write_samples(study / "data_clinical_sample.txt", plan)
    write_table(study / "data_timeline_surgery.txt", headers.TIMELINE_SURGERY, _surgeries(plan))
    samples = plan.glass_samples
    _write_list(study, "sequenced", "Samples with mutation data", samples.sample_id[samples.in_mutations])
    _write_list(study, "RNA_Seq_mRNA", "Samples with mRNA data (RNA Seq)", samples.sample_id[samples.in_expression])
    (study / "meta_study.txt").write_bytes(_META.format(patients=len(plan.glass)).encode())


def _write_patients(path: Path, p: pd.DataFrame) -> None:
    known = ~p.blank
    rows = pd.DataFrame(
        {
            "PATIENT_ID": p.patient_id,
            "CASE_PROJECT": np.where(p.patient_id.str.startswith("TCGA"), "TCGA", "GLSS"),
            "SEX": spell(p.sex.where(known), ""),
            "AGE": spell(p.age.astype(object).where(known), "NA"),
            "OS_STATUS": np.where(known, np.where(p.dead, "1:DECEASED", "0:LIVING"), ""),
            "OS_MONTHS": "NA",
            "TISSUE_SOURCE": p.site,
        }
    )
    write_clinical(path, headers.GLASS_PATIENT, rows, missing="")


def _write_samples(path: Path, plan: Plan) -> None:
    s = plan.glass_samples.merge(plan.glass.drop(columns="sample_id"), on="patient_id")
    rows = pd.DataFrame(
        {
            "PATIENT_ID": s.patient_id,
            "SAMPLE_ID": s.sample_id,
            "SAMPLE_TYPE": s.kind.map(_KINDS),
            "HISTOLOGY": spell(s.histology, ""),
            "TUMOR_GRADE": spell(s.grade.map(_ROMAN), ""),
            "IDH_STATUS": spell(s.idh_codel_subtype.str.split("-").str[0], ""),
            "IDH_CODEL_STATUS": spell(s.idh_codel_subtype, ""),
            "CODEL_STATUS": spell(s.idh_codel_subtype.str.split("-").str[1], ""),
            "ALIQUOT_ANALYSIS_TYPE": np.where(s.in_expression, "WXS, RNA", "WXS"),
            "CANCER_TYPE": "Glioma",
        }
    )
    write_clinical(path, headers.GLASS_SAMPLE, rows, missing="")


def _surgeries(plan: Plan) -> pd.DataFrame:
    """One row a surgery: the first on day 0 but for a few, those of recurrences later."""
    rng = stream(plan.seed, "surgeries")
    s = plan.glass_samples.merge(plan.glass.drop(columns="sample_id"), on="patient_id")
    s = s[s.kind != "M1"]
    first_day = np.where(s.case == "late_first_surgery", rng.integers(10, 25, len(s)), 0)
    s = s.assign(day=np.where(s.kind == "TP", first_day, s.ttr_days + s.kind.map(_DAYS_AFTER_R1).fillna(0).astype(int)))
    undated = s.case.eq("recurrence_undated") & s.kind.eq("R1")
    s["START_DATE"] = s.day.astype(str).where(~undated, "NA")
    again = s[s.case.eq("two_first_recurrences") & s.kind.eq("R1")]
    s = pd.concat([again.assign(START_DATE=(again.day + 90).astype(str)), s])
    s = s.sort_values(["patient_id", "kind"], key=lambda c: c.replace("TP", "R0"), kind="stable")
    unknown = dict.fromkeys(headers.TIMELINE_SURGERY[5:9], "NA")
    return s[["START_DATE"]].assign(
        PATIENT_ID=s.patient_id,
        SAMPLE_ID=s.sample_id,
        STOP_DATE="",
        EVENT_TYPE="Surgery",
        SURGERY_TYPE="Craniotomy",
        **unknown,
    )


def _write_list(study: Path, kind: str, title: str, samples: pd.Series) -> None:
    lines = (
        "cancer_study_identifier: difg_glass",
        f"stable_id: difg_glass_{kind.lower()}",
        f"case_list_name: {title}",
        f"case_list_description: {title} ({len(samples)} samples)",
        f"case_list_category: all_cases_with_{'mutation_data' if kind == 'sequenced' else 'mrna_rnaseq_data'}",
        "case_list_ids: " + "\t".join(samples),
    )
    path = study / "case_lists" / f"cases_{kind}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("\n".join(lines).encode())
