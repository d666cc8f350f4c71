"""The figures of the report in their order: what each is called, shows, needs, and which function draws it.

A new figure is one entry here and one module with a function from tables to a `matplotlib.figure.Figure`. The module
is imported when the figure is drawn: the list of figures costs no heavy import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from lunar_assets.errors import MissingDataError


@dataclass(frozen=True)
class FigureEntry:
    """One figure.

    Attributes:
        name: Short name, as in file names and links.
        title: Title, with the number of the paper's figure where it has one.
        caption: What it shows, and how to read it.
        tables: Tables that it is drawn from, `stage.name`.
        shown_on: The table, or the partition of it, whose metadata shows it: the last of its tables to be made.
        function: Where to find the function that draws it, `package.module:function`.
    """

    name: str
    title: str
    caption: str
    tables: tuple[str, ...]
    shown_on: str
    function: str


_HERE = "lunar_assets.report.figures"
_METRICS_AND_CURVES = ("evaluation.curves", "evaluation.metrics")
_OUTCOME = "Early recurrence is the positive class."
_GLASS_ALL = (
    "All of GLASS is a larger external set, but training has seen its train part without labels, by the alignment of "
    "the cohorts and the means of batches."
)

_ENTRIES = (
    FigureEntry(
        "replicates",
        "Repeated evaluation",
        "AUROC of every model over fresh splits of both cohorts, with features, training and evaluation repeated in "
        "each, and the difference to the logistic regression on clinical features alone, split by split. A genomic "
        "model whose interval of the difference holds 0 has not been shown to add anything to age, grade, sex and "
        f"type. {_GLASS_ALL}",
        ("evaluation.replicates", "evaluation.replicate_summary"),
        "evaluation.replicate_summary",
        f"{_HERE}.replicates:draw",
    ),
    FigureEntry(
        "fig1_flow",
        "Figure 1. Cohort flow",
        "Primary samples of both cohorts left after each step of the selection, and beside them those that the step "
        "took out. The reason for every sample is in cohort.exclusions.",
        ("cohort.flow",),
        "cohort.flow",
        f"{_HERE}.flow:draw",
    ),
    FigureEntry(
        "fig2_relabelling",
        "Figure 2. Relabelling by WHO 2021",
        "Patients by histology as recorded at diagnosis (rows) and type by WHO 2021 (columns). Off the diagonal a "
        "tumour has changed its name; Astrocytoma WT is an astrocytoma without IDH mutation that does not meet the "
        "criteria of glioblastoma.",
        ("cohort.patients",),
        "cohort.patients",
        f"{_HERE}.relabelling:draw",
    ),
    FigureEntry(
        "fig4_roc_pr",
        "Figure 4. ROC and precision-recall curves",
        f"Curves of all models on both test parts, of one split. {_OUTCOME} The parts are small: one patient moves a "
        "curve by several points, so models whose areas differ by less cannot be told apart here.",
        _METRICS_AND_CURVES,
        "evaluation.curves",
        f"{_HERE}.roc_pr:draw",
    ),
    FigureEntry(
        "fig5_attributions",
        "Figure 5. What LUNAR's output is made of",
        "The 20 features with the largest mean absolute attribution by integrated gradients; a point is a TCGA test "
        "patient, the background is TCGA train. To the right a feature pushes towards early recurrence. Colour is the "
        "value after encoding and scaling; of a feature that is yes or no, the highest is yes.",
        ("explanation.attributions", "explanation.importance", "explanation.additivity"),
        "explanation.importance",
        f"{_HERE}.attributions:draw",
    ),
    FigureEntry(
        "s1_variant_classes_tcga",
        "Figure S1. Variant classes of TCGA",
        "Mutation calls of mapped genes in TCGA by class of variant, over all samples. Silent and RNA calls are in the "
        "data but count for no feature.",
        ("harmonized.mutations",),
        "harmonized.mutations[tcga]",
        f"{_HERE}.variant_classes:draw_tcga",
    ),
    FigureEntry(
        "s2_variant_classes_glass",
        "Figure S2. Variant classes of GLASS",
        "Mutation calls of mapped genes in GLASS by class of variant, over all samples. Silent and RNA calls are in "
        "the data but count for no feature.",
        ("harmonized.mutations",),
        "harmonized.mutations[glass]",
        f"{_HERE}.variant_classes:draw_glass",
    ),
    FigureEntry(
        "s3_mutation_frequency",
        "Figure S3. Mutation frequencies",
        "Genes by the share of TCGA train patients who carry a mutation of them; the dashed line is the share below "
        "which the preprocessing drops a gene.",
        ("features.columns",),
        "features.columns",
        f"{_HERE}.mutation_frequency:draw",
    ),
    FigureEntry(
        "s4_auroc_auprc",
        "Figure S4. AUROC and AUPRC with intervals",
        "Areas under the ROC and precision-recall curves of one split, with stratified bootstrap intervals. "
        f"{_OUTCOME} {_GLASS_ALL}",
        ("evaluation.metrics",),
        "evaluation.metrics",
        f"{_HERE}.areas:draw",
    ),
    FigureEntry(
        "s5_fusion_weights",
        "Figure S5. Fusion weights",
        "Weight of each token in the pooling of the networks, over test patients. What a token is a function of "
        "differs between the networks: read the note in the figure. What a modality adds is told by its attributions.",
        ("explanation.fusion_weights",),
        "explanation.fusion_weights",
        f"{_HERE}.fusion_weights:draw",
    ),
    FigureEntry(
        "training_curves",
        "Training curves",
        "Terms of the loss and AUROC of each network by epoch; the dotted line is the epoch whose weights were kept, "
        "the one with the lowest total on validation.",
        ("models.history", "models.runs"),
        "models.history",
        f"{_HERE}.training_curves:draw",
    ),
    FigureEntry(
        "calibration",
        "Calibration",
        "Share of early recurrences against the mean score, in bins of about five patients or more. Slope and "
        "intercept are those of a logistic regression of the outcome on the logit of the score; a slope below 1 means "
        "scores that are too sure.",
        _METRICS_AND_CURVES,
        "evaluation.curves",
        f"{_HERE}.calibration:draw",
    ),
    FigureEntry(
        "decision_curves",
        "Decision curves",
        "Net benefit of acting on those whose score reaches a threshold: true positives less false positives weighted "
        "by the odds of the threshold, each as a share of all patients. Only a line above both treat all and treat "
        "none is worth having.",
        _METRICS_AND_CURVES,
        "evaluation.curves",
        f"{_HERE}.decision_curves:draw",
    ),
    FigureEntry(
        "comparisons",
        "Comparisons with LUNAR and Clinical only",
        "Difference of AUROC on the same patients, of one split. To the right of the line a model is better than the "
        f"reference. {_GLASS_ALL}",
        ("evaluation.comparisons",),
        "evaluation.comparisons",
        f"{_HERE}.comparisons:draw",
    ),
    FigureEntry(
        "attribution_agreement",
        "Agreement of attribution methods",
        "Above: whether two methods rank the features of a model alike. Below: the share that each modality has in the "
        "attributions of a model. DeepExplainer has no rule for LayerNorm and attention: see its error.",
        ("explanation.agreement", "explanation.modality_importance", "explanation.additivity"),
        "explanation.agreement",
        f"{_HERE}.attribution_agreement:draw",
    ),
    FigureEntry(
        "feature_stability",
        "Stability of the features",
        "How many of the replicates kept a feature. A feature that few replicates keep is an accident of one split.",
        ("evaluation.feature_stability",),
        "evaluation.feature_stability",
        f"{_HERE}.feature_stability:draw",
    ),
)
FIGURES: Final[Mapping[str, FigureEntry]] = {entry.name: entry for entry in _ENTRIES}
"""Name -> figure, in the order of the report."""

OPTIONAL_TABLES: Final = frozenset(
    {"models.history", "evaluation.replicates", "evaluation.replicate_summary", "evaluation.feature_stability"}
)
"""Tables that may have no rows: a figure that needs one is left out then."""


def drawable(tables: Mapping[str, pd.DataFrame]) -> list[FigureEntry]:
    """The figures that tables are enough for, in the order of the report.

    Args:
        tables: `stage.name` -> rows.

    Raises:
        MissingDataError: A table that is not optional is missing or has no rows.
    """
    empty = {table for entry in _ENTRIES for table in entry.tables if table not in tables or tables[table].empty}
    if required := sorted(empty - OPTIONAL_TABLES):
        needing = sorted(entry.name for entry in _ENTRIES if not set(entry.tables).isdisjoint(required))
        raise MissingDataError(
            f"Missing or without rows: {', '.join(required)}; the figures {', '.join(needing)} are drawn from them. "
            "Materialise them first."
        )
    return [entry for entry in _ENTRIES if empty.isdisjoint(entry.tables)]
