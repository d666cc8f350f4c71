"""The clinical files of the TCGA studies on the cBioPortal datahub."""

from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import headers
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.tables import spell, write_clinical

_SUBTYPE_SPELLING = {"IDHmut-noncodel": "IDHmut-non-codel"}
_UNDATED = (
    "recurrent_sample_undated",
    "recurrence_undated",
    "treatment_undated",
    "day_not_available",
    "day_not_a_number",
)


def write_lgggbm(folder: Path, plan: Plan) -> None:
    """Study `lgggbm_tcga_pub`: all primary, patients and samples have one id."""
    p = plan.tcga
    study = folder / "datahub/lgggbm_tcga_pub"
    sex = p.sex.where(~p.quirk.str.startswith("sex_from"))
    patients = pd.DataFrame(
        {
            "PATIENT_ID": p.patient_id,
            "STUDY": np.where(p.gbm, "Glioblastoma multiforme", "Brain Lower Grade Glioma"),
            "HISTOLOGICAL_DIAGNOSIS": spell(p.histology.str.lower(), ""),
            "AGE": [f"{age}.0" for age in p.age],
            "SEX": spell(sex, ""),
            "OS_STATUS": np.where(p.dead, "1:DECEASED", "0:LIVING"),
        }
    )
    write_clinical(study / "data_clinical_patient.txt", headers.LGGGBM_PATIENT, patients, missing="")
    wildtype_only = p.quirk == "subtype_from_idh_status"
    status = p.idh_codel_subtype.map(lambda s: "WT" if s == "IDHwt" else "Mutant", na_action="ignore")
    subtype = p.idh_codel_subtype.replace(_SUBTYPE_SPELLING).where(~wildtype_only)
    samples = pd.DataFrame(
        {
            "SAMPLE_ID": p.patient_id,
            "PATIENT_ID": p.patient_id,
            "TISSUE_SOURCE_SITE": [f"Demo site {site}" for site in p.site],
            "GRADE": spell(("G" + p.grade.astype(str)).where(p.quirk != "grade_from_xena"), "NA"),
            "IDH_CODEL_SUBTYPE": spell(subtype, "NA"),
            "IDH_STATUS": spell(status.where(p.case != "mutant_codeletion_unknown", "Mutant"), "NA"),
            "CHR_7_GAIN_CHR_10_LOSS": spell(p.chr7_10, "NA"),
            "TERT_PROMOTER_STATUS": spell(p.tert, "NA", "NA", "nan"),
            "CANCER_TYPE_DETAILED": "Diffuse Glioma",
            "ONCOTREE_CODE": "DIFG",
            "CANCER_TYPE": "Glioma",
            "SOMATIC_STATUS": "Matched",
        }
    )
    write_clinical(study / "data_clinical_sample.txt", headers.LGGGBM_SAMPLE, samples, missing="NA")


def write_firehose(folder: Path, plan: Plan, samples: pd.DataFrame) -> None:
    """Studies `lgg_tcga` and `gbm_tcga` (Firehose legacy); `samples` as `tcga_samples` makes them."""
    for gbm, study, columns in ((False, "lgg_tcga", headers.LGG_PATIENT), (True, "gbm_tcga", headers.GBM_PATIENT)):
        p, s = (
            plan.tcga[plan.tcga.gbm == gbm],
            samples[(samples.gbm == gbm) & samples.of_hub.isin(["both", "cbioportal"])],
        )
        target = folder / "datahub" / study
        ethnicity = p.ethnicity.where(p.quirk != "ethnicity_from_lgg_tcga", "NOT HISPANIC OR LATINO")
        months = (p.ttr_days / 30.44).round(2).where(~p.evidence.isin(_UNDATED))
        patients = pd.DataFrame(
            {
                "PATIENT_ID": p.patient_id,
                "SEX": p.sex,
                "RACE": spell(p.race, "[Not Available]"),
                "ETHNICITY": spell(ethnicity, "[Not Available]", "[Unknown]", "NOT AVAILABLE", "Not Available"),
                "AGE": p.age,
                "OS_STATUS": np.where(p.dead, "1:DECEASED", "0:LIVING"),
                "DFS_MONTHS": spell(months, "[Not Available]"),
            }
        )
        write_clinical(target / "data_clinical_patient.txt", columns, patients, missing="[Not Available]")
        recurrent = s.kind == "Recurrent Tumor"
        rows = pd.DataFrame(
            {
                "PATIENT_ID": s.patient_id,
                "SAMPLE_ID": s.sample_id,
                "SAMPLE_TYPE": np.where(recurrent, "Recurrence", "Primary"),
                "SAMPLE_TYPE_ID": np.where(recurrent, "2", "1"),
                "CANCER_TYPE": "Glioma",
                "CANCER_TYPE_DETAILED": "Glioblastoma Multiforme" if gbm else "Diffuse Glioma",
            }
        )
        write_clinical(target / "data_clinical_sample.txt", headers.FIREHOSE_SAMPLE, rows, missing="[Not Available]")
