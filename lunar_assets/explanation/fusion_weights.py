"""How much each modality's token weighs in the pooling of the network, patient by patient."""

from typing import Final, Protocol

import pandas as pd

from lunar_assets import words

TOKEN_OF: Final = {
    "lunar": "other_two",
    "lunar_catt": "other_two",
    "lunar_satt": "own",
    "lunar_natt": "own",
    "lunar_joint": "all",
}
"""What the token named by a modality is a function of in each network, a key of `NOTES`."""

NOTES: Final = {
    "own": "The token is a function of the modality that it is named by alone, and its weight is one of that modality.",
    "other_two": "The token is a function of the two modalities that it is not named by, since attention over one "
    "token does not depend on its query; its weight is not one of the modality that it is named by.",
    "all": "The token holds the modality that it is named by and what it attends to in all three; its weight is not "
    "one of that modality alone.",
}
"""What fusion weights are weights of; belongs wherever they are shown."""


class PoolingModel(Protocol):
    """A fitted model that pools one token a modality."""

    @property
    def name(self) -> str: ...  # noqa: D102 - name in the registry

    def fusion_weights(self, features: pd.DataFrame) -> pd.DataFrame:
        """Weights, one row a row of `features`, columns clinical, expression, mutation."""
        ...


def fusion_weights(model: PoolingModel, matrix: pd.DataFrame) -> pd.DataFrame:
    """Fusion weights of the test patients of both cohorts.

    What they are weights of differs between the networks: see `TOKEN_OF` and `NOTES`.

    Args:
        model: The fitted network.
        matrix: Table `features.matrix`.

    Returns:
        Table `explanation.fusion_weights`: three rows a patient, which add up to 1.
    """
    test = matrix[matrix["split"] == words.TEST].reset_index(drop=True)
    weights = pd.concat([test[["dataset", "sample_id"]], model.fusion_weights(test)], axis=1)
    long = weights.melt(["dataset", "sample_id"], list(words.MODALITIES), "modality", "weight", ignore_index=False)
    long = long.sort_index(kind="stable").reset_index(drop=True)
    return long.assign(model=model.name)[["model", "dataset", "sample_id", "modality", "weight"]]
