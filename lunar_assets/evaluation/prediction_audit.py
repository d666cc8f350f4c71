"""Whether stored predictions are what the stored models, labels and split make of them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lunar_assets.models.fitted import FittedModel

PATIENT = ["dataset", "sample_id"]
TOLERANCE = 1e-6
"""Largest difference of a score: networks compute in float32, which leaves seven digits."""


def broken_predictions(
    predictions: pd.DataFrame, patients: pd.DataFrame, assignments: pd.DataFrame, thresholds: Mapping[str, float]
) -> list[str]:
    """What is wrong with rows of predictions, whatever model they come from.

    Args:
        predictions: Table `evaluation.predictions`.
        patients: Table `cohort.patients`.
        assignments: Table `splits.assignments`.
        thresholds: For each model the score from which it predicts early.

    Returns:
        A phrase for each kind of mistake, with the number of rows and the first of them; empty where all is right.
    """
    rows = predictions.merge(patients[[*PATIENT, "label"]], "left", PATIENT, suffixes=("", "_of_cohort"))
    rows = rows.merge(assignments[[*PATIENT, "split"]], "left", PATIENT, suffixes=("", "_assigned"))
    threshold = rows["model"].map(thresholds)
    mistakes = {
        "have no finite score": ~np.isfinite(rows["score"]),
        "are of a model without a threshold": threshold.isna(),
        "are not predicted by their score": threshold.notna() & (rows["predicted"] != (rows["score"] >= threshold)),
        "bear another label than cohort.patients": rows["label"] != rows["label_of_cohort"],
        "are in another part than in splits.assignments": rows["split"] != rows["split_assigned"],
    }
    return [
        f"{int(wrong.sum())} rows {what}, the first {rows.loc[wrong.idxmax(), 'sample_id']} by "
        f"{rows.loc[wrong.idxmax(), 'model']}"
        for what, wrong in mistakes.items()
        if wrong.any()
    ]


def score_gaps(predictions: pd.DataFrame, models: Mapping[str, FittedModel], matrix: pd.DataFrame) -> dict[str, float]:
    """How far the stored scores of each model are from those that it gives now.

    Args:
        predictions: Table `evaluation.predictions`; rows of other models are left out.
        models: Fitted models by name, as they were stored.
        matrix: Table `features.matrix`.

    Returns:
        Largest absolute difference over the patients, by model; infinite where a patient is missing on either side.
    """
    patients = pd.MultiIndex.from_frame(matrix[PATIENT])
    stored = {name: rows.set_index(PATIENT)["score"] for name, rows in predictions.groupby("model")}
    nothing = pd.Series(index=patients[:0], dtype="float64")
    return {
        name: float(
            stored.get(name, nothing).sub(pd.Series(model.score(matrix), patients)).abs().fillna(float("inf")).max()
        )
        for name, model in models.items()
    }
