"""Figure S4: areas under the ROC and precision-recall curves of all models, with their intervals."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.figures.style import (
    BLUE,
    MIDDLE,
    VERMILLION,
    Look,
    canvas,
    intervals,
    legend_above,
    model_axis,
    note,
)
from lunar_assets.report.labels import SET_LABELS, in_order, of_set, sets_in

MARKS: Final[Mapping[str, tuple[str, float, Look]]] = {
    "auroc": ("AUROC", -0.17, {"color": BLUE, "marker": "o"}),
    "auprc": ("AUPRC", 0.17, {"color": VERMILLION, "marker": "s", "markerfacecolor": "white"}),
}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A panel a set of patients, a row a model.

    Args:
        tables: `evaluation.metrics`.
    """
    metrics = tables["evaluation.metrics"]
    models, sets = in_order(metrics["model"]), sets_in(metrics)
    figure = canvas(1.7 + 0.33 * len(models))
    panels = figure.subplots(1, len(sets), sharex=True, sharey=True, squeeze=False)[0]
    narrow = len(sets) > 3
    between = "\n" if narrow else " "
    for axes, key in zip(panels, sets, strict=True):
        rows = of_set(metrics, *key)
        _panel(axes, rows, models)
        axes.set_title(f"{SET_LABELS[key]}{between}(n = {rows['n'].iloc[0]})")
        axes.set_xlabel("Area" if narrow else "Area under the curve")
    shown = metrics.loc[metrics["metric"].isin(list(MARKS)), ["value", "ci_low"]]
    panels[0].set_xlim(min(0.45, shown.min().min()) - 0.04, 1.08)
    lines = {line.get_label(): line for line in panels[0].get_lines() if not line.get_label().startswith("_")}
    legend_above(figure, lines, len(lines))
    note(figure, "Lines: 95 % intervals. * predicts one class only, or gives one score to all patients.")
    return figure


def _panel(axes: Axes, metrics: pd.DataFrame, models: Sequence[str]) -> None:
    axes.axvline(0.5, color=MIDDLE, linestyle=":", linewidth=1.2, label="AUROC of chance")
    for metric, (label, shift, mark) in MARKS.items():
        rows = metrics[metrics["metric"] == metric]
        intervals(axes, rows, [models.index(name) + shift for name in rows["model"]], label, **mark)
    for name in metrics.loc[metrics["one_class"], "model"].unique():
        axes.annotate("*", (1.02, models.index(name)), va="center", fontsize=12, fontweight="bold")
    model_axis(axes, models)
