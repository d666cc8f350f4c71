"""What a page says, read back from its HTML as a reader would: the word synthetic, and the metrics in its tables."""

from html.parser import HTMLParser
from typing import NamedTuple

import pandas as pd

from lunar_assets import words
from lunar_assets.report.labels import SET_LABELS

MARK = "SYNTHETIC"
"""What every figure from made-up data carries, and the banner of the page begins with."""
BANNER = f'<p class="synthetic">{MARK} DATA'
DECIMALS = 3
TOLERANCE = 0.5 * 10**-DECIMALS + 1e-9


class PageTable(NamedTuple):
    """A table of a page: its caption, and the texts of its rows, that of the header first."""

    caption: str
    rows: list[list[str]]


class _Tables(HTMLParser):
    """Collects the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageTable] = []
        self.into: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self.found.append(PageTable("", []))
        elif tag == "tr":
            self.found[-1].rows.append([])
        elif tag in ("th", "td", "caption"):
            self.into = [""]

    def handle_data(self, data: str) -> None:
        if self.into:
            self.into[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.found[-1] = self.found[-1]._replace(caption=self.into.pop())
        elif tag in ("th", "td"):
            self.found[-1].rows[-1].append(self.into.pop())


def tables_of(content: str) -> list[PageTable]:
    """All tables of a page, in their order."""
    reader = _Tables()
    reader.feed(content)
    return reader.found


def says_synthetic(content: str) -> bool:
    """Whether a page says before all else that its data are made up."""
    return BANNER in content


def unmarked(figures: pd.DataFrame, *, synthetic: bool) -> list[str]:
    """Figures that do not say what their data are: made-up ones without the word, real ones with it.

    Args:
        figures: Table `report.figures`.
        synthetic: Whether the data are made up.
    """
    marked = figures["svg"].str.contains(f">{MARK}<", regex=False)
    return figures.loc[marked != synthetic, "figure"].tolist()


def misprinted(content: str, metrics: pd.DataFrame) -> list[str]:
    """Metrics that a page prints otherwise than the table has them, or leaves out.

    Args:
        content: The page.
        metrics: Table `evaluation.metrics`.

    Returns:
        A phrase each, with what is printed and what the table has; empty where all agree in the digits printed.
    """
    printed = _printed(tables_of(content))
    found = []
    for key, value in metrics.set_index(["dataset", "part", "model", "metric"])["value"].items():
        shown = printed.get(key, "no cell") if isinstance(key, tuple) else "no cell"
        if not _same(shown, float(value)):
            found.append(f"{' '.join(map(str, key))} is printed as {shown!r}, the table has {value:.6g}")  # type: ignore[arg-type]
    return found


def _printed(tables: list[PageTable]) -> dict[tuple[str, ...], str]:
    """First line of the cell of every metric, by data set, part, model and metric."""
    found = {}
    for (dataset, part), label in SET_LABELS.items():
        of_set = [t for t in tables if f"{label}," in t.caption and t.rows and words.METRICS[0] in t.rows[0]]
        for table in of_set:
            header, *rows = table.rows
            found |= {
                (dataset, part, row[0].removesuffix("*"), name): cell.partition("\n")[0]
                for row in rows
                for name, cell in zip(header[1:], row[1:], strict=True)
            }
    return found


def _same(shown: str, value: float) -> bool:
    """Whether a text is a number in the digits that a page prints; an empty one is a missing value."""
    if pd.isna(value) or not shown:
        return pd.isna(value) and not shown
    try:
        return abs(float(shown.replace(",", "")) - value) <= TOLERANCE
    except ValueError:
        return False
