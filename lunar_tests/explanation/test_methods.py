"""Every method gives the attributions of models whose attributions can be worked out by hand."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import nn
from xgboost import XGBClassifier

from lunar_assets.explanation.deep import deep
from lunar_assets.explanation.integrated_gradients import integrated_gradients
from lunar_assets.explanation.linear import linear
from lunar_assets.explanation.permutation import permutation
from lunar_assets.explanation.tree import tree

RNG = np.random.default_rng(3)
N_BACKGROUND = 120  # shap draws 100 of a larger background where it is not told to keep all
EXPLAINED = RNG.normal(size=(4, 3)).astype(np.float32).astype(np.float64)
BACKGROUND = RNG.normal(size=(N_BACKGROUND, 3)).astype(np.float32).astype(np.float64)
WEIGHTS = np.array([2.0, -0.5, 0.0])
OF_NETWORKS = pytest.mark.parametrize("method", [deep, integrated_gradients], ids=lambda method: method.__name__)
Method = Callable[[nn.Module, NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def linear_network() -> nn.Module:
    network = nn.Linear(3, 1)
    network.load_state_dict({"weight": torch.tensor(WEIGHTS[None], dtype=torch.float32), "bias": torch.tensor([7.0])})
    return nn.Sequential(network)


def relu_network() -> nn.Module:
    """ReLU(x0 - 1) + 3 ReLU(x1); x2 has no part in it."""
    network = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Dropout(0.5), nn.Linear(2, 1))
    state = {"0.weight": [[1.0, 0, 0], [0, 1, 0]], "0.bias": [-1.0, 0], "3.weight": [[1.0, 3]], "3.bias": [0.5]}
    network.load_state_dict({name: torch.tensor(values) for name, values in state.items()})
    return network


def relu_by_hand(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each feature contributes, up to a constant."""
    return np.stack([np.maximum(x[:, 0] - 1, 0), 3 * np.maximum(x[:, 1], 0), 0 * x[:, 2]], axis=1)


@OF_NETWORKS
def test_of_a_linear_network_weight_times_distance_from_the_mean(method: Method):
    found = method(linear_network(), EXPLAINED, BACKGROUND)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, WEIGHTS * (EXPLAINED - BACKGROUND.mean(axis=0)), atol=1e-5)


@pytest.mark.parametrize(("method", "tolerance"), [(deep, 1e-5), (integrated_gradients, 0.05)], ids=["deep", "ig"])
def test_of_features_that_act_alone_each_its_own_part(method: Method, tolerance: float):
    found = method(relu_network(), EXPLAINED, BACKGROUND)
    expected = relu_by_hand(EXPLAINED) - relu_by_hand(BACKGROUND).mean(axis=0)
    np.testing.assert_allclose(found, expected, atol=tolerance)
    assert np.all(found[:, 2] == 0)


@OF_NETWORKS
def test_networks_are_left_as_they_were(method: Method):
    network = relu_network().train()
    names, state = list(network.state_dict()), network.state_dict()
    method(network, EXPLAINED, BACKGROUND)
    assert list(network.state_dict()) == names
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in network.parameters())
    assert all(not m._forward_hooks and not m._backward_hooks and m.training for m in network.modules())


@OF_NETWORKS
def test_dropout_has_no_part_and_a_second_call_gives_the_same(method: Method):
    np.testing.assert_array_equal(
        method(relu_network().train(), EXPLAINED, BACKGROUND), method(relu_network().eval(), EXPLAINED, BACKGROUND)
    )


def test_permutations_are_exact_where_features_act_alone_or_in_pairs():
    def margin(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x[:, 0] * x[:, 1] + np.abs(x[:, 2])

    x, b = EXPLAINED, BACKGROUND
    mean = b.mean(axis=0)
    pair = x[:, 0] * x[:, 1]
    first = (pair - mean[0] * x[:, 1] + x[:, 0] * mean[1] - (b[:, 0] * b[:, 1]).mean()) / 2
    second = (pair - x[:, 0] * mean[1] + mean[0] * x[:, 1] - (b[:, 0] * b[:, 1]).mean()) / 2
    third = np.abs(x[:, 2]) - np.abs(b[:, 2]).mean()
    found = permutation(margin, x, b, seed=0)
    np.testing.assert_allclose(found, np.stack([first, second, third], axis=1), atol=1e-12)


def test_permutations_add_up_whatever_the_model_and_differ_by_seed_alone():
    def margin(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sin(x.prod(axis=1) * 3)

    found = [permutation(margin, EXPLAINED, BACKGROUND, seed) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(found[0], found[1])
    assert np.abs(found[0] - found[2]).max() > 1e-3
    for values in found:
        np.testing.assert_allclose(values.sum(axis=1), margin(EXPLAINED) - margin(BACKGROUND).mean(), atol=1e-12)


def test_permutations_ask_the_model_for_few_rows_at_once():
    asked: list[int] = []

    def margin(x: NDArray[np.float64]) -> NDArray[np.float64]:
        asked.append(len(x))
        return x.sum(axis=1)

    wide = RNG.normal(size=(N_BACKGROUND, 40))
    permutation(margin, wide[:1] + 1, wide, seed=0)
    assert max(asked) <= 4096 < sum(asked)


def test_of_a_linear_model_coefficient_times_distance_from_the_mean_of_all_the_background():
    model = LogisticRegression().fit(BACKGROUND, BACKGROUND[:, 0] > 0)
    found = linear(model, EXPLAINED, BACKGROUND)
    np.testing.assert_allclose(found, model.coef_[0] * (EXPLAINED - BACKGROUND.mean(axis=0)), atol=1e-12)
    target = model.decision_function(EXPLAINED) - model.decision_function(BACKGROUND).mean()
    np.testing.assert_allclose(found.sum(axis=1), target, atol=1e-12)


def test_of_trees_with_one_split_the_leaf_minus_the_mean_leaf_of_all_the_background():
    model = XGBClassifier(n_estimators=5, max_depth=1, n_jobs=1).fit(BACKGROUND, BACKGROUND[:, 1] > 0.2)
    found = tree(model, EXPLAINED, BACKGROUND)
    margins = [model.predict(x, output_margin=True) for x in (EXPLAINED, BACKGROUND)]
    np.testing.assert_allclose(found[:, 1], margins[0] - margins[1].mean(), atol=1e-5)
    assert np.all(found[:, [0, 2]] == 0)


def test_trees_of_several_features_add_up():
    labels = BACKGROUND[:, 0] * BACKGROUND[:, 1] + BACKGROUND[:, 2] > 0
    model = XGBClassifier(n_estimators=20, n_jobs=1).fit(BACKGROUND, labels)
    margins = [model.predict(x, output_margin=True) for x in (EXPLAINED, BACKGROUND)]
    found = tree(model, EXPLAINED, BACKGROUND).sum(axis=1)
    np.testing.assert_allclose(found, margins[0] - margins[1].mean(), atol=1e-5)
