"""The report as one self-contained page: sections, tables, figures and the data dictionary, without any other file."""

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

import jinja2
import pandas as pd

from lunar_assets.errors import MissingDataError
from lunar_assets.raw.manifest import release_of
from lunar_assets.report.blocks import Block
from lunar_assets.report.display import Shown, body, header
from lunar_assets.report.inputs import PAGE_TABLES
from lunar_assets.report.sections import FURTHER, SECTIONS, Section


class TableText(NamedTuple):
    """A table of the warehouse in words, for the data dictionary."""

    name: str
    comment: str
    columns: Sequence[tuple[str, str, str]]
    """Name, type and meaning of each column."""


class Figure(NamedTuple):
    """A figure as the page embeds it."""

    name: str
    title: str
    caption: str
    svg: str
    """Base64."""
    png: str
    """Base64."""


class Written(NamedTuple):
    """A section with all that it shows."""

    section: Section
    figures: list[Figure]
    blocks: list[Block]


def page(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, object], dictionary: Sequence[TableText]) -> str:
    """Render the report.

    Args:
        tables: `stage.name` -> rows, all of `inputs.PAGE_TABLES`; an optional table may have no rows.
        facts: What is known of the run: source, synthetic, seed, symbols, shared_genes, code_version; and `versions`,
            from package to version; `previous_release`, None on a first release. All are shown.
        dictionary: Every table of the warehouse with its columns.

    Returns:
        HTML that refers to no other file or host.

    Raises:
        MissingDataError: A table is not there.
    """
    if missing := [name for name in PAGE_TABLES if name not in tables]:
        raise MissingDataError(f"The report lacks {', '.join(missing)}: materialise them, then the report again.")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.globals.update(header=header, body=body)
    environment.tests["table"] = lambda block: isinstance(block, Shown)
    source = files("lunar_assets.report").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(
        facts=facts,
        release=release_of(tables["raw.files"]),
        written=_written(tables, facts),
        dictionary=dictionary,
    )


def _written(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, object]) -> list[Written]:
    """The sections of this run, the last one only where a figure has no other place."""
    drawn = _figures(tables["report.figures"])
    shown = [section for section in SECTIONS if not (section.of_real_data and facts["synthetic"])]
    named = {name for section in shown for name in section.figures}
    found = [
        Written(
            section,
            [figure for figure in drawn if figure.name in section.figures],
            list(section.blocks(tables, facts)),
        )
        for section in shown
    ]
    if others := [figure for figure in drawn if figure.name not in named]:
        found.append(Written(FURTHER, others, []))
    return found


def _figures(rows: pd.DataFrame) -> list[Figure]:
    columns = ("position", "figure", "title", "caption", "svg", "png")
    return [
        Figure(name, title, caption, base64.b64encode(svg.encode()).decode(), png)
        for _, name, title, caption, svg, png in sorted(zip(*(rows[column] for column in columns), strict=True))
    ]
