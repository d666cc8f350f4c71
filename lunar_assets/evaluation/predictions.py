"""Scores of all patients by a model, and the sets of patients that models are evaluated on."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from lunar_assets import words
from lunar_assets.models.fitted import FittedModel


def predictions(model: FittedModel, matrix: pd.DataFrame) -> pd.DataFrame:
    """Score every patient of both cohorts.

    Args:
        model: The fitted model; a score of at least its threshold is predicted early.
        matrix: Table `features.matrix`.

    Returns:
        Table `evaluation.predictions` of the model, rows in the order of the matrix.
    """
    scores = model.score(matrix)
    return matrix[["dataset", "sample_id", "split", "label"]].assign(
        model=model.name, score=scores, predicted=(scores >= model.threshold).astype(np.int64)
    )[["model", "dataset", "sample_id", "split", "label", "score", "predicted"]]


def by_part(predictions: pd.DataFrame, evaluation: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """Apply an evaluation to each model on the test part of each cohort and on all of GLASS.

    Args:
        predictions: Table `evaluation.predictions`.
        evaluation: From the predictions of one model on one set of patients to a frame.

    Returns:
        The frames below one another, with the columns model, dataset and part in front. A set without patients has no
        rows.
    """
    frames = []
    for model, of_model in predictions.groupby("model", sort=False):
        for dataset, part in words.EVALUATED:
            chosen = of_model[
                (of_model["dataset"] == dataset) & ((of_model["split"] == words.TEST) | (part == words.ALL))
            ]
            if len(chosen):
                frame = evaluation(chosen)
                keys = pd.DataFrame({"model": model, "dataset": dataset, "part": part}, index=frame.index)
                frames.append(pd.concat([keys, frame], axis=1))
    return pd.concat(frames, ignore_index=True)
