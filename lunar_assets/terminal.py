"""How commands speak: tables and lines on the terminal, plain where there is none, errors on their own stream."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # `lunar --help` does not wait for pandas
    import pandas as pd

console = Console()
errors = Console(stderr=True)


def print_frame(frame: "pd.DataFrame") -> None:
    """A frame as a table; missing values are empty cells."""
    table = Table()
    for column in frame.columns:
        table.add_column(_as_it_is(column))
    for row in frame.astype(object).where(frame.notna(), "").itertuples(index=False):
        table.add_row(*map(_as_it_is, row))
    console.print(table)


def say(text: str) -> None:
    """A line that holds paths or texts of others: neither wrapped nor taken for markup."""
    console.print(text, soft_wrap=True, highlight=False, markup=False)


def _as_it_is(value: object) -> Text:
    """A text of the data: brackets in it are no markup, and it sends no commands to the terminal."""
    return Text(str(value).replace("\x1b", ""))
