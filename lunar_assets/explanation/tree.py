"""Exact Shapley values of boosted trees."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from xgboost import XGBClassifier

from lunar_assets.explanation.uncompiled import Independent, shap


def tree(
    classifier: XGBClassifier, explained: NDArray[np.float64], background: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Interventional Shapley values of the sum of the trees (Lundberg et al. 2020, shap.TreeExplainer).

    Args:
        classifier: A fitted binary classifier.
        explained: (patients, features).
        background: (background patients, features), all of which are used.

    Returns:
        (patients, features) float64, in log-odds.
    """
    masker: Any = Independent(background, max_samples=len(background))  # it would draw 100 of them
    explainer = shap.TreeExplainer(classifier, masker, model_output="raw", feature_perturbation="interventional")
    return np.asarray(explainer.shap_values(explained), np.float64)
