"""Clinical facts and statements about recurrence of candidate patients, as stage harmonized stores them."""

import numpy as np
import pandas as pd

from benchmarks.harness import Size
from lunar_assets import words
from lunar_assets.harmonized.recurrence_tcga_rules import DFI, EVENT_TYPES, PROGRESSION

CANDIDATES = {words.TCGA: 1_122, words.GLASS: 309}
SITES, STATEMENTS_A_PATIENT = 25, 4
SEED = 11


def candidates(size: Size) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Frames of harmonized.clinical and harmonized.recurrence_events of both cohorts."""
    rng = np.random.default_rng(SEED)
    parts = [_cohort(rng, dataset, round(n * size.patients)) for dataset, n in CANDIDATES.items()]
    clinical, events = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    return clinical, events


def _cohort(rng: np.random.Generator, dataset: str, n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = np.array([f"{'TCGA' if dataset == words.TCGA else 'GLSS'}-{i % 90 + 10}-{i:05d}-01" for i in range(n)])
    clinical = pd.DataFrame(
        {
            "dataset": dataset,
            "sample_id": ids,
            "patient_id": [name[:-3] for name in ids],
            "age": np.where(rng.random(n) < 0.02, np.nan, rng.uniform(20, 80, n).round()),
            "sex": rng.choice(words.SEXES, n),
            "grade": pd.array(rng.choice(words.GRADES, n), dtype="Int64"),
            "histology": rng.choice(["Astrocytoma", "Oligodendroglioma", "Glioblastoma"], n),
            "idh_codel_subtype": rng.choice(["IDHwt", "IDHmut-noncodel", "IDHmut-codel"], n, p=[0.5, 0.3, 0.2]),
            "tissue_source_site": [f"S{i:02d}" for i in rng.integers(0, SITES, n)],
            "race": None,
            "ethnicity": None,
            "vital_status": "Alive",
            "prior_glioma": pd.array(rng.random(n) < 0.02, dtype="boolean"),
            "chr7_gain_chr10_loss": pd.array(rng.random(n) < 0.3, dtype="boolean"),
            "tert_promoter_mutant": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )
    return clinical, _statements(rng, dataset, ids)


def _statements(rng: np.random.Generator, dataset: str, ids: np.ndarray) -> pd.DataFrame:
    n = len(ids) * STATEMENTS_A_PATIENT
    fields = np.array([DFI, EVENT_TYPES[0], "START_DATE", "days_to_new_tumor_event"])
    field = rng.choice(fields, n, p=[0.2, 0.2, 0.3, 0.3])
    dated = (field == fields[2]) | (field == fields[3])
    value = np.where(field == DFI, rng.choice(["0", "1"], n), rng.choice([PROGRESSION, "Recurrence"], n, p=[0.7, 0.3]))
    tier = np.where(field == fields[2], 1, 3)
    events = pd.DataFrame(
        {
            "dataset": dataset,
            "sample_id": rng.choice(ids, n),
            "source": "simulated",
            "field": field,
            "value": value,
            "tier": pd.array(np.where(dated, tier, 0), dtype="Int64"),
            "day": pd.array(rng.integers(30, 3_000, n), dtype="Int64"),
            "explicit": dated & (value == "Recurrence"),
        }
    )
    events.loc[~dated, ["tier", "day"]] = pd.NA
    return events.drop_duplicates(ignore_index=True)
