"""Checks of stage report."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.table_checks import Audited, Outcome, table_check
from lunar_assets.warehouse.contracts import TABLES

contracts = contract_checks("report")

LARGEST_PAGE = 5.0
"""Megabytes that a page may have to open well on a phone."""


@table_check("report.figures", "every_figure_is_there")
def every_figure_is_there(audited: Audited) -> Outcome:
    """Every figure is drawn but those of jobs that have not run."""
    found = set(audited.table.sql("select figure from stored")["figure"])
    expected = {
        name
        for name, entry in FIGURES.items()
        if not any(TABLES[table].optional and audited.current(table).versions == () for table in entry.tables)
    }
    missing = sorted(expected - found)
    return Outcome(
        not missing, f"Missing: {', '.join(missing) or 'none'}.", {"figures": len(found), "missing": missing}
    )


@table_check("report.pages", "self_contained", reads=("report.figures",))
def self_contained(audited: Audited) -> Outcome:
    """The page holds every figure and loads nothing from anywhere."""
    (content,) = audited.table.sql("select content from stored")["content"]
    figures = audited.read("report.figures").sql("select figure from stored")["figure"]
    missing = [name for name in figures if f'id="figure-{name}"' not in content]
    outside = [mark for mark in ('src="http', "src='http", "@import", '<link rel="stylesheet"') if mark in content]
    megabytes = len(content.encode()) / 1e6
    return Outcome(
        not missing and not outside and megabytes < LARGEST_PAGE,
        f"{megabytes:.2f} MB; figures missing: {missing or 'none'}; loaded from outside: {outside or 'none'}.",
        {"megabytes": megabytes, "largest_allowed": LARGEST_PAGE, "figures": len(figures)},
    )
