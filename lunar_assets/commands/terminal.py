"""How commands speak and end: tables, lines and JSON, plain where there is no terminal, errors apart, exit codes."""

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # `lunar --help` does not wait for pandas
    import pandas as pd

FAILED: Final = 1
REFUSED: Final = 2
INTERRUPTED: Final = 130

NO_LIMIT = 10_000
"""Columns of a line that no terminal has to show: a table in a file or a pipe is as wide as it must be."""

console = Console(width=None if sys.stdout.isatty() else NO_LIMIT)
errors = Console(stderr=True, width=None if sys.stderr.isatty() else NO_LIMIT)


def print_frame(frame: "pd.DataFrame") -> None:
    """A frame as a table; missing values are empty cells."""
    table = Table()
    for column in frame.columns:
        table.add_column(_as_it_is(column))
    for row in frame.astype(object).where(frame.notna(), "").itertuples(index=False):
        table.add_row(*map(_as_it_is, row))
    console.print(table)


def print_json(found: object) -> None:
    """One JSON value, a frame in it as a list with an object a row; missing values are null, times ISO 8601."""
    sys.stdout.write(f"{json.dumps(found, default=_plain)}\n")


def say(text: str) -> None:
    """A line that holds paths or texts of others: neither wrapped nor taken for markup."""
    console.print(text, soft_wrap=True, highlight=False, markup=False)


def _plain(found: "pd.DataFrame | datetime") -> object:
    if isinstance(found, datetime):
        return found.isoformat()
    return json.loads(found.to_json(orient="records", date_format="iso", double_precision=15))


def _as_it_is(value: object) -> Text:
    """A text of the data: brackets in it are no markup, and it sends no commands to the terminal."""
    return Text(str(value).replace("\x1b", ""))
