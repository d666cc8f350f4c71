"""Which tumours the demo patients have, and how long until they come back: shapes as in the field, numbers made up."""

from typing import Final

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.draws import choose
from lunar_assets.words import GLASS, TCGA

# Type by WHO 2021, grade, patients of the final cohort that recur late, that recur early.
_STRATA: Final = {
    TCGA: (
        ("Astrocytoma", 2, 34, 12),
        ("Astrocytoma", 3, 22, 11),
        ("Oligodendroglioma", 2, 14, 3),
        ("Oligodendroglioma", 3, 11, 6),
        ("Glioblastoma", 2, 3, 4),
        ("Glioblastoma", 3, 15, 14),
        ("Glioblastoma", 4, 6, 24),
        ("Astrocytoma WT", 2, 1, 2),
        ("Astrocytoma WT", 3, 3, 6),
    ),
    GLASS: (
        ("Astrocytoma", 2, 5, 0),
        ("Astrocytoma", 3, 3, 1),
        ("Astrocytoma", 4, 2, 1),
        ("Oligodendroglioma", 2, 2, 0),
        ("Oligodendroglioma", 3, 1, 0),
        ("Astrocytoma WT", 3, 2, 2),
        ("Glioblastoma", 4, 28, 54),
    ),
}
_SUBTYPES: Final = {
    "Astrocytoma": "IDHmut-noncodel",
    "Oligodendroglioma": "IDHmut-codel",
    "Glioblastoma": "IDHwt",
    "Astrocytoma WT": "IDHwt",
}
# Histology as recorded at diagnosis, before the reclassification, of tumours below grade IV.
_RECORDED: Final = {
    "Astrocytoma": {"Astrocytoma": 0.7, "Oligoastrocytoma": 0.2, "Oligodendroglioma": 0.1},
    "Oligodendroglioma": {"Oligodendroglioma": 0.75, "Oligoastrocytoma": 0.2, "Astrocytoma": 0.05},
    "Glioblastoma": {"Astrocytoma": 0.8, "Oligoastrocytoma": 0.15, "Oligodendroglioma": 0.05},
    "Astrocytoma WT": {"Astrocytoma": 0.85, "Oligoastrocytoma": 0.15},
}
_AGE: Final = {"Astrocytoma": 36, "Oligodendroglioma": 44, "Glioblastoma": 57, "Astrocytoma WT": 47}
_RISK: Final = {"Astrocytoma": 0.0, "Oligodendroglioma": -0.3, "Glioblastoma": 0.8, "Astrocytoma WT": 0.4}


def strata_of(dataset: str) -> pd.DataFrame:
    """One row a patient of the final cohort of a dataset: histology_cns5, grade, early (bool)."""
    rows = [
        (kind, grade, early)
        for kind, grade, n_late, n_early in _STRATA[dataset]
        for early in [False] * n_late + [True] * n_early
    ]
    return pd.DataFrame(rows, columns=["histology_cns5", "grade", "early"])


def add_tumours(patients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Subtype, recorded histology, age, sex and vital status, as they go with type, grade and recurrence.

    Args:
        patients: Columns histology_cns5, grade, early.
        rng: Source of chance.
    """
    n, kinds = len(patients), patients.histology_cns5
    recorded = [choose(rng, _RECORDED[kind], 1)[0] for kind in kinds]
    age = kinds.map(_AGE).to_numpy() + 5.0 * patients.early.to_numpy() + rng.normal(0, 9, n)
    dead = rng.random(n) < np.where(patients.early, 0.75, 0.5) + 0.15 * (patients.grade == 4)
    return patients.assign(
        idh_codel_subtype=kinds.map(_SUBTYPES),
        histology=np.where(patients.grade == 4, "Glioblastoma", np.array(recorded, dtype=object)),
        age=np.clip(age, 18, 85).round().astype(int),
        sex=choose(rng, {"Male": 0.58, "Female": 0.42}, n),
        dead=dead,
    )


def days_to_recurrence(patients: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Days to recurrence (int), evenly spread over the quantiles of early and of late recurrence.

    Early ones lie between 25 and 374 days, late ones from 406 days; even spreading keeps the medians of the cohorts,
    and with them the cutoff between 374 and 406 days, the same for every seed. Higher risk means sooner.

    Args:
        patients: Columns histology_cns5, grade, early.
        rng: Source of chance.
    """
    risk = (
        patients.histology_cns5.map(_RISK).to_numpy()
        + 0.3 * patients.grade.to_numpy()
        + rng.normal(0, 0.6, len(patients))
    )
    days = np.zeros(len(patients))
    for early in (True, False):
        rows = np.flatnonzero(patients.early.to_numpy() == early)
        share = (np.arange(len(rows)) + rng.uniform(0.3, 0.7, len(rows))) / max(1, len(rows))
        sorted_days = 25 + 349 * share if early else 406 + 470 * (-np.log1p(-share)) ** 1.2
        days[rows[np.argsort(-risk[rows], kind="stable")]] = sorted_days
    return days.astype(int)
