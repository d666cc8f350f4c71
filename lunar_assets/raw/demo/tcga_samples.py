"""The TCGA samples of the demo cohort: the primary one of every patient, recurrent and normal ones of a few."""

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.plan import Plan


def tcga_samples(plan: Plan) -> pd.DataFrame:
    """All TCGA samples: the primary one of every patient, recurrent (-02) and normal (-11) ones of a few.

    Returns:
        The columns of the patients, and sample_id, kind (Primary Tumor, Recurrent Tumor, Solid Tissue Normal), of_hub
        (which hub lists it: both, xena, cbioportal).
    """
    patients = plan.tcga
    undated = patients.evidence.eq("recurrent_sample_undated")
    groups = (
        ("-01", "Primary Tumor", "both", np.full(len(patients), True)),
        ("-02", "Recurrent Tumor", "both", undated),
        ("-02", "Recurrent Tumor", "xena", patients.evidence.eq("dfi_zero_recurrent_sample")),
        ("-02", "Recurrent Tumor", "cbioportal", patients.evidence.eq("event_day_lgg")),
        ("-11", "Solid Tissue Normal", "xena", patients.gbm & (patients.gbm.cumsum() % 9 == 1)),
    )
    parts = [
        patients[rows].assign(sample_id=patients.patient_id[rows] + suffix, kind=kind, of_hub=hub)
        for suffix, kind, hub, rows in groups
    ]
    samples = pd.concat(parts).sort_values("sample_id", ignore_index=True)
    return samples.assign(has_expression=samples.has_expression | samples.kind.ne("Primary Tumor"))
