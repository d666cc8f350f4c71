"""The sections of the report in their order: what each says, which tables it shows, and which figures belong to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lunar_assets.report import blocks
from lunar_assets.report.blocks import Block, Facts, Tables


@dataclass(frozen=True)
class Section:
    """One section of the page.

    Attributes:
        anchor: Its name in links.
        title: Its heading.
        text: What a reader has to know, a paragraph each.
        blocks: Tables and sentences out of the tables and facts of the run.
        figures: Names of the figures that belong to it.
        of_real_data: Whether it is left out for synthetic data.
    """

    anchor: str
    title: str
    text: tuple[str, ...]
    blocks: Callable[[Tables, Facts], Iterator[Block]]
    figures: tuple[str, ...] = ()
    of_real_data: bool = False


SECTIONS = (
    Section(
        "reading",
        "How to read this",
        (
            "LUNAR predicts from clinical data, mutations and gene expression of a primary glioma whether it recurs "
            "early. Models are trained on TCGA and tested on patients of TCGA and GLASS that no fit has seen "
            "(Patricoski-Chavez et al. 2025, doi 10.1038/s43856-025-01083-3).",
            "The test parts are small: one patient moves the AUROC by several points. Read every figure with its "
            "interval, and the repeated evaluation before any single split.",
            "A genomic model says something only where it does better than clinical_only, which sees the clinical "
            "features alone.",
            "All of GLASS is a larger external set; its train part was seen without labels, by the alignment of the "
            "networks and by the batch means.",
            "This is research software; nothing here is meant for decisions about a patient.",
        ),
        blocks.of_reading,
    ),
    Section(
        "headline",
        "Repeated evaluation",
        (
            "Each replicate draws new splits of both cohorts, fits the features and every model again, and evaluates "
            "them. Ranks are among all models, 1 is best. The interval of the difference to clinical_only is the "
            "corrected resampled t-interval (Nadeau and Bengio 2003), since replicates share patients: a difference "
            "whose interval holds 0 is none that these data can show.",
        ),
        blocks.of_headline,
        ("replicates",),
    ),
    Section(
        "performance",
        "One split",
        (
            "Intervals are 95 %: stratified bootstrap (2,000 draws) for AUROC, AUPRC, F1 and balanced accuracy, exact "
            "binomial for proportions, none for counts and calibration.",
        ),
        blocks.of_performance,
        ("fig4_roc_pr", "s4_auroc_auprc", "comparisons", "calibration", "decision_curves"),
    ),
    Section(
        "cohort",
        "Cohort",
        ("Every excluded sample has its reason in cohort.exclusions.",),
        blocks.of_cohort,
        ("fig1_flow", "fig2_relabelling"),
    ),
    Section(
        "splits",
        "Splits",
        (
            "Train and test are compared by two rules: that of the paper's text leaves missing values out and tests "
            "categories by chi-square, or Fisher's exact test where an expected count of a 2x2 table is below 5; that "
            "of the study's code, which is behind the printed p-values, takes a missing value as a category and tests "
            "every 2x2 table by Fisher's exact test.",
        ),
        blocks.of_splits,
    ),
    Section(
        "leaks",
        "Leaks that the definitions carry",
        (
            "No fit sees a test patient. But three definitions of the study look at all patients, those of the test "
            "parts too. Here is what they are, which of them this run follows, and what they do in it.",
        ),
        blocks.of_leaks,
    ),
    Section(
        "features",
        "Features",
        (
            "Every step is fitted on TCGA train alone, but for the means of the GLASS sites: those are of GLASS train.",
            "Batch correction takes the mean of each site, over its train patients, off the genes of all its patients. "
            "In train nothing is left between sites. In the other patients it helps where it leaves less than before, "
            "and harms where it leaves more: means of few patients are uncertain, and move whole sites by chance. "
            "Where sites are small, part of the variance lies between them by chance alone; that figure stands beside.",
        ),
        blocks.of_features,
        ("s1_variant_classes_tcga", "s2_variant_classes_glass", "s3_mutation_frequency", "feature_stability"),
    ),
    Section(
        "explanation",
        "Explanation",
        (
            "Attributions say what each feature adds to a model's output for TCGA test patients, against TCGA train "
            "patients as background. They must add up to the output less its mean over the background: by how much a "
            "method misses that is its error. DeepExplainer (deep), which the study used, has no rule for layer "
            "normalisation and attention and misses it by far; integrated gradients is the default here.",
            "Fusion weights are weights of tokens. Attention over one token does not depend on its query: in lunar and "
            "lunar_catt the token named clinical is a function of expression and mutations only, the one named "
            "expression of clinical and mutations, the one named mutation of clinical and expression. Their weights "
            "are not weights of the modality that they are named by; in lunar_satt and lunar_natt they are, and in "
            "lunar_joint every token has seen all three. What a modality adds to the output is in its attributions.",
        ),
        blocks.of_explanation,
        ("fig5_attributions", "attribution_agreement", "s5_fusion_weights"),
    ),
    Section(
        "published",
        "Published and ours",
        (
            "Every summary figure of the study beside that of this run. Equal means within half a unit of the last "
            "digit that is printed.",
        ),
        blocks.of_published,
        of_real_data=True,
    ),
    Section(
        "changes",
        "What changed",
        (
            "The cutoff is a joint figure of both cohorts: a release of GLASS can move it, and labels of TCGA patients "
            "with it.",
        ),
        blocks.of_changes,
    ),
    Section("training", "Training", (), blocks.of_training, ("training_curves",)),
    Section("provenance", "Provenance", (), blocks.of_provenance),
)
"""All sections but the data dictionary, which is text and not made of the run's tables."""

FURTHER = Section("further", "Further figures", (), blocks.no_blocks)
"""Where a figure goes that no section names."""
