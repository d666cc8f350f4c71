"""Contracts of stage splits: the part of every patient, how comparable the parts are, and what may leak."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, SAMPLE_ID, SPLIT

TABLES = (
    Table(
        "splits",
        "assignments",
        "The part of every patient. One row a patient; the order of the rows is the order of every later table.",
        (
            DATASET,
            SAMPLE_ID,
            SPLIT,
            text("scheme", "How the part was assigned.", allowed=words.SPLIT_SCHEMES),
            integer(
                "seed",
                "Seed that the split was drawn with; empty where it goes back to the published one.",
                nullable=True,
            ),
            text(
                "stratum", "Label and grade that the split was stratified by, after merging strata too small to split."
            ),
            integer(
                "position", "Order of the patient in its data set, over train, validation and test, from 0.", minimum=0
            ),
        ),
        ("dataset", "sample_id"),
    ),
    Table(
        "splits",
        "comparability",
        "Whether train and test patients differ in a clinical variable, by the paper's text and by the study's code.",
        (
            DATASET,
            text("variable", "Clinical variable."),
            text(
                "rule",
                "paper: the rule of the text; study_code: the rule behind the printed figures.",
                allowed=("paper", "study_code"),
            ),
            text("test", "Statistical test.", allowed=("chi_square", "fisher_exact", "mann_whitney_u")),
            double("statistic", "Test statistic; empty for Fisher's exact test.", nullable=True),
            double("p_value", "Two-sided p-value.", minimum=0, maximum=1),
            integer("n_train", "Train patients with a value.", minimum=0),
            integer("n_test", "Test patients with a value.", minimum=0),
        ),
        ("dataset", "variable", "rule"),
    ),
    Table(
        "splits",
        "near_duplicates",
        "Pairs of patients with nearly the same profile, of both cohorts and all parts. One row a pair and kind; none "
        "where every patient is a patient of his own.",
        (
            text(
                "kind",
                "expression: rank correlation above 0.999; mutations: the same mutated genes, at least 5, in patients "
                "of one age in years and one sex.",
                allowed=("expression", "mutations"),
            ),
            DATASET,
            SAMPLE_ID,
            SPLIT,
            text("other_dataset", "Cohort of the other patient.", allowed=words.DATASETS),
            text("other_sample_id", "Sample of the other patient."),
            text("other_split", "Part of the other patient.", allowed=words.SPLITS),
            double(
                "correlation",
                "Rank correlation of the two expression profiles; empty for mutations.",
                minimum=-1,
                maximum=1,
                nullable=True,
            ),
            integer("n_genes", "Genes that were compared, or mutated genes in the set.", minimum=1),
        ),
        ("sample_id", "other_sample_id", "kind"),
        may_be_empty=True,
    ),
    Table(
        "splits",
        "cutoff_sensitivity",
        "How many labels would move if the cutoff came from the medians of other patients. One row a rule, data set "
        "and part.",
        (
            text(
                "rule",
                "Whose times make the medians: all patients, as in the paper, or train patients alone.",
                allowed=("all", "train"),
            ),
            DATASET,
            SPLIT,
            double("tcga_median_days", "Median time to recurrence of these TCGA patients.", minimum=0),
            double("glass_median_days", "Median time to recurrence of these GLASS patients.", minimum=0),
            double("cutoff_days", "Mean of the two medians.", minimum=0),
            integer("n", "Patients of the data set in the part.", minimum=0),
            integer("early", "Patients among them who are early by this cutoff.", minimum=0),
            integer("labels_moved", "Patients among them whose label in the cohort is another one.", minimum=0),
        ),
        ("rule", "dataset", "split"),
    ),
)
