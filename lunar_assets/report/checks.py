"""Checks of stage report."""

from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, table_check
from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.warehouse.contracts import TABLES

contract_checks("report")

LARGEST_PAGE = 5.0
"""Megabytes that a page may have to open well on a phone."""


@table_check("report.figures", "every_figure_is_there", protects="numbers")
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


@table_check("report.pages", "says_what_the_data_are", protects="numbers", reads=("report.figures", "raw.files"))
def says_what_the_data_are(audited: Audited) -> Outcome:
    """A page from made-up data says so above all else, and so does each of its figures; one from real data does not."""
    from lunar_assets.report.read_back import says_synthetic, unmarked

    (content,) = audited.table.sql("select content from stored")["content"]
    figures = audited.read("report.figures").sql("select figure, svg from stored")
    synthetic = "demo" in set(audited.read("raw.files").sql("select source from stored")["source"])
    says, wrong = says_synthetic(content), unmarked(figures, synthetic=synthetic)
    are, told = ("made up" if made_up else "real" for made_up in (synthetic, says))
    summary = f"The data are {are}, the page says that they are {told}; figures that say otherwise: {wrong or 'none'}."
    measured = {"synthetic": synthetic, "page_says_synthetic": says, "figures": len(figures), "wrong": wrong}
    return Outcome(says == synthetic and not wrong, summary, measured)


@table_check("report.pages", "page_shows_the_metrics", protects="numbers", reads=("evaluation.metrics",))
def page_shows_the_metrics(audited: Audited) -> Outcome:
    """Every metric of every model that the page prints is that of the evaluation, in all digits printed."""
    from lunar_assets.report.read_back import TOLERANCE, misprinted

    (content,) = audited.table.sql("select content from stored")["content"]
    metrics = audited.read("evaluation.metrics").frame()
    wrong = misprinted(content, metrics)
    summary = f"{len(wrong)} of {len(metrics)} metrics are printed otherwise. {'; '.join(wrong[:5])}".rstrip()
    return Outcome(not wrong, summary, {"metrics": len(metrics), "wrong": wrong[:20], "tolerance": TOLERANCE})


@table_check("report.pages", "self_contained", protects="numbers", reads=("report.figures",))
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
