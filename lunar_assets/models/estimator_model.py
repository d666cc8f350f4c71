"""A fitted estimator of scikit-learn: fit, scores, and its file, which skops writes and reads without pickle."""

import platform
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sklearn
import skops
import skops.io
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from lunar_assets import words
from lunar_assets.models import storage
from lunar_assets.models.anatomy import ANATOMY, Anatomy
from lunar_assets.models.baseline import Baseline, TrainingTable, described, from_description, serialisable
from lunar_assets.models.data import TrainingData
from lunar_assets.models.registry import MODELS

KIND, FILE = "scikit_learn_estimator", "estimator.skops"


@dataclass(frozen=True)
class EstimatorModel(Baseline):
    """A fitted estimator; a `FittedModel`. Its score is a probability where the estimator has one.

    Attributes:
        estimator: A classifier that `ANATOMY` has the class of; it takes `inputs(frame)`.
    """

    estimator: Any

    @property
    def n_parameters(self) -> int | None:
        """Coefficients and intercepts, or weights and biases; None for nearest neighbours."""
        return sum(array.size for array in self.weight_arrays().values()) if self._anatomy.has_weights else None

    def score(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Predicted probability of early recurrence, of a linear SVC its decision function; see `FittedModel.score`."""
        return self._probability(features) if self._has_probability else self.margin(features)

    def margin(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Decision function, where there is none the probability; see `FittedModel.margin`."""
        if not hasattr(self.estimator, "decision_function"):
            return self._probability(features)
        with threadpool_limits(limits=1):
            return self.estimator.decision_function(self.inputs(features))

    def weight_arrays(self) -> dict[str, NDArray[Any]]:
        """What `ANATOMY` names; of the perceptron layer by layer."""
        values = {name: getattr(self.estimator, name) for name in self._anatomy.fitted}
        layers = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        return {f"{name}.{i}": array for name, of_name in layers.items() for i, array in enumerate(of_name)}

    def weights_hash(self) -> str:
        """SHA-256 over the fitted arrays: the bytes of the file differ from one writing to the next."""
        return storage.arrays_hash(self.weight_arrays())

    def save(self, folder: Path) -> None:
        """Write estimator.skops and model.json into an existing folder."""
        libraries = {"scikit-learn": sklearn.__version__, "skops": skops.__version__, "numpy": np.__version__}
        description = {
            "kind": KIND,
            "class": type(self.estimator).__name__,
            **described(self),
            "weights_hash": self.weights_hash(),
            "versions": {"python": platform.python_version(), **libraries},
        }
        storage.save(folder, description, FILE, skops.io.dumps(self.estimator))

    @property
    def _has_probability(self) -> bool:
        return hasattr(self.estimator, "predict_proba")

    @property
    def _anatomy(self) -> Anatomy:
        return ANATOMY[type(self.estimator).__name__]

    def _probability(self, features: pd.DataFrame) -> NDArray[np.float64]:
        with threadpool_limits(limits=1):
            return self.estimator.predict_proba(self.inputs(features))[:, words.EARLY]


def fit_estimator(
    estimator: Any,  # noqa: ANN401 - classifiers of scikit-learn have no common type with all that is used here
    data: TrainingData,
    seed: int,
    name: str,
    modalities: tuple[str, ...] = words.MODALITIES,
) -> EstimatorModel:
    """Fit a classifier of scikit-learn on one thread, so that its last bits are the same on any number of them.

    Args:
        estimator: Not fitted yet, with its seed, of a class that `ANATOMY` has.
        data: Patients and features.
        seed: Seed that the estimator has.
        name: Name of the model in the registry.
        modalities: Whose features it takes.

    Returns:
        The model. Its hyperparameters are those of the estimator; where it is fitted in iterations, `n_iter` and
        `converged` say how that ended: they stand in `models.runs`, in place of a warning that a log would bury.

    Raises:
        TrainingError: All patients are of one class.
    """
    table = TrainingTable.of(data, modalities)
    with threadpool_limits(limits=1), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        estimator.fit(table.x, table.labels)
    unfinished = [warning for warning in caught if issubclass(warning.category, ConvergenceWarning)]
    for other in caught:
        if other not in unfinished:
            warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    outcome: dict[str, Any] = {}
    if hasattr(estimator, "n_iter_"):
        outcome = {"n_iter": int(np.max(estimator.n_iter_)), "converged": not unfinished}
    hyperparameters = {**serialisable(estimator.get_params()), **outcome}
    threshold = MODELS[name].threshold
    return EstimatorModel(name, seed, table.features, table.fitted_on, hyperparameters, threshold, estimator)


def load(folder: Path) -> EstimatorModel:
    """Load what `EstimatorModel.save` wrote.

    Raises:
        TrainingError: A file is missing, changed, of another kind of model, or holds a type that is not expected in it.
    """
    description, content = storage.load(folder, KIND, FILE)
    with storage.rebuilding(folder):
        expected = description["class"]
        estimator = skops.io.loads(content, trusted=list(ANATOMY[expected].trusted))
        if type(estimator).__name__ != expected:
            raise TypeError(f"{FILE} holds a {type(estimator).__name__}, described as {expected}")
        return EstimatorModel(**from_description(description), estimator=estimator)
