"""The words of the field as this platform spells them: every category that a table may hold, in its order."""

from typing import Final

TCGA: Final = "tcga"
GLASS: Final = "glass"
DATASETS: Final = (TCGA, GLASS)
"""Every cohort: TCGA trains, all others validate. A further one comes last (docs/how_to/add_a_dataset.md)."""
STUDY: Final = (TCGA, GLASS)
"""The cohorts that cutoff, shared genes and training are made from. A further cohort moves none of them."""

SEXES: Final = ("Female", "Male")
GRADES: Final = (2, 3, 4)
HISTOLOGIES: Final = ("Astrocytoma", "Oligodendroglioma", "Oligoastrocytoma", "Glioblastoma", "Gliosarcoma")
CNS5_TYPES: Final = ("Astrocytoma", "Astrocytoma WT", "Oligodendroglioma", "Glioblastoma")
IDH_CODEL_SUBTYPES: Final = ("IDHwt", "IDHmut-noncodel", "IDHmut-codel")
VITAL_STATUSES: Final = ("Alive", "Deceased")

TRAIN: Final = "train"
VALIDATION: Final = "validation"
TEST: Final = "test"
SPLITS: Final = (TRAIN, VALIDATION, TEST)
SPLIT_SCHEMES: Final = ("published", "generated", "extended")

ALL: Final = "all"
EVALUATED: Final = (
    (TCGA, TEST),
    *((dataset, part) for dataset in DATASETS if dataset != TCGA for part in (TEST, ALL)),
)
"""Data set and part of every set of patients that models are evaluated on: the whole of a cohort where nobody of it
has given a label to a fit."""

EARLY: Final = 1
LATE: Final = 0

MODALITIES: Final = ("clinical", "expression", "mutation")
MATCH_KINDS: Final = (
    "entrez",
    "approved",
    "previous",
    "alias",
    "ambiguous",
    "not_coding",
    "not_autosomal",
    "none",
)

FEATURE_STEPS: Final = (
    "constant",
    "rare_mutation",
    "variance",
    "correlation_literature",
    "correlation_count",
    "correlation_clinical",
    "stability",
)
"""Steps of the preprocessing that drop features, in their order."""

COHORT_STEPS: Final = (
    "clinical",
    "expression_and_mutations",
    "not_tcga",
    "idh_codel_subtype",
    "dfi_zero",
    "progression_only",
    "time_to_recurrence",
    "cns5",
    "prior_glioma",
    "tissue_source_site",
)

REPLICATES: Final = tuple(str(number) for number in range(100))
"""All replicates of the repeated evaluation that there may be."""
DEFAULT_REPLICATES: Final = 50

METRICS: Final = (
    "auroc",
    "auprc",
    "accuracy",
    "balanced_accuracy",
    "precision",
    "recall",
    "specificity",
    "f1",
    "tp",
    "tn",
    "fp",
    "fn",
    "brier",
    "calibration_slope",
    "calibration_intercept",
)

CHANGES: Final = ("entered", "left", "label", "ttr", "histology")
"""What can change of a patient between two releases."""

MODEL_REFERENCES: Final = ("lunar", "clinical_only")
"""Models that every other one is tested against."""

EXPLANATION_METHODS: Final = ("integrated_gradients", "deep", "permutation", "linear", "tree")
