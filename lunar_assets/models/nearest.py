"""The baseline of nearest neighbours (Patricoski-Chavez et al. 2025, Methods)."""

from sklearn.neighbors import KNeighborsClassifier

from lunar_assets.models.data import TrainingData
from lunar_assets.models.estimator_model import EstimatorModel, fit_estimator, load

__all__ = ["fit", "load"]


def fit(data: TrainingData, seed: int, name: str = "knn") -> EstimatorModel:
    """Fit k nearest neighbours with library defaults; nothing in it is random.

    Raises:
        TrainingError: All patients are of one class.
    """
    return fit_estimator(KNeighborsClassifier(n_jobs=1), data, seed, name)
