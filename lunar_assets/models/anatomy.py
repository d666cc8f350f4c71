"""What is inside a fitted estimator of scikit-learn, class by class: its arrays, and what else its file may hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Anatomy:
    """What is inside a fitted estimator.

    Attributes:
        fitted: Attributes, arrays or lists of arrays, that hold everything that was fitted.
        has_weights: Whether these are weights; those of nearest neighbours are the train patients themselves.
        trusted: Types in its file that skops does not trust by itself, and that are therefore named.
    """

    fitted: tuple[str, ...]
    has_weights: bool = True
    trusted: tuple[str, ...] = ()


ANATOMY = {
    "LogisticRegression": Anatomy(("coef_", "intercept_")),
    "LinearSVC": Anatomy(("coef_", "intercept_")),
    "MLPClassifier": Anatomy(
        ("coefs_", "intercepts_"), trusted=("sklearn.neural_network._stochastic_optimizers.AdamOptimizer",)
    ),
    "KNeighborsClassifier": Anatomy(
        ("_fit_X", "_y"),
        has_weights=False,
        trusted=("sklearn.metrics._dist_metrics.EuclideanDistance64", "sklearn.neighbors._kd_tree.KDTree"),
    ),
}
