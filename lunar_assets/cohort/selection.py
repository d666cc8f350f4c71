"""Who is in the study: every candidate, what is known of it, and the first step of the cohort flow that it fails."""

from collections.abc import Collection

import pandas as pd

from lunar_assets.cohort import cns5
from lunar_assets.cohort.steps import STEPS
from lunar_assets.cohort.time_to_recurrence import time_to_recurrence
from lunar_assets.harmonized.recurrence_tcga_rules import DFI, EVENT_TYPES, PROGRESSION


def candidates(
    clinical: pd.DataFrame,
    events: pd.DataFrame,
    expression_samples: Collection[str],
    mutation_samples: Collection[str],
    dataset: str,
) -> pd.DataFrame:
    """Every primary sample of a cohort, and the first step that it fails.

    Args:
        clinical: Frame of harmonized.clinical; rows of other datasets are left alone.
        events: Frame of harmonized.recurrence_events; likewise.
        expression_samples: Ids of the samples in the expression table.
        mutation_samples: Ids of the samples with at least one counted mutation of a mapped gene.
        dataset: tcga or glass.

    Returns:
        Frame of cohort.candidates, sorted by sample_id.
    """
    clinical = clinical[clinical["dataset"] == dataset].sort_values("sample_id", ignore_index=True)
    events = events[events["dataset"] == dataset]
    types = cns5.classify(clinical)
    samples = clinical.assign(
        has_expression=clinical["sample_id"].isin(set(expression_samples)),
        has_mutations=clinical["sample_id"].isin(set(mutation_samples)),
        histology_cns5=types["histology_cns5"],
        cns5_reason=types["reason"],
    )
    samples = samples.merge(time_to_recurrence(events), "left", ["dataset", "sample_id"], validate="one_to_one")
    samples = samples.join(_evidence(events, samples["sample_id"]))
    failed = _first_failures(samples, dataset)
    return samples.assign(first_failed_step=failed["step"], reason=failed["reason"])[
        [
            "dataset",
            "sample_id",
            "has_expression",
            "has_mutations",
            "ttr_days",
            "ttr_tier",
            "ttr_field",
            "ttr_is_censoring_time",
            "histology_cns5",
            "first_failed_step",
            "reason",
        ]
    ]


def _evidence(events: pd.DataFrame, sample_id: pd.Series) -> pd.DataFrame:
    """Flags of each sample: explicit indicator, DFI = 0, at least one event type and all of them progression."""
    types = events[events["field"].isin(EVENT_TYPES)]
    other_types = types[types["value"] != PROGRESSION]
    having = {
        "explicit": events[events["explicit"]],
        "dfi_zero": events[(events["field"] == DFI) & (events["value"] == "0")],
        "progression_only": types[~types["sample_id"].isin(other_types["sample_id"])],
    }
    return pd.DataFrame({flag: sample_id.isin(rows["sample_id"]) for flag, rows in having.items()})


def _first_failures(samples: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Step and reason of every sample that leaves, by its index in `samples`."""
    failed = pd.DataFrame({"step": None, "reason": None}, index=samples.index, dtype="str")
    for step in STEPS:
        if dataset in step.datasets:
            reasons = step.reasons(samples[failed["step"].isna()])
            failed.loc[reasons.index, "step"] = step.name
            failed.loc[reasons.index, "reason"] = reasons
    return failed
