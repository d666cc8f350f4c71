"""Strict reading of nomenclature tables (tab-separated, HGNC quotes fields) into frames of text."""

import csv
from collections.abc import Sequence
from io import StringIO

import pandas as pd

from lunar_assets.errors import FormatError
from lunar_assets.harmonized.readings import REMEDY, shown


def parse_table(content: bytes, name: str, columns: Sequence[str], *, quoted: bool) -> pd.DataFrame:
    """Parse a tab-separated nomenclature table.

    Args:
        content: The file.
        name: What to call it in errors.
        columns: Columns that are read.
        quoted: Whether fields may be in double quotes.

    Returns:
        The columns as text, empty where the table gives nothing; the index is the line where a row ends.

    Raises:
        FormatError: It is not UTF-8, not well-formed, lacks a column or has one twice, has a field that goes over
            several lines, or has no rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{name}, line {line}: a byte that is not UTF-8. {REMEDY}") from None
    if (place := text.find("\0")) >= 0:
        raise FormatError(f"{name}, line {text.count(chr(10), 0, place) + 1}: a NUL byte; expected text. {REMEDY}")
    (_, header), *rows = _whole_rows(text, name, quoted=quoted) or [(0, [])]
    if wrong := [column for column in columns if header.count(column) != 1]:
        found = ", ".join(map(shown, header[:20]))
        raise FormatError(f"{name}: the header lacks, or has twice, {', '.join(wrong)}. It has {found}. {REMEDY}")
    if not rows:
        raise FormatError(f"{name}: a header and no rows; expected at least one gene. {REMEDY}")
    places = {column: header.index(column) for column in columns}
    lines = pd.Index([line for line, _ in rows], name="line")
    return pd.DataFrame(
        {column: [row[place] for _, row in rows] for column, place in places.items()}, lines, dtype="str"
    )


def _whole_rows(text: str, name: str, *, quoted: bool) -> list[tuple[int, list[str]]]:
    """Line and fields of the header and of every row that is not blank, each on one line and as wide as the header."""
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(StringIO(text, newline=""), delimiter="\t", strict=True, quoting=quoting)
    rows: list[tuple[int, list[str]]] = []
    read = 0
    try:
        for row in reader:
            lines, read = reader.line_num - read, reader.line_num
            if lines > 1:  # a stray quote makes one field of all rows up to the next quote
                raise FormatError(f"{name}, line {read}: a quoted field goes over {lines} lines. {REMEDY}")
            if row:
                rows.append((read, row))
            if row and len(row) != len(rows[0][1]):
                expected = f"{len(row)} fields; the header has {len(rows[0][1])} columns"
                raise FormatError(f"{name}, line {read}: {expected}. The file is damaged. {REMEDY}")
    except csv.Error as error:
        raise FormatError(f"{name}, line {reader.line_num}: {error}. {REMEDY}") from None
    return rows
