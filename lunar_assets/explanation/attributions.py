"""What each feature adds to the margin of a model, patient by patient, and the patients that this is relative to."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets import words
from lunar_assets.explanation.patients import assert_background, background_patients, explained_patients
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.inputs import check_matrix, feature_names, table

Array = NDArray[np.float64]


class Explained(NamedTuple):
    """Rows of a model and method in `explanation.attributions` and `explanation.background`."""

    attributions: pd.DataFrame
    background: pd.DataFrame


def explain(model: FittedModel, method: str, matrix: pd.DataFrame, columns: pd.DataFrame) -> Explained:
    """Explain the TCGA test patients against all TCGA train patients.

    Args:
        model: The fitted model; it has to be of a kind that the method can explain, see `ModelEntry.explained_by`.
        method: One of `METHODS`.
        matrix: Table `features.matrix`.
        columns: Table `features.columns`.

    Returns:
        Table `explanation.attributions` of this model and method: one row a patient and feature of the model, both in
        the order of the matrix and the model; and `explanation.background`: the very patients that the method was
        given. The same for the same input.

    Raises:
        InconsistentDataError: Matrix, columns and model do not come from the same features.
        LeakageError: A key column is among the features, a split is unknown, or the background is not TCGA train.
        TrainingError: A value is missing in the matrix.
    """
    check_matrix(matrix, feature_names(columns))
    explained, background = explained_patients(matrix, method, model.seed), background_patients(matrix)
    assert_background(background, matrix)
    features = list(model.features)
    values = METHODS[method](model, table(explained, features), table(background, features))
    modalities = columns.set_index("feature").loc[features, "modality"]
    rows = pd.DataFrame(
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
    return Explained(rows, background[["dataset", "sample_id"]].assign(model=model.name, method=method))


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
