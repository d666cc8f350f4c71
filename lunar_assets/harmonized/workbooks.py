"""Strict reading of a sheet of a workbook into rows of text: what the reading library would lose is refused first."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
from python_calamine import CalamineError

from lunar_assets.errors import FormatError
from lunar_assets.harmonized.readings import REMEDY
from lunar_assets.raw.archives import ZIP_ERRORS

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
XML_ERRORS = (ET.ParseError, LookupError, ValueError)
"""What reading the parts of a package raises that are no XML, or lack an entry."""

_CELL = rb'<c\b(?=[^>]*\br="(?P<cell>\w+)")'
LOST = {
    # It makes room for every cell up to the last one: a stray cell far out takes more memory than there is.
    "a cell far outside the table": rb"""\sr\s*=\s*["'](?P<cell>[A-Z]{3}[0-9]+|[A-Z]{1,2}[0-9]{6,})["']""",
    # It gives empty text for every error value, of which only #N/A means missing.
    "an error value": _CELL + rb'(?=[^>]*\bt="e")[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>(?!#N/A</v>)',
    # It gives empty text for a formula whose value was not stored.
    "a formula without its value": _CELL + rb"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v */>|<v></v>|</c>)",
}
"""What is in the XML of a sheet that the reading library gives no sign of."""


def sheet_rows(path: Path, name: str, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of the header, then of every row.

    Args:
        path: Local workbook.
        name: Its path in a mirror, for errors.
        sheet: Name of the sheet.

    Yields:
        Number of the row in the sheet, from 1, and all its cells as text; empty cells and `#N/A` are empty text.

    Raises:
        FormatError: It is no workbook, lacks the sheet, or the sheet is empty, has an error value other than `#N/A`, a
            formula without its value, or a cell far outside the table.
    """
    options = {"sheet_name": sheet, "header": None, "dtype": str, "keep_default_na": False, "engine": "calamine"}
    try:
        lost = _lost(path, sheet)
        frame = None if lost else pd.read_excel(path, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]
    except (CalamineError, *ZIP_ERRORS, *XML_ERRORS) as error:
        raise FormatError(
            f"{name}: not a workbook with a sheet {sheet!r} that can be read ({error}). {REMEDY}"
        ) from None
    if frame is None:
        raise FormatError(f"{name}, sheet {sheet}, {lost}; expected text or a number. {REMEDY}")
    if frame.empty:
        raise FormatError(f"{name}, sheet {sheet}: no rows; expected a header. {REMEDY}")
    yield from enumerate(frame.fillna("").to_numpy().tolist(), start=1)


def _lost(path: Path, sheet: str) -> str | None:
    """The first cell of a sheet that would be lost, and what it is."""
    with ZipFile(path) as archive:
        content = archive.read(_member(archive, sheet))
    for what, pattern in LOST.items():
        if match := re.search(pattern, content):
            return f"cell {match['cell'].decode()}: {what}"
    return None


def _member(archive: ZipFile, sheet: str) -> str:
    """The member of a workbook that holds a sheet."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    link = {found.get("name"): found.get(RELATION) for found in book.findall(".//{*}sheet")}[sheet]
    target = {found.get("Id"): found.get("Target", "") for found in links}[link]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
