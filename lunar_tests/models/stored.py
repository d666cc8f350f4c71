"""All models of the registry, fitted on the small matrix, and the tables that a run would have stored of them."""

from functools import cache
from pathlib import Path

import pandas as pd

from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.registry import MODEL_NAMES, fit
from lunar_assets.models.runs import run_row
from lunar_tests.models.synthetic import matrix, small_networks, training_data


@cache
def fitted(name: str) -> FittedModel:
    """The model of that name, fitted once in a process."""
    with small_networks():
        return fit(name, training_data(), seed=42)


def run_of(model: FittedModel, folder: Path) -> pd.DataFrame:
    """The row of a model in models.runs, with its files in a folder."""
    folder.mkdir(parents=True)
    model.save(folder)
    return run_row(model, "generated / generated", 0.1, folder)


def stored(folder: Path, *names: str) -> dict[str, pd.DataFrame]:
    """What a run stores of models (all if none is named), and the tables that it has made them from."""
    models = [fitted(name) for name in names or MODEL_NAMES]
    return {
        "models.runs": pd.concat([run_of(model, folder / model.name) for model in models], ignore_index=True),
        "models.history": pd.concat([model.history for model in models], ignore_index=True),
        "features.matrix": matrix(),
        "splits.assignments": assignments(matrix()),
    }


def assignments(rows: pd.DataFrame) -> pd.DataFrame:
    """Table splits.assignments of the patients of a feature matrix."""
    keys = rows[["dataset", "sample_id", "split"]]
    return keys.assign(scheme="generated", seed=42, stratum="any", position=rows.groupby("dataset").cumcount())
