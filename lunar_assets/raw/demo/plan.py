"""The plan of a demo cohort: who the patients are, and where each must be after the cohort has been selected."""

from dataclasses import dataclass

import pandas as pd

from lunar_assets.raw.demo.glass_patients import glass_patients, glass_samples
from lunar_assets.raw.demo.tcga_patients import tcga_patients
from lunar_assets.settings import DemoScale
from lunar_assets.words import COHORT_STEPS, GLASS, TCGA

_NOT_A_STEP_OF = {TCGA: {"not_tcga"}, GLASS: {"idh_codel_subtype", "dfi_zero", "progression_only", "prior_glioma"}}


@dataclass(frozen=True)
class Plan:
    """The patients and samples of one demo cohort: frames of `tcga_patients`, `glass_patients`, `glass_samples`."""

    seed: int
    scale: DemoScale
    tcga: pd.DataFrame
    glass: pd.DataFrame
    glass_samples: pd.DataFrame

    @property
    def cutoff_days(self) -> float:
        """Cutoff between early and late recurrence: mean of the two median times to recurrence."""
        return float((self.final(TCGA).ttr_days.median() + self.final(GLASS).ttr_days.median()) / 2)

    def primaries(self, dataset: str) -> pd.DataFrame:
        """Patients of a dataset with a primary sample."""
        return self.tcga if dataset == TCGA else self.glass[self.glass.has_primary]

    def final(self, dataset: str) -> pd.DataFrame:
        """Patients of the final cohort of a dataset, with their label (1 early, 0 late)."""
        primaries = self.primaries(dataset)
        return primaries[primaries.step.isna()].assign(label=lambda p: p.early.astype(int))


def make_plan(seed: int, scale: DemoScale) -> Plan:
    """Plan a demo cohort; the same arguments give the same plan."""
    tcga = tcga_patients(seed, scale)
    glass = glass_patients(seed, scale, tcga)
    return Plan(seed, scale, tcga, glass, glass_samples(glass, seed, scale))


def expected_flow(seed: int, scale: DemoScale) -> pd.DataFrame:
    """The flow that the selection of the cohort must have on the files of a demo cohort.

    Returns:
        Columns dataset, step_order (from 1), step, excluded, remaining, as in `cohort.flow`.
    """
    plan, rows = make_plan(seed, scale), []
    for dataset in (TCGA, GLASS):
        leavers = plan.primaries(dataset).step.value_counts()
        remaining = len(plan.primaries(dataset))
        for order, step in enumerate([s for s in COHORT_STEPS if s not in _NOT_A_STEP_OF[dataset]], 1):
            excluded = int(leavers.get(step, 0))
            remaining -= excluded
            rows.append((dataset, order, step, excluded, remaining))
    return pd.DataFrame(rows, columns=["dataset", "step_order", "step", "excluded", "remaining"])


def expected_candidates(seed: int, scale: DemoScale) -> pd.DataFrame:
    """What the selection of the cohort must find of every primary sample.

    Returns:
        Columns dataset, sample_id, case, first_failed_step (None: final cohort), ttr_is_censoring_time; for the final
        cohort ttr_days, ttr_tier, histology_cns5 and label too.
    """
    plan, frames = make_plan(seed, scale), []
    for dataset in (TCGA, GLASS):
        p = plan.primaries(dataset)
        final = p.step.isna()
        frame = pd.DataFrame(
            {"dataset": dataset, "sample_id": p.sample_id, "case": p.case, "first_failed_step": p.step}
        )
        frame["ttr_is_censoring_time"] = p.is_censoring_time if dataset == TCGA else False
        for column, values in (("ttr_days", p.ttr_days), ("ttr_tier", p.ttr_tier), ("label", p.early.astype(float))):
            frame[column] = values.where(final)
        frames.append(frame.assign(histology_cns5=p.histology_cns5.where(final)))
    return pd.concat(frames, ignore_index=True)
