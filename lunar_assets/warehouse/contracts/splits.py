"""Contracts of stage splits: the part of every patient, and how comparable the parts are."""

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
)
