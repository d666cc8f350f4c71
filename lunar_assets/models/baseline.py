"""What the models other than the networks share: the patients that they are fitted on, and all but their library."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets import words
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted import HISTORY_COLUMNS
from lunar_assets.models.inputs import check_both_classes, table

HISTORY_TYPES = {"model": "str", "seed": "int64", "epoch": "int64", "part": "str"}  # all other columns are float64


@dataclass(frozen=True)
class TrainingTable:
    """Patients and features as libraries other than torch take them.

    Attributes:
        features: Names of the columns.
        x: Values, (patients, features) float64.
        labels: 1 early recurrence, 0 late, (patients) int64.
        fitted_on: Samples of the rows, by role.
    """

    features: tuple[str, ...]
    x: NDArray[np.float64]
    labels: NDArray[np.int64]
    fitted_on: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, data: TrainingData, modalities: tuple[str, ...] = words.MODALITIES) -> "TrainingTable":
        """All that a baseline may be fitted on, modality beside modality.

        Raises:
            TrainingError: All patients are of one class.
        """
        roles = data.for_baselines()
        labels = np.concatenate([patients.labels for patients in roles.values()])
        check_both_classes(labels)
        values = [np.concatenate([patients.inputs[m] for m in modalities], axis=1) for patients in roles.values()]
        return cls(
            features=tuple(name for modality in modalities for name in data.features[modality]),
            x=np.concatenate(values).astype(np.float64),
            labels=labels,
            fitted_on={role: patients.sample_ids for role, patients in roles.items()},
        )


@dataclass(frozen=True)
class Baseline:
    """The part of a `FittedModel` that does not depend on its library; its attributes are described there."""

    name: str
    seed: int
    features: tuple[str, ...]
    fitted_on: Mapping[str, tuple[str, ...]]
    hyperparameters: Mapping[str, Any]
    threshold: float

    @property
    def best_epoch(self) -> None:
        """None: no epoch is chosen."""
        return

    @property
    def history(self) -> pd.DataFrame:
        """Table models.history without a row."""
        empty = pd.DataFrame(columns=pd.Index(HISTORY_COLUMNS))
        return empty.astype({name: HISTORY_TYPES.get(name, "float64") for name in HISTORY_COLUMNS})

    def inputs(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """What the fitted object of the library takes, (rows, features) float64, rounded to float32 as in the fit.

        Args:
            features: As `FittedModel.score` takes them.

        Raises:
            InconsistentDataError: A feature is missing.
        """
        return table(features, self.features)


def described(model: Baseline) -> dict[str, Any]:
    """The fields of a baseline, JSON-serialisable, for its file."""
    return {field.name: getattr(model, field.name) for field in fields(Baseline)}


def from_description(description: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a baseline back from what `described` became in JSON."""
    as_stored = {field.name: description[field.name] for field in fields(Baseline)}
    fitted_on = {role: tuple(ids) for role, ids in as_stored["fitted_on"].items()}
    return {**as_stored, "features": tuple(as_stored["features"]), "fitted_on": fitted_on}


def serialisable(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of an estimator as JSON has them: tuples as lists, NaN, which JSON lacks, as None."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}
    return {name: None if value != value else value for name, value in plain.items()}
