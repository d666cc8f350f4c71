"""The network as a function of one tensor is the network of the model, and can be differentiated."""

import numpy as np
import pytest
import torch

from lunar_assets.models.concatenated import ConcatenatedLogit
from lunar_assets.models.lunar import LunarModel, fit
from lunar_tests.models.synthetic import SMALL, matrix, training_data


@pytest.fixture(scope="module")
def model() -> LunarModel:
    return fit(training_data(), seed=42, config=SMALL)


@pytest.fixture(scope="module")
def x(model: LunarModel) -> torch.Tensor:
    return torch.tensor(matrix()[list(model.features)].to_numpy(np.float32))


def test_its_output_is_the_margin_of_the_model(model: LunarModel, x: torch.Tensor):
    logit = ConcatenatedLogit(model)(x)
    assert logit.shape == (len(x), 1)
    np.testing.assert_allclose(logit.detach().numpy()[:, 0], model.margin(matrix()), atol=1e-6)


def test_every_feature_has_a_gradient(model: LunarModel, x: torch.Tensor):
    x = x.clone().requires_grad_()
    ConcatenatedLogit(model)(x).sum().backward()
    assert x.grad is not None
    assert (x.grad.abs().sum(dim=0) > 0).all()


def test_it_is_in_evaluation_mode_and_leaves_the_model_there(model: LunarModel, x: torch.Tensor):
    logit = ConcatenatedLogit(model)
    assert torch.equal(logit(x), logit(x))
    assert not model.network.training
