"""What the steps that drop features have in common: what they keep, what they drop and why, whom they have seen."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from lunar_assets.errors import InconsistentDataError

DROPPED_COLUMNS = ["feature", "dropped_at", "reason", "statistic"]


class FeatureFilter(TransformerMixin, BaseEstimator):
    """A scikit-learn transformer over frames of samples x features that keeps some of the columns, in their order.

    Attributes:
        sample_ids_: Samples that it was fitted on.
        feature_names_in_: Features that it was fitted on.
        dropped_: Frame with a row a dropped feature: feature, dropped_at, reason, statistic.
        support_: Flag of every feature: whether it stays.
    """

    sample_ids_: pd.Index
    feature_names_in_: np.ndarray
    dropped_: pd.DataFrame
    support_: np.ndarray

    def fit(self, frame: pd.DataFrame, labels: pd.Series | None = None) -> Self:
        """Decide which features to drop.

        Args:
            frame: float64 frame of train samples x features, index sample_id.
            labels: 1 early, 0 late, same index; only stability selection looks at them.
        """
        self.sample_ids_ = frame.index
        self.feature_names_in_ = frame.columns.to_numpy(dtype=object)
        self.dropped_ = self._judge(frame, labels).reset_index(drop=True)
        self.support_ = np.ones(frame.shape[1], dtype=bool)
        self.support_[frame.columns.get_indexer(pd.Index(self.dropped_["feature"]))] = False
        return self

    def transform(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the features that stay.

        Raises:
            InconsistentDataError: The frame does not have the features of the fit, in their order.
        """
        if not np.array_equal(self.feature_names_in_, frame.columns.to_numpy(dtype=object)):
            raise InconsistentDataError(
                f"{type(self).__name__} was fitted on {len(self.feature_names_in_)} features and got "
                f"{frame.shape[1]}, or the same in another order; build the frame as it was built for the fit."
            )
        return frame[frame.columns[self.support_]]

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Features that stay, in their order."""
        return self.feature_names_in_[self.support_]

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        raise NotImplementedError


def dropped(statistic: pd.Series, dropped_at: str, reason: str | list[str]) -> pd.DataFrame:
    """The `dropped_` table for the features that index `statistic`, the figure that decided."""
    return pd.DataFrame(
        {
            "feature": statistic.index.to_numpy(),
            "dropped_at": dropped_at,
            "reason": reason,
            "statistic": statistic.to_numpy(dtype=np.float64),
        },
        columns=DROPPED_COLUMNS,
    )
