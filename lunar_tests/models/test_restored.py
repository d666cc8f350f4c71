"""The validation figures of a network, taken again, are those of its history."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets.models.restored import FIGURES, differing, lowest_epoch, validation_figures
from lunar_tests.models.stored import fitted
from lunar_tests.models.synthetic import matrix


def history(*validation: float) -> pd.DataFrame:
    """A history with these validation losses, and lower ones in training."""
    rows = [
        (e, part, loss - (part == "train")) for e, loss in enumerate(validation, 1) for part in ("train", "validation")
    ]
    return pd.DataFrame(rows, columns=["epoch", "part", "loss"])


@pytest.mark.parametrize(("losses", "epoch"), [((3.0, 1.0, 2.0), 2), ((2.0, 1.0, 1.0), 2), ((1.0,), 1), ((), None)])
def test_the_first_of_the_lowest_epochs_counts_whatever_the_order_of_rows(losses, epoch):
    assert lowest_epoch(history(*losses)) == epoch
    assert lowest_epoch(history(*losses)[::-1]) == epoch


@pytest.mark.parametrize("name", ["lunar", "lunar_joint"])
def test_figures_taken_again_are_those_of_the_epoch_that_was_kept_and_of_no_other(name):
    model = fitted(name)
    found = validation_figures(model, matrix())
    assert differing(model.history, model.best_epoch, found) == {}
    others = set(model.history["epoch"]) - {model.best_epoch}
    assert others and all("loss" in differing(model.history, epoch, found) for epoch in others)


def test_labels_of_glass_and_all_of_test_have_no_part_and_validation_has():
    model, table = fitted("lunar"), matrix()
    expected = validation_figures(model, table)
    table.loc[table["dataset"] == "glass", "label"] = 1 - table["label"]
    table.loc[table["split"] == "test", list(model.features)] = 99.0
    assert validation_figures(model, table) == expected
    table.loc[(table["dataset"] == "glass") & (table["split"] == "validation"), list(model.features)] += 1
    assert validation_figures(model, table)["coral_loss"] != expected["coral_loss"]


def test_one_class_has_no_auroc():
    found = validation_figures(
        fitted("lunar"), matrix().assign(label=matrix()["label"].where(matrix()["split"] == "train", 0))
    )
    assert found["auroc"] is None and np.isfinite(found["loss"])


def test_a_figure_that_is_missing_on_one_side_differs_and_on_both_it_does_not():
    recorded = pd.DataFrame([{"epoch": 1, "part": "validation", **dict.fromkeys(FIGURES, 1.0), "auroc": None}])
    found = dict.fromkeys(FIGURES, 1.0)
    assert differing(recorded, 1, found | {"auroc": None}) == {}
    assert differing(recorded, 1, found) == {"auroc": np.inf}
    assert differing(recorded, 1, found | {"auroc": None, "loss": 1.1}) == {"loss": pytest.approx(0.1)}
    assert set(differing(recorded, 2, found)) == set(FIGURES)
