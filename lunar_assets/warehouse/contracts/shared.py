"""Columns that mean the same in several tables, written once."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import integer, text

DATASET = text("dataset", "Cohort: tcga (training), or one that validates, such as glass.", allowed=words.DATASETS)
SAMPLE_ID = text(
    "sample_id", "Primary or other tumour sample, as upstream names it (TCGA-06-0125-01, GLSS-19-0266-TP)."
)
SYMBOL = text("symbol", "Approved gene symbol (HGNC).")
SPLIT = text("split", "Part of the split that the sample belongs to.", allowed=words.SPLITS)
MODALITY = text("modality", "Kind of measurement.", allowed=words.MODALITIES)
MODEL = text("model", "Name of the model.")
FEATURE = text("feature", "Name of the feature (age, IDH1_mut, SCN9A_expr).")
PART = text(
    "part", "Patients evaluated: the test part, or all of a cohort that validates.", allowed=(words.TEST, words.ALL)
)
METHOD = text("method", "How the attributions were computed.", allowed=words.EXPLANATION_METHODS)
REPLICATE = integer("replicate", "Number of the replicate, from 0; its seed is that of the run plus this.", minimum=0)
