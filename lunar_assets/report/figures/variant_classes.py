"""Figures S1 and S2: how many mutation calls of each class of variant a cohort has."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import StrMethodFormatter

from lunar_assets import words
from lunar_assets.harmonized.mutations import UNCOUNTED_CLASSES
from lunar_assets.report.figures.style import BLUE, DARK, Look, canvas
from lunar_assets.report.labels import DATASET_LABELS

_FILLS: Final[Mapping[bool, Look]] = {
    True: {"facecolor": BLUE, "edgecolor": DARK},
    False: {"facecolor": "white", "edgecolor": DARK, "hatch": "////"},
}
_MEANINGS = {True: "counted as mutations of a gene", False: "not counted"}


def draw_tcga(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """The classes of TCGA; see `draw`."""
    return draw(tables, words.TCGA)


def draw_glass(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """The classes of GLASS; see `draw`."""
    return draw(tables, words.GLASS)


def draw(tables: Mapping[str, pd.DataFrame], dataset: str) -> Figure:
    """A bar a class, the most frequent on top, on a logarithmic axis.

    Args:
        tables: `harmonized.mutations`, whole or summed to dataset, variant_classification and n.
        dataset: Cohort.
    """
    calls = tables["harmonized.mutations"]
    of_cohort = calls[calls["dataset"] == dataset]
    counts = of_cohort.groupby("variant_classification")["n"].sum().astype(int)
    counts = counts.reset_index().sort_values(["n", "variant_classification"], ascending=[False, True])
    figure = canvas(1.3 + 0.27 * len(counts))
    axes = figure.subplots()
    for row, (name, n) in enumerate(counts.itertuples(index=False)):
        axes.barh(row, n, label=name, **_FILLS[name not in UNCOUNTED_CLASSES])
        axes.annotate(f"{n:,}", (n, row), (4, 0), textcoords="offset points", va="center")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.set_xlim(0.8, counts["n"].max() * 3)
    axes.set_yticks(range(len(counts)), list(counts["variant_classification"].str.replace("_", " ")))
    axes.set_ylim(len(counts) - 0.4, -0.6)
    axes.set(title=f"{DATASET_LABELS[dataset]}: {counts['n'].sum():,} calls", xlabel="Calls (logarithmic axis)")
    axes.legend([Patch(**fill) for fill in _FILLS.values()], list(_MEANINGS.values()), loc="lower right")
    return figure
