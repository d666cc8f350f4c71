"""Figures of a model on TCGA validation, by hand."""

from types import SimpleNamespace

import pandas as pd

from lunar_assets.models.on_validation import on_validation

MATRIX = pd.DataFrame(
    [
        ("tcga", "validation", 1, 0.9),
        ("tcga", "validation", 0, 0.5),
        ("tcga", "validation", 0, 0.2),
        ("tcga", "train", 1, 0.0),
        ("tcga", "test", 1, 0.0),
        ("glass", "validation", 1, 0.0),
    ],
    columns=["dataset", "split", "label", "age"],
)
BY_AGE = SimpleNamespace(score=lambda rows: rows["age"].to_numpy())


def test_only_tcga_validation_counts_and_the_threshold_itself_is_early():
    found = on_validation(BY_AGE, MATRIX, 0.5)
    assert found == (3, 1, 2, 3, 2 / 3, 1 - 1 / 3, 1.0)
    assert found.measured == found._asdict()


def test_another_threshold_changes_predictions_and_no_ranking():
    found = on_validation(BY_AGE, MATRIX, 0.6)
    assert (found.n_predicted_early, found.accuracy, found.auroc) == (1, 1.0, 1.0)


def test_one_class_has_no_auroc():
    found = on_validation(BY_AGE, MATRIX.assign(label=0), 0.5)
    assert found.auroc is None and "auroc" not in found.measured and found.majority == 1
