"""Where a big tab-separated text is wrong: read line by line, only after the fast reader has refused it."""

import math
from collections.abc import Iterable, Mapping, Sequence

from lunar_assets.harmonized.small_tables import MISSING_VALUES


def first_fault(
    lines: Iterable[bytes], comments: int, header: Sequence[str], is_number: Mapping[int, bool]
) -> str | None:
    """Find the first line that breaks the format.

    Args:
        lines: The whole file, from its first line.
        comments: Comment lines before the header.
        header: Names of the columns.
        is_number: Place of each column that is read, to whether it holds numbers (else text).

    Returns:
        `, line 7, column x: found ...; expected ...`, to be put after the name of the file; None if no line is wrong.
    """
    rows = 0
    for line, raw in enumerate(lines, start=1):
        fields = raw.rstrip(b"\r\n").split(b"\t")
        if line <= comments + 1 or fields == [b""]:
            continue
        rows += 1
        if b"\r" in raw.rstrip(b"\r\n"):
            return (
                f", line {line} (begins {_shown(fields[0])}): a carriage return inside it; expected line ends of a kind"
            )
        if len(fields) != len(header):
            return (
                f", line {line} (begins {_shown(fields[0])}): found {len(fields)} fields; expected {len(header)}, one "
                "for each column. The file is cut off or has a tab too many"
            )
        for place, number in is_number.items():
            if expected := _broken(fields[place], number):
                where = f"row {_shown(fields[0])}, column {header[place]}"
                return f", line {line}, {where}: found {_shown(fields[place])}; expected {expected}"
    return None if rows else ": a header and no rows; expected at least one row"


def _broken(field: bytes, is_number: bool) -> str | None:
    """What was expected of a field that is wrong; None if it is right."""
    try:
        text = field.decode()
    except UnicodeDecodeError:
        return "text in UTF-8"
    if "\0" in text:
        return "text without NUL bytes"
    if is_number and text not in MISSING_VALUES and not _is_finite_number(text):
        return "a finite number, or a missing value such as NA"
    return None


def _is_finite_number(text: str) -> bool:
    """Whether Arrow takes a text for a number (Python takes more), and it is finite."""
    try:
        return "_" not in text and text.isascii() and math.isfinite(float(text))
    except ValueError:
        return False


def _shown(field: bytes) -> str:
    return repr(field[:80].decode(errors="backslashreplace"))
