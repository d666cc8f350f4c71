"""Agreement of the attribution methods: whether they rank features alike, and what each gives to a modality."""

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets import words
from lunar_assets.report.figures.style import (
    BLUE,
    DARK,
    GREEN,
    MODALITY_FILLS,
    ORANGE,
    Look,
    canvas,
    model_axis,
    note,
)
from lunar_assets.report.labels import MODALITY_LABELS, in_order, method_label, model_label, percent

MARKS: Final[tuple[Look, ...]] = (
    {"color": BLUE, "marker": "o"},
    {"color": ORANGE, "marker": "s"},
    {"color": GREEN, "marker": "^"},
)

_ABOVE: Final[Look] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1), "alignment": "left"}


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Rank correlations of pairs of methods by model above, shares of the modalities by model and method below.

    Args:
        tables: `explanation.agreement`, `explanation.modality_importance` and `explanation.additivity`.
    """
    importance, agreement = tables["explanation.modality_importance"], tables["explanation.agreement"]
    errors = tables["explanation.additivity"].set_index(["model", "method"])["relative_error"]
    n_bars, n_models = len(importance[["model", "method"]].drop_duplicates()), agreement["model"].nunique()
    figure = canvas(2.9 + 0.25 * (n_bars + n_models))
    ranks, shares = figure.subplots(2, 1, height_ratios=(n_models, n_bars))
    _ranks(ranks, agreement)
    _shares(shares, importance, errors)
    ranks.legend(title="Agreement of two methods on a model", ncols=1, **_ABOVE)
    shares.legend(title="What each modality adds up to", ncols=3, **_ABOVE)
    note(
        figure,
        "Right of the bars: relative additivity error, by which the attributions miss the sum that they must have.",
    )
    return figure


def pairs(agreement: pd.DataFrame) -> pd.DataFrame:
    """One row a model and pair of methods, whichever way round the table has it: model, pair, rank_correlation."""
    both = agreement[["method", "other_method"]].itertuples(index=False)
    names = [" / ".join(method_label(name) for name in sorted(methods, key=_place)) for methods in both]
    return agreement.assign(pair=names).drop_duplicates(["model", "pair"])[["model", "pair", "rank_correlation"]]


def _place(method: str) -> int:
    return words.EXPLANATION_METHODS.index(method)


def _ranks(axes: Axes, agreement: pd.DataFrame) -> None:
    rows = pairs(agreement)
    models = in_order(rows["model"])
    for place, (pair, of_pair) in enumerate(rows.groupby("pair", sort=False)):
        heights = [models.index(name) for name in of_pair["model"]]
        mark = MARKS[place % len(MARKS)]
        axes.plot(of_pair["rank_correlation"], heights, linestyle="", markersize=6, label=str(pair), **mark)
    model_axis(axes, models)
    axes.set_xlim(min(0, rows["rank_correlation"].min()) - 0.02, 1.02)
    axes.set_xlabel("Spearman correlation of the mean absolute attributions of features")


def _shares(axes: Axes, importance: pd.DataFrame, errors: pd.Series) -> None:
    table = importance.pivot_table(index=["model", "method"], columns="modality", values="share", fill_value=0)
    table = table.reindex(columns=list(words.MODALITIES), fill_value=0)
    models = in_order(importance["model"])
    bars = sorted(table.index, key=lambda bar: (models.index(bar[0]), _place(bar[1])))
    left = pd.Series(0.0, index=table.index)
    for modality in words.MODALITIES:
        widths, label = table[modality], MODALITY_LABELS[modality]
        axes.barh(
            range(len(bars)), widths[bars], left=left[bars], height=0.78, edgecolor=DARK, label=label,
            **MODALITY_FILLS[modality],
        )  # fmt: skip
        left += widths
    axes.set_yticks(range(len(bars)), [f"{model_label(model)}: {method_label(how)}" for model, how in bars])
    for height, bar in enumerate(bars):
        axes.text(1.01, height, percent(errors[bar]) if bar in errors.index else "–", va="center", fontsize=8)
    axes.set(xlim=(0, 1), ylim=(len(bars) - 0.4, -0.6), xlabel="Share of the summed mean absolute attributions")
