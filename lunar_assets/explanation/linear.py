"""Exact Shapley values of a linear model."""

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin

from lunar_assets.explanation.uncompiled import Independent, shap


def linear(
    estimator: ClassifierMixin, explained: NDArray[np.float64], background: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficient times distance from the mean of the background, feature by feature (shap.LinearExplainer).

    Args:
        estimator: A fitted binary linear classifier of scikit-learn, with `coef_` and `intercept_`.
        explained: (patients, features).
        background: (background patients, features), all of which are used.

    Returns:
        (patients, features) float64, in units of the decision function.
    """
    masker = Independent(background, max_samples=len(background))  # it would draw 100 of them
    return np.asarray(shap.LinearExplainer(estimator, masker).shap_values(explained), np.float64)
