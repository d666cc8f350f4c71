"""A made-up cohort with every figure that the study published of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lunar_assets.cohort.published_cohort import FLOW, TIERS

# Patients by type; numbers and days that give the published outcomes and medians at a cutoff of 390 days.
TYPES = {
    "tcga": {"Astrocytoma": 81, "Glioblastoma": 66, "Oligodendroglioma": 33, "Astrocytoma WT": 11},
    "glass": {"Astrocytoma": 11, "Glioblastoma": 83, "Oligodendroglioma": 2, "Astrocytoma WT": 5},
}
DAYS = {
    "tcga": [(82, 100), (13, 400), (1, 445), (95, 1000)],
    "glass": [(50, 100), (1, 335), (7, 380), (43, 500)],
}
UNKNOWN = {"race": 2, "ethnicity": 14}


def patients() -> pd.DataFrame:
    """Table cohort.patients."""
    return pd.concat([_cohort(dataset) for dataset in TYPES], ignore_index=True)


def cutoff() -> pd.DataFrame:
    """Table cohort.cutoff."""
    return pd.DataFrame(
        {"tcga_median_days": [445.0], "glass_median_days": [335.0], "cutoff_days": [390.0], "rule": ["computed"]}
    )


def flow() -> pd.DataFrame:
    """Table cohort.flow."""
    return pd.concat([_flow(dataset) for dataset in FLOW], ignore_index=True)


def _cohort(dataset: str) -> pd.DataFrame:
    days = _repeated(DAYS[dataset])
    ids = [f"{'TCGA' if dataset == 'tcga' else 'GLSS'}-01-{i:04}" for i in range(len(days))]
    frame = pd.DataFrame(
        {
            "dataset": dataset,
            "sample_id": [f"{patient}-{'01' if dataset == 'tcga' else 'TP'}" for patient in ids],
            "patient_id": ids,
            "age": 50.0,
            "sex": "Male",
            "grade": 4,
            "idh_codel_subtype": "IDHwt",
            "histology": "Glioblastoma",
            "histology_cns5": _repeated([(n, name) for name, n in TYPES[dataset].items()]),
            "tissue_source_site": "01",
            "race": "WHITE",
            "ethnicity": "NOT HISPANIC OR LATINO",
            "vital_status": "Deceased",
            "ttr_days": days.astype("float64"),
            "ttr_tier": _repeated([(n, tier) for tier, n in TIERS[dataset].items()]),
            "ttr_field": "STATUS",
            "ttr_is_censoring_time": False,
            "label": (days < 390).astype("int64"),
        }
    )
    for column, n in UNKNOWN.items():
        frame[column] = frame[column].mask(frame.index < n)
    return frame


def _flow(dataset: str) -> pd.DataFrame:
    remaining = np.array(list(FLOW[dataset].values()))
    excluded = -np.diff(remaining, prepend=remaining[0])
    order = range(1, len(remaining) + 1)
    return pd.DataFrame(
        {
            "dataset": dataset,
            "step_order": order,
            "step": list(FLOW[dataset]),
            "excluded": excluded,
            "remaining": remaining,
        }
    )


def _repeated(counted: Sequence[tuple[int, Any]]) -> np.ndarray:
    return np.repeat([value for _, value in counted], [n for n, _ in counted])
