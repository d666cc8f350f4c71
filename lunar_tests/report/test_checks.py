"""A page that passes made-up data for real, misprints a metric or needs another file turns its check red."""

from functools import cache

import pandas as pd
import pytest

from lunar_assets.graph.table_checks import CHECKS, Outcome
from lunar_assets.report.page import page
from lunar_assets.report.read_back import misprinted, tables_of
from lunar_tests.judge import judge
from lunar_tests.report.study import FACTS, figure, tables

pytestmark = pytest.mark.usefixtures("own_warehouse")
DEMO, REAL = {"source": "demo", "synthetic": True}, {"source": "mirror", "synthetic": False}
NAMES = ("fig1_flow", "replicates")


def rendered(facts: dict, **changed: pd.DataFrame) -> str:
    return page(tables() | changed, FACTS | facts, [])


@cache
def real() -> str:
    """The page of the study, rendered once."""
    return rendered(REAL)


def figures(*marked: str) -> pd.DataFrame:
    """The figures of the page; some say that they are synthetic."""
    rows = [figure(name, position) for position, name in enumerate(NAMES, 1)]
    svg = "<svg><text>{}</text></svg>"
    return pd.DataFrame([row | {"svg": svg.format("SYNTHETIC" if row["figure"] in marked else "")} for row in rows])


def files(source: str) -> pd.DataFrame:
    row = {
        "dataset": "glass",
        "kind": "clinical",
        "source": source,
        "file": "glass/clinical.txt",
        "url": "https://example.org/clinical.txt",
        "sha256": "ab" * 32,
        "bytes": 12,
        "pinned_by": "generator" if source == "demo" else "mirror",
        "retrieved_at": pd.Timestamp("2024-01-01", tz="UTC"),
        "license": "ODbL",
        "path": "clinical.txt",
        "release": "2022-05-31-0a1b2c3d",
    }
    return pd.DataFrame([row])


def metrics() -> pd.DataFrame:
    """Table evaluation.metrics of the page; floats where the page was made of texts and gaps."""
    return tables()["evaluation.metrics"].astype({"value": "float64", "ci_low": "float64", "ci_high": "float64"})


def asked(check: str, content: str, drawn: pd.DataFrame, source: str = "mirror") -> Outcome:
    """The outcome of a check of a page, given the tables that it reads."""
    given = {
        "report.pages": pd.DataFrame({"page": ["index.html"], "content": [content]}),
        "report.figures": drawn,
        "raw.files": files(source),
        "evaluation.metrics": metrics(),
    }
    entry = CHECKS["report/pages", check]
    return judge("report/pages", check, {name: given[name] for name in (entry.table, *entry.reads)})


def test_a_page_says_what_its_data_are():
    assert asked("says_what_the_data_are", real(), figures()).passed
    outcome = asked("says_what_the_data_are", rendered(DEMO), figures(*NAMES), "demo")
    assert outcome.passed
    assert outcome.summary.startswith("The data are made up, the page says that they are made up;")


@pytest.mark.parametrize(
    ("facts", "marked", "source", "told"),
    [
        (REAL, NAMES, "demo", "The data are made up, the page says that they are real"),
        (DEMO, (), "mirror", "The data are real, the page says that they are made up"),
        (DEMO, NAMES[:1], "demo", "figures that say otherwise: ['replicates']"),
        (REAL, NAMES[1:], "public", "figures that say otherwise: ['replicates']"),
    ],
)
def test_made_up_data_that_pass_for_real_and_real_ones_that_pass_for_made_up_are_found(facts, marked, source, told):
    outcome = asked("says_what_the_data_are", rendered(facts), figures(*marked), source)
    assert not outcome.passed and told in outcome.summary


def test_a_page_shows_the_metrics_of_the_table():
    outcome = asked("page_shows_the_metrics", real(), figures())
    assert outcome.passed and outcome.summary == "0 of 18 metrics are printed otherwise."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda page: page.replace("0.750\n", "0.751\n", 1),
            "tcga test lunar auroc is printed as '0.751', the table has 0.75",
        ),
        (
            lambda page: page.replace('<td class="number">9</td>', '<td class="number">8</td>', 1),
            "tp is printed as '8'",
        ),
        (lambda page: page.replace("GLASS test, 29", "GLASS, 29"), "glass test knn tp is printed as 'no cell'"),
        (lambda page: page.replace(">knn*<", ">mlp<"), "tcga test knn auroc is printed as 'no cell'"),
        (lambda page: page.replace("0.750\n", "n/a\n"), "is printed as 'n/a'"),
    ],
    ids=["a digit", "a count", "a table", "a model", "no number"],
)
def test_a_metric_that_is_printed_otherwise_is_named(change, told):
    content = change(real())
    assert content != real()
    wrong = misprinted(content, metrics())
    assert any(told in one for one in wrong)
    assert not asked("page_shows_the_metrics", content, figures()).passed


def test_a_page_that_was_made_of_another_evaluation_is_found():
    older = rendered(REAL, **{"evaluation.metrics": metrics().assign(value=0.74)})
    outcome = asked("page_shows_the_metrics", older, figures())
    assert not outcome.passed and "the table has 0.75" in outcome.summary


def test_a_value_that_is_missing_must_not_be_printed():
    printed = metrics().assign(value=0.5)
    (first, *_) = misprinted(real(), printed[printed["metric"] == "brier"])
    assert first == "tcga test lunar brier is printed as '', the table has 0.5"


def test_tables_are_read_with_captions_and_cells_whatever_is_inside_them():
    html = "<table><caption><span>A</span> b</caption><tr><th>m_<wbr>n</th></tr><tr><td>1<br>2 &lt; 3</td></tr></table>"
    (table,) = tables_of(f"<p>before</p>{html}<p>after</p>")
    assert table == ("A b", [["m_n"], ["12 < 3"]])


@pytest.mark.parametrize(
    ("added", "drawn", "passes"),
    [
        ("", figures(), True),
        ('<img src="https://example.org/a.png">', figures(), False),
        ('<link rel="stylesheet" href="a.css">', figures(), False),
        ("", pd.DataFrame([figure("s4_auroc_auprc", 1)]), False),
        ("x" * 5_000_000, figures(), False),
    ],
    ids=["as it is", "an image elsewhere", "a style elsewhere", "a figure missing", "too large"],
)
def test_a_page_stands_alone(added, drawn, passes):
    assert asked("self_contained", real() + added, drawn).passed == passes


def test_a_figure_that_is_not_drawn_is_named():
    outcome = judge("report/figures", "every_figure_is_there", {"report.figures": figures()})
    assert not outcome.passed and "fig4_roc_pr" in outcome.summary
    assert "replicates" not in outcome.measured["missing"]
