"""Decision curves: what acting on a model's score is worth, beside treating everybody and nobody."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.figures.style import BLACK, canvas, legend_above, line, note
from lunar_assets.report.labels import SET_LABELS, in_order, model_label, of_set, sets_in


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A panel a set of patients, a line a model whose score is a probability.

    Args:
        tables: `evaluation.curves` and `evaluation.metrics`.
    """
    curves, metrics = tables["evaluation.curves"], tables["evaluation.metrics"]
    curves = curves[curves["curve"] == "decision"].sort_values("point")
    models, sets = in_order(metrics["model"]), sets_in(metrics)
    figure = canvas(5)
    panels = figure.subplots(1, len(sets), sharey=True, squeeze=False)[0]
    for axes, key in zip(panels, sets, strict=True):
        _panel(axes, of_set(curves, *key), models, share_early(of_set(metrics, *key)))
        axes.set(title=SET_LABELS[key], xlabel="Threshold probability", xlim=(0, 1))
        axes.set_ylim(-0.12, max(share_early(of_set(metrics, *shown)) for shown in sets) + 0.08)
    panels[0].set_ylabel("Net benefit (share of patients)")
    lines = {str(artist.get_label()): artist for axes in panels for artist in axes.get_lines()}
    legend_above(figure, {model_label(name): artist for name, artist in lines.items()}, 5)
    left_out = [model_label(name) for name in models if name not in lines]
    if left_out:
        note(figure, f"Without a curve, since their scores are not within 0 and 1: {', '.join(left_out)}.")
    return figure


def share_early(metrics: pd.DataFrame) -> float:
    """Share of early recurrences among the patients that the metrics are of."""
    of_one = metrics[metrics["model"] == metrics["model"].iloc[0]].set_index("metric")
    return float(of_one["value"][["tp", "fn"]].sum() / of_one["n"].iloc[0])


def _panel(axes: Axes, curves: pd.DataFrame, models: Sequence[str], early: float) -> None:
    thresholds = np.arange(0, 100) / 100
    everybody = early - (1 - early) * thresholds / (1 - thresholds)
    axes.plot(thresholds, everybody, color=BLACK, linewidth=1.8, linestyle=":", label="treat all")
    axes.axhline(0, color=BLACK, linewidth=1, label="treat none")
    for model in [name for name in models if name in set(curves["model"])]:
        points = curves[curves["model"] == model]
        axes.plot(points["x"], points["y"], label=model, **line(model, models))
