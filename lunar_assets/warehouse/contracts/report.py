"""Contracts of stage report: the pages that a publication puts in place."""

from lunar_assets.warehouse.contracts.columns import Table, text

TABLES = (
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
