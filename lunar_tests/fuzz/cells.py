"""What a file says, read in the plainest way: the measure of every reader. It shares no code with the readers."""

import gzip
import io
import re
from datetime import date, time, timedelta

import openpyxl

from lunar_assets.harmonized.small_tables import MISSING_VALUES
from lunar_tests.fuzz.table import BYTE_ORDER_MARK

GZIP_SIGN = b"\x1f\x8b"
Row = dict[str, str | None]


class Unreadable(Exception):
    """What is written has no right reading: the reader must refuse it."""


class Unknown(Exception):
    """Nothing can be said of what is written: only what the undamaged file gives is right."""


def fields_of(content: bytes, *, encoding: str = "utf-8", comments: bool = False, blank_lines: bool = False):
    """Header and rows of a tab-separated text; bytes that are not of the encoding are kept as surrogates.

    Args:
        content: The file.
        encoding: Its encoding.
        comments: Whether it begins with comment lines.
        blank_lines: Whether blank lines between rows mean nothing.
    """
    plain = gzip.decompress(content) if content.startswith(GZIP_SIGN) else content
    text = plain.removeprefix(BYTE_ORDER_MARK).decode(encoding, "surrogateescape")
    lines = re.split("\r\n|\r|\n", text)
    while lines and not lines[-1]:
        lines.pop()
    while comments and lines and lines[0].startswith("#"):
        lines.pop(0)
    header, *rows = [line.split("\t") for line in lines if line or not blank_lines] or [[]]
    if not rows or any(len(row) != len(header) for row in rows):
        raise Unreadable("no rows, or rows of another width than the header")
    return header, rows


def texts(header: list[str], rows: list[list[str]], wanted: list[str]) -> list[dict[str, str]]:
    """The wanted columns of every row."""
    if any(header.count(column) != 1 for column in wanted):
        raise Unreadable("a wanted column is missing, or there twice")
    found = [{column: row[header.index(column)] for column in wanted} for row in rows]
    if any("\0" in text or _has_surrogate(text) for row in found for text in row.values()):
        raise Unreadable("a NUL byte, or a byte of another encoding")
    return found


def given(rows: list[dict[str, str]]) -> list[Row]:
    """The rows with what means missing as None."""
    return [{column: None if text in MISSING_VALUES else text for column, text in row.items()} for row in rows]


def sheet_fields(content: bytes, sheet: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a sheet, as another library reads it, which fails in ways of its own."""
    try:
        cells = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    except Exception as error:
        raise Unknown(f"the other library cannot read it: {error}") from error
    rows = [[_cell_text(cell) for cell in row] for row in cells.iter_rows()]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Unreadable("no rows")
    return rows[0], rows[1:]


def _cell_text(cell) -> str:
    value = cell.value
    if cell.data_type == "e" and value != "#N/A":
        raise Unreadable(f"the error value {value}")
    if isinstance(value, date | time | timedelta):
        return f"some {type(value).__name__}"  # no column that is read holds times
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def unquoted(text: str) -> str:
    """A field of a text whose fields may be in double quotes."""
    if not text.startswith('"'):
        return text
    if not re.fullmatch('"([^"]|"")*"', text):
        raise Unreadable("a quote that is not closed")
    return text[1:-1].replace('""', '"')


def number(text: str) -> float:
    """A number as every tool of the field writes it."""
    try:
        value = float(text) if text.isascii() and "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if value != value or abs(value) == float("inf"):
        raise Unreadable(f"{text[:20]!r} is no number")
    return value


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    try:
        number(text)
    except Unreadable:
        return False
    return True


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
