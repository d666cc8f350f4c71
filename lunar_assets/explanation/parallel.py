"""Attributions of several models side by side, a method a process."""

from collections.abc import Mapping, Sequence
from typing import cast

import pandas as pd
from joblib import Parallel, delayed

from lunar_assets import words
from lunar_assets.explanation.attributions import Explained, explain
from lunar_assets.models.fitted import FittedModel


def explain_all(
    models: Mapping[str, FittedModel],
    explained_by: Mapping[str, Sequence[str]],
    matrix: pd.DataFrame,
    columns: pd.DataFrame,
    workers: int | None = None,
) -> list[Explained]:
    """Explain every model by each of its methods.

    A process takes all models of a method, since each library costs seconds before its first attribution.

    Args:
        models: Fitted models by name.
        explained_by: Methods of each model.
        matrix: Table `features.matrix`.
        columns: Table `features.columns`.
        workers: Processes; None for one a core; their number does not change a value.

    Returns:
        What `explain` gives for each model and method, models in their order, methods in that of the model.
    """
    wanted = {
        method: [model for name, model in models.items() if method in explained_by[name]]
        for method in words.EXPLANATION_METHODS
    }
    tasks = (delayed(_by_method)(method, chosen, matrix, columns) for method, chosen in wanted.items() if chosen)
    explained = cast(list[dict[tuple[str, str], Explained]], Parallel(n_jobs=workers or -1)(tasks))
    found = {key: of_both for by_method in explained for key, of_both in by_method.items()}
    return [found[name, method] for name in models for method in explained_by[name]]


def _by_method(
    method: str, models: Sequence[FittedModel], matrix: pd.DataFrame, columns: pd.DataFrame
) -> dict[tuple[str, str], Explained]:
    return {(model.name, method): explain(model, method, matrix, columns) for model in models}
