"""The metrics of predictions written a second time, by scikit-learn and by definition, to hold the first against.

Nothing here calls the code that made the table, so that a mistake in either shows.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from lunar_assets import words

UNDEFINED: Any = float("nan")
NOTHING_PREDICTED: Any = 0.0
"""Precision where nobody is predicted early. Both are `Any` since the type of `zero_division` leaves numbers out."""
Labels = NDArray[np.int64]
Scores = NDArray[np.float64]


def recomputed(predictions: pd.DataFrame) -> pd.DataFrame:
    """All metrics of every model on every set of patients that models are evaluated on.

    Args:
        predictions: Table `evaluation.predictions`.

    Returns:
        model, dataset, part, metric, value (missing where it is not defined), n, one_class.
    """
    rows = []
    for (model, dataset), of_cohort in predictions.groupby(["model", "dataset"], sort=False):
        for part in (part for evaluated, part in words.EVALUATED if evaluated == dataset):
            chosen = of_cohort if part == words.ALL else of_cohort[of_cohort["split"] == part]
            if chosen.empty:
                continue
            one_class = 1 in (len(set(chosen["predicted"])), len(set(chosen["score"])))
            found = _metrics(*(chosen[name].to_numpy() for name in ("label", "score", "predicted")))
            rows += [(model, dataset, part, metric, v, len(chosen), one_class) for metric, v in found.items()]
    columns = ["model", "dataset", "part", "metric", "value", "n", "one_class"]
    return pd.DataFrame(rows, columns=pd.Index(columns)).astype({"value": "float64"})


def _metrics(labels: Labels, scores: Scores, predicted: Labels) -> dict[str, float]:
    (tn, fp), (fn, tp) = confusion_matrix(labels, predicted, labels=[words.LATE, words.EARLY])
    recall = recall_score(labels, predicted, zero_division=UNDEFINED)
    specificity = recall_score(labels, predicted, pos_label=words.LATE, zero_division=UNDEFINED)
    slope, intercept = _calibration(labels, scores)
    return {
        "auroc": float(roc_auc_score(labels, scores)) if len(set(labels)) == 2 else UNDEFINED,
        "auprc": _auprc(labels, scores),
        "accuracy": accuracy_score(labels, predicted),
        "balanced_accuracy": (recall + specificity) / 2,
        "precision": precision_score(labels, predicted, zero_division=NOTHING_PREDICTED),
        "recall": recall,
        "specificity": specificity,
        "f1": f1_score(labels, predicted, zero_division=UNDEFINED),
        "tp": tp,
        "tn": tn,
        "fp": fp,
        "fn": fn,
        "brier": brier_score_loss(labels, scores, pos_label=words.EARLY) if _probabilities(scores) else UNDEFINED,
        "calibration_slope": slope,
        "calibration_intercept": intercept,
    }


def _auprc(labels: Labels, scores: Scores) -> float:
    """By trapezoids over every threshold, from recall 0 and precision 1 on: the definition, word for word."""
    if len(set(labels)) < 2:
        return UNDEFINED
    found = [labels[scores >= threshold] for threshold in np.unique(scores)[::-1]]
    recall = [0.0, *(early.sum() / labels.sum() for early in found)]
    return float(np.trapezoid([1.0, *(early.mean() for early in found)], recall))


def _probabilities(scores: Scores) -> bool:
    return bool(scores.min() >= 0 and scores.max() <= 1)


def _calibration(labels: Labels, scores: Scores) -> tuple[float, float]:
    """Slope and intercept by maximum likelihood; undefined where no finite pair has the largest."""
    late, early = scores[labels == words.LATE], scores[labels == words.EARLY]
    overlap = len(late) and len(early) and early.min() < late.max() and late.min() < early.max()
    if not overlap or scores.min() <= 0 or scores.max() >= 1:
        return UNDEFINED, UNDEFINED
    x = np.column_stack([logit(scores), np.ones(len(scores))])  # (n, 2)

    def surprise(b: Scores) -> float:
        return float(np.logaddexp(0, x @ b).sum() - labels @ (x @ b))

    def gradient(b: Scores) -> Scores:
        return x.T @ (expit(x @ b) - labels)

    def curvature(b: Scores) -> Scores:
        p = expit(x @ b)
        return (x.T * (p * (1 - p))) @ x

    fit = minimize(surprise, [0.0, 0.0], jac=gradient, hess=curvature, method="trust-exact", options={"gtol": 1e-10})
    return float(fit.x[0]), float(fit.x[1])
