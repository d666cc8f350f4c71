"""Contracts of stage report: figures, published figures beside ours, and the page that a publication puts in place."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, boolean, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, SAMPLE_ID

_RELEASE = text("release", "Release id of the GLASS data, or of the demo cohort.")
_PREVIOUS_RELEASE = text("previous_release", "Release that was published before it, from the same source.")

TABLES = (
    Table(
        "report",
        "figures",
        "The figures of the report. One row a figure.",
        (
            text("figure", "Short name, as in file names and links."),
            integer("position", "Order in the report, from 1.", minimum=1),
            text("title", "Title, with the number of the paper's figure where it has one."),
            text("caption", "What it shows, and how to read it."),
            text("svg", "The figure as SVG.", volatile=True),
            text("png", "The figure as PNG, base64.", volatile=True),
        ),
        ("figure",),
    ),
    Table(
        "report",
        "published_comparison",
        "Figures of the study beside ours. No rows for synthetic data.",
        (
            text("place", "Where the study has it: Table 1, Supplementary Table S8, text."),
            text("dataset", "Cohort that it is about.", allowed=(*words.DATASETS, "both")),
            text("quantity", "What is counted or measured."),
            text("unit", "Unit of the figures: patients, days, years, features, p-value, metric."),
            double("published", "The study's figure."),
            double("ours", "Ours; empty where this run does not give it.", nullable=True),
            double("difference", "Ours minus published.", nullable=True),
            text("note", "Why it may differ, where that is known.", nullable=True),
        ),
        ("place", "dataset", "quantity"),
        may_be_empty=True,
    ),
    Table(
        "report",
        "changes",
        "Patients that came, left or changed since the release before. One row a change. No rows before a second "
        "release, nor where the snapshot of the one before is gone.",
        (
            _RELEASE,
            _PREVIOUS_RELEASE,
            DATASET,
            SAMPLE_ID,
            text(
                "change",
                "entered, left: came into the cohort or left it; label, ttr, histology: what changed of a patient.",
                allowed=words.CHANGES,
            ),
            text(
                "before",
                "Label, days or type (WHO 2021) in the release before; for a patient that entered the step that kept "
                "it out, empty where the release did not have it.",
                nullable=True,
            ),
            text(
                "after",
                "Label, days or type (WHO 2021) now; for a patient that left the step that takes it out, empty where "
                "the release has it no more.",
                nullable=True,
            ),
            boolean("by_cutoff", "Whether a label changed by the cutoff alone: the time to recurrence is the same."),
        ),
        ("dataset", "sample_id", "change"),
        may_be_empty=True,
    ),
    Table(
        "report",
        "release_comparison",
        "Figures of this release beside those of the release before. No rows before a second release, nor where the "
        "snapshot of the one before is gone.",
        (
            _RELEASE,
            _PREVIOUS_RELEASE,
            text("dataset", "Cohort that it is about.", allowed=(*words.DATASETS, "both")),
            text("quantity", "What is counted or measured: days, patients, changes, kept features, AUROC."),
            double("before", "In the release before; empty for counts of changes.", nullable=True),
            double("after", "Now; empty for counts of changes.", nullable=True),
            double(
                "difference",
                "After minus before; for counts of changes the number of patients. Empty where a release lacks it.",
                nullable=True,
            ),
        ),
        ("dataset", "quantity"),
        may_be_empty=True,
    ),
    Table(
        "report",
        "pages",
        "The pages of the report, each self-contained.",
        (
            text("page", "File name of the page."),
            text("content", "The page itself.", volatile=True),
        ),
        ("page",),
    ),
)
