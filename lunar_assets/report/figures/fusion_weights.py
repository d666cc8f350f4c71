"""Figure S5: the weights that the networks' pooling gives to its three tokens."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from lunar_assets import words
from lunar_assets.explanation.fusion_weights import NOTES, TOKEN_OF
from lunar_assets.report.figures.style import (
    BLACK,
    DARK,
    MIDDLE,
    MODALITY_FILLS,
    canvas,
    legend_above,
    note,
)
from lunar_assets.report.labels import DATASET_LABELS, in_order, model_label

MARKS: Final = {"own": "", "other_two": "†", "all": "‡", "unknown": "?"}
NOTE: Final = (
    f"† {NOTES['other_two']} ‡ {NOTES['all']} Without a mark: {NOTES['own']} "
    "Dotted: a third. Box: quartiles and median; whiskers: lowest and highest patient."
)


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Boxes over the test patients by model and token, a panel a cohort.

    Args:
        tables: `explanation.fusion_weights`.
    """
    weights = tables["explanation.fusion_weights"]
    models = in_order(weights["model"])
    figure = canvas(3.2 * len(words.DATASETS))
    panels = figure.subplots(len(words.DATASETS), 1, sharex=True, sharey=True)
    for axes, dataset in zip(panels, words.DATASETS, strict=True):
        rows = weights[weights["dataset"] == dataset]
        _panel(axes, rows, models)
        axes.set_title(f"{DATASET_LABELS[dataset]} test (n = {rows['sample_id'].nunique()})")
    panels[-1].set_xticks(
        range(len(models)), [model_label(name) + MARKS[TOKEN_OF.get(name, "unknown")] for name in models]
    )
    handles = {f"{name} token": Patch(edgecolor=DARK, **look) for name, look in MODALITY_FILLS.items()}
    legend_above(figure, handles, len(handles))
    note(figure, NOTE if TOKEN_OF.keys() >= set(models) else f"{NOTE} ?: what a token holds has not been said.")
    return figure


def _panel(axes: Axes, weights: pd.DataFrame, models: Sequence[str]) -> None:
    axes.axhline(1 / len(words.MODALITIES), color=MIDDLE, linestyle=":", linewidth=1.2)
    for place, modality in enumerate(words.MODALITIES, start=-1):
        rows = weights[weights["modality"] == modality]
        axes.boxplot(
            [rows.loc[rows["model"] == name, "weight"] for name in models],
            positions=[position + place * 0.25 for position in range(len(models))],
            widths=0.2, whis=(0, 100), patch_artist=True, manage_ticks=False, label=modality,
            boxprops={"edgecolor": DARK, **MODALITY_FILLS[modality]}, medianprops={"color": BLACK, "linewidth": 2},
        )  # fmt: skip
    axes.set_ylabel("Fusion weight")
    axes.grid(axis="y")
    axes.set_axisbelow(True)
