"""The published weights load, and give the logits, fusion weights and CORAL terms of the study's own code."""

import io
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from lunar_assets.models.config import NETWORKS
from lunar_assets.models.losses import coral
from lunar_assets.models.lunar import n_parameters
from lunar_assets.models.network import Lunar
from lunar_tests.models.published import published

CHECKPOINTS = {"lunar": "may7_lunar", "lunar_catt": "may7_lunar_cross", "lunar_satt": "may7_lunar_self",
               "lunar_natt": "may7_lunar_none"}  # fmt: skip


@pytest.mark.mirror
@pytest.mark.parametrize("name", CHECKPOINTS)
def test_published_weights_give_the_outputs_of_the_study(mirror: Path, name: str):
    reference = np.load(published("reference_forward.npz"))
    archive = mirror / "lunar" / "models.zip"
    if not archive.exists():
        pytest.skip("the mirror has no lunar/models.zip")
    with ZipFile(archive) as files:
        file = io.BytesIO(files.read(f"models/{CHECKPOINTS[name]}.pth"))
    weights = torch.load(file, weights_only=True, map_location="cpu")
    network = Lunar((8, 121, 110), NETWORKS[name]).eval()
    network.load_state_dict(weights, strict=True)

    assert n_parameters(network, with_unused=True) == sum(tensor.numel() for tensor in weights.values())
    clinical, expression, mutation = (torch.tensor(reference[f"x_{m}"]) for m in ("clinical", "expression", "mutation"))
    with torch.no_grad():
        logits, fusion = network(clinical, expression, mutation)
        alignment = [coral(x[:2], x[2:]) for x in network.genomic_embeddings(expression, mutation)]
    np.testing.assert_allclose(logits, reference[f"{name}_logit"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(fusion, reference[f"{name}_fusion"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(alignment, reference[f"{name}_coral"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(alignment, reference[f"{name}_coral"], rtol=1e-3)  # the terms are of the order of 1e-5
