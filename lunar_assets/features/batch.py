"""Batch correction of one cohort: every tissue source site is moved onto the mean of the cohort's train part."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.names import modalities, of_modality


class SiteCorrection(BaseEstimator):
    """Mean-only batch correction of genomic features: value - (mean of its site) + (mean of all train samples).

    The paper cites ComBat; the study's code is this plain shift without empirical Bayes shrinkage, and so is this.
    Samples of a site without train samples are left as they are; `unseen` names them. A site with one train sample
    moves that sample onto the train mean in every gene, so that its genes carry nothing: see
    `single_patient_samples_`.

    Attributes:
        sample_ids_: Samples that it was fitted on.
        train_mean_: Mean of every genomic feature over them.
        site_means_: Frame of sites x genomic features: mean over the site's train samples.
        n_train_: Train samples of every site.
        single_patient_samples_: Train samples that are the only one of their site.
    """

    sample_ids_: pd.Index
    train_mean_: pd.Series
    site_means_: pd.DataFrame
    n_train_: pd.Series
    single_patient_samples_: pd.Index

    def fit(self, frame: pd.DataFrame, sites: pd.Series) -> Self:
        """Take the means of one cohort's train samples.

        Args:
            frame: float64 frame of train samples x features; clinical features are left alone.
            sites: Tissue source site of every sample, same index.

        Raises:
            InconsistentDataError: A sample has no site.
        """
        sites = _sites_of(frame, sites)
        genomic = of_modality(frame, "expression", "mutation")
        self.sample_ids_ = frame.index
        self.train_mean_ = genomic.mean()
        self.site_means_ = genomic.groupby(sites).mean()
        self.n_train_ = sites.value_counts().reindex(self.site_means_.index)
        self.single_patient_samples_ = sites.index[sites.map(self.n_train_) == 1]
        return self

    def transform(self, frame: pd.DataFrame, sites: pd.Series) -> pd.DataFrame:
        """Correct any samples of the cohort; arguments as for `fit`.

        Raises:
            InconsistentDataError: A sample has no site, or the genomic features are not those of the fit.
        """
        sites = _sites_of(frame, sites)
        genomic = modalities(frame.columns) != "clinical"
        if not frame.columns[genomic].equals(self.site_means_.columns):
            raise InconsistentDataError(
                f"the site means are of {self.site_means_.shape[1]} genomic features and the frame has "
                f"{genomic.sum()}, or the same in another order; correct the features that were fitted."
            )
        values = frame.to_numpy(dtype=np.float64, copy=True)
        site_means, train_mean = np.zeros((len(self.n_train_), frame.shape[1])), np.zeros(frame.shape[1])
        site_means[:, genomic], train_mean[genomic] = self.site_means_, self.train_mean_
        site_of_row = self.site_means_.index.get_indexer(pd.Index(sites))
        seen = site_of_row >= 0
        values[seen] = values[seen] - site_means[site_of_row[seen]] + train_mean
        return pd.DataFrame(values, frame.index, frame.columns)

    def unseen(self, sites: pd.Series) -> pd.Index:
        """Samples whose site has no train samples, out of `sites` (indexed by sample_id)."""
        return sites.index[~sites.isin(self.n_train_.index)]

    def shifts(self) -> pd.DataFrame:
        """What is added to a feature of a site: columns feature, tissue_source_site, shift, n_train."""
        shift = self.train_mean_ - self.site_means_
        n_sites, n_features = shift.shape
        return pd.DataFrame(
            {
                "feature": shift.columns.repeat(n_sites),
                "tissue_source_site": np.tile(shift.index.to_numpy(dtype=object), n_features),
                "shift": shift.to_numpy().T.ravel(),
                "n_train": np.tile(self.n_train_.to_numpy(), n_features),
            }
        )


def _sites_of(frame: pd.DataFrame, sites: pd.Series) -> pd.Series:
    """The site of every row of the frame, in its order."""
    aligned = sites.reindex(frame.index)
    if aligned.isna().any():
        raise InconsistentDataError(
            f"{aligned.index[aligned.isna()][0]} has no tissue source site; expected one for every sample."
        )
    return aligned
