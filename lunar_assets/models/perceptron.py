"""The baseline of a multilayer perceptron (Patricoski-Chavez et al. 2025, Methods)."""

from sklearn.neural_network import MLPClassifier

from lunar_assets.models.data import TrainingData
from lunar_assets.models.estimator_model import EstimatorModel, fit_estimator, load

__all__ = ["fit", "load"]


def fit(data: TrainingData, seed: int, name: str = "mlp") -> EstimatorModel:
    """Fit a perceptron of three hidden layers, with library defaults for all else.

    Raises:
        TrainingError: All patients are of one class.
    """
    return fit_estimator(MLPClassifier(hidden_layer_sizes=(256, 128, 64), random_state=seed), data, seed, name)
