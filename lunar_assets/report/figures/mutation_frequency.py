"""Figure S3: how many genes are mutated in which share of TCGA train, and where the preprocessing draws its line."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from lunar_assets.features.filters import RareMutationFilter
from lunar_assets.report.figures.style import BLUE, MIDDLE, VERMILLION, canvas

MIN_SHARE: Final = RareMutationFilter().min_share


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A line for every share that occurs, as high as the number of genes with it; both axes are logarithmic.

    Args:
        tables: `features.columns`.
    """
    columns = tables["features.columns"]
    shares = columns.loc[columns["modality"] == "mutation", "share_mutated"].dropna()
    kept = int((shares >= MIN_SHARE).sum())
    genes = shares.value_counts().sort_index()
    figure = canvas(3.8)
    axes = figure.subplots()
    axes.set(xscale="log", yscale="log", ylim=(0.7, genes.max() * 2.5))
    for side, colour, marker, label in (
        (genes[genes.index < MIN_SHARE], MIDDLE, "s", f"below: {len(shares) - kept:,} genes dropped"),
        (genes[genes.index >= MIN_SHARE], BLUE, "o", f"at least {MIN_SHARE * 100:g} %: {kept:,} genes kept"),
    ):
        axes.vlines(side.index, 0.7, side, color=colour, linewidth=1.6)
        axes.plot(side.index, side, color=colour, marker=marker, markersize=5.5, linestyle="", label=label)
    axes.axvline(MIN_SHARE, color=VERMILLION, linestyle="--", linewidth=1.4, label=f"{MIN_SHARE * 100:g} % of patients")
    _plain_ticks(axes, shares)
    axes.set(xlabel="Share of TCGA train patients with a mutation of the gene", ylabel="Genes")
    axes.set_title(f"{len(shares):,} genes mutated in TCGA train")
    axes.legend(loc="upper right")
    return figure


def _plain_ticks(axes: Axes, shares: pd.Series) -> None:
    steps = np.array([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    axes.set_xticks(steps, minor=False)
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.set_xlim(shares.min() / 1.3, min(shares.max() * 1.3, 1.05))
