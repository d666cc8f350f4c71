"""The tables that the report is made of; light, so that definitions load without the report."""

COMPARED_TABLES = (
    "cohort.patients",
    "cohort.cutoff",
    "splits.assignments",
    "splits.comparability",
    "features.columns",
    "evaluation.metrics",
    "explanation.fusion_weights",
    "explanation.modality_importance",
)
"""Tables that the comparison with the study's figures reads."""

PAGE_TABLES = (
    "raw.files",
    "cohort.flow",
    "cohort.cutoff",
    "cohort.patients",
    "splits.assignments",
    "splits.comparability",
    "features.columns",
    "features.unusual_sites",
    "models.runs",
    "models.trials",
    "evaluation.metrics",
    "evaluation.comparisons",
    "evaluation.replicate_summary",
    "evaluation.feature_stability",
    "evaluation.shuffled_labels",
    "explanation.modality_importance",
    "explanation.additivity",
    "explanation.importance",
    "explanation.agreement",
    "explanation.fusion_weights",
    "report.figures",
    "report.published_comparison",
)
"""Tables that the page reads. Those that jobs of their own make may have no rows: the page says what it lacks."""
