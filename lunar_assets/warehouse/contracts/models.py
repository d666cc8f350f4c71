"""Contracts of stage models: one row a trained model, and its training curve."""

from lunar_assets.warehouse.contracts.columns import Table, double, integer, text
from lunar_assets.warehouse.contracts.shared import MODEL

TABLES = (
    Table(
        "models",
        "runs",
        "Trained models. One row a model.",
        (
            MODEL,
            integer("seed", "Seed of initialisation and training."),
            text("scheme", "Split schemes that it was trained under (TCGA / GLASS)."),
            integer(
                "n_parameters",
                "Trainable parameters, without those of modules that are never used.",
                minimum=1,
                nullable=True,
            ),
            text("hyperparameters", "Hyperparameters as JSON."),
            double("threshold", "Score from which a patient is predicted early; fixed before training."),
            integer("best_epoch", "Epoch whose weights were kept, from 1.", minimum=1, nullable=True),
            double("train_seconds", "Wall time of the training in seconds.", minimum=0, volatile=True),
            text("path", "Folder of the stored model.", volatile=True),
            text("weights_hash", "SHA-256 over the weight arrays, hexadecimal."),
            text("fitted_on", "Samples that the fit has seen, as JSON: role -> sample ids."),
        ),
        ("model",),
        "model",
    ),
    Table(
        "models",
        "history",
        "Losses of a model, epoch by epoch. One row an epoch and part.",
        (
            MODEL,
            integer("seed", "Seed of the training."),
            integer("epoch", "Epoch, from 1.", minimum=1),
            text("part", "Part that the losses were computed on.", allowed=("train", "validation")),
            double("loss", "Total loss.", minimum=0),
            double("task_loss", "Class-weighted cross-entropy.", minimum=0),
            double("gene_penalty", "L1 penalty on the gene gates.", minimum=0, nullable=True),
            double("coral_loss", "CORAL alignment loss of both genomic modalities.", minimum=0, nullable=True),
            double(
                "auroc",
                "AUROC on the part's TCGA patients; empty where it has one class.",
                minimum=0,
                maximum=1,
                nullable=True,
            ),
        ),
        ("model", "epoch", "part"),
        "model",
        may_be_empty=True,
    ),
    Table(
        "models",
        "trials",
        "Trials of the search for hyperparameters, judged by the loss on TCGA validation. One row a trial.",
        (
            text("study", "Name of the search; it holds the content of the features that it was run on."),
            integer("trial", "Number of the trial, from 0.", minimum=0),
            text("state", "How it ended.", allowed=("complete", "pruned", "failed", "running", "waiting")),
            double("value", "Lowest total loss on TCGA validation; empty where the trial did not end.", nullable=True),
            text("hyperparameters", "What was tried, as JSON."),
            double("seconds", "Wall time in seconds.", minimum=0, nullable=True, volatile=True),
            text(
                "fitted_on",
                "Samples that it was trained, aligned and judged on, as JSON: role -> sample ids; empty where it has "
                "not begun.",
                nullable=True,
            ),
        ),
        ("study", "trial"),
        optional=True,
    ),
)
