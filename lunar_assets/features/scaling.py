"""Scaling of the features that are left: age and expression to unit variance, mutations to the range 0 to 1."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin

from lunar_assets.features.names import of_modality


class FeatureScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """(value - centre) / scale, as scikit-learn's StandardScaler and MinMaxScaler (without clipping) have it.

    Age and expression: mean and population standard deviation. Mutations: minimum and range. Other clinical features
    stay as they are. Source: Patricoski-Chavez et al. 2025, Methods.

    Attributes:
        sample_ids_: Samples that it was fitted on.
        centre_: Value subtracted, for every scaled feature.
        scale_: Value divided by, for every scaled feature.
    """

    sample_ids_: pd.Index
    feature_names_in_: np.ndarray
    n_features_in_: int
    centre_: pd.Series
    scale_: pd.Series

    def fit(self, frame: pd.DataFrame, labels: pd.Series | None = None) -> Self:
        """Fit on a float64 frame of train samples x features, none of them constant."""
        self.sample_ids_ = frame.index
        self.feature_names_in_ = frame.columns.to_numpy(dtype=object)
        self.n_features_in_ = frame.shape[1]
        standard = pd.concat([frame[frame.columns.intersection(["age"])], of_modality(frame, "expression")], axis=1)
        ranged = of_modality(frame, "mutation")
        self.centre_ = pd.concat([standard.mean(), ranged.min()])
        self.scale_ = pd.concat([standard.std(ddof=0), ranged.max() - ranged.min()])
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Scale a frame with the columns of the fit."""
        centre = self.centre_.reindex(frame.columns, fill_value=0.0)
        scale = self.scale_.reindex(frame.columns, fill_value=1.0)
        return (frame - centre) / scale
