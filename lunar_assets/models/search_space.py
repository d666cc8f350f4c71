"""What the search for hyperparameters chooses from, and the training that a choice stands for."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import sha256

from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution, distribution_to_json

from lunar_assets.models.config import TrainingConfig

PUBLISHED = TrainingConfig()
RATE = FloatDistribution(0.0, 0.6, step=0.05)
SPACE: Mapping[str, BaseDistribution] = {
    "hidden": IntDistribution(64, 256, step=32),
    "embedding": IntDistribution(32, 128, step=16),  # even, for two heads; the classifier has it and half of it
    "clinical_dropout_2": RATE,  # of the second block; the first has none, as published
    "clinical_dropout_3": RATE,
    "genomic_dropout_2": RATE,
    "genomic_dropout_3": RATE,
    "classifier_dropout_1": RATE,
    "classifier_dropout_2": RATE,
    "highest_learning_rate": FloatDistribution(1e-4, 2e-3, log=True),  # the lowest keeps the published ratio to it
}
"""Hidden widths, dropout rates and learning rate, which the study chose too (Patricoski-Chavez et al. 2025, Methods).

Its ranges are not published; these lie around the published values, all of which they hold.
"""


def config_of(parameters: Mapping[str, float]) -> TrainingConfig:
    """The published training with these hyperparameters in place of its own.

    Args:
        parameters: A value for every name of `SPACE`.
    """
    network = replace(
        PUBLISHED.network,
        hidden=int(parameters["hidden"]),
        embedding=int(parameters["embedding"]),
        clinical_dropout=(0.0, parameters["clinical_dropout_2"], parameters["clinical_dropout_3"]),
        genomic_dropout=(0.0, parameters["genomic_dropout_2"], parameters["genomic_dropout_3"]),
        classifier_dropout=(parameters["classifier_dropout_1"], parameters["classifier_dropout_2"]),
    )
    highest = parameters["highest_learning_rate"]
    lowest = highest * PUBLISHED.lowest_learning_rate / PUBLISHED.highest_learning_rate
    return replace(PUBLISHED, network=network, lowest_learning_rate=lowest, highest_learning_rate=highest)


def parameters_of(config: TrainingConfig) -> dict[str, float]:
    """The values that a training has for the names of `SPACE`."""
    network = config.network
    return {
        "hidden": network.hidden,
        "embedding": network.embedding,
        "clinical_dropout_2": network.clinical_dropout[1],
        "clinical_dropout_3": network.clinical_dropout[2],
        "genomic_dropout_2": network.genomic_dropout[1],
        "genomic_dropout_3": network.genomic_dropout[2],
        "classifier_dropout_1": network.classifier_dropout[0],
        "classifier_dropout_2": network.classifier_dropout[1],
        "highest_learning_rate": config.highest_learning_rate,
    }


def space_hash() -> str:
    """SHA-256 over the space and over all that it leaves as published: trials of two spaces do not compare."""
    distributions = {name: distribution_to_json(distribution) for name, distribution in SPACE.items()}
    return sha256(json.dumps([distributions, asdict(PUBLISHED)], sort_keys=True).encode()).hexdigest()
