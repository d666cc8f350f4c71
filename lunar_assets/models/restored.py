"""Whether a stored network is the one of its best epoch: its validation figures taken again, from the matrix itself."""

from collections.abc import Mapping

import pandas as pd
import torch
from sklearn.metrics import roc_auc_score

from lunar_assets import words
from lunar_assets.models.inputs import arrays
from lunar_assets.models.losses import Losses, class_weights, coral, gene_penalty, task_loss
from lunar_assets.models.lunar import LunarModel

FIGURES = ("loss", "task_loss", "gene_penalty", "coral_loss", "auroc")
TOLERANCE = 1e-6
"""Largest difference of a figure: a hundred times the resolution of float32 at the size of a loss, far below what one
epoch changes."""


def lowest_epoch(history: pd.DataFrame) -> int | None:
    """The first epoch with the lowest validation loss; None where there is no epoch.

    Args:
        history: Table `models.history` of one model.
    """
    validation = history[history["part"] == words.VALIDATION].sort_values("epoch")
    return int(validation["epoch"].iloc[int(validation["loss"].argmin())]) if len(validation) else None


@torch.no_grad()
def validation_figures(model: LunarModel, matrix: pd.DataFrame) -> dict[str, float | None]:
    """The row of `models.history` that a network has on validation, computed again.

    Nothing here goes through the data of the training: the patients are taken out of the table by their split, so that
    a training that was stopped by others shows.

    Args:
        model: The network as it was stored.
        matrix: Table `features.matrix` that it was trained on.

    Returns:
        `FIGURES`; the AUROC is None where the TCGA validation patients are of one class.
    """
    parts = {key: rows for key, rows in matrix.groupby(["dataset", "split"])}
    tcga, glass = parts[words.TCGA, words.VALIDATION], parts[words.GLASS, words.VALIDATION]
    weights = class_weights(torch.tensor(parts[words.TCGA, words.TRAIN]["label"].to_numpy()))
    logits, labels = torch.from_numpy(model.margin(tcga)), torch.tensor(tcga["label"].to_numpy())
    network = model.network
    source, target = (_embeddings(model, rows) for rows in (tcga, glass))
    losses = Losses(
        task_loss(logits, labels, weights),
        model.config.gene_penalty * gene_penalty(network.sel_e.weights, network.sel_m.weights),
        model.config.coral * (coral(source[0], target[0]) + coral(source[1], target[1])),
    )
    found = [losses.total, losses.task, losses.gene_penalty, losses.coral]
    auroc = float(roc_auc_score(labels, logits)) if tcga["label"].nunique() == 2 else None
    return {**dict(zip(FIGURES, map(float, found), strict=False)), "auroc": auroc}


def _embeddings(model: LunarModel, rows: pd.DataFrame) -> tuple[torch.Tensor, torch.Tensor]:
    """Of expression and mutations."""
    inputs = arrays(rows, model.modality_features)
    return model.network.genomic_embeddings(*(torch.tensor(inputs[name]) for name in words.MODALITIES[1:]))


def differing(history: pd.DataFrame, epoch: int, found: Mapping[str, float | None]) -> dict[str, float]:
    """Figures of an epoch that are not those found, with the difference; infinite where one of both is missing.

    Args:
        history: Table `models.history` of one model.
        epoch: The epoch.
        found: From `validation_figures`.
    """
    validation = history[history["part"] == words.VALIDATION].set_index("epoch")
    recorded = validation.reindex([epoch])[list(FIGURES)].iloc[0].astype("float64")
    again = pd.Series(found, dtype="float64")[list(FIGURES)]
    gap = (recorded - again).abs().fillna(float("inf")).mask(recorded.isna() & again.isna(), 0.0)
    return {str(name): float(difference) for name, difference in gap[gap > TOLERANCE].items()}
