"""Table explanation.attributions: what each feature adds to the margin of a model, patient by patient."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets import words
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.inputs import check_matrix, feature_names, table

Array = NDArray[np.float64]

N_PATIENTS = {"permutation": 2}
"""Patients that a method explains at most: by permutations one of a network takes a second or two."""


def attributions(model: FittedModel, method: str, matrix: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """Explain the TCGA test patients against all TCGA train patients.

    Args:
        model: The fitted model; it has to be of a kind that the method can explain, see `ModelEntry.explained_by`.
        method: One of `METHODS`.
        matrix: Table `features.matrix`.
        columns: Table `features.columns`.

    Returns:
        Table `explanation.attributions` of this model and method: one row a patient and feature of the model, both in
        the order of the matrix and the model. The same for the same input.

    Raises:
        InconsistentDataError: Matrix, columns and model do not come from the same features.
        LeakageError: A key column is among the features, or a split is unknown.
        TrainingError: A value is missing in the matrix.
    """
    check_matrix(matrix, feature_names(columns))
    explained, features = explained_patients(matrix, method, model.seed), list(model.features)
    values = METHODS[method](model, table(explained, features), table(background_patients(matrix), features))
    modalities = columns.set_index("feature").loc[features, "modality"]
    return pd.DataFrame(
        {
            "model": model.name,
            "method": method,
            "dataset": words.TCGA,
            "sample_id": explained["sample_id"].repeat(len(features)).to_numpy(),
            "feature": np.tile(features, len(explained)),
            "modality": np.tile(modalities, len(explained)),
            "feature_value": explained[features].to_numpy(np.float64).ravel(),
            "attribution": values.ravel(),
        }
    )


def background_patients(matrix: pd.DataFrame) -> pd.DataFrame:
    """Rows of `features.matrix` that attributions are relative to: TCGA train."""
    return matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TRAIN)]


def explained_patients(matrix: pd.DataFrame, method: str, seed: int) -> pd.DataFrame:
    """Rows of `features.matrix` that a method explains: TCGA test, or a sample of it where the method is slow.

    The sample is drawn by the seed alone, so that all models of a run have the same; the first patients would not do,
    since samples are named by site and sites differ in the tumours that they treat.
    """
    test = matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TEST)]
    n = min(N_PATIENTS.get(method, len(test)), len(test))
    drawn = np.random.default_rng(seed).choice(len(test), n, replace=False)
    return test.iloc[np.sort(drawn)]


# `Any` below is a fitted model of the kind that the method explains. The libraries are imported where they are used:
# those of the networks cost seconds that no linear model or tree needs.


def _integrated_gradients(model: Any, explained: Array, background: Array) -> Array:  # noqa: ANN401
    from lunar_assets.explanation.integrated_gradients import integrated_gradients
    from lunar_assets.models.concatenated import ConcatenatedLogit

    return integrated_gradients(ConcatenatedLogit(model), explained, background)


def _deep(model: Any, explained: Array, background: Array) -> Array:  # noqa: ANN401
    from lunar_assets.explanation.deep import deep
    from lunar_assets.models.concatenated import ConcatenatedLogit

    return deep(ConcatenatedLogit(model), explained, background)


def _permutation(model: Any, explained: Array, background: Array) -> Array:  # noqa: ANN401
    from lunar_assets.explanation.permutation import permutation

    names = pd.Index(model.features)
    return permutation(lambda rows: model.margin(pd.DataFrame(rows, columns=names)), explained, background, model.seed)


def _linear(model: Any, explained: Array, background: Array) -> Array:  # noqa: ANN401
    from lunar_assets.explanation.linear import linear

    return linear(model.estimator, explained, background)


def _tree(model: Any, explained: Array, background: Array) -> Array:  # noqa: ANN401
    from lunar_assets.explanation.tree import tree

    return tree(model.classifier, explained, background)


METHODS: dict[str, Callable[[Any, Array, Array], Array]] = {
    "integrated_gradients": _integrated_gradients,
    "deep": _deep,
    "permutation": _permutation,
    "linear": _linear,
    "tree": _tree,
}
