"""Shapley values of any model by permutations of its features: slow, and the reference for the other methods."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lunar_assets.explanation.uncompiled import Independent, shap

ROWS_AT_ONCE = 4096
"""Rows that the model is asked for in one call: of all that a patient takes, memory and time grow."""


def permutation(
    margin: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    explained: NDArray[np.float64],
    background: NDArray[np.float64],
    seed: int,
) -> NDArray[np.float64]:
    """Shapley values from one random order of the features a patient, there and back (shap.PermutationExplainer).

    The sum is exact whatever the model, and so is every value where features act alone or in pairs. The cost is about
    2 * features * background patients evaluations of the model for each patient explained.

    Args:
        margin: From (n, features) to (n).
        explained: (patients, features).
        background: (background patients, features), all of which are used.
        seed: Of the orders.

    Returns:
        (patients, features) float64, in units of the margin.
    """

    def in_parts(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([margin(rows[i : i + ROWS_AT_ONCE]) for i in range(0, len(rows), ROWS_AT_ONCE)])

    masker = Independent(background, max_samples=len(background))  # it would draw 100 of them
    explainer = shap.PermutationExplainer(in_parts, masker, seed=seed)
    one_order = 2 * explained.shape[1] + 1
    explanation: Any = explainer(explained, max_evals=one_order, silent=True)
    return explanation.values
