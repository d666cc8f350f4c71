"""95 % intervals of metrics: stratified bootstrap for ranking metrics, exact binomial for proportions."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

N_DRAWS = 2000
LEVEL = 0.95
Interval = tuple[float, float]
Floats = NDArray[np.float64]


def exact_intervals(tp: int, tn: int, fp: int, fn: int) -> dict[str, Interval]:
    """Clopper-Pearson intervals of accuracy, precision, recall and specificity; none of a proportion of nobody."""
    proportions = {
        "accuracy": (tp + tn, tp + tn + fp + fn),
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "specificity": (tn, tn + fp),
    }
    found = {name: binomtest(k, n).proportion_ci(LEVEL, "exact") for name, (k, n) in proportions.items() if n}
    return {name: (float(interval.low), float(interval.high)) for name, interval in found.items()}


def bootstrap_intervals(
    labels: NDArray[np.int64], scores: Floats, predicted: NDArray[np.int64], seed: int
) -> dict[str, Interval]:
    """Percentile intervals of AUROC, AUPRC, F1 and balanced accuracy over 2,000 stratified bootstraps.

    Args:
        labels: 1 early, 0 late, (n).
        scores: Higher is earlier, (n).
        predicted: Predicted labels, (n).
        seed: Of the draws; models evaluated on the same patients with one seed share their draws.

    Returns:
        An interval a metric; none at all where the labels are of one class.
    """
    if len(np.unique(labels)) < 2:
        return {}
    weights = draws(labels, seed)
    samples = {
        "auroc": auroc(labels, scores, weights),
        "auprc": auprc(labels, scores, weights),
        **_threshold_metrics(labels, predicted, weights),
    }
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    quantiles = {name: np.quantile(values, tails) for name, values in samples.items()}
    return {name: (float(low), float(high)) for name, (low, high) in quantiles.items()}


def draws(labels: NDArray[np.int64], seed: int, n_draws: int = N_DRAWS) -> Floats:
    """How often each patient is in each draw, (draws, n); patients are drawn with replacement within their class."""
    rng = np.random.default_rng(seed)
    weights = np.zeros((n_draws, len(labels)))
    for label in (1, 0):
        members = labels == label
        weights[:, members] = rng.multinomial(members.sum(), np.full(members.sum(), 1 / members.sum()), n_draws)
    return weights


def auroc(labels: NDArray[np.int64], scores: Floats, weights: Floats) -> Floats:
    """AUROC of every draw, (draws): the weighted share of pairs in which early scores above late, ties a half."""
    early, late = labels == 1, labels == 0
    wins = np.heaviside(np.subtract.outer(scores[early], scores[late]), 0.5)  # (early, late)
    won = np.einsum("de,el,dl->d", weights[:, early], wins, weights[:, late], optimize=True)
    return won / (early.sum() * late.sum())


def auprc(labels: NDArray[np.int64], scores: Floats, weights: Floats) -> Floats:
    """Area under the precision-recall curve of every draw by trapezoids, (draws), as scikit-learn draws the curve.

    A threshold at which a draw has no patient repeats the point before it and adds no area; before the first patient
    the curve stands at recall 0 and precision 1.
    """
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.append(np.diff(scores[order]) != 0, True)
    positives = (weights * labels)[:, order].cumsum(axis=1)[:, last_of_tie]  # (draws, thresholds)
    predicted = weights[:, order].cumsum(axis=1)[:, last_of_tie]
    precision = np.divide(positives, predicted, out=np.ones_like(predicted), where=predicted > 0)
    recall = positives / np.sum(labels == 1)
    start = np.zeros((len(weights), 1))
    return np.asarray(np.trapezoid(np.hstack([start + 1, precision]), np.hstack([start, recall]), axis=1))


def _threshold_metrics(labels: NDArray[np.int64], predicted: NDArray[np.int64], weights: Floats) -> dict[str, Floats]:
    tp, tn = weights @ (labels * predicted), weights @ ((1 - labels) * (1 - predicted))  # (draws)
    n_early, n_late = np.sum(labels == 1), np.sum(labels == 0)  # the same in every draw
    wrong = n_early - tp + n_late - tn
    return {"f1": 2 * tp / (2 * tp + wrong), "balanced_accuracy": (tp / n_early + tn / n_late) / 2}
