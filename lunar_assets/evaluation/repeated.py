"""The repeated evaluation: splits, features, training and metrics anew by seed, each replicate on its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from lunar_assets import words
from lunar_assets.errors import ReplicateError
from lunar_assets.evaluation.metrics import estimates
from lunar_assets.evaluation.predictions import by_part, predictions
from lunar_assets.evaluation.shuffling import with_shuffled_labels
from lunar_assets.features.shared_genes import SharedGeneRule, shared_genes
from lunar_assets.features.tables import feature_tables
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.registry import fit
from lunar_assets.settings import BaselinePart
from lunar_assets.splits.audit import verify
from lunar_assets.splits.generate import generate

METRIC_COLUMNS = ["replicate", "model", "dataset", "part", "metric", "value", "n", "n_train", "one_class"]


@dataclass(frozen=True)
class Study:
    """What all replicates have in common.

    Attributes:
        patients: Table `cohort.patients` of both data sets.
        expression: Per data set, float frame of samples x genes.
        mutations: Per data set, frame of mutation counts, samples x genes.
        shared_gene_rule: Patients over which a gene must vary to be shared by the cohorts.
        seed: Replicate i uses seed + i in every random step.
        baselines_fit_on: TCGA patients that the models other than the networks are fitted on.
        models: Names of models in the registry.
    """

    patients: pd.DataFrame
    expression: Mapping[str, pd.DataFrame]
    mutations: Mapping[str, pd.DataFrame]
    shared_gene_rule: SharedGeneRule
    seed: int
    baselines_fit_on: BaselinePart
    models: tuple[str, ...]


class ReplicateTables(NamedTuple):
    """Rows of one replicate in `evaluation.replicates` and `evaluation.replicate_features`."""

    metrics: pd.DataFrame
    features: pd.DataFrame


def replicate(study: Study, number: int, *, shuffled: bool = False) -> ReplicateTables:
    """Split, prepare features, fit and evaluate every model once, all of it with the seed of the study plus `number`.

    Everything fitted is fitted on this replicate's train parts; labels of GLASS are used by the evaluation alone. BLAS
    and torch work with one thread, so that the tables are the same whatever else runs on the machine.

    Args:
        study: What replicates have in common.
        number: Number of the replicate, from 0.
        shuffled: Whether labels are permuted within each part of the split: no model can then be better than chance,
            unless something of the test patients has leaked.

    Raises:
        ReplicateError: Anything failed; names the replicate and its seed, and has the error as its cause.
    """
    seed = study.seed + number
    try:
        with threadpool_limits(limits=1):
            return _replicate(study, number, seed, shuffled)
    except Exception as error:
        raise ReplicateError(
            f"Replicate {number} (seed {seed}) failed; no other depends on it: mend the cause and run it again. "
            f"{type(error).__name__}: {error}"
        ) from error


def _replicate(study: Study, number: int, seed: int, shuffled: bool) -> ReplicateTables:
    assignments = split(study.patients, seed)
    patients = with_shuffled_labels(study.patients, assignments, seed) if shuffled else study.patients
    shared = shared_genes(study.expression, study.mutations, assignments, study.shared_gene_rule)
    tables = feature_tables(patients, assignments, study.expression, study.mutations, shared, seed)
    data = TrainingData.from_matrix(tables.matrix, tables.columns, study.baselines_fit_on)
    metrics = [evaluated(fit(name, data, seed), tables.matrix) for name in study.models]
    kept = tables.columns.loc[tables.columns["kept"], ["feature", "modality"]].reset_index(drop=True)
    return ReplicateTables(
        pd.concat(metrics, ignore_index=True).assign(replicate=number)[METRIC_COLUMNS],
        kept.assign(replicate=number)[["replicate", "feature", "modality"]],
    )


def split(patients: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A fresh split of both data sets, table `splits.assignments`, verified.

    Raises:
        SplitError: A data set cannot be split.
        LeakageError: A patient is in both data sets.
    """
    of_datasets = [patients[patients["dataset"] == dataset] for dataset in words.DATASETS]
    assignments = pd.concat([generate(of_dataset, seed) for of_dataset in of_datasets], ignore_index=True)
    verify(assignments, patients)
    return assignments


def evaluated(model: FittedModel, matrix: pd.DataFrame) -> pd.DataFrame:
    """All metrics of a model on each part, without intervals: rows of `evaluation.replicates` but for the replicate."""
    scored = predictions(model, matrix)
    metrics = by_part(scored, lambda part: estimates(part["label"], part["score"], part["predicted"]))
    return metrics.assign(n_train=n_train(model))


def n_train(model: FittedModel) -> int:
    """TCGA patients that a model was fitted on; those by whom the epoch of a network was chosen do not count."""
    roles = ("tcga_train", "tcga_validation") if model.best_epoch is None else ("tcga_train",)
    return sum(len(model.fitted_on.get(role, ())) for role in roles)
