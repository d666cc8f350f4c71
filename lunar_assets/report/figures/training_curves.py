"""Training curves: the terms of the loss and the AUROC, epoch by epoch."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from lunar_assets.report.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    MIDDLE,
    ORANGE,
    VERMILLION,
    Look,
    canvas,
    legend_above,
    note,
)
from lunar_assets.report.labels import in_order, model_label

Curves = Mapping[tuple[str, str], tuple[str, Look]]  # part and column -> label and look

LOSSES: Final[Curves] = {
    ("validation", "loss"): ("total", {"color": BLACK, "linestyle": "-", "linewidth": 2}),
    ("train", "loss"): ("total on train", {"color": MIDDLE, "linestyle": (0, (5, 1.5)), "linewidth": 1.6}),
    ("validation", "task_loss"): ("cross-entropy", {"color": BLUE, "linestyle": "-", "marker": "o"}),
    ("validation", "gene_penalty"): ("gene gates (L1)", {"color": ORANGE, "linestyle": "-", "marker": "s"}),
    ("validation", "coral_loss"): ("CORAL", {"color": GREEN, "linestyle": "-", "marker": "^"}),
}
AUROCS: Final[Curves] = {
    ("validation", "auroc"): ("AUROC validation", {"color": BLACK, "linestyle": "-", "linewidth": 2}),
    ("train", "auroc"): ("AUROC train", {"color": MIDDLE, "linestyle": (0, (5, 1.5)), "linewidth": 1.6}),
}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A row a network: losses on the left, AUROC on TCGA patients on the right.

    Args:
        tables: `models.history` and `models.runs`.
    """
    history = tables["models.history"].sort_values("epoch")
    best = tables["models.runs"].set_index("model")["best_epoch"]
    models = in_order(history["model"])
    figure = canvas(1.2 + 1.75 * len(models))
    grid = figure.subplots(len(models), 2, sharex=True, sharey="col", squeeze=False)
    for (losses, aurocs), model in zip(grid, models, strict=True):
        rows = history[history["model"] == model]
        for axes, curves in ((losses, LOSSES), (aurocs, AUROCS)):
            _panel(axes, rows, curves, best.get(model))
        losses.set(yscale="log", ylabel="Loss (log)")
        losses.minorticks_off()
        losses.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        aurocs.set(ylim=(-0.02, 1.02), ylabel="AUROC")
        losses.set_title(model_label(model), loc="left", fontweight="bold")
    for axes in grid[-1]:
        axes.set_xlabel("Epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    lines = {line.get_label(): line for line in (*grid[0][0].get_lines(), *grid[0][1].get_lines())}
    legend_above(figure, lines, 4)
    note(figure, "Losses on TCGA validation but where train is named, each as it enters the total.")
    return figure


def _panel(axes: Axes, history: pd.DataFrame, curves: Curves, best_epoch: int | None) -> None:
    for (part, column), (label, look) in curves.items():
        rows = history[history["part"] == part]
        if rows[column].notna().any():
            axes.plot(rows["epoch"], rows[column], label=label, **{"linewidth": 1.2, "markersize": 3.5, **look})
    if pd.notna(best_epoch):
        axes.axvline(best_epoch, color=VERMILLION, linestyle=":", linewidth=1.8, label="weights kept")
    axes.grid()
    axes.set_axisbelow(True)
