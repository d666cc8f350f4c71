"""Figure 5: what the features that matter most add to LUNAR's output, patient by patient."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lunar_assets.errors import MissingDataError
from lunar_assets.report.figures.style import DARK, LIGHT, canvas, note
from lunar_assets.report.labels import feature_label, method_label, percent

MODEL: Final = "lunar"
METHOD: Final = "integrated_gradients"
N_FEATURES = 20
_COLUMNS_OF_POINTS = 70  # points of a feature that fall into one of these columns are stacked
_STEP, _REACH = 0.11, 0.4  # distance between stacked points, and how far a stack may reach, in rows


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """One point a patient and feature; features by mean absolute attribution, the largest on top.

    Args:
        tables: `explanation.attributions`, `explanation.importance` and `explanation.additivity`.

    Raises:
        MissingDataError: There are no attributions of LUNAR by integrated gradients.
    """
    attributions = _of_method(tables["explanation.attributions"])
    ranks = _of_method(tables["explanation.importance"]).sort_values("rank").head(N_FEATURES)
    if attributions.empty or ranks.empty:
        raise MissingDataError(
            f"explanation.attributions and explanation.importance have no rows of {MODEL} by {METHOD}; "
            "the summary of attributions is drawn from them. Materialise the stage explanation with that method."
        )
    figure = canvas(6.6)
    axes = figure.subplots()
    _swarms(axes, attributions, list(ranks["feature"]))
    bar = figure.colorbar(ScalarMappable(cmap="cividis"), ax=axes, ticks=[0, 1], aspect=40, pad=0.01)
    bar.set_ticklabels(["lowest", "highest"])
    bar.set_label("Value of the feature, within the feature", labelpad=-20)
    axes.set_title(f"Integrated gradients of LUNAR, TCGA test (n = {attributions['sample_id'].nunique()})")
    note(figure, _errors(tables["explanation.additivity"]))
    return figure


def _of_method(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["model"] == MODEL) & (table["method"] == METHOD)]


def _swarms(axes: Axes, attributions: pd.DataFrame, features: list[str]) -> None:
    for row, feature in enumerate(features):
        of_feature = attributions[attributions["feature"] == feature].sort_values("sample_id")
        x = of_feature["attribution"].to_numpy(np.float64)
        span = attributions["attribution"].max() - attributions["attribution"].min()
        axes.scatter(
            x, row + offsets(x, span), c=relative(of_feature["feature_value"]), cmap="cividis", vmin=0, vmax=1,
            s=17, edgecolors=DARK, linewidths=0.25, label=feature, zorder=3,
        )  # fmt: skip
    axes.axvline(0, color=DARK, linewidth=0.9, zorder=2)
    axes.set_yticks(range(len(features)), [feature_label(name) for name in features])
    axes.set_ylim(len(features) - 0.4, -0.6)
    axes.grid(axis="y", color=LIGHT)
    axes.set_axisbelow(True)
    axes.set_xlabel("Attribution to the logit (left: towards late, right: towards early recurrence)")


def offsets(x: NDArray[np.float64], span: float) -> NDArray[np.float64]:
    """Vertical places of the points of one feature, (n): points close to each other are stacked about the middle.

    Args:
        x: Attributions, (n).
        span: Width of the panel in the unit of `x`.
    """
    columns = np.round(x / span * _COLUMNS_OF_POINTS) if span > 0 else np.zeros_like(x)
    place = pd.Series(columns).groupby(columns).cumcount().to_numpy()
    sides = np.where(place % 2 == 0, 1, -1) * ((place + 1) // 2)
    furthest = max(np.abs(sides).max(initial=0) * _STEP, _REACH)
    return sides * _STEP * _REACH / furthest


def relative(values: ArrayLike) -> NDArray[np.float64]:
    """Values of a feature from 0 for its lowest to 1 for its highest, (n); a half where all are the same."""
    array = np.asarray(values, np.float64)
    low, high = array.min(), array.max()
    return (array - low) / (high - low) if high > low else np.full(len(array), 0.5)


def _errors(additivity: pd.DataFrame) -> str:
    rows = additivity[additivity["model"] == MODEL]
    errors = [
        f"{method_label(method)} {percent(error)}"
        for method, error in rows[["method", "relative_error"]].itertuples(index=False)
    ]
    return "Relative additivity error, by which the attributions miss the sum that they must have: " + ", ".join(errors)
