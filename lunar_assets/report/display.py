"""How a table looks on the page: its header, which cells are heads or numbers, and how numbers are written."""

import math
import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from lunar_assets.report.labels import DATASET_LABELS

NAMES = {**DATASET_LABELS, "both": "both"}


@dataclass(frozen=True)
class Shown:
    """A table as the page shows it.

    Attributes:
        caption: What it holds.
        frame: Cells: texts, or numbers that `text` writes. Columns of two levels (group, name) get a header of two
            rows; those without a group come first.
        heads: How many leading columns name the row.
        prose: Columns of words, which stand on the left; all others are numbers, or texts that begin with one.
        folded: Whether it opens on demand.
    """

    caption: str
    frame: pd.DataFrame
    heads: int = 1
    prose: tuple[str, ...] = ()
    folded: bool = False


class Head(NamedTuple):
    """A cell of the header; `columns` and `rows` are what it spans."""

    text: str
    columns: int
    rows: int
    is_number: bool


class Cell(NamedTuple):
    """A cell of the body; `rows` is what it spans, 0 where the cell above spans it."""

    text: str
    is_head: bool
    is_number: bool
    rows: int = 1


def header(shown: Shown) -> list[list[Head]]:
    """The rows of the header: one, or two where columns are grouped; a column without a group spans both."""
    columns = [name if isinstance(name, tuple) else ("", str(name)) for name in shown.frame.columns]
    levels = shown.frame.columns.nlevels
    kinds = _numbers(shown)
    single = [Head(name, 1, levels, kind) for (group, name), kind in zip(columns, kinds, strict=True) if not group]
    if levels == 1:
        return [single]
    groups = [(group, len(list(members))) for group, members in groupby(columns, key=lambda pair: pair[0]) if group]
    top = [*single, *(Head(group, span, 1, False) for group, span in groups)]
    return [top, [Head(name, 1, 1, kind) for (group, name), kind in zip(columns, kinds, strict=True) if group]]


def body(shown: Shown) -> list[list[Cell]]:
    """The cells of every row; where two columns name a row, the first stands once for all rows that repeat it."""
    kinds = [(place < shown.heads, is_number) for place, is_number in enumerate(_numbers(shown))]
    rows = [
        [Cell(text(value), *kind) for value, kind in zip(row, kinds, strict=True)]
        for row in shown.frame.itertuples(index=False, name=None)
    ]
    if shown.heads > 1:
        for _, group in groupby(rows, key=lambda row: row[0].text):
            alike = list(group)
            for place, row in enumerate(alike):
                row[0] = row[0]._replace(rows=0 if place else len(alike))
    return rows


def _numbers(shown: Shown) -> list[bool]:
    """Whether each column stands on the right."""
    names = [name[-1] if isinstance(name, tuple) else name for name in shown.frame.columns]
    return [place >= shown.heads and name not in shown.prose for place, name in enumerate(names)]


def grouped(columns: Iterable[tuple[str, str]]) -> pd.MultiIndex:
    """Columns of two levels: group and name, with an empty group for a column of its own."""
    return pd.MultiIndex.from_tuples(list(columns))


def text(value: object) -> str:
    """A cell as text: nothing for a missing value, whole numbers with separators, others with three decimals."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, numbers.Integral):
        return f"{int(value):,}"
    return fixed(float(value)) if isinstance(value, numbers.Real) else str(value)


def fixed(value: float, digits: int = 3) -> str:
    """A number with a fixed number of decimals, without a minus before nothing but zeros; empty where missing."""
    if math.isnan(value):
        return ""
    written = f"{value:,.{digits}f}"
    return written.removeprefix("-") if not any(digit in written for digit in "123456789") else written


def concise(value: float) -> str:
    """A number with as many decimals as it needs, at most four of its leading digits below 1 and two decimals above."""
    if math.isnan(value):
        return ""
    written = f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4f}"
    written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def with_range(values: pd.Series, low: pd.Series, high: pd.Series) -> list[str]:
    """Each number with its range on a second line; the number alone where it has none."""
    ranges = [
        "" if math.isnan(a) or math.isnan(b) else f"\n{fixed(a)} to {fixed(b)}" for a, b in zip(low, high, strict=True)
    ]
    return [fixed(value) + added for value, added in zip(values, ranges, strict=True)]


def p_value(p: float) -> str:
    """A p-value with three decimals, `<0.001` below."""
    return "<0.001" if p < 0.001 else fixed(p)
