"""The metrics of a model on a set of patients: each a figure with a plain definition, or None where it has none."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import auc, precision_recall_curve, roc_auc_score

from lunar_assets import words
from lunar_assets.evaluation.intervals import bootstrap_intervals, exact_intervals

Value = float | None


def evaluate(labels: ArrayLike, scores: ArrayLike, predicted: ArrayLike, seed: int) -> pd.DataFrame:
    """All metrics with their 95 % intervals.

    Args:
        labels: 1 early recurrence, 0 late, (n) integers, n of at least 1.
        scores: Higher is earlier, (n) floats; a probability, or the decision function of a linear SVC.
        predicted: Predicted labels, (n) integers.
        seed: Of the bootstrap.

    Returns:
        One row a metric in the order of `words.METRICS`: metric, value, ci_low, ci_high (empty where there is none), n,
        one_class (whether one class only is predicted, or one score given to all).
    """
    y, s, p = np.asarray(labels, np.int64), np.asarray(scores, np.float64), np.asarray(predicted, np.int64)
    intervals = {**bootstrap_intervals(y, s, p, seed), **exact_intervals(**confusion(y, p))}
    ends = pd.DataFrame.from_dict(intervals, "index", np.float64, pd.Index(["ci_low", "ci_high"]))
    return estimates(y, s, p).join(ends, on="metric")[["metric", "value", "ci_low", "ci_high", "n", "one_class"]]


def estimates(labels: ArrayLike, scores: ArrayLike, predicted: ArrayLike) -> pd.DataFrame:
    """All metrics without intervals, for where they are taken thousands of times; arguments as for `evaluate`.

    Returns:
        One row a metric in the order of `words.METRICS`: metric, value (empty where it is not defined), n, one_class.
    """
    y, s, p = np.asarray(labels, np.int64), np.asarray(scores, np.float64), np.asarray(predicted, np.int64)
    found = values(y, s, p)
    frame = pd.DataFrame({"metric": words.METRICS, "value": [found[metric] for metric in words.METRICS]})
    return frame.astype({"value": np.float64}).assign(n=len(y), one_class=one_class(s, p))


def values(labels: NDArray[np.int64], scores: NDArray[np.float64], predicted: NDArray[np.int64]) -> dict[str, Value]:
    """Every metric of `words.METRICS` by name, None where it is not defined; arguments as arrays of `evaluate`."""
    counts = confusion(labels, predicted)
    return {**ranking(labels, scores), **rates(**counts), **counts, **calibration(labels, scores)}


def one_class(scores: NDArray[np.float64], predicted: NDArray[np.int64]) -> bool:
    """Whether all patients get one prediction, or all one score."""
    return len(np.unique(predicted)) == 1 or len(np.unique(scores)) == 1


def confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> dict[str, int]:
    """True and false positives and negatives; positive is early recurrence."""
    return {
        "tp": int(np.sum((labels == 1) & (predicted == 1))),
        "tn": int(np.sum((labels == 0) & (predicted == 0))),
        "fp": int(np.sum((labels == 0) & (predicted == 1))),
        "fn": int(np.sum((labels == 1) & (predicted == 0))),
    }


def rates(tp: int, tn: int, fp: int, fn: int) -> dict[str, Value]:
    """Ratios of the four counts; precision is 0 when nothing is predicted positive, any other 0 / 0 is None."""
    recall, specificity = _ratio(tp, tp + fn), _ratio(tn, tn + fp)
    return {
        "accuracy": _ratio(tp + tn, tp + tn + fp + fn),
        "balanced_accuracy": None if recall is None or specificity is None else (recall + specificity) / 2,
        "precision": _ratio(tp, tp + fp) or 0.0,
        "recall": recall,
        "specificity": specificity,
        "f1": _ratio(2 * tp, 2 * tp + fp + fn),
    }


def ranking(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> dict[str, Value]:
    """Areas under the ROC curve and, by trapezoids, under the precision-recall curve; None with one class of labels."""
    if len(np.unique(labels)) < 2:
        return {"auroc": None, "auprc": None}
    precision, recall, _ = precision_recall_curve(labels, scores)
    return {"auroc": float(roc_auc_score(labels, scores)), "auprc": float(auc(recall, precision))}


def calibration(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> dict[str, Value]:
    """Brier score, and slope and intercept of the unpenalised logistic regression of the label on logit(score).

    The Brier score needs scores in [0, 1]. Slope and intercept are fitted together (Cox 1958; 1 and 0 are perfect) and
    are None where that fit has no finite solution: a score is not within (0, 1), or a threshold parts the classes, be
    it that one has no patients, that all scores are equal, or that the ranking is perfect.
    """
    brier = float(np.mean((scores - labels) ** 2)) if np.all((scores >= 0) & (scores <= 1)) else None
    if np.any((scores <= 0) | (scores >= 1)) or _separable(labels, scores):
        return {"brier": brier, "calibration_slope": None, "calibration_intercept": None}
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    fit.fit(logit(scores)[:, None], labels)
    return {
        "brier": brier,
        "calibration_slope": np.asarray(fit.coef_).item(),
        "calibration_intercept": np.asarray(fit.intercept_).item(),
    }


def _separable(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> bool:
    early, late = scores[labels == 1], scores[labels == 0]
    return not len(early) or not len(late) or early.min() >= late.max() or late.min() >= early.max()


def _ratio(part: int, whole: int) -> Value:
    return part / whole if whole else None
