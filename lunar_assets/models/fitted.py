"""What every fitted model is to the rest of the platform, whatever library it comes from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HISTORY_COLUMNS = ("model", "seed", "epoch", "part", "loss", "task_loss", "gene_penalty", "coral_loss", "auroc")


class FittedModel(Protocol):
    """A model after its fit: it scores patients, says what it was fitted on, and can be stored.

    Attributes:
        name: Name in the registry.
        seed: Seed that it was fitted with.
        threshold: A score of at least this is predicted early; that of the registry.
        hyperparameters: Everything that was set, JSON-serialisable; of an iterative fit of scikit-learn `n_iter` and
            `converged` too.
        best_epoch: Epoch whose weights were kept, from 1; None where there are no epochs.
        n_parameters: Trainable weights that are used; None where the model has no such number.
        history: Table `models.history` of this model; no rows where there are no epochs.
        fitted_on: Sample ids that the fit has seen, by role.
        features: Names of the features that it takes, in its order.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see Attributes above, here and below
    @property
    def seed(self) -> int: ...  # noqa: D102
    @property
    def threshold(self) -> float: ...  # noqa: D102
    @property
    def hyperparameters(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def best_epoch(self) -> int | None: ...  # noqa: D102
    @property
    def n_parameters(self) -> int | None: ...  # noqa: D102
    @property
    def history(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def fitted_on(self) -> Mapping[str, tuple[str, ...]]: ...  # noqa: D102
    @property
    def features(self) -> tuple[str, ...]: ...  # noqa: D102

    def score(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Scores of early recurrence, higher is earlier, (rows) float64.

        Args:
            features: One row a patient with at least the model's features as columns, scaled as in features.matrix.

        Raises:
            InconsistentDataError: A feature is missing.
        """
        ...

    def margin(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """What attributions explain, (rows) float64: the output before it becomes a probability, where there is one.

        The logit of a network, a logistic regression or boosted trees; the decision function of the linear SVC; the
        probability of k nearest neighbours and the perceptron. A monotone function of `score`.

        Raises:
            InconsistentDataError: A feature is missing.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write the model's files into an existing folder, without pickle."""
        ...

    def weight_arrays(self) -> Mapping[str, NDArray[Any]]:
        """Everything that was fitted, as arrays of numbers by name."""
        ...

    def weights_hash(self) -> str:
        """SHA-256 over `weight_arrays`, hexadecimal."""
        ...
