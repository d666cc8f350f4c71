"""Training of the network: one pure function of data, configuration and seed that keeps the best epoch's weights."""

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from lunar_assets import words
from lunar_assets.errors import TrainingError
from lunar_assets.models.config import TrainingConfig
from lunar_assets.models.data import TrainingData
from lunar_assets.models.epochs import COVARIANCE_MINIMUM, Epochs
from lunar_assets.models.inputs import check_both_classes
from lunar_assets.models.network import Lunar
from lunar_assets.models.reproducible import reproducible


@dataclass(frozen=True)
class TrainedNetwork:
    """What training returns.

    Attributes:
        network: With the weights of the best epoch, in evaluation mode.
        best_epoch: Epoch with the lowest validation total, from 1.
        history: One row an epoch and part: epoch, part, and the figures of `Epochs.fit` and `Epochs.validate`.
    """

    network: Lunar
    best_epoch: int
    history: pd.DataFrame


def train(data: TrainingData, config: TrainingConfig, seed: int) -> TrainedNetwork:
    """Train on TCGA train, aligned with GLASS train; the validation total chooses the epoch.

    The same data, configuration and seed give the same weights, bit by bit, on one machine. Another device draws the
    same weights, batches and dropout masks, and differs in the rounding of sums. The study restores the
    best weights only where it stops early; here they always are.

    Raises:
        TrainingError: A part is too small or lacks a class, or a loss is not finite.
    """
    _check_trainable(data, config)
    with reproducible(seed, config.threads):
        epochs = Epochs(data, config)
        history, best_epoch, lowest, best_weights = [], 0, float("inf"), {}
        for epoch in range(1, config.max_epochs + 1):
            fitted, validated = epochs.fit(), epochs.validate()
            history += [{"epoch": epoch, "part": words.TRAIN, **fitted}]
            history += [{"epoch": epoch, "part": words.VALIDATION, **validated}]
            if (loss := _finite(validated["loss"], epoch)) < lowest:
                best_epoch, lowest = epoch, loss
                best_weights = {name: tensor.clone() for name, tensor in epochs.network.state_dict().items()}
            elif epoch - best_epoch >= config.patience:
                break
        epochs.network.load_state_dict(best_weights)
    return TrainedNetwork(epochs.network.cpu().eval(), best_epoch, pd.DataFrame(history))


def _finite(loss: float | None, epoch: int) -> float:
    if loss is None or not isfinite(loss):
        raise TrainingError(
            f"The validation loss of epoch {epoch} is {loss}; expected a finite number. Look for extreme values in "
            "features.matrix, or lower the learning rates."
        )
    return loss


def _check_trainable(data: TrainingData, config: TrainingConfig) -> None:
    small = {role: len(ids) for role, ids in data.fitted_on.items() if len(ids) < COVARIANCE_MINIMUM}
    if small:
        raise TrainingError(
            f"Too few patients to align the cohorts: {small}; expected at least {COVARIANCE_MINIMUM} in every part. "
            "Use a larger cohort or another split."
        )
    if config.batch_size < COVARIANCE_MINIMUM:
        raise TrainingError(f"batch_size is {config.batch_size}; expected at least {COVARIANCE_MINIMUM}.")
    check_both_classes(data.tcga_train.labels)
