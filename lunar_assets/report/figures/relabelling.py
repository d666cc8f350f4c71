"""Figure 2: what the recorded histologies became under WHO 2021."""

from collections.abc import Mapping
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets import words
from lunar_assets.report.figures.flow import ABREAST
from lunar_assets.report.figures.style import LIGHT, canvas, note
from lunar_assets.report.labels import DATASET_LABELS


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Counts of patients by recorded histology (rows) and WHO 2021 type (columns), a panel a cohort.

    Args:
        tables: `cohort.patients`.
    """
    patients = tables["cohort.patients"]
    rows = ceil(len(words.DATASETS) / ABREAST)
    figure = canvas(4.2 * rows)
    panels = list(figure.subplots(rows, ABREAST, squeeze=False).flat)
    for axes, dataset in zip(panels, words.DATASETS, strict=False):
        _panel(axes, patients[patients["dataset"] == dataset], DATASET_LABELS[dataset])
    for axes in panels[len(words.DATASETS) :]:
        axes.set_axis_off()
    note(figure, "Patients; in brackets the sums of rows and columns. Shading: share of the row.")
    return figure


def counts(patients: pd.DataFrame) -> pd.DataFrame:
    """Patients by histology (rows) and WHO 2021 type (columns); histologies that nobody has are left out."""
    table = pd.crosstab(patients["histology"], patients["histology_cns5"])
    histologies = [name for name in words.HISTOLOGIES if name in table.index]
    return table.reindex(index=histologies, columns=list(words.CNS5_TYPES), fill_value=0)


def _panel(axes: Axes, patients: pd.DataFrame, cohort: str) -> None:
    table = counts(patients)
    shares = table.div(table.sum(axis=1), axis=0)
    axes.pcolormesh(shares.to_numpy(), cmap="Blues", vmin=0, vmax=1, edgecolors=LIGHT, linewidth=0.8)
    for (row, column), n in np.ndenumerate(table.to_numpy()):
        shade = "white" if n > 0.55 * table.iloc[row].sum() else "black"
        weight = "bold" if n else "normal"
        axes.text(column + 0.5, row + 0.5, f"{n}", ha="center", va="center", color=shade, fontweight=weight)
    rows = [f"{name} ({n})" for name, n in table.sum(axis=1).items()]
    columns = [f"{name} ({n})" for name, n in table.sum(axis=0).items()]
    axes.set_yticks([i + 0.5 for i in range(len(rows))], rows)
    axes.set_xticks([i + 0.5 for i in range(len(columns))], columns, rotation=35, ha="right", rotation_mode="anchor")
    axes.invert_yaxis()
    axes.tick_params(length=0)
    axes.set(title=f"{cohort} (n = {len(patients)})", xlabel="Type by WHO 2021", ylabel="Histology at diagnosis")
