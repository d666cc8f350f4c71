"""The candidate features of one cohort, before anything is fitted: encoded, named, ordered, with their sites."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.encode import ClinicalEncoder
from lunar_assets.features.names import SUFFIXES, feature_names
from lunar_assets.features.parts import rows_of


@dataclass(frozen=True)
class CohortFeatures:
    """Samples of one cohort; it has no place for labels.

    Attributes:
        values: float64 frame of samples x candidate features, index sample_id: clinical, expression, mutation.
        sites: Tissue source site of every sample, same index.
    """

    values: pd.DataFrame
    sites: pd.Series

    def __post_init__(self) -> None:
        """Refuse sites of other samples.

        Raises:
            InconsistentDataError: Sites and values are not of the same samples in the same order.
        """
        if not self.values.index.equals(self.sites.index):
            raise InconsistentDataError("the sites and the values of a cohort are not of the same samples in order.")

    def rows(self, ids: pd.Index) -> Self:
        """The same for some samples, in the order of `ids`."""
        return type(self)(self.values.loc[ids], self.sites.loc[ids])


def cohort_features(
    patients: pd.DataFrame, expression: pd.DataFrame, mutations: pd.DataFrame, shared: pd.DataFrame
) -> CohortFeatures:
    """Candidate features of one cohort, one row a row of `patients`.

    Args:
        patients: Clinical columns of cohort.patients, index sample_id; a label column is not read.
        expression: Float frame, samples x genes; rows of other samples are left out.
        mutations: Frame of mutation counts, samples x genes.
        shared: features.shared_genes.

    Raises:
        FormatError: A clinical fact cannot be encoded.
        InconsistentDataError: A patient has no row, a shared gene no column, or a value is missing.
    """
    frames = [ClinicalEncoder().transform(patients)]
    for modality, table in (("expression", expression), ("mutation", mutations)):
        genes = shared.loc[shared["shared"] & (shared["modality"] == modality), "symbol"]
        frames.append(_genomic(table, patients.index, genes, modality))
    values = np.concatenate([frame.to_numpy(dtype=np.float64) for frame in frames], axis=1)
    names = pd.Index([name for frame in frames for name in frame.columns], name="feature")
    return CohortFeatures(pd.DataFrame(values, patients.index, names), patients["tissue_source_site"])


def _genomic(table: pd.DataFrame, ids: pd.Index, genes: pd.Series, modality: str) -> pd.DataFrame:
    absent = pd.Index(genes).difference(table.columns.tolist(), sort=False)
    if len(absent):
        raise InconsistentDataError(
            f"{modality} has no column for {len(absent)} of {len(genes)} shared genes, the first {absent[0]!r}; "
            "materialise features.shared_genes again from these tables."
        )
    chosen = rows_of(table, ids, modality)[list(genes)].add_suffix(SUFFIXES[modality])[feature_names(genes, modality)]
    gaps = chosen.columns[chosen.isna().any()]
    if len(gaps):
        raise InconsistentDataError(
            f"{gaps[0]} (and {len(gaps) - 1} more) has missing values; a shared gene is measured in every patient: "
            "materialise features.shared_genes again from these tables."
        )
    return chosen
