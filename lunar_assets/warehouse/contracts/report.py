"""Contracts of stage report: figures, published figures beside ours, and the page that a publication puts in place."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, double, integer, text

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
        "pages",
        "The pages of the report, each self-contained.",
        (
            text("page", "File name of the page."),
            text("content", "The page itself.", volatile=True),
        ),
        ("page",),
    ),
)
