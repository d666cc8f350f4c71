"""Text tables as the hubs write them: tab-separated, a value for missing cells, cBioPortal's four comment lines."""

from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path

import pandas as pd

from lunar_assets.raw.demo.headers import NUMBERS


def spell(values: Iterable[object], *spellings: str) -> list[str]:
    """Values as text; missing ones (None, NaN, empty) take the spellings in turn."""
    turn = cycle(spellings)
    return [next(turn) if value is None or value != value or value == "" else str(value) for value in values]


def write_table(
    path: Path, columns: Sequence[str], rows: pd.DataFrame, missing: str = "", encoding: str = "utf-8"
) -> None:
    """Write the columns in upstream's order, those that the rows lack filled with `missing`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_text(columns, rows, missing).encode(encoding))


def write_clinical(path: Path, columns: Sequence[str], rows: pd.DataFrame, missing: str) -> None:
    """Write a cBioPortal clinical file: names, descriptions, types and priorities as comment lines, then the table."""
    titles = [column.replace("_", " ").title() for column in columns]
    types = ["NUMBER" if column in NUMBERS else "STRING" for column in columns]
    lines = [titles, [f"{title} (synthetic)." for title in titles], types, ["1"] * len(columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join("#" + "\t".join(line) + "\n" for line in lines)
    path.write_bytes((head + _text(columns, rows, missing)).encode())


def _text(columns: Sequence[str], rows: pd.DataFrame, missing: str) -> str:
    if unknown := set(rows.columns) - set(columns):
        raise ValueError(f"columns {sorted(unknown)} are not in the header")
    cells = [rows[column].tolist() if column in rows else [missing] * len(rows) for column in columns]
    return "\n".join(["\t".join(columns), *("\t".join(map(str, row)) for row in zip(*cells, strict=True))]) + "\n"
