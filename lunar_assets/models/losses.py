"""The terms of LUNAR's loss: class-weighted cross-entropy, penalty on the gene gates, alignment of the cohorts."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


@dataclass(frozen=True)
class Losses:
    """The terms as they enter the total, each a scalar tensor, weights included."""

    task: Tensor
    gene_penalty: Tensor
    coral: Tensor

    @property
    def total(self) -> Tensor:
        """What training minimises and early stopping watches."""
        return self.task + self.gene_penalty + self.coral


def class_weights(labels: Tensor) -> Tensor:
    """One over the size of each class, (2) float32: the weight of a late and of an early patient.

    Args:
        labels: 0 late, 1 early, of the TCGA train part, (n); both classes present.
    """
    return 1.0 / torch.bincount(labels.long(), minlength=2)


def task_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Binary cross-entropy, each patient weighted by class, averaged without dividing by the sum of weights.

    With weights of one over the class size the term is about 0.009, which is what the other two terms are tuned to
    (Patricoski-Chavez et al. 2025, the study's code).

    Args:
        logits: Of the network, (n) float32.
        labels: 0 late, 1 early, (n).
        weights: From `class_weights`, (2).
    """
    return binary_cross_entropy_with_logits(logits, labels.float(), weight=weights[labels.long()])


def gene_penalty(*gates: Tensor) -> Tensor:
    """Sum of the absolute gate weights of all genes."""
    return torch.stack([gate.abs().sum() for gate in gates]).sum()


def coral(source: Tensor, target: Tensor) -> Tensor:
    """Squared Frobenius distance of two covariance matrices over 4 d^2 (Sun and Saenko 2016, Deep CORAL).

    Args:
        source: Embeddings of one cohort, (n, d), n of at least 2: the divisor of the covariance is n - 1.
        target: Embeddings of the other, (m, d), m of at least 2.
    """
    difference = torch.cov(source.T) - torch.cov(target.T)  # (d, d)
    return difference.square().sum() / (4 * source.shape[1] ** 2)
