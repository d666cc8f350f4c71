"""The three clinical matrices of the Xena TCGA hub: one row a sample, what is told of a patient in each of them."""

from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.draws import choose, stream
from lunar_assets.raw.demo.evidence import cells_of
from lunar_assets.raw.demo.headers import XENA
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.tables import spell, write_table

GBM_SPELLINGS = {
    "Untreated primary (de novo) GBM": 0.9,
    "Glioblastoma Multiforme (GBM)": 0.06,
    "Treated primary GBM": 0.04,
}
_TYPE_IDS = {"Primary Tumor": "1", "Recurrent Tumor": "2", "Solid Tissue Normal": "11"}


def gbm_spellings(plan: Plan) -> pd.Series:
    """Histology of every TCGA patient as TCGA spells it, by patient_id."""
    p = plan.tcga
    spelled = choose(stream(plan.seed, "histology spellings"), GBM_SPELLINGS, len(p))
    return pd.Series(np.where(p.histology == "Glioblastoma", spelled, p.histology), index=p.patient_id)


def write_xena(folder: Path, plan: Plan, samples: pd.DataFrame, facts: pd.DataFrame) -> None:
    """Write the matrices of the cohorts GBMLGG, GBM and LGG.

    Args:
        folder: Mirror folder.
        plan: Who the patients are.
        samples: As `tcga_samples` makes them.
        facts: As `facts_of` makes them.
    """
    s = samples[samples.of_hub.isin(["both", "xena"])].reset_index(drop=True)
    age = s.age.astype(object).where(~((s.case == "no_genomics") & (s.age % 10 == 0)), "")
    rows = pd.DataFrame(
        {
            "sampleID": s.sample_id,
            "age_at_initial_pathologic_diagnosis": age,
            "gender": s.sex.str.upper(),
            "histological_type": spell(s.patient_id.map(gbm_spellings(plan)), ""),
            "neoplasm_histologic_grade": np.where(s.gbm, "", "G" + s.grade.astype(str)),
            "tissue_source_site": s.site,
            "vital_status": np.where(s.dead, "DECEASED", "LIVING"),
            "_primary_disease": np.where(s.gbm, "glioblastoma multiforme", "brain lower grade glioma"),
            "sample_type": s.kind,
            "sample_type_id": s.kind.map(_TYPE_IDS),
            "_PATIENT": s.patient_id,
        }
    )
    matrices = (
        ("GBMLGG", XENA, np.full(len(s), True)),
        ("GBM", [*XENA, "days_to_tumor_recurrence"], s.gbm.to_numpy()),
        ("LGG", XENA, ~s.gbm.to_numpy()),
    )
    for cohort, columns, chosen in matrices:
        cells = cells_of(facts, cohort.lower(), s.patient_id[chosen]).fillna("")
        table = pd.concat([rows[chosen].reset_index(drop=True), cells], axis=1)
        write_table(folder / f"xena/TCGA.{cohort}.sampleMap/{cohort}_clinicalMatrix", columns, table)
