"""Attributions are the same in one process and in two, in the order of the models and their methods."""

import pandas as pd

from lunar_assets.explanation.parallel import explain_all
from lunar_assets.models.registry import fit
from lunar_tests.models.synthetic import columns, matrix, training_data

EXPLAINED_BY = {"xgboost": ("tree",), "clinical_only": ("linear",), "logistic_regression": ("linear",)}


def test_one_process_and_two_give_the_same_attributions_in_the_order_of_the_models():
    models = {name: fit(name, training_data(), 42) for name in EXPLAINED_BY}
    one, two = (explain_all(models, EXPLAINED_BY, matrix(), columns(), workers) for workers in (1, 2))
    for of_one, of_two in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(of_one.attributions, of_two.attributions)
        pd.testing.assert_frame_equal(of_one.background, of_two.background)
    assert [tuple(of_one.background[["model", "method"]].iloc[0]) for of_one in one] == [
        ("xgboost", "tree"),
        ("clinical_only", "linear"),
        ("logistic_regression", "linear"),
    ]
