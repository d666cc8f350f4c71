"""DeepLIFT attributions of a network by shap's DeepExplainer, the method of the study."""

import warnings
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lunar_assets.explanation.uncompiled import shap
from lunar_assets.models.reproducible import reproducible


def deep(network: nn.Module, explained: NDArray[np.float64], background: NDArray[np.float64]) -> NDArray[np.float64]:
    """Attributions by DeepLIFT rules averaged over the background (Lundberg and Lee 2017, shap.DeepExplainer).

    The rules know linear layers and ReLU. Of LayerNorm, gates, attention and softmax the explainer has none: it takes
    their gradient, so that the sum of the attributions misses the output. Its own check would only stop there and is
    off; the gap of every model is in `explanation.additivity` and in a check of that table.

    Args:
        network: From (n, features) float32 to (n, 1). It is copied: the explainer leaves its notes in the modules,
            where they would become weights of the model.
        explained: (patients, features).
        background: (background patients, features).

    Returns:
        (patients, features) float64, in units of the network's output.
    """
    with reproducible(seed=0, threads=1), warnings.catch_warnings():  # nothing here is random; see `reproducible`
        warnings.filterwarnings("ignore", "unrecognized nn.Module")  # the modules without a rule, as said above
        explainer = shap.DeepExplainer(deepcopy(network).eval(), torch.tensor(background, dtype=torch.float32))
        values = explainer.shap_values(torch.tensor(explained, dtype=torch.float32), check_additivity=False)
    return np.asarray(values, np.float64)[..., 0]
