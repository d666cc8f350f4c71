"""Figure 4: ROC and precision-recall curves of all models on the test part of every cohort."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lunar_assets import words
from lunar_assets.report.figures.style import BLACK, PROMINENT, canvas, line, note
from lunar_assets.report.labels import SET_LABELS, in_order, model_label, number, of_set

_AXES = {
    "roc": ("ROC", "False positive rate", "True positive rate"),
    "pr": ("Precision-recall", "Recall", "Precision"),
}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A row a cohort: ROC curves, precision-recall curves, and a legend with the areas under both.

    Args:
        tables: `evaluation.curves` and `evaluation.metrics`.
    """
    curves, metrics = tables["evaluation.curves"], tables["evaluation.metrics"]
    models = in_order(metrics["model"])
    figure = canvas(3 * len(words.DATASETS))
    grid = figure.subplots(len(words.DATASETS), 3, width_ratios=(1, 1, 0.66))
    for (*panels, legend), dataset in zip(grid, words.DATASETS, strict=True):
        drawn, measured = of_set(curves, dataset, "test"), of_set(metrics, dataset, "test")
        for axes, curve in zip(panels, _AXES, strict=True):
            _panel(axes, drawn[drawn["curve"] == curve], models, curve, SET_LABELS[dataset, "test"])
        _chance(panels, measured)
        _legend(legend, measured, models)
    note(
        figure,
        "Dotted: a score that says nothing about the outcome. "
        "* predicts one class only, or gives one score to all patients.",
    )
    return figure


def _panel(axes: Axes, curves: pd.DataFrame, models: Sequence[str], curve: str, patients: str) -> None:
    title, x, y = _AXES[curve]
    for model, points in curves.groupby("model", sort=False):
        points = points.sort_values("point")
        axes.plot(points["x"], points["y"], label=model, **line(str(model), models))
    axes.set(title=f"{patients}: {title}", xlabel=x, ylabel=y, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")


def _chance(panels: Sequence[Axes], metrics: pd.DataFrame) -> None:
    """The diagonal under ROC curves; the share of early recurrences, which is chance's precision, under the others."""
    roc, pr = panels
    roc.plot([0, 1], [0, 1], color=BLACK, linestyle=":", linewidth=0.9, label="chance")
    values = metrics.pivot_table(index="model", columns="metric", values="value")
    early = (values["tp"] + values["fn"]).iloc[0]
    share = early / metrics["n"].iloc[0]
    pr.plot([0, 1], [share, share], color=BLACK, linestyle=":", linewidth=0.9, label="chance")


def _legend(axes: Axes, metrics: pd.DataFrame, models: Sequence[str]) -> None:
    values = metrics.set_index(["model", "metric"])["value"]
    one_class = set(metrics.loc[metrics["one_class"], "model"])
    handles, texts = [], []
    for model in [name for name in models if (name, "auroc") in values.index]:
        areas = " / ".join(number(values.get((model, metric))) for metric in ("auroc", "auprc"))
        handles.append(Line2D([], [], **line(model, models)))
        texts.append(f"{areas}  {model_label(model)}{'*' * (model in one_class)}")
    axes.set_axis_off()
    legend = axes.legend(
        handles, texts, title="AUROC / AUPRC", loc="center left", bbox_to_anchor=(-0.08, 0.5), handlelength=2.6,
        alignment="left", borderaxespad=0,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_fontweight("bold" if any(text.get_text().endswith(model_label(m)) for m in PROMINENT) else "normal")
