"""DeLong's test of whether two scores rank the same patients equally well."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm, rankdata

from lunar_assets.evaluation.intervals import LEVEL

FEWEST_OF_A_CLASS = 2  # with one patient of a class the variance over its patients is not defined
Floats = NDArray[np.float64]


class Wins(NamedTuple):
    """Pairs of an early and a late patient in which the early one scores higher, ties a half, by patient.

    Attributes:
        early: Pairs won by each early patient, 0 to the number of late ones, (early).
        late: Pairs lost by each late patient, 0 to the number of early ones, (late).
    """

    early: Floats
    late: Floats


class DelongTest(NamedTuple):
    """AUROC of one score minus that of another, its 95 % normal interval and two-sided p-value."""

    difference: float
    ci_low: float
    ci_high: float
    p_value: float


def delong_test(labels: ArrayLike, scores: ArrayLike, reference: ArrayLike) -> DelongTest | None:
    """Test the difference of two correlated AUROCs.

    DeLong, DeLong and Clarke-Pearson 1988. The variance is that of the patients' differences in wins, which is the
    contrast of DeLong's covariance matrix, and exactly 0 where both scores rank alike: then the interval is 0 to 0 and
    p is 1.

    Args:
        labels: 1 early recurrence, 0 late, (n) integers.
        scores: Higher is earlier, (n) floats.
        reference: Scores of the same patients in the same order, (n) floats.

    Returns:
        The test, or None where it is not defined: with fewer than two patients of a class (none leaves AUROC itself
        undefined, one its variance), and where AUROCs differ and their variance is estimated as 0, as between a perfect
        ranking and one score for all: a p-value of 0 out of a few patients would claim certainty.
    """
    y = np.asarray(labels, np.int64)
    n_early, n_late = int(np.sum(y == 1)), int(np.sum(y == 0))
    if min(n_early, n_late) < FEWEST_OF_A_CLASS:
        return None
    ours, theirs = wins(y, np.asarray(scores, np.float64)), wins(y, np.asarray(reference, np.float64))
    # halves are exact in floating point: dividing last keeps a variance of 0 at 0
    early, late = ours.early - theirs.early, ours.late - theirs.late
    difference = float(early.sum()) / (n_early * n_late)
    variance = early.var(ddof=1) / (n_early * n_late**2) + late.var(ddof=1) / (n_late * n_early**2)
    if variance == 0:
        return DelongTest(0.0, 0.0, 0.0, 1.0) if difference == 0 else None
    deviation = float(np.sqrt(variance))
    margin = float(norm.isf((1 - LEVEL) / 2)) * deviation
    p_value = float(2 * norm.sf(abs(difference) / deviation))
    return DelongTest(difference, difference - margin, difference + margin, p_value)


def wins(labels: NDArray[np.int64], scores: Floats) -> Wins:
    """Wins of every patient by midranks, in O(n log n) (Sun and Xu 2014).

    The rank of an early patient among all, less that among the early, is the number of late ones that score lower.
    """
    early, late = labels == 1, labels == 0
    ranks = rankdata(scores)
    lower_late = ranks[early] - rankdata(scores[early])
    lower_early = ranks[late] - rankdata(scores[late])
    return Wins(lower_late, early.sum() - lower_early)
