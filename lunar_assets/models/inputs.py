"""Features of the matrix as arrays, modality by modality, and the checks that make sure of what they hold."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets import words
from lunar_assets.errors import InconsistentDataError, LeakageError, TrainingError

KEYS = ("dataset", "sample_id", "split", "label")


def feature_names(columns: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Kept features of each modality, in the order of `features.columns`."""
    kept = columns[columns["kept"]]
    return {modality: tuple(kept.loc[kept["modality"] == modality, "feature"]) for modality in words.MODALITIES}


def arrays(matrix: pd.DataFrame, features: Mapping[str, tuple[str, ...]]) -> dict[str, NDArray[np.float32]]:
    """Features of each modality as (rows, features) float32.

    Raises:
        InconsistentDataError: The matrix lacks some of the features.
    """
    if lacking := [name for names in features.values() for name in names if name not in matrix.columns]:
        raise InconsistentDataError(
            f"The feature matrix lacks {len(lacking)} features that are needed ({', '.join(lacking[:5])}); expected "
            "the matrix and the model to come from the same features. Materialise features and models again."
        )
    return {modality: matrix[list(names)].to_numpy(np.float32) for modality, names in features.items()}


def table(matrix: pd.DataFrame, features: Sequence[str]) -> NDArray[np.float64]:
    """Features side by side, (rows, features) float64, rounded to float32 as every model takes them.

    Raises:
        InconsistentDataError: The matrix lacks some of the features.
    """
    (values,) = arrays(matrix, {"features": tuple(features)}).values()
    return values.astype(np.float64)


def check_matrix(matrix: pd.DataFrame, by_modality: Mapping[str, tuple[str, ...]]) -> None:
    """Make sure that a matrix has exactly these features, no missing value, and known splits.

    Raises:
        LeakageError: A key column is among the features, or a split is unknown.
        InconsistentDataError: The matrix has other features.
        TrainingError: A value is missing.
    """
    features = [name for names in by_modality.values() for name in names]
    if keys := set(features) & set(KEYS):
        raise LeakageError(f"features.columns keeps {', '.join(sorted(keys))}, a key of the matrix; drop it there.")
    if unknown := set(matrix["split"]) - set(words.SPLITS):
        raise LeakageError(
            f"features.matrix has the splits {sorted(unknown)}; expected only {', '.join(words.SPLITS)}. "
            "Materialise splits and features again."
        )
    if difference := set(features) ^ (set(matrix.columns) - set(KEYS)):
        raise InconsistentDataError(
            f"features.matrix and features.columns differ in {', '.join(sorted(difference)[:5])}; expected one column "
            "a kept feature. Materialise features again."
        )
    missing = matrix[features].isna()
    if missing.any(axis=None):
        at = matrix["sample_id"][missing.any(axis=1)].tolist()
        raise TrainingError(
            f"features.matrix has no value for {', '.join(missing.columns[missing.any()][:5])} in {', '.join(at[:5])}; "
            "expected a number in every cell. Look at the checks of features.matrix."
        )


def check_both_classes(labels: NDArray[np.int64]) -> None:
    """Make sure that there is something to tell apart.

    Args:
        labels: 0 late, 1 early, of all patients that a model is about to be fitted on, (patients).

    Raises:
        TrainingError: All are of one class.
    """
    if (n_early := int(np.sum(labels == words.EARLY))) in (0, len(labels)):
        raise TrainingError(
            f"{n_early} of {len(labels)} TCGA patients to be fitted on are early; expected both classes. "
            "Look at cohort.patients and splits.assignments."
        )
