"""Repeated evaluation: how the AUROC of every model scatters over fresh splits, and whether it beats clinical_only."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.figures.style import (
    BLACK,
    DARK,
    MIDDLE,
    SKY,
    VERMILLION,
    canvas,
    intervals,
    legend_above,
    model_axis,
    note,
)
from lunar_assets.report.labels import SET_LABELS, in_order, number, of_set, sets_in


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A row a set of patients: distributions of the AUROC on the left, differences to clinical_only on the right.

    Args:
        tables: `evaluation.replicates` and `evaluation.replicate_summary`.
    """
    replicates, summary = (_auroc(tables[f"evaluation.{name}"]) for name in ("replicates", "replicate_summary"))
    models, sets = in_order(summary["model"]), sets_in(summary)
    figure = canvas(1.3 + len(sets) * (0.6 + 0.21 * len(models)))
    grid = figure.subplots(len(sets), 2, sharex="col", sharey=True, squeeze=False, width_ratios=(1, 1.15))
    for (values, differences), key in zip(grid, sets, strict=True):
        _distributions(values, of_set(replicates, *key), of_set(summary, *key), models)
        _differences(differences, of_set(summary, *key), models)
        n = of_set(replicates, *key)["replicate"].nunique()
        values.set_title(f"{SET_LABELS[key]}, {n} replicates")
        differences.set_title(f"{SET_LABELS[key]}, difference to Clinical only")
    grid[-1][0].set_xlabel("AUROC")
    grid[-1][1].set_xlabel("AUROC minus that of Clinical only, split by split")
    lines = {str(line.get_label()): line for axes in grid[0] for line in axes.get_lines()}
    legend_above(figure, {label: lines[label] for label in ("mean", "mean difference, 95 % interval", "chance")}, 3)
    note(
        figure,
        "Box: quartiles and median over the replicates; whiskers: lowest and highest. Intervals: corrected resampled t "
        "(Nadeau and Bengio), since replicates share patients.",
    )
    return figure


def _auroc(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["metric"] == "auroc"]


def _distributions(axes: Axes, replicates: pd.DataFrame, summary: pd.DataFrame, models: Sequence[str]) -> None:
    axes.axvline(0.5, color=MIDDLE, linestyle=":", linewidth=1.2, label="chance")
    axes.boxplot(
        [replicates.loc[replicates["model"] == name, "value"].dropna() for name in models],
        positions=range(len(models)), widths=0.62, whis=(0, 100), patch_artist=True, manage_ticks=False,
        orientation="horizontal", boxprops={"facecolor": SKY, "edgecolor": DARK}, medianprops={"color": BLACK},
    )  # fmt: skip
    heights = [models.index(name) for name in summary["model"]]
    mark = {"marker": "D", "markersize": 4.5, "color": "white", "markeredgecolor": BLACK}
    axes.plot(summary["mean"], heights, linestyle="", label="mean", zorder=5, **mark)
    model_axis(axes, models)


def _differences(axes: Axes, summary: pd.DataFrame, models: Sequence[str]) -> None:
    rows = summary.rename(columns={"difference_to_clinical_only": "value"}).dropna(subset=["value"])
    axes.axvline(0, color=BLACK, linewidth=1)
    heights = [models.index(name) for name in rows["model"]]
    intervals(axes, rows, heights, "mean difference, 95 % interval", color=VERMILLION, marker="o")
    for height, figures in zip(heights, rows[["value", "ci_low", "ci_high"]].to_numpy(), strict=True):
        text = "{} [{}, {}]".format(*(number(figure) for figure in figures))
        axes.annotate(
            text, (1.01, height), xycoords=("axes fraction", "data"), va="center", fontsize=8, annotation_clip=False
        )
    model_axis(axes, models)
