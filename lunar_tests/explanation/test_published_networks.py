"""Attributions of the published networks: integrated gradients add up, DeepExplainer does not."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lunar_assets import words
from lunar_assets.explanation.additivity import relative_error
from lunar_assets.explanation.deep import deep
from lunar_assets.explanation.integrated_gradients import integrated_gradients
from lunar_assets.models.config import NETWORKS
from lunar_assets.models.network import Lunar
from lunar_tests.explanation.test_methods import Method
from lunar_tests.models.published import published
from lunar_tests.models.test_published_network import CHECKPOINTS

SIZES = [8, 121, 110]


class Logit(nn.Module):
    """The published network as a function of all features side by side."""

    def __init__(self, name: str) -> None:
        super().__init__()
        file = published(f"weights/{CHECKPOINTS[name]}.pth")
        self.network = Lunar((8, 121, 110), NETWORKS[name])
        self.network.load_state_dict(torch.load(file, weights_only=True, map_location="cpu"))

    def forward(self, x: Tensor) -> Tensor:
        return self.network(*x.split(SIZES, dim=1))[0].unsqueeze(1)


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_integrated_gradients_of_the_published_networks_add_up_and_deep_does_not(
    name: str, record_property: Callable[[str, object], None]
):
    reference = np.load(published("reference_forward.npz"))
    explained = np.hstack([reference[f"x_{modality}"] for modality in words.MODALITIES])
    rng = np.random.default_rng(0)  # the reference inputs are random too, of these distributions
    background = np.hstack([rng.normal(size=(100, 129)), rng.random((100, 110))])
    network = Logit(name).eval()
    with torch.no_grad():
        baseline = network(torch.tensor(background, dtype=torch.float32)).double().mean().item()

    def error(method: Method) -> float:
        sums = method(network, explained, background).sum(axis=1)
        return relative_error(sums, reference[f"{name}_logit"].astype(np.float64), baseline)

    record_property("relative_error_of_deep", error(deep))
    assert error(integrated_gradients) < 0.01
    assert error(deep) > 0.1
