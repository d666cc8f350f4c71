"""The linear baselines, each by its name (Patricoski-Chavez et al. 2025, Methods), and the clinical one of our own."""

from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from lunar_assets import words
from lunar_assets.models.data import TrainingData
from lunar_assets.models.estimator_model import EstimatorModel, fit_estimator, load

__all__ = ["ESTIMATORS", "fit", "load"]

NO_SHRINKAGE = 1e6
"""Eight features of 133 patients need none: the plain logistic regression that a clinician would fit."""

ESTIMATORS = {
    "logistic_regression": (LogisticRegression, {"max_iter": 1000}, words.MODALITIES),
    "linear_svc": (LinearSVC, {"penalty": "l1", "dual": False, "max_iter": 1000}, words.MODALITIES),
    "clinical_only": (LogisticRegression, {"C": NO_SHRINKAGE, "max_iter": 1000}, ("clinical",)),
}


def fit(data: TrainingData, seed: int, name: str) -> EstimatorModel:
    """Fit the linear model of that name, a key of `ESTIMATORS`, with library defaults for all that is not there.

    Raises:
        TrainingError: All patients are of one class.
    """
    estimator, parameters, modalities = ESTIMATORS[name]
    return fit_estimator(estimator(**parameters, random_state=seed), data, seed, name, modalities)
