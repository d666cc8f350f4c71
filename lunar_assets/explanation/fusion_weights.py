"""How much each modality's token weighs in the pooling of the network, patient by patient."""

from typing import Protocol

import pandas as pd

from lunar_assets import words


class PoolingModel(Protocol):
    """A fitted model that pools one token a modality."""

    @property
    def name(self) -> str: ...  # noqa: D102 - name in the registry

    def fusion_weights(self, features: pd.DataFrame) -> pd.DataFrame:
        """Weights, one row a row of `features`, columns clinical, expression, mutation."""
        ...


def fusion_weights(model: PoolingModel, matrix: pd.DataFrame) -> pd.DataFrame:
    """Fusion weights of the test patients of both cohorts.

    In a network with cross-attention they are not weights of the modality that a token is named by: there the token is
    a function of the other two modalities, since attention over one token does not depend on its query.

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
