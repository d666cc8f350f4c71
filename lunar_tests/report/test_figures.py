"""Every figure shows something, labels its axes, is the same twice, and never lets made-up data pass for real."""

import base64
import io
import subprocess
import sys
from functools import cache
from pkgutil import resolve_name
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from lunar_assets.errors import MissingDataError
from lunar_assets.report.figures import render, style
from lunar_assets.report.figures.registry import FIGURES, OPTIONAL_TABLES, drawable
from lunar_assets.report.labels import MODEL_LABELS
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.report.figure_tables import tables

every_figure = pytest.mark.parametrize("name", list(FIGURES))


@cache
def drawn(name: str) -> Figure:
    return render.draw(FIGURES[name], tables(), synthetic=True)


@cache
def unmarked(name: str) -> Figure:
    return render.draw(FIGURES[name], tables(), synthetic=False)


@cache
def table() -> pd.DataFrame:
    return render.figures_table(tables(), synthetic=True).set_index("figure")


@every_figure
def test_is_not_blank(name: str):
    with Image.open(io.BytesIO(render.png(unmarked(name)))) as image:
        assert image.width == 800
        assert np.asarray(image.convert("L")).std() > 12


@every_figure
def test_has_the_same_bytes_twice(name: str):
    again = render.draw(FIGURES[name], tables(), synthetic=True)
    assert base64.b64encode(render.png(again)).decode() == table().loc[name, "png"]
    assert render.svg(again) == table().loc[name, "svg"]
    assert render.svg(again) == table().loc[name, "svg"]  # drawing does not move what was drawn


@every_figure
def test_axes_with_numbers_have_a_label(name: str):
    for axes in [axes for axes in drawn(name).axes if axes.axison]:
        for axis in (axes.xaxis, axes.yaxis):
            texts = [label.get_text().replace("−", "-").replace(",", "") for label in axis.get_ticklabels()]
            if any(text.replace(".", "").lstrip("-").isdigit() for text in texts):
                assert axis.get_label_text(), (name, texts)


@every_figure
def test_says_synthetic_only_of_made_up_data(name: str):
    assert "SYNTHETIC" in table().loc[name, "svg"]
    assert "SYNTHETIC" not in render.svg(unmarked(name))


@every_figure
def test_nothing_lies_outside_the_picture(name: str):
    figure = drawn(name)
    extent = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert extent.x0 > -0.01 and extent.y0 > -0.01
    assert extent.x1 < width + 0.01 and extent.y1 < height + 0.01


@every_figure
def test_svg_stands_alone(name: str):
    root = ElementTree.fromstring(table().loc[name, "svg"])
    assert root.tag.endswith("svg")
    links = [value for node in root.iter() for key, value in node.attrib.items() if key.endswith("href")]
    assert all(link.startswith("#") for link in links if not link.startswith("data:"))
    assert "<metadata" not in table().loc[name, "svg"]


def test_the_table_has_the_columns_of_its_contract_and_all_figures_in_order():
    frame = table().reset_index()
    assert list(frame.columns) == [column.name for column in TABLES["report.figures"].columns]
    assert list(frame["figure"]) == list(FIGURES)
    assert list(frame["position"]) == list(range(1, len(FIGURES) + 1))
    assert list(frame["title"]) == [entry.title for entry in FIGURES.values()]


@pytest.mark.parametrize("missing", sorted(OPTIONAL_TABLES))
def test_a_figure_without_its_optional_table_is_left_out(missing: str):
    without = {name: rows for name, rows in tables().items() if name != missing}
    empty = {**without, missing: tables()[missing].iloc[:0]}
    expected = [entry for entry in FIGURES.values() if missing not in entry.tables]
    assert drawable(without) == drawable(empty) == expected
    assert len(expected) < len(FIGURES)


def test_a_table_that_must_be_there_is_missed_by_name():
    without = {name: rows for name, rows in tables().items() if name != "evaluation.metrics"}
    with pytest.raises(MissingDataError, match=r"evaluation\.metrics; the figures calibration, decision_curves, fig4"):
        drawable(without)


def test_the_registry_names_tables_and_functions_that_exist():
    for name, entry in FIGURES.items():
        assert entry.name == name and entry.title and entry.caption.endswith(".")
        assert set(entry.tables) <= set(TABLES) and entry.shown_on.split("[")[0] in entry.tables
        assert callable(resolve_name(entry.function))


def test_optional_tables_are_those_that_may_have_no_rows():
    needed = {table for entry in FIGURES.values() for table in entry.tables}
    assert {name for name in needed if TABLES[name].optional or TABLES[name].may_be_empty} == OPTIONAL_TABLES


def test_the_registry_costs_no_matplotlib():
    code = "import sys, lunar_assets.report.figures.registry; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_settings_of_the_caller_come_back_and_do_not_show():
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path"}):
        again = render.draw(FIGURES["fig1_flow"], tables(), synthetic=True)
        assert render.svg(again) == table().loc["fig1_flow", "svg"]
        assert mpl.rcParams["font.size"] == 30


def test_lines_differ_without_colour():
    models = [*MODEL_LABELS][:12]
    looks = [style.line(name, models) for name in models]
    greys = {(str(look["linestyle"]), look["linewidth"], _luminance(look["color"])) for look in looks}
    assert len(greys) == len(models)


def _luminance(colour: str) -> float:
    red, green, blue = mpl.colors.to_rgb(colour)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 1)
