"""The hidden trait that speeds up recurrence: the day of recurrence tells it in part, expression follows it."""

from collections.abc import Mapping

import pandas as pd
from scipy.stats import norm

from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.words import GLASS, TCGA

TRAIT_NOISE = {TCGA: 0.4, GLASS: 0.55}
_DAYS_OF_ONE = 200


def hidden_trait(plan: Plan, dataset: str, split: Mapping[str, list[str]]) -> pd.Series:
    """The trait of every patient of a dataset: its score (1 long before the cutoff, -1 long after it) and noise.

    Without the noise many genes together would give the label away. In each part of the published split and each label
    it has the same spread, so that the few patients of a test part are neither easier nor harder than the others.

    Args:
        plan: Who the patients are.
        dataset: tcga or glass.
        split: Sample ids by part.

    Returns:
        Float, index patient_id.
    """
    rng = stream(plan.seed, f"{dataset} trait")
    patients = (plan.tcga if dataset == TCGA else plan.glass).reset_index(drop=True)
    noise = rng.standard_normal(len(patients))
    part = patients.sample_id.map({sample: part for part, ids in split.items() for sample in ids})
    for _, rows in patients.groupby([part, patients.early]).indices.items():
        noise[rows] = norm.ppf((rng.permutation(len(rows)) + 0.5) / len(rows))
    score = ((plan.cutoff_days - patients.ttr_days) / _DAYS_OF_ONE).clip(-1, 1)
    return pd.Series(score.to_numpy() + TRAIT_NOISE[dataset] * noise, index=patients.patient_id)
