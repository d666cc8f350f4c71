"""Stability selection: the univariate F test of scikit-learn over many bootstraps, as a few matrix products."""

import warnings

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution
from sklearn.feature_selection import f_classif
from sklearn.utils import resample

from lunar_assets.errors import SplitError
from lunar_assets.features.feature_filter import FeatureFilter, dropped
from lunar_assets.features.names import of_modality


class StabilityFilter(FeatureFilter):
    """Keeps expression features that an F test selects in at least `min_frequency` of the bootstraps.

    Bootstrap i is `sklearn.utils.resample(stratify=labels, random_state=seed + i)`, the test
    `SelectFpr(f_classif, alpha)`; what every bootstrap selects is equal to scikit-learn's.
    Source: Patricoski-Chavez et al. 2025, Methods.

    Attributes:
        selected_: Boolean frame of bootstraps x expression features.
        frequency_: Share of bootstraps that selected each.
    """

    selected_: pd.DataFrame
    frequency_: pd.Series

    def __init__(
        self, seed: int = 42, n_bootstraps: int = 100, alpha: float = 0.05, min_frequency: float = 0.80
    ) -> None:
        """Test at level `alpha` in `n_bootstraps` bootstraps of seeds `seed`, `seed + 1`, ..."""
        self.seed = seed
        self.n_bootstraps = n_bootstraps
        self.alpha = alpha
        self.min_frequency = min_frequency

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        if labels is None or labels.nunique() < 2:
            raise SplitError("stability selection got labels of fewer than two classes; expected early and late ones.")
        expression = of_modality(frame, "expression")
        classes = labels.loc[frame.index].to_numpy()
        drawn = bootstraps(classes, self.seed, self.n_bootstraps)
        selected = select_fpr(expression.to_numpy(dtype=np.float64), classes, drawn, self.alpha)
        self.selected_ = pd.DataFrame(selected, columns=expression.columns)
        self.frequency_ = self.selected_.mean()
        unstable = self.frequency_[self.frequency_ < self.min_frequency]
        counts = (unstable * self.n_bootstraps).round().astype(int)
        reason = [f"selected in {n} of {self.n_bootstraps} bootstraps, below {self.min_frequency:.0%}" for n in counts]
        return dropped(unstable, "stability", reason)


def bootstraps(classes: np.ndarray, seed: int, n: int) -> np.ndarray:
    """Row positions of n stratified bootstraps, seeds seed, seed + 1, ...: n x samples, integer."""
    rows = np.arange(len(classes))
    return np.array([resample(rows, stratify=classes, random_state=seed + i) for i in range(n)])


def select_fpr(values: np.ndarray, classes: np.ndarray, drawn: np.ndarray, alpha: float) -> np.ndarray:
    """What `SelectFpr(f_classif, alpha=alpha)` selects in every bootstrap, without fitting it.

    Sums of squares between and within classes are products of a matrix of bootstrap counts with the values. A
    decision is left to `f_classif` itself where rounding, ours or its own, could turn it: close to the critical value,
    and in (nearly) constant columns.

    Args:
        values: float64, samples x features, no missing values.
        classes: Class of every sample; every bootstrap must draw from at least two.
        drawn: Row positions, bootstraps x drawn samples.
        alpha: Level of the test.

    Returns:
        Boolean, bootstraps x features.
    """
    counts = np.stack([np.bincount(rows, minlength=len(values)) for rows in drawn]).astype(np.float64)
    n, n_classes = drawn.shape[1], len(np.unique(classes))
    centre = values.mean(axis=0)  # large means would cancel away the digits of the variance
    centred = values - centre
    squares = counts @ centred**2
    total = (counts @ centred) ** 2 / n
    between = -total
    for kind in np.unique(classes):
        of_class = counts * (classes == kind)
        between += (of_class @ centred) ** 2 / of_class.sum(axis=1, keepdims=True)
    within = squares - total - between
    critical = f_distribution.isf(alpha, n_classes - 1, n - n_classes) * (n_classes - 1) / (n - n_classes)
    selected = between > critical * within
    # f_classif sums squares of uncentred values: each of its sums of n errs by up to n * eps of their size
    size = 2 * (squares + n * centre**2)
    margin = (1 + critical) * 4 * (n + 4) * np.finfo(np.float64).eps * size + 1e-9 * (between + critical * within)
    unsure = ~(np.abs(between - critical * within) > margin)
    for i in np.flatnonzero(unsure.any(axis=1)):
        columns = np.flatnonzero(unsure[i])
        selected[i, columns] = _f_classif_selects(values[drawn[i]][:, columns], classes[drawn[i]], alpha)
    return selected


def _f_classif_selects(values: np.ndarray, classes: np.ndarray, alpha: float) -> np.ndarray:
    # numpy sums a lone column in another order than one of many: a second one makes every bit that of the whole frame
    paired = np.column_stack([values, values[:, 0]])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # constant columns: p is nan, and nan is not below alpha
        return (f_classif(paired, classes)[1] < alpha)[:-1]
