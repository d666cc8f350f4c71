"""The steps of the preprocessing in their order, fitted on train samples only, and what the fit has to show."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import pandas as pd
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from lunar_assets import words
from lunar_assets.errors import LeakageError
from lunar_assets.features.batch import SiteCorrection
from lunar_assets.features.cohort_features import CohortFeatures
from lunar_assets.features.filters import ConstantFilter, DoubledClinicalFilter, RareMutationFilter, VarianceFilter
from lunar_assets.features.log_counts import log_counts
from lunar_assets.features.parts import samples
from lunar_assets.features.pruning import CorrelationFilter
from lunar_assets.features.scaling import FeatureScaler
from lunar_assets.features.stability import StabilityFilter


class Transformed(NamedTuple):
    """Samples of a cohort on their way through the steps, float64 frames of samples x features.

    Attributes:
        prepared: Before batch correction.
        corrected: After it, the same features.
        scaled: The kept features, scaled.
    """

    prepared: pd.DataFrame
    corrected: pd.DataFrame
    scaled: pd.DataFrame


class Preprocessor:
    """Fits all steps on TCGA train, the site means of every other cohort on its own train part; transforms any samples.

    Attributes:
        rare_mutation: Step with the shares of patients with a mutation.
        correlation: Step with the correlated pairs.
        stability: Step with the selection frequencies.
        scaling: Step with centres and scales.
        before_sites: Steps up to the batch correction.
        site_corrections: The batch correction of every cohort.
        after_sites: Steps from the batch correction on.
    """

    def __init__(self, seed: int) -> None:
        """Bootstrap i of the stability selection uses seed + i."""
        self.rare_mutation = RareMutationFilter()
        self.correlation = CorrelationFilter()
        self.stability = StabilityFilter(seed=seed)
        self.scaling = FeatureScaler()
        self.before_sites = Pipeline(
            [
                ("constant", ConstantFilter()),
                ("rare_mutation", self.rare_mutation),
                ("log1p", FunctionTransformer(log_counts)),
            ]
        )
        self.site_corrections = {dataset: SiteCorrection() for dataset in words.DATASETS}
        self.after_sites = Pipeline(
            [
                ("variance", VarianceFilter()),
                ("correlation", self.correlation),
                ("correlation_clinical", DoubledClinicalFilter()),
                ("stability", self.stability),
                ("scaling", self.scaling),
            ]
        )

    def fit(self, train: Mapping[str, CohortFeatures], tcga_labels: pd.Series, assignments: pd.DataFrame) -> Self:
        """Fit every step; one cohort after the other is looked at, and let go before the next.

        Args:
            train: Train samples of every cohort, without labels.
            tcga_labels: Labels of the TCGA train samples (1 early, 0 late), same index.
            assignments: splits.assignments, to check the samples against.

        Raises:
            LeakageError: A sample is not of its cohort's train part, the labels are not those of the TCGA samples, or
                a step has seen other samples than the train part.
            SplitError: The labels are all of one class.
        """
        corrected = self._fit_before_sites(train[words.TCGA], tcga_labels, assignments)
        for dataset in train:
            if dataset != words.TCGA:
                self._fit_sites(dataset, train[dataset], assignments)
        self.after_sites.fit(corrected, tcga_labels)
        _refuse_other_samples(self.fitted_on(), assignments)
        return self

    def _fit_before_sites(self, tcga: CohortFeatures, labels: pd.Series, assignments: pd.DataFrame) -> pd.DataFrame:
        """Fit what TCGA train alone decides up to its site means; its samples after them."""
        _refuse_leakage(words.TCGA, tcga, assignments)
        _refuse_other_labels(tcga, labels)
        self.candidates_ = tcga.values.columns
        prepared = self.before_sites.fit_transform(tcga.values, labels)
        return self.site_corrections[words.TCGA].fit(prepared, tcga.sites).transform(prepared, tcga.sites)

    def _fit_sites(self, dataset: str, cohort: CohortFeatures, assignments: pd.DataFrame) -> None:
        _refuse_leakage(dataset, cohort, assignments)
        self.site_corrections[dataset].fit(self.before_sites.transform(cohort.values), cohort.sites)

    def fitted_on(self) -> dict[tuple[str, str], pd.Index]:
        """The samples that every fitted step says it has seen, by name of the step and dataset.

        A step that does not say it has seen none.
        """
        before = [(name, words.TCGA, step) for name, step in self.before_sites.steps if name != "log1p"]
        sites = [("batch", dataset, step) for dataset, step in self.site_corrections.items()]
        after = [(name, words.TCGA, step) for name, step in self.after_sites.steps]
        return {
            (name, dataset): getattr(step, "sample_ids_", pd.Index([], dtype="str"))
            for name, dataset, step in [*before, *sites, *after]
        }

    def transform(self, dataset: str, cohort: CohortFeatures) -> pd.DataFrame:
        """Features of any samples of a cohort: float64 frame of samples x kept features, scaled.

        Raises:
            InconsistentDataError: The candidate features are not those of the fit.
        """
        return self.transformed(dataset, cohort).scaled

    def transformed(self, dataset: str, cohort: CohortFeatures) -> Transformed:
        """The same as `transform`, with what there was before and after batch correction."""
        prepared = self.before_sites.transform(cohort.values)
        corrected = self.site_corrections[dataset].transform(prepared, cohort.sites)
        return Transformed(prepared, corrected, self.after_sites.transform(corrected))

    def unusual_sites(self, sites: Mapping[str, pd.Series]) -> pd.DataFrame:
        """Samples whose site says nothing: columns dataset, sample_id, tissue_source_site, problem.

        problem is `single_train_patient` (a train sample moved onto the train mean in every gene) or `unseen` (a
        sample of a site without train samples, left uncorrected).

        Args:
            sites: Per dataset, the tissue source site of every sample, indexed by sample_id.
        """
        found = []
        for dataset, of_cohort in sites.items():
            correction = self.site_corrections[dataset]
            by_problem = {
                "single_train_patient": of_cohort.index.intersection(correction.single_patient_samples_, sort=False),
                "unseen": correction.unseen(of_cohort),
            }
            for problem, ids in by_problem.items():
                rows = of_cohort.loc[ids].rename("tissue_source_site").rename_axis("sample_id").reset_index()
                found.append(rows.assign(dataset=dataset, problem=problem))
        return pd.concat(found, ignore_index=True)[["dataset", "sample_id", "tissue_source_site", "problem"]]


def _refuse_leakage(dataset: str, cohort: CohortFeatures, assignments: pd.DataFrame) -> None:
    outside = cohort.values.index.difference(samples(assignments, dataset, words.TRAIN))
    if len(outside):
        raise LeakageError(
            f"{len(outside)} of {len(cohort.values)} samples given to fit the preprocessing are not in the train part "
            f"of {dataset}, the first {outside[0]!r}; pass the rows that splits.assignments calls train."
        )


def _refuse_other_labels(tcga: CohortFeatures, labels: pd.Series) -> None:
    if not labels.index.equals(tcga.values.index):
        raise LeakageError(
            f"the {len(labels)} labels given to fit the preprocessing are not those of its {len(tcga.values)} TCGA "
            "train samples, in their order; pass exactly these labels."
        )


def _refuse_other_samples(fitted_on: Mapping[tuple[str, str], pd.Index], assignments: pd.DataFrame) -> None:
    for (step, dataset), seen in fitted_on.items():
        train = samples(assignments, dataset, words.TRAIN)
        if sorted(seen) != sorted(train):
            other = sorted(set(seen).symmetric_difference(train)) or seen[seen.duplicated()].tolist()
            raise LeakageError(
                f"step {step} was fitted on {len(seen)} samples of {dataset}, which are not the {len(train)} of its "
                f"train part; the first that differs is {other[0]!r}. Fit every step on exactly the rows that "
                "splits.assignments calls train."
            )
