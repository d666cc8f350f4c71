"""How all figures look: size, fonts, colours that survive grey print and colour blindness, lines and marks."""

import textwrap
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.labels import SET_LABELS, model_label

Look = dict[str, Any]  # keyword arguments of an artist

WIDTH: Final = 8.0
"""Width of every figure in inches: 800 pixels of the PNG."""

BLACK, ORANGE, SKY, GREEN, BLUE, VERMILLION = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00",
)  # fmt: skip
"""The colours of Okabe and Ito (2008)."""
DARK, MIDDLE, LIGHT = "#4D4D4D", "#8C8C8C", "#DDDDDD"

MODALITY_FILLS: Final[Mapping[str, Look]] = {
    "clinical": {"facecolor": BLUE},
    "expression": {"facecolor": ORANGE, "hatch": "////"},
    "mutation": {"facecolor": "#F5F5F5"},
}
_LOOKS: Final[Sequence[Look]] = (
    {"color": BLUE, "marker": "o"},
    {"color": ORANGE, "marker": "s"},
    {"color": BLACK, "marker": "^"},
    {"color": GREEN, "marker": "D"},
    {"color": VERMILLION, "marker": "v"},
    {"color": SKY, "marker": "P"},
    {"color": MIDDLE, "marker": "X"},
)
SET_MARKS: Final[Mapping[tuple[str, str], Look]] = dict(zip(SET_LABELS, cycle(_LOOKS), strict=False))
"""Colour and mark of every set of patients that models are evaluated on."""
PROMINENT: Final[Mapping[str, Look]] = {
    "lunar": {"color": BLUE, "linestyle": "-"},
    "clinical_only": {"color": VERMILLION, "linestyle": (0, (4, 1.2))},
}
"""The two models that every figure of curves sets off: the study's, and what it has to beat."""

_DASHES = ("-", (0, (5, 1.5)), (0, (1, 1.3)), (0, (6, 1.5, 1, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
_GREYS = (DARK, "#A6A6A6")

_SETTINGS: Final[Any] = {
    "axes.edgecolor": DARK,
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "axes.unicode_minus": True,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],  # matplotlib has the first; no reader's is wider
    "font.size": 9,
    "grid.color": LIGHT,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "svg.fonttype": "none",  # text stays text: a third of the size, and readers can search and copy it
    "svg.hashsalt": "lunar",
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
}


@contextmanager
def applied() -> Generator[None]:
    """While it lasts, matplotlib has our settings over its own defaults; those of the caller come back afterwards."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def canvas(height: float) -> Figure:
    """An empty figure of the common width.

    Args:
        height: In inches.
    """
    return Figure(figsize=(WIDTH, height), dpi=100, layout="constrained")


def note(figure: Figure, text: str) -> None:
    """Write a remark below the axes."""
    figure.supxlabel(textwrap.fill(text, 118), x=0.01, ha="left", fontsize=8.5, color=DARK)


def mark_synthetic(figure: Figure) -> None:
    """Write SYNTHETIC across the figure, so that it keeps the word wherever it is copied to."""
    figure.text(
        0.5, 0.5, "SYNTHETIC", fontsize=72, fontweight="bold", color=BLACK, alpha=0.11, rotation=25,
        ha="center", va="center", zorder=100, in_layout=False,
    )  # fmt: skip


def line(model: str, models: Sequence[str]) -> Look:
    """Colour, dashes and width of a model's curve among those of `models`; all differ without colour too."""
    if model in PROMINENT:
        return {**PROMINENT[model], "linewidth": 2.4, "zorder": 4}
    position = [name for name in models if name not in PROMINENT].index(model)
    turn, dash = divmod(position, len(_DASHES))
    return {"color": _GREYS[turn % len(_GREYS)], "linestyle": _DASHES[dash], "linewidth": 1.1, "zorder": 3}


def model_axis(axes: Axes, models: Sequence[str]) -> None:
    """Name the rows of a panel by model, the first on top; the prominent ones in bold."""
    axes.set_yticks(range(len(models)), [model_label(name) for name in models])
    for tick, name in zip(axes.get_yticklabels(), models, strict=False):  # inner panels of a shared axis have none
        tick.set_fontweight("bold" if name in PROMINENT else "normal")
    axes.set_ylim(len(models) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def intervals(axes: Axes, rows: pd.DataFrame, y: Sequence[float], label: str, **mark: Any) -> None:  # noqa: ANN401
    """Points with their intervals, one a row.

    Args:
        axes: The panel.
        rows: value, ci_low and ci_high; where an interval is empty the point stands alone.
        y: Height of each row.
        label: Of the points, for the legend.
        mark: color and marker, and what else `Axes.plot` takes.
    """
    heights = np.asarray(y, np.float64)
    axes.hlines(heights, rows["ci_low"], rows["ci_high"], color=mark["color"], linewidth=1.3)
    axes.plot(rows["value"], heights, linestyle="", **{"markersize": 5, **mark}, label=label)


def legend_above(figure: Figure, handles: Mapping[str, Any], columns: int) -> None:
    """One legend for all panels, above them.

    Args:
        figure: The figure.
        handles: Label -> artist.
        columns: Entries side by side.
    """
    figure.legend(list(handles.values()), list(handles), loc="outside upper center", ncols=columns)
