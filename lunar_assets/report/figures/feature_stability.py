"""Stability of the features: in how many replicates the preprocessing kept each."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.report.figures.style import DARK, MODALITY_FILLS, canvas, note
from lunar_assets.report.labels import MODALITY_LABELS, feature_label

N_FEATURES: Final = 25


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """A panel a modality: its features that most replicates kept, a bar each.

    Args:
        tables: `evaluation.feature_stability`.
    """
    stability = tables["evaluation.feature_stability"]
    modalities = [name for name in MODALITY_LABELS if name in set(stability["modality"])]
    figure = canvas(6)
    panels = figure.subplots(1, len(modalities), sharex=True, squeeze=False)[0]
    for axes, modality in zip(panels, modalities, strict=True):
        _panel(axes, stability[stability["modality"] == modality], modality)
    note(
        figure,
        f"{stability['n'].max()} replicates. Of each modality the {N_FEATURES} features kept most often, ties by name; "
        "the titles count all of them.",
    )
    return figure


def _panel(axes: Axes, stability: pd.DataFrame, modality: str) -> None:
    top = stability.sort_values(["share_selected", "feature"], ascending=[False, True]).head(N_FEATURES)
    always = int((stability["share_selected"] == 1).sum())
    axes.barh(range(len(top)), top["share_selected"], height=0.75, edgecolor=DARK, **MODALITY_FILLS[modality])
    labels = [feature_label(name).removesuffix(" expression").removesuffix(" mutations") for name in top["feature"]]
    axes.set_yticks(range(len(top)), labels)
    axes.set_ylim(N_FEATURES - 0.4, -0.6)
    axes.set(xlim=(0, 1.02), xlabel="Share of replicates")
    axes.set_title(f"{MODALITY_LABELS[modality]}\n{always:,} in every replicate,\n{len(stability):,} in at least one")
