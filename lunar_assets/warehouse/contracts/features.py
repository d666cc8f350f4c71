"""Contracts of stage features: candidates and their fate, what was fitted on whom, and the matrix."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Column, Table, boolean, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, FEATURE, MODALITY, SAMPLE_ID, SPLIT, SYMBOL

TABLES = (
    Table(
        "features",
        "shared_genes",
        "Every gene measured in a cohort, by modality, and whether both cohorts can use it.",
        (
            text("modality", "Kind of measurement.", allowed=("expression", "mutation")),
            SYMBOL,
            *(boolean(f"in_{name}", f"Whether {name.upper()} measures it.") for name in words.DATASETS),
            *(
                boolean(
                    f"varies_in_{name}",
                    f"Whether it takes more than one value over the {name.upper()} patients of the rule.",
                )
                for name in words.DATASETS
            ),
            boolean("shared", "Whether it goes on as a candidate feature."),
            text(
                "rule",
                "Patients over which it must vary: train parts, or whole cohorts as in the study's code.",
                allowed=("train", "study_code"),
            ),
        ),
        ("modality", "symbol"),
    ),
    Table(
        "features",
        "columns",
        "Every candidate feature and why it was kept or dropped. One row a feature, in the order of the matrix.",
        (
            FEATURE,
            MODALITY,
            boolean("kept", "Whether the feature is in the matrix."),
            text(
                "dropped_at",
                "Step that dropped it.",
                nullable=True,
                allowed=words.FEATURE_STEPS,
            ),
            text("reason", "Why it was dropped, in words.", nullable=True),
            double(
                "statistic",
                "The figure that decided: share mutated, variance, correlation or selection frequency.",
                nullable=True,
            ),
            double(
                "share_mutated",
                "Share of TCGA train patients who carry a mutation (genes that are mutated in any of them).",
                minimum=0,
                maximum=1,
                nullable=True,
            ),
            double(
                "selection_frequency",
                "Share of bootstraps that selected it (expression features that got there).",
                minimum=0,
                maximum=1,
                nullable=True,
            ),
            double("centre", "Value that scaling subtracts (fitted on TCGA train).", nullable=True),
            double("scale", "Value that scaling divides by (fitted on TCGA train).", nullable=True),
        ),
        ("feature",),
    ),
    Table(
        "features",
        "batch_shifts",
        "What batch correction adds to a feature of a site: mean of train minus mean of the site's train patients.",
        (
            DATASET,
            FEATURE,
            text("tissue_source_site", "Site (batch)."),
            double("shift", "Added to the value of every patient of the site."),
            integer("n_train", "Train patients of the site.", minimum=1),
        ),
        ("dataset", "feature", "tissue_source_site"),
    ),
    Table(
        "features",
        "correlated_pairs",
        "Pairs of genomic features with |r| >= 0.90 over TCGA train, in the order in which they were decided.",
        (
            text("first", "First feature, in column order."),
            text("second", "Second feature."),
            double("r", "Pearson correlation over TCGA train.", minimum=-1.000001, maximum=1.000001),
            text("dropped", "The member that this pair removed; empty when one had gone already.", nullable=True),
            text("step", "Step that decided the pair.", allowed=("correlation_literature", "correlation_count")),
        ),
        ("first", "second"),
        may_be_empty=True,
    ),
    Table(
        "features",
        "fitted_on",
        "Which samples each fitted step of the preprocessing has seen. One row a step and sample.",
        (
            text("step", "Fitted step."),
            DATASET,
            SAMPLE_ID,
        ),
        ("step", "dataset", "sample_id"),
    ),
    Table(
        "features",
        "unusual_sites",
        "Patients whose site says nothing about its batch: the only train patient of a site ends on the train mean in "
        "every gene; a patient of a site without train patients stays uncorrected.",
        (
            DATASET,
            SAMPLE_ID,
            text("tissue_source_site", "Site (batch)."),
            text("problem", "Which of the two it is.", allowed=("single_train_patient", "unseen")),
        ),
        ("dataset", "sample_id"),
        may_be_empty=True,
    ),
    Table(
        "features",
        "site_effects",
        "How much of a feature's variance tissue source sites explain (eta squared: variance between sites by all "
        "variance), before and after batch correction, over the features that vary in these patients both times.",
        (
            DATASET,
            text("part", "Train patients, whose site means were fitted, or all others.", allowed=("train", "rest")),
            text("modality", "Kind of measurement.", allowed=("expression", "mutation")),
            text("correction", "Before or after batch correction.", allowed=("before", "after")),
            integer("n_features", "Features that vary.", minimum=0),
            integer("n_samples", "Patients.", minimum=1),
            integer("n_sites", "Their sites.", minimum=1),
            double(
                "median_share",
                "Median over features of the share that sites explain; empty where no feature varies.",
                minimum=0,
                maximum=1.000001,
                nullable=True,
            ),
            double(
                "q90_share",
                "90 % quantile over features of the share that sites explain; empty where no feature varies.",
                minimum=0,
                maximum=1.000001,
                nullable=True,
            ),
            double(
                "share_by_chance",
                "What to expect of a feature that has nothing to do with sites: many small sites, and means over few "
                "train patients, make the share large all by themselves.",
                minimum=0,
                maximum=1,
            ),
        ),
        ("dataset", "part", "modality", "correction"),
    ),
    Table(
        "features",
        "matrix",
        "The features of every patient, encoded, corrected, selected and scaled. One row a patient.",
        (
            DATASET,
            SAMPLE_ID,
            SPLIT,
            integer("label", "1 early recurrence, 0 late.", allowed=(words.LATE, words.EARLY)),
        ),
        ("dataset", "sample_id"),
        further_columns=Column("feature", "double", "Feature, encoded and scaled; see features.columns."),
    ),
)
