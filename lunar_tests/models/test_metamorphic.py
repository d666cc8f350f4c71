"""What training must not see is changed: the weights of the network stay, bit by bit. Train is changed: they move."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from lunar_assets.models.data import TrainingData
from lunar_assets.models.training import TrainedNetwork, train
from lunar_tests.models.synthetic import FEATURES, SMALL, columns, matrix

NAMES = [name for names in FEATURES.values() for name in names]


def trained(table: pd.DataFrame) -> TrainedNetwork:
    return train(TrainingData.from_matrix(table, columns()), SMALL, seed=42)


def same_weights(one: TrainedNetwork, other: TrainedNetwork) -> bool:
    others = other.network.state_dict()
    return all(np.array_equal(tensor, others[name]) for name, tensor in one.network.state_dict().items())


def with_other_values(dataset: str, split: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        rows = (table["dataset"] == dataset) & (table["split"] == split)
        values = np.random.default_rng(1).normal(3, 5, (rows.sum(), len(NAMES)))
        table.loc[rows, NAMES] += values
        return table

    return change


def with_other_labels(dataset: str, split: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        rows = (table["dataset"] == dataset) & (table["split"] == split)
        return table.assign(label=table["label"].where(~rows, 1 - table["label"]))

    return change


UNSEEN = {
    "values of TCGA test": with_other_values("tcga", "test"),
    "values of GLASS test": with_other_values("glass", "test"),
    "labels of TCGA test": with_other_labels("tcga", "test"),
    "labels of GLASS train": with_other_labels("glass", "train"),
    "labels of GLASS validation": with_other_labels("glass", "validation"),
    "labels of GLASS test": with_other_labels("glass", "test"),
}
SEEN = {
    "values of TCGA train": with_other_values("tcga", "train"),
    "values of GLASS train": with_other_values("glass", "train"),
    "labels of TCGA train": with_other_labels("tcga", "train"),
}


@pytest.fixture(scope="module")
def before() -> TrainedNetwork:
    return trained(matrix())


def test_what_training_must_not_see_moves_no_bit_of_the_network(before):
    table = matrix()
    for change in UNSEEN.values():
        table = change(table)
    after = trained(table)
    assert same_weights(before, after)
    assert before.history.equals(after.history)
    assert before.best_epoch == after.best_epoch


@pytest.mark.parametrize("what", SEEN)
def test_what_training_sees_moves_the_network(before, what):
    assert not same_weights(before, trained(SEEN[what](matrix())))
