"""The gap between the sum of attributions and what it must be is measured, and is there where a method has no rule."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

from lunar_assets.explanation.additivity import additivity, relative_error
from lunar_assets.explanation.attributions import explain
from lunar_assets.models.config import NETWORKS, TrainingConfig
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.lunar import fit as fit_network
from lunar_assets.models.registry import MODELS, fit
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import SIZES, columns, matrix, training_data

MATRIX = matrix()
EXACT = ("permutation", "linear", "tree")


@pytest.fixture(scope="module")
def fitted() -> Callable[[str], FittedModel]:
    """Models by name, each fitted once; networks of their full width, since LayerNorm over few units is rough."""

    @cache
    def by_name(name: str) -> FittedModel:
        if name in NETWORKS:
            return fit_network(training_data(), 42, name, TrainingConfig(NETWORKS[name], max_epochs=3))
        return fit(name, training_data(), seed=42)

    return by_name


def gaps(model: FittedModel) -> pd.DataFrame:
    """Table explanation.additivity of a model by all its methods."""
    tables = [explain(model, method, MATRIX, columns()).attributions for method in MODELS[model.name].explained_by]
    return additivity(pd.concat(tables, ignore_index=True), model, MATRIX)


def test_the_gap_is_relative_to_what_the_sum_must_be():
    margins = np.array([3.0, 0.0])  # the sums must be 2 and -1
    assert relative_error(np.array([2.0, -1.0]), margins, 1.0) == 0
    assert relative_error(np.array([1.5, -2.0]), margins, 1.0) == pytest.approx((0.5 + 1) / (2 + 1))
    assert relative_error(np.array([0.0, 0.0]), margins, 1.0) == 1


def test_gaps_of_opposite_sign_do_not_cancel():
    assert relative_error(np.array([3.0, -2.0]), np.array([3.0, 0.0]), 1.0) == pytest.approx(2 / 3)


@pytest.mark.parametrize("margin", [0.0, 0.1, -300.0])
def test_a_model_that_gives_all_one_margin_adds_up_to_nothing(margin: float):
    margins = np.full(3, margin)
    assert relative_error(np.zeros(3), margins, np.mean([margin] * 7)) < 1e-6
    assert relative_error(np.full(3, 0.1), margins, margin) > 1


@pytest.mark.parametrize("name", [name for name in MODELS if set(MODELS[name].explained_by) <= set(EXACT)])
def test_exact_methods_add_up(fitted: Callable[[str], FittedModel], name: str):
    assert gaps(fitted(name))["relative_error"].max() < 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_of_a_network_deep_misses_the_sum_and_the_others_do_not(fitted: Callable[[str], FittedModel], name: str):
    table = gaps(fitted(name))
    conform(table, TABLES["explanation.additivity"])
    errors = table.set_index("method")["relative_error"]
    within = {"integrated_gradients": (0, 0.02), "deep": (0.1, np.inf), "permutation": (0, 1e-4)}
    assert tuple(errors.index) == MODELS[name].explained_by
    assert all(within[method][0] <= error <= within[method][1] for method, error in errors.items())


def test_there_is_a_row_a_method_with_the_patients_that_it_explains(fitted: Callable[[str], FittedModel]):
    table = gaps(fitted("lunar"))
    assert table["method"].tolist() == ["integrated_gradients", "deep", "permutation"]
    assert table["n"].tolist() == [SIZES["tcga", "test"], SIZES["tcga", "test"], 2]
    assert set(table["model"]) == {"lunar"}
    assert set(table["dataset"]) == {"tcga"}


def test_margins_are_those_of_the_patients_explained_whatever_the_order_of_rows(fitted: Callable[[str], FittedModel]):
    model = fitted("clinical_only")
    table = explain(model, "linear", MATRIX, columns()).attributions
    shuffled = additivity(table.sample(frac=1, random_state=1), model, MATRIX.sample(frac=1, random_state=2))
    assert shuffled["relative_error"].item() < 1e-9


def test_a_wrong_attribution_shows(fitted: Callable[[str], FittedModel]):
    model = fitted("clinical_only")
    table = explain(model, "linear", MATRIX, columns()).attributions
    table.loc[0, "attribution"] += 1
    assert additivity(table, model, MATRIX)["relative_error"].item() > 0.01
