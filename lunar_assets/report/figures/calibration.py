"""Calibration: the share of early recurrences among patients with about the same score."""

from collections.abc import Mapping
from math import ceil
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.figures.style import MIDDLE, SET_MARKS, canvas, legend_above, note
from lunar_assets.report.labels import SET_LABELS, in_order, model_label, number, of_set

COLUMNS: Final = 4
METRICS: Final = ("brier", "calibration_slope", "calibration_intercept")
_STRETCH = len(SET_LABELS) / 3  # of a panel, which has a line of figures for each set above it
_LINE = 0.105 / _STRETCH  # height of such a line, in heights of the panel


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A panel a model: a curve for each set of patients, above it their Brier scores, slopes and intercepts.

    Args:
        tables: `evaluation.curves` and `evaluation.metrics`.
    """
    curves, metrics = tables["evaluation.curves"], tables["evaluation.metrics"]
    curves = curves[curves["curve"] == "reliability"].sort_values("point")
    models = in_order(metrics["model"])
    rows = ceil(len(models) / COLUMNS)
    figure = canvas(1 + 2.45 * rows * _STRETCH)
    panels = list(figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).flat)
    for axes, model in zip(panels, models, strict=False):
        _panel(axes, curves[curves["model"] == model])
        _figures(axes, metrics[metrics["model"] == model], model_label(model))
    for axes in panels[len(models) :]:
        axes.set_axis_off()
    for axes in panels[-COLUMNS:]:
        axes.set_xlabel("Mean score")
    for axes in panels[::COLUMNS]:
        axes.set_ylabel("Share early")
    lines = {line.get_label(): line for axes in panels[::-1] for line in axes.get_lines()}
    legend_above(figure, {label: lines[label] for label in ("perfect", *SET_LABELS.values()) if label in lines}, 4)
    note(figure, "Above each panel, by set of patients: Brier score, slope, intercept (best: 0, 1, 0; –: not defined).")
    return figure


def _panel(axes: Axes, curves: pd.DataFrame) -> None:
    axes.plot([0, 1], [0, 1], color=MIDDLE, linestyle=":", linewidth=1.2, label="perfect")
    for key, label in SET_LABELS.items():
        points = of_set(curves, *key)
        if len(points):
            axes.plot(points["x"], points["y"], label=label, linewidth=1.2, markersize=4, **SET_MARKS[key])
    if curves.empty:
        axes.text(0.5, 0.5, "scores are no\nprobabilities", ha="center", va="center")
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])


def _figures(axes: Axes, metrics: pd.DataFrame, title: str) -> None:
    axes.text(0, 1.05 + len(SET_LABELS) * _LINE, title, transform=axes.transAxes, fontweight="bold")
    for row, (key, label) in enumerate(SET_LABELS.items()):
        values = of_set(metrics, *key).set_index("metric")["value"]
        text = f"{label}: " + ", ".join(number(values.get(name)) for name in METRICS)
        axes.text(
            0, 1.03 + (len(SET_LABELS) - 1 - row) * _LINE, text, transform=axes.transAxes, fontsize=7.5, va="bottom"
        )
