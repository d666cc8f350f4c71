"""Strict reading of the small upstream tables (tab-separated text and the TCGA-CDR workbook) into frames of text.

Nothing is guessed here: a file that does not have the columns and fields that it should have is an error that names
file and line. What no table can tell, the checksums of stage raw do: a text that ends early, but at the end of a row or
inside its last field, and names of two columns of the same kind that have changed places. Large matrices (expression,
mutations) are read elsewhere.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import NamedTuple, NoReturn

import pandas as pd

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.readings import REMEDY, refuse, shown
from lunar_assets.harmonized.workbooks import sheet_rows
from lunar_assets.raw.sniff import open_unpacked, sniff

MISSING_VALUES = frozenset(
    # placeholders of TCGA and cBioPortal
    ["[Not Available]", "[NOT AVAILABLE]", "[Not Applicable]", "[Not Evaluated]", "[Discrepancy]", "[Unknown]"]
    + ["Not Available", "NOT AVAILABLE", ""]
    # default tokens of pandas.read_csv
    + ["#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA"]
    + ["NULL", "NaN", "None", "n/a", "nan", "null"]
)
"""What means missing in every upstream text."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Ids(NamedTuple):
    """How ids are written: a regular expression for a whole id, and an example."""

    pattern: str
    example: str


@dataclass(frozen=True)
class TableFile:
    """An upstream table and what is read from it.

    Attributes:
        name: Path in a mirror, by which the file is known everywhere.
        key: Column whose value every row must have.
        columns: Further columns that are read.
        ids: How the keys are written. A key that is written otherwise would join nothing, and its row be lost.
        unique: Whether no two rows may share a key.
        encoding: Encoding of a text file.
        comments: Whether lines that begin with `#` before the header are comments (cBioPortal).
        sheet: Sheet of a workbook; None for tab-separated text.
    """

    name: str
    key: str
    columns: tuple[str, ...]
    ids: Ids
    unique: bool = True
    encoding: str = "utf-8"
    comments: bool = False
    sheet: str | None = None


def read_table(files: Mapping[str, Path], table: TableFile) -> pd.DataFrame:
    """Read the columns of a table as text.

    Args:
        files: Local path of each upstream file, by its mirror path.
        table: What to read.

    Returns:
        Frame of `str` columns, the key first; the index `line` is the line (or sheet row) of the upstream file.
        `MISSING_VALUES` are missing, every other text is as upstream writes it.

    Raises:
        SourceError: The file is missing, empty, a web page or not the whole file.
        FormatError: It cannot be decoded, has no rows, lacks a column or has it twice, a row has too few or too many
            fields, a key is missing, there twice, or not written as `table.ids` says.
    """
    if table.name not in files:
        raise SourceError(f"{table.name}: it is not among the {len(files)} files at hand. Download it and run again.")
    path = files[table.name]
    sniff(path, table.name)
    rows = _text_rows(path, table) if table.sheet is None else sheet_rows(path, table.name, table.sheet)
    _, header = next(rows)
    places = _places(table, header)
    wanted = {line: [_given(row[place]) for place in places.values()] for line, row in _whole(rows, header, table)}
    if not wanted:
        raise FormatError(f"{table.name}: a header and no rows; expected at least one row. {REMEDY}")
    frame = pd.DataFrame(list(wanted.values()), pd.Index(list(wanted), name="line"), list(places), dtype="str")
    refuse(frame, frame[table.key].isna(), table.key, table.name, "a value in every row, since rows are joined by it")
    wrong = ~frame[table.key].str.fullmatch(table.ids.pattern)
    refuse(frame, wrong, table.key, table.name, f"an id such as {table.ids.example}")
    if table.unique:
        refuse(frame, frame[table.key].duplicated(), table.key, table.name, "every value once")
    return frame


def _text_rows(path: Path, table: TableFile) -> Iterator[tuple[int, list[str]]]:
    """Line and fields of the header, then of every row; neither cBioPortal nor Xena nor the GDC quotes fields."""
    with open_unpacked(path) as file:
        content = file.read().removeprefix(BYTE_ORDER_MARK)
    if (place := content.find(b"\0")) >= 0:
        raise FormatError(f"{table.name}, line {_line_of(content, place)}: a NUL byte; expected text. {REMEDY}")
    try:
        decoded = content.decode(table.encoding)
    except UnicodeDecodeError as error:
        found, line = content[error.start : error.start + 1], _line_of(content, error.start)
        raise FormatError(f"{table.name}, line {line}: the byte {found!r} is not {table.encoding}. {REMEDY}") from None
    # Not splitlines: it would break a line at characters that Latin-1 files have inside fields.
    lines = decoded.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    table_lines = dropwhile(lambda line: table.comments and line[1].startswith("#"), enumerate(lines, start=1))
    rows = ((number, line.split("\t")) for number, line in table_lines)
    if (header := next(rows, None)) is None:
        raise FormatError(f"{table.name}: comments only; expected a header. {REMEDY}")
    yield header
    yield from rows


def _whole(
    rows: Iterator[tuple[int, list[str]]], header: list[str], table: TableFile
) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with as many fields as the header has columns."""
    for line, row in rows:
        if len(row) != len(header):
            raise FormatError(
                f"{table.name}, line {line}: {len(row)} fields; the header has {len(header)} columns. The file is cut "
                f"off or has a tab too few or too many. {REMEDY}"
            )
        yield line, row


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _places(table: TableFile, header: list[str]) -> dict[str, int]:
    """Where each wanted column stands."""
    wanted = (table.key, *table.columns)
    count = Counter(header)
    for problem, names in (
        ("lacks", [name for name in wanted if count[name] == 0]),
        ("has more than once", [name for name in wanted if count[name] > 1]),
    ):
        if names:
            _refuse_header(table, problem, names, header)
    return {name: header.index(name) for name in wanted}


def _refuse_header(table: TableFile, problem: str, names: list[str], header: list[str]) -> NoReturn:
    found = ", ".join(map(shown, header[:20])) + (f" and {len(header) - 20} more" if len(header) > 20 else "")
    raise FormatError(f"{table.name}: the header {problem} {', '.join(names)}. It has {found}. {REMEDY}")


def _given(value: str) -> str | None:
    return None if value in MISSING_VALUES else value
