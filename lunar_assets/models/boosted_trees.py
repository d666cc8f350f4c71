"""The baseline of gradient-boosted trees (Patricoski-Chavez et al. 2025, Methods), in the JSON of XGBoost."""

import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray
from xgboost import XGBClassifier

from lunar_assets import words
from lunar_assets.models import storage
from lunar_assets.models.baseline import Baseline, TrainingTable, described, from_description, serialisable
from lunar_assets.models.data import TrainingData
from lunar_assets.models.registry import MODELS

KIND, FILE = "xgboost_trees", "trees.json"
OF_A_NODE = ("left_children", "right_children", "split_indices", "split_conditions", "default_left", "base_weights")
"""What a node of a tree does, in the words of XGBoost's format; the split condition of a leaf is what it adds."""


@dataclass(frozen=True)
class BoostedTrees(Baseline):
    """Fitted trees; a `FittedModel`.

    Attributes:
        classifier: The fitted classifier; it takes `inputs(frame)`.
        n_parameters: None: trees have no fixed number of weights.
    """

    classifier: XGBClassifier
    n_parameters: None = None

    def score(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Predicted probability of early recurrence; see `FittedModel.score`."""
        return self.classifier.predict_proba(self.inputs(features))[:, words.EARLY].astype(np.float64)

    def margin(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Sum of the trees, the log-odds of early recurrence; see `FittedModel.margin`."""
        return self.classifier.predict(self.inputs(features), output_margin=True).astype(np.float64)

    def weight_arrays(self) -> dict[str, NDArray[Any]]:
        """Nodes of every tree, splits and leaves, and the share of early patients that the trees start from."""
        learner = json.loads(self.classifier.get_booster().save_raw(raw_format="json"))["learner"]
        trees = learner["gradient_booster"]["model"]["trees"]
        nodes = {f"trees.{i}.{part}": np.array(tree[part]) for i, tree in enumerate(trees) for part in OF_A_NODE}
        return {**nodes, "base_score": np.array(json.loads(learner["learner_model_param"]["base_score"]))}

    def weights_hash(self) -> str:
        """SHA-256 over all trees, and what they start from."""
        return storage.arrays_hash(self.weight_arrays())

    def save(self, folder: Path) -> None:
        """Write trees.json and model.json into an existing folder."""
        versions = {"python": platform.python_version(), "xgboost": xgboost.__version__, "numpy": np.__version__}
        description = {"kind": KIND, **described(self), "weights_hash": self.weights_hash(), "versions": versions}
        trees = self.classifier.get_booster().save_raw(raw_format="json")
        storage.save(folder, description, FILE, bytes(trees))


def fit(data: TrainingData, seed: int, name: str = "xgboost") -> BoostedTrees:
    """Fit boosted trees with library defaults, on one thread.

    Raises:
        TrainingError: All patients are of one class.
    """
    table, classifier = TrainingTable.of(data), _classifier(seed)
    classifier.fit(table.x, table.labels)
    hyperparameters = serialisable(classifier.get_params())
    threshold = MODELS[name].threshold
    return BoostedTrees(name, seed, table.features, table.fitted_on, hyperparameters, threshold, classifier)


def load(folder: Path) -> BoostedTrees:
    """Load what `BoostedTrees.save` wrote.

    Raises:
        TrainingError: A file is missing, changed, or of another kind of model.
    """
    description, content = storage.load(folder, KIND, FILE)
    with storage.rebuilding(folder):
        classifier = _classifier(description["seed"])
        classifier.load_model(bytearray(content))
        return BoostedTrees(**from_description(description), classifier=classifier)


def _classifier(seed: int) -> XGBClassifier:
    return XGBClassifier(random_state=seed, n_jobs=1)
