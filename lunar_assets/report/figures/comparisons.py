"""Comparisons: how much better or worse than a reference each model ranks the same patients."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets import words
from lunar_assets.report.figures.style import BLACK, SET_MARKS, canvas, intervals, legend_above, model_axis, note
from lunar_assets.report.labels import SET_LABELS, in_order, model_label, of_set


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A panel a reference, a row a model, a point with its interval for each set of patients.

    Args:
        tables: `evaluation.comparisons`.
    """
    comparisons = tables["evaluation.comparisons"].rename(columns={"difference": "value"})
    models = in_order(comparisons["model"])
    figure = canvas(1.6 + 0.45 * len(models))
    panels = figure.subplots(1, len(words.MODEL_REFERENCES), sharex=True, sharey=True)
    for axes, reference in zip(panels, words.MODEL_REFERENCES, strict=True):
        _panel(axes, comparisons[comparisons["reference"] == reference], models)
        axes.set(title=f"Against {model_label(reference)}", xlabel=f"AUROC minus that of {model_label(reference)}")
    lines = {str(line.get_label()): line for line in panels[0].get_lines() if line.get_label() in SET_LABELS.values()}
    legend_above(figure, lines, len(lines))
    note(figure, "Lines: 95 % intervals by DeLong's method, not corrected for the number of comparisons.")
    return figure


def _panel(axes: Axes, comparisons: pd.DataFrame, models: list[str]) -> None:
    axes.axvline(0, color=BLACK, linewidth=1)
    apart = 0.72 / len(SET_LABELS)
    for place, (key, label) in enumerate(SET_LABELS.items(), start=-(len(SET_LABELS) // 2)):
        rows = of_set(comparisons, *key)
        intervals(axes, rows, [models.index(name) + apart * place for name in rows["model"]], label, **SET_MARKS[key])
    model_axis(axes, models)
