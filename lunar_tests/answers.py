"""Answers under the queries of a page: `python -m lunar_tests.answers CATALOGUE docs/queries.md` writes them anew."""

import math
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.warehouse.queries import select

_QUERY = re.compile(r"```sql\n(?P<sql>.*?)\n```\n(?P<answer>\n(?:\|[^\n]*\n)+|\nNo rows\.\n|)", re.DOTALL)
TOLERANCE = 0.05
"""Processors round differently, and training carries that into the second digit of what models say."""


def answered(page: str, catalogue: Path) -> str:
    """The page with the answer of the catalogue under each of its queries."""

    def block(found: re.Match[str]) -> str:
        return f"```sql\n{found['sql']}\n```\n\n{_answer(select(catalogue, found['sql']))}"

    return _QUERY.sub(block, page)


def queries(page: str) -> list[str]:
    """The SQL of every query of a page, in their order."""
    return [found["sql"] for found in _QUERY.finditer(page)]


def differences(one: str, other: str) -> list[str]:
    """Lines in which two pages say something else; numbers with a point may differ by `TOLERANCE`."""
    lines, others = one.splitlines(), other.splitlines()
    if len(lines) != len(others):
        return [f"{len(lines)} lines against {len(others)}"]
    return [f"{a} against {b}" for a, b in zip(lines, others, strict=True) if not _same(a, b)]


def _answer(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "No rows.\n"
    cells = frame.astype(object).where(frame.notna(), "").map(_text)
    return cells.to_markdown(index=False, disable_numparse=True) + "\n"


def _text(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, np.ndarray) else str(value)
    return text.replace("|", "\\|")


def _same(line: str, other: str) -> bool:
    cells, others = ([cell.strip() for cell in text.split("|")] for text in (line, other))
    return len(cells) == len(others) and all(map(_alike, cells, others))


def _alike(cell: str, other: str) -> bool:
    if cell == other or set(cell + other) <= set(":-"):
        return True
    try:
        return "." in cell + other and math.isclose(float(cell), float(other), abs_tol=TOLERANCE)
    except ValueError:
        return False


if __name__ == "__main__":
    for page in map(Path, sys.argv[2:]):
        page.write_text(answered(page.read_text(), Path(sys.argv[1])))
