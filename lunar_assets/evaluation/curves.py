"""Curves of a model on a set of patients: ROC, precision-recall, reliability and decision curves, as points."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.calibration import calibration_curve
from sklearn.metrics import precision_recall_curve, roc_curve

COLUMNS = ("curve", "point", "x", "y", "threshold")
PATIENTS_PER_BIN = 5  # the test parts have 16 and 29 patients: three and five bins
MOST_BINS = 10
DECISION_THRESHOLDS = np.arange(1, 100) / 100
Points = tuple[ArrayLike, ArrayLike, ArrayLike]  # x, y, threshold


def curves(labels: ArrayLike, scores: ArrayLike) -> pd.DataFrame:
    """All curves that are defined.

    ROC and precision-recall curves need both classes of labels, reliability and decision curves scores in [0, 1].

    Args:
        labels: 1 early recurrence, 0 late, (n) integers.
        scores: Higher is earlier, (n) floats.

    Returns:
        curve (roc, pr, reliability, decision), point (order on the curve, from 0), x, y, threshold (empty at the ends
        of ROC and precision-recall curves and on reliability curves).
    """
    y, s = np.asarray(labels, np.int64), np.asarray(scores, np.float64)
    points: dict[str, Points] = {}
    if len(np.unique(y)) == 2:
        points.update(roc=roc(y, s), pr=precision_recall(y, s))
    if np.all((s >= 0) & (s <= 1)):
        points.update(reliability=reliability(y, s), decision=decision(y, s))
    frames = [_frame(curve, *of_curve) for curve, of_curve in points.items()]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=pd.Index(COLUMNS))


def roc(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> Points:
    """False positive rate, true positive rate and threshold; points in the middle of a straight line are left out."""
    x, y, thresholds = roc_curve(labels, scores)
    return x, y, np.where(np.isfinite(thresholds), thresholds, np.nan)


def precision_recall(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> Points:
    """Recall, precision and threshold, from recall 1 down to the end at recall 0 and precision 1."""
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    return recall, precision, np.append(thresholds, np.nan)


def reliability(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> Points:
    """Mean score and observed share of early patients in bins with equal numbers of patients.

    Quantile bins of about five patients, at most ten: with bins of equal width most would be empty. Patients with one
    score stay together, so there may be fewer bins.
    """
    n_bins = min(MOST_BINS, max(1, len(scores) // PATIENTS_PER_BIN))
    observed, mean_score = calibration_curve(labels, scores, n_bins=n_bins, strategy="quantile")
    return mean_score, observed, np.full(len(observed), np.nan)


def decision(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> Points:
    """Net benefit at threshold probabilities of 1 to 99 % (Vickers and Elkin 2006).

    Net benefit = TP / n - FP / n * t / (1 - t), where those with a score of at least t are treated.
    """
    treated = scores >= DECISION_THRESHOLDS[:, None]  # (thresholds, n)
    odds = DECISION_THRESHOLDS / (1 - DECISION_THRESHOLDS)
    benefit = (treated & (labels == 1)).mean(axis=1) - (treated & (labels == 0)).mean(axis=1) * odds
    return DECISION_THRESHOLDS, benefit, DECISION_THRESHOLDS


def _frame(curve: str, x: ArrayLike, y: ArrayLike, threshold: ArrayLike) -> pd.DataFrame:
    points = pd.DataFrame({"x": x, "y": y, "threshold": threshold})
    return points.assign(curve=curve, point=range(len(points)))[list(COLUMNS)]
