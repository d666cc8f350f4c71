"""One epoch of training and of validation: batches of both cohorts in step, losses, optimiser and schedule."""

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim import Adam
from torch.optim.lr_scheduler import CyclicLR

from lunar_assets import words
from lunar_assets.models.config import TrainingConfig
from lunar_assets.models.data import Patients, TrainingData
from lunar_assets.models.device import Device
from lunar_assets.models.losses import Losses, class_weights, coral, gene_penalty, task_loss
from lunar_assets.models.network import Lunar

Inputs = tuple[Tensor, Tensor, Tensor]  # clinical, expression, mutation; each (patients, features) float32
Row = dict[str, float | None]
COVARIANCE_MINIMUM = 2  # patients: the covariance that CORAL compares divides by n - 1


def tensors(patients: Patients, device: Device) -> Inputs:
    """The inputs of some patients as tensors on a device."""
    clinical, expression, mutation = (
        torch.tensor(patients.inputs[modality]).to(device) for modality in words.MODALITIES
    )
    return clinical, expression, mutation


class Epochs:
    """A network in training. Weights, order of batches and dropout come from torch's random state of the CPU."""

    def __init__(self, data: TrainingData, config: TrainingConfig) -> None:
        """A fresh network for the data, with its optimiser and schedule at their start."""
        self.config = config
        device = config.device
        self.train, self.validation = tensors(data.tcga_train, device), tensors(data.tcga_validation, device)
        self.train_labels = torch.tensor(data.tcga_train.labels).to(device)
        self.validation_labels = torch.tensor(data.tcga_validation.labels).to(device)
        self.glass_train, self.glass_validation = (
            tensors(patients, device) for patients in (data.glass_train, data.glass_validation)
        )
        self.class_weights = class_weights(self.train_labels)
        clinical, expression, mutation = (x.shape[1] for x in self.train)
        self.network = Lunar((clinical, expression, mutation), config.network).to(device)
        self.optimizer = Adam(self.network.parameters(), lr=config.lowest_learning_rate)
        self.schedule = CyclicLR(
            self.optimizer,
            base_lr=config.lowest_learning_rate,
            max_lr=config.highest_learning_rate,
            step_size_up=config.half_cycle_steps,
            base_momentum=config.lowest_beta1,  # of an Adam optimiser it cycles beta1
            max_momentum=config.highest_beta1,
        )

    def fit(self) -> Row:
        """Train for one epoch.

        Returns:
            loss, task_loss, gene_penalty and coral_loss: means over the TCGA patients of the steps, with dropout, each
            as it enters the loss; auroc: of all TCGA train patients after the epoch, None if they are of one class.
        """
        rows, sizes = [], []
        for tcga, glass in self._batches():
            self.network.train()
            batch, glass_batch = tuple(x[tcga] for x in self.train), tuple(x[glass] for x in self.glass_train)
            losses = self._losses(batch, self.train_labels[tcga], glass_batch)
            self.optimizer.zero_grad()
            losses.total.backward()
            clip_grad_norm_(self.network.parameters(), self.config.gradient_clip)
            self.optimizer.step()
            self.schedule.step()
            rows.append(_row(losses))
            sizes.append(len(tcga))
        means = {name: float(np.average([row[name] for row in rows], weights=sizes)) for name in rows[0]}
        return {**means, "auroc": self._auroc(self.train, self.train_labels)}

    @torch.no_grad()
    def validate(self) -> Row:
        """The same figures on all TCGA validation against all GLASS validation patients, without dropout."""
        self.network.eval()
        losses = self._losses(self.validation, self.validation_labels, self.glass_validation)
        return {**_row(losses), "auroc": self._auroc(self.validation, self.validation_labels)}

    def _batches(self) -> list[tuple[Tensor, Tensor]]:
        """Row numbers of both cohorts, shuffled and in step: the shorter ends the epoch, a batch of one is left."""
        tcga, glass = (torch.randperm(len(x[0])).split(self.config.batch_size) for x in (self.train, self.glass_train))
        pairs = zip(tcga, glass, strict=False)
        return [(t, g) for t, g in pairs if min(len(t), len(g)) >= COVARIANCE_MINIMUM]

    def _losses(self, tcga: tuple[Tensor, ...], labels: Tensor, glass: tuple[Tensor, ...]) -> Losses:
        logits, _ = self.network(*tcga)
        source = self.network.genomic_embeddings(*tcga[1:])  # a pass of its own, with fresh dropout, as in the study
        target = self.network.genomic_embeddings(*glass[1:])
        alignment = coral(source[0], target[0]) + coral(source[1], target[1])
        gates = gene_penalty(self.network.sel_e.weights, self.network.sel_m.weights)
        task = task_loss(logits, labels, self.class_weights)
        return Losses(task, self.config.gene_penalty * gates, self.config.coral * alignment)

    @torch.no_grad()
    def _auroc(self, inputs: Inputs, labels: Tensor) -> float | None:
        if labels.unique().numel() < 2:
            return None
        self.network.eval()
        return float(roc_auc_score(labels.cpu().numpy(), self.network(*inputs)[0].cpu().numpy()))


def _row(losses: Losses) -> dict[str, float]:
    return {
        "loss": losses.total.item(),
        "task_loss": losses.task.item(),
        "gene_penalty": losses.gene_penalty.item(),
        "coral_loss": losses.coral.item(),
    }
