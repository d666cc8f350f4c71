"""The steps of the cohort flow in their order, each with the sentence for those who leave at it.

Method: Patricoski-Chavez et al. 2025, Fig. 1, and the study's published code.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lunar_assets import words
from lunar_assets.harmonized.recurrence_tcga_rules import PROGRESSION

_NO_TIME = dict.fromkeys(words.DATASETS, "No day of recurrence.") | {
    words.TCGA: "No day of recurrence in any of the four tiers.",
    words.GLASS: "No dated surgery of a first recurrence.",
}
_VALIDATION = tuple(dataset for dataset in words.DATASETS if dataset != words.TCGA)
SMALLEST_SITE = 2
"""Patients of the cohort that a tissue source site needs: a batch of one cannot be corrected for."""


@dataclass(frozen=True)
class Step:
    """One step of the cohort flow.

    Attributes:
        name: Its word in the flow table.
        reasons: From the samples still in to the sentence why each leaves; samples that stay are left out or missing.
        datasets: Cohorts that it is a step of.
    """

    name: str
    reasons: Callable[[pd.DataFrame], pd.Series]
    datasets: tuple[str, ...] = words.DATASETS


def _nobody(samples: pd.DataFrame) -> pd.Series:
    """The universe: primary samples with a clinical row."""
    return pd.Series(index=samples.index[:0], dtype="str")


def _without_measurements(samples: pd.DataFrame) -> pd.Series:
    expression, mutations = samples["has_expression"], samples["has_mutations"]
    reasons = pd.Series("Neither expression data nor a counted mutation.", index=samples.index)
    reasons = reasons.mask(expression, "No counted mutation.").mask(mutations, "No expression data.")
    return reasons[~(expression & mutations)]


def _from_tcga(samples: pd.DataFrame) -> pd.Series:
    left = samples[samples["sample_id"].str.startswith("TCGA")]
    return left["patient_id"] + " is a TCGA patient and would leak the training cohort into the validation."


def _unknown_subtype(samples: pd.DataFrame) -> pd.Series:
    left = samples[samples["idh_codel_subtype"].isna()]
    return pd.Series("The IDH/1p19q subtype is not known.", index=left.index)


def _disease_free(samples: pd.DataFrame) -> pd.Series:
    left = samples[~samples["explicit"] & samples["dfi_zero"]]
    sentence = "No explicit indicator of recurrence, and the disease-free interval ended without an event (DFI = 0)."
    return pd.Series(sentence, index=left.index)


def _progression_only(samples: pd.DataFrame) -> pd.Series:
    left = samples[~samples["explicit"] & samples["progression_only"]]
    sentence = f"No explicit indicator of recurrence, and every new tumour event recorded is {PROGRESSION}."
    return pd.Series(sentence, index=left.index)


def _without_time(samples: pd.DataFrame) -> pd.Series:
    left = samples[samples["ttr_days"].isna()]
    return left["dataset"].map(_NO_TIME)


def _without_type(samples: pd.DataFrame) -> pd.Series:
    return samples["cns5_reason"].dropna()


def _prior_glioma(samples: pd.DataFrame) -> pd.Series:
    left = samples[samples["prior_glioma"].fillna(False).astype("bool")]
    return pd.Series("A glioma was diagnosed before this one (prior glioma: YES).", index=left.index)


def _small_site(samples: pd.DataFrame) -> pd.Series:
    site = samples["tissue_source_site"]
    n = site.map(site.value_counts())
    alone = "The only patient of the cohort from tissue source site " + site[n < SMALLEST_SITE] + "."
    unknown = pd.Series("The tissue source site is not recorded.", index=samples.index[site.isna()])
    return pd.concat([alone, unknown])


STEPS = (
    Step("clinical", _nobody),
    Step("expression_and_mutations", _without_measurements),
    Step("not_tcga", _from_tcga, _VALIDATION),
    Step("idh_codel_subtype", _unknown_subtype, (words.TCGA,)),
    Step("dfi_zero", _disease_free, (words.TCGA,)),
    Step("progression_only", _progression_only, (words.TCGA,)),
    Step("time_to_recurrence", _without_time),
    Step("cns5", _without_type),
    Step("prior_glioma", _prior_glioma, (words.TCGA,)),
    Step("tissue_source_site", _small_site),
)
