"""Where the files of trained models lie: a new folder a training, written aside and renamed, named by `models.runs`."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.registry import load
from lunar_assets.models.runs import run_row
from lunar_assets.models.trained import TrainedModel
from lunar_assets.warehouse.aside import aside
from lunar_assets.warehouse.store import Store


def write_model(store: Store, trained: TrainedModel, run_id: str) -> dict[str, pd.DataFrame]:
    """Store the files of a model.

    Returns:
        The rows of the model for `models.runs` and `models.history`, by name of the table.

    Raises:
        StorageError: The disk is full or may not be written; nothing was stored.
    """
    model = trained.model
    folder = store.root / "models" / "files" / model.name / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{run_id[:8]}"
    with aside(store.root, folder) as partial:
        partial.mkdir()
        model.save(partial)
    return {
        "models.runs": run_row(model, trained.scheme, trained.train_seconds, folder),
        "models.history": model.history,
    }


def load_model(runs: pd.DataFrame) -> FittedModel:
    """The model of a one-row frame of `models.runs`.

    Raises:
        TrainingError: The stored files are missing or are not those of the model.
    """
    run = runs.iloc[0]
    return load(run["model"], Path(run["path"]))
