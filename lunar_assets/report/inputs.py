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

RELEASE_COLUMNS = {
    "cohort.patients": ("dataset", "sample_id", "label", "ttr_days", "histology_cns5"),
    "cohort.exclusions": ("dataset", "sample_id", "step"),
    "cohort.cutoff": ("tcga_median_days", "glass_median_days", "cutoff_days"),
    "splits.assignments": ("dataset", "split"),
    "features.columns": ("modality", "kept"),
    "evaluation.metrics": ("model", "dataset", "part", "metric", "value"),
}
"""Tables, and their columns, that the comparison of two releases reads of each."""

PAGE_TABLES = (
    "raw.files",
    "cohort.flow",
    "cohort.cutoff",
    "cohort.patients",
    "splits.assignments",
    "splits.comparability",
    "splits.near_duplicates",
    "splits.cutoff_sensitivity",
    "features.columns",
    "features.site_effects",
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
    "report.changes",
    "report.release_comparison",
)
"""Tables that the page reads. Those that jobs of their own make may have no rows: the page says what it lacks."""
