"""Integrated gradients of a network for two patients, all of TCGA train as background."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from captum.attr import IntegratedGradients
from torch import nn

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.training_data import training_data
from lunar_assets import words
from lunar_assets.explanation.integrated_gradients import N_STEPS, integrated_gradients
from lunar_assets.models.network import Lunar, NetworkConfig

EXPLAINED = 2


class Given(NamedTuple):
    """A network of all features side by side, patients to explain and background patients, (patients, features)."""

    network: nn.Module
    explained: np.ndarray
    background: np.ndarray


class _SideBySide(nn.Module):
    """A network as a function of all features in one tensor."""

    def __init__(self, network: Lunar, widths: list[int]) -> None:
        super().__init__()
        self.network, self.widths = network, widths

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(*x.split(self.widths, dim=1))[0].unsqueeze(1)


def given(size: Size, folder: Path) -> Given:  # noqa: ARG001
    """An untrained network: its gradients cost the same."""
    data = training_data(size)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # as the platform does: threads that meet after every small product wait for one another
    widths = [len(data.features[modality]) for modality in words.MODALITIES]
    network = Lunar((widths[0], widths[1], widths[2]), NetworkConfig()).eval()
    background, explained = (
        np.concatenate([patients.inputs[modality] for modality in words.MODALITIES], axis=1).astype(np.float64)
        for patients in (data.tcga_train, data.tcga_validation)
    )
    return Given(_SideBySide(network, widths), explained[:EXPLAINED], background)


def platform(given: Given) -> np.ndarray:
    """Paths from sixteen background patients at once."""
    return integrated_gradients(*given)


def reference(given: Given) -> np.ndarray:
    """Path by path: one patient, one background patient."""
    method = IntegratedGradients(given.network)
    explained, background = (torch.tensor(rows, dtype=torch.float32) for rows in (given.explained, given.background))
    return np.stack(
        [
            np.mean(
                [
                    method.attribute(
                        patient[None], start[None], target=0, n_steps=N_STEPS, method="riemann_middle"
                    ).numpy()[0]
                    for start in background
                ],
                axis=0,
                dtype=np.float64,
            )
            for patient in explained
        ]
    )


def same(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Attributions to 1e-5: single precision."""
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
    assert np.abs(ours).max() > 1e-3


BENCHMARK = Benchmark(
    "integrated gradients of two patients",
    given,
    platform,
    reference,
    same,
    plain="captum, one path at a time",
)
