"""Figure 1: how the selection narrows each cohort down, step by step."""

import textwrap
from collections.abc import Mapping
from math import ceil
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets import words
from lunar_assets.report.figures.style import DARK, MIDDLE, canvas
from lunar_assets.report.labels import DATASET_LABELS

EXCLUDED_FOR: Final = {
    "clinical": "no clinical data",
    "expression_and_mutations": "no expression or no mutation data",
    "not_tcga": "also a TCGA patient",
    "idh_codel_subtype": "IDH/1p19q subtype unknown",
    "dfi_zero": "disease-free (DFI = 0), no sign of recurrence",
    "progression_only": "progression only",
    "time_to_recurrence": "no time to recurrence",
    "cns5": "no WHO 2021 type",
    "prior_glioma": "prior glioma",
    "tissue_source_site": "only patient of the site",
}
ABREAST: Final = 2
"""Cohorts beside one another: of more the boxes would overlap."""
_LEFT, _RIGHT = 0.22, 0.74  # centres of both columns of boxes, in widths of the panel


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Boxes with the samples left after each step, and beside them those that the step takes out; a panel a cohort.

    Args:
        tables: `cohort.flow`.
    """
    flow = tables["cohort.flow"].sort_values("step_order")
    rows = ceil(len(words.DATASETS) / ABREAST)
    figure = canvas(7.2 * rows)
    panels = list(figure.subplots(rows, ABREAST, sharey=True, squeeze=False).flat)
    for axes, dataset in zip(panels, words.DATASETS, strict=False):
        _panel(axes, flow[flow["dataset"] == dataset], DATASET_LABELS[dataset])
    for axes in panels[len(words.DATASETS) :]:
        axes.set_axis_off()
    panels[0].set_ylim(flow["step_order"].max() + 0.5, 0.5)
    return figure


def _panel(axes: Axes, steps: pd.DataFrame, cohort: str) -> None:
    axes.set_title(cohort, fontweight="bold")
    axes.set_xlim(0, 1)
    axes.set_axis_off()
    axes.vlines(_LEFT, steps["step_order"].min(), steps["step_order"].max(), color=MIDDLE, zorder=1)
    first, last = steps["step_order"].iloc[[0, -1]]
    headings = {first: "Primary samples\n", last: f"{cohort} cohort\n"}
    for order, step, excluded, remaining in steps[["step_order", "step", "excluded", "remaining"]].itertuples(
        index=False
    ):
        is_end = order in headings
        _box(axes, _LEFT, order, f"{headings.get(order, '')}n = {remaining:,}", strong=is_end)
        if order != first or excluded:
            axes.hlines(order - 0.5, _LEFT, _RIGHT, color=MIDDLE, zorder=1)
            reason = textwrap.fill(EXCLUDED_FOR.get(str(step), str(step)), 26)
            _box(axes, _RIGHT, order - 0.5, f"{excluded:,} excluded\n{reason}", strong=False)


def _box(axes: Axes, x: float, y: float, text: str, *, strong: bool) -> None:
    weight, width = ("bold", 1.6) if strong else ("normal", 0.8)
    frame = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": DARK, "linewidth": width}
    axes.text(x, y, text, ha="center", va="center", fontsize=8.5, fontweight=weight, bbox=frame)
