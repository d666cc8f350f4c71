"""What a model does on TCGA validation, where it is judged before any test patient is scored."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from lunar_assets import words
from lunar_assets.models.fitted import FittedModel

CHANCE = 0.5
"""AUROC of scores that know nothing."""


class OnValidation(NamedTuple):
    """Figures of a model on the TCGA validation patients.

    Attributes:
        n: Patients.
        n_early: Patients with early recurrence.
        n_predicted_early: Patients whose score reaches the threshold.
        n_scores: Different scores.
        accuracy: Share predicted rightly.
        majority: Share of the larger class: the accuracy of predicting it for all.
        auroc: None where the patients are of one class.
    """

    n: int
    n_early: int
    n_predicted_early: int
    n_scores: int
    accuracy: float
    majority: float
    auroc: float | None

    @property
    def measured(self) -> dict[str, int | float]:
        """All figures that there are, by name."""
        return {name: value for name, value in self._asdict().items() if value is not None}


def on_validation(model: FittedModel, matrix: pd.DataFrame, threshold: float) -> OnValidation:
    """Score the TCGA validation patients.

    Args:
        model: The fitted model.
        matrix: Table `features.matrix`, with at least one TCGA validation patient.
        threshold: A score of at least this is predicted early.
    """
    rows = matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.VALIDATION)]
    is_early, scores = rows["label"].to_numpy() == words.EARLY, model.score(rows)
    predicted, share = scores >= threshold, float(is_early.mean())
    return OnValidation(
        n=len(rows),
        n_early=int(is_early.sum()),
        n_predicted_early=int(predicted.sum()),
        n_scores=len(np.unique(scores)),
        accuracy=float((predicted == is_early).mean()),
        majority=max(share, 1 - share),
        auroc=float(roc_auc_score(is_early, scores)) if 0 < share < 1 else None,
    )
