"""The tables of stage features, from patients and measurements to the matrix, with what was dropped and fitted."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from lunar_assets import words
from lunar_assets.features.cohort_features import CohortFeatures, cohort_features
from lunar_assets.features.feature_filter import FeatureFilter
from lunar_assets.features.further import completed
from lunar_assets.features.names import modalities
from lunar_assets.features.one_at_a_time import OneAtATime
from lunar_assets.features.parts import rows_of, samples
from lunar_assets.features.preprocessor import Preprocessor
from lunar_assets.features.site_effects import COLUMNS as EFFECTS
from lunar_assets.features.site_effects import site_effects

COLUMNS = [
    "feature",
    "modality",
    "kept",
    "dropped_at",
    "reason",
    "statistic",
    "share_mutated",
    "selection_frequency",
    "centre",
    "scale",
]


class FeatureTables(NamedTuple):
    """Frames as their contracts have them."""

    columns: pd.DataFrame
    batch_shifts: pd.DataFrame
    correlated_pairs: pd.DataFrame
    fitted_on: pd.DataFrame
    matrix: pd.DataFrame
    unusual_sites: pd.DataFrame
    site_effects: pd.DataFrame


class Fit(NamedTuple):
    """The fitted steps, and the patients whom they transform.

    Attributes:
        preprocessor: Fitted on the train parts.
        cohorts: Candidate features of all samples of every cohort, in the order of the split; made when asked for.
        labels: Their labels, indexed by dataset and sample_id.
    """

    preprocessor: Preprocessor
    cohorts: Mapping[str, CohortFeatures]
    labels: pd.Series


def feature_tables(
    patients: pd.DataFrame,
    assignments: pd.DataFrame,
    expression: Mapping[str, pd.DataFrame],
    mutations: Mapping[str, pd.DataFrame],
    shared: pd.DataFrame,
    seed: int,
) -> FeatureTables:
    """Fit the preprocessing on the train parts and transform all patients.

    Args:
        patients: cohort.patients. Of the labels only those of TCGA train are used for fitting.
        assignments: splits.assignments; the order of its rows is that of the matrix.
        expression: Per dataset, float frame of samples x genes.
        mutations: Per dataset, frame of mutation counts, samples x genes.
        shared: features.shared_genes of the same inputs.
        seed: Bootstrap i of the stability selection uses seed + i.

    Raises:
        InconsistentDataError: The inputs are not of the same patients and genes.
        FormatError: A clinical fact cannot be encoded.
        LeakageError: A step has seen other samples than the train part.
        SplitError: TCGA train has one class of labels only.
    """
    preprocessor, cohorts, labels = fit(patients, assignments, expression, mutations, shared, seed)
    scaled: dict[str, pd.DataFrame] = {}
    sites: dict[str, pd.Series] = {}
    effects: list[dict[str, object]] = []
    for dataset, cohort in cohorts.items():
        frames = preprocessor.transformed(dataset, cohort)
        scaled[dataset], sites[dataset] = frames.scaled, cohort.sites
        effects += site_effects(dataset, frames.prepared, frames.corrected, cohort.sites, assignments)
    return FeatureTables(
        columns_table(preprocessor),
        batch_shifts_table(preprocessor),
        preprocessor.correlation.pairs_,
        fitted_on_table(preprocessor),
        matrix_table(scaled, labels, assignments),
        preprocessor.unusual_sites(sites),
        pd.DataFrame(effects, columns=EFFECTS),
    )


def fit(
    patients: pd.DataFrame,
    assignments: pd.DataFrame,
    expression: Mapping[str, pd.DataFrame],
    mutations: Mapping[str, pd.DataFrame],
    shared: pd.DataFrame,
    seed: int,
) -> Fit:
    """Fit the preprocessing on the train parts; arguments and errors as for `feature_tables`."""
    train = {dataset: samples(assignments, dataset, words.TRAIN) for dataset in words.DATASETS}
    of_cohorts = {
        dataset: rows_of(
            patients[patients["dataset"] == dataset].set_index("sample_id"),
            samples(assignments, dataset),
            f"cohort.patients of {dataset}",
        )
        for dataset in words.DATASETS
    }

    def candidates(dataset: str) -> CohortFeatures:
        measured = expression[dataset], mutations[dataset]
        if dataset not in words.STUDY:
            tcga = words.TCGA
            measured = completed(dataset, *measured, shared, lambda: expression[tcga].loc[train[tcga]])
        return cohort_features(of_cohorts[dataset], *measured, shared)

    preprocessor = Preprocessor(seed).fit(
        OneAtATime(words.DATASETS, lambda dataset: candidates(dataset).rows(train[dataset])),
        of_cohorts[words.TCGA]["label"].loc[train[words.TCGA]],
        assignments,
    )
    labels = {dataset: of_cohort["label"] for dataset, of_cohort in of_cohorts.items()}
    cohorts = OneAtATime(words.DATASETS, candidates)
    return Fit(preprocessor, cohorts, pd.concat(labels, names=["dataset"]))


def columns_table(preprocessor: Preprocessor) -> pd.DataFrame:
    """Frame of features.columns: every candidate in the order of the matrix, and why it was kept or dropped."""
    steps = [*preprocessor.before_sites.named_steps.values(), *preprocessor.after_sites.named_steps.values()]
    dropped = pd.concat([step.dropped_ for step in steps if isinstance(step, FeatureFilter) and len(step.dropped_)])
    candidates = preprocessor.candidates_
    table = dropped.set_index("feature").reindex(candidates)
    return (
        table.assign(
            modality=modalities(candidates),
            kept=table["dropped_at"].isna(),
            share_mutated=preprocessor.rare_mutation.share_mutated_.reindex(candidates),
            selection_frequency=preprocessor.stability.frequency_.reindex(candidates),
            centre=preprocessor.scaling.centre_.reindex(candidates),
            scale=preprocessor.scaling.scale_.reindex(candidates),
        )
        .rename_axis("feature")
        .reset_index()[COLUMNS]
    )


def batch_shifts_table(preprocessor: Preprocessor) -> pd.DataFrame:
    """Frame of features.batch_shifts, by cohort, feature and site."""
    shifts = {dataset: step.shifts() for dataset, step in preprocessor.site_corrections.items()}
    return pd.concat(shifts, names=["dataset"]).reset_index("dataset").reset_index(drop=True)


def fitted_on_table(preprocessor: Preprocessor) -> pd.DataFrame:
    """Frame of features.fitted_on: the samples that every fitted step says it has seen."""
    frames = [
        pd.DataFrame({"step": step, "dataset": dataset, "sample_id": seen})
        for (step, dataset), seen in preprocessor.fitted_on().items()
    ]
    return pd.concat(frames, ignore_index=True)


def matrix_table(scaled: Mapping[str, pd.DataFrame], labels: pd.Series, assignments: pd.DataFrame) -> pd.DataFrame:
    """Frame of features.matrix: dataset, sample_id, split, label, then the kept features; rows as in `assignments`.

    Args:
        scaled: Kept features of all samples of every cohort.
        labels: Labels of all samples, indexed by dataset and sample_id.
        assignments: splits.assignments.
    """
    features = pd.concat(scaled, names=["dataset"])
    keys = pd.MultiIndex.from_frame(assignments[["dataset", "sample_id"]])
    known = assignments[["dataset", "sample_id", "split"]].assign(label=labels.loc[keys].to_numpy())
    return pd.concat([known.reset_index(drop=True), features.loc[keys].reset_index(drop=True)], axis=1)
