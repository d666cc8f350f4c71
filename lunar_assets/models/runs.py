"""The row of a trained model in `models.runs`."""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from lunar_assets.models.fitted import FittedModel


def run_row(model: FittedModel, scheme: str, train_seconds: float, path: Path) -> pd.DataFrame:
    """Describe a fitted model in one row.

    Args:
        model: The fitted model.
        scheme: Split schemes that it was fitted under, such as `published / published`.
        train_seconds: Wall time of the fit in seconds.
        path: Folder of the stored model.

    Returns:
        Table `models.runs` with one row; hyperparameters and fitted_on are JSON texts.
    """
    row = {
        "model": model.name,
        "seed": model.seed,
        "scheme": scheme,
        "n_parameters": model.n_parameters,
        "hyperparameters": json.dumps(dict(model.hyperparameters), sort_keys=True),
        "threshold": model.threshold,
        "best_epoch": model.best_epoch,
        "train_seconds": train_seconds,
        "path": str(path),
        "weights_hash": model.weights_hash(),
        "fitted_on": json.dumps(dict(model.fitted_on)),
    }
    whole_numbers = {"seed": "Int64", "n_parameters": "Int64", "best_epoch": "Int64"}
    return pd.DataFrame([row]).astype(whole_numbers)


def epochs(models: Iterable[FittedModel]) -> dict[str, pd.DataFrame]:
    """Training curves of models and the epoch that each kept, as frames of models.history and models.runs."""
    fitted = list(models)
    return {
        "models.history": pd.concat([model.history for model in fitted], ignore_index=True),
        "models.runs": pd.DataFrame({"model": model.name, "best_epoch": model.best_epoch} for model in fitted),
    }
