"""Steps that look at one feature at a time: constants, rare mutations, near-constants and doubled clinical columns."""

import numpy as np
import pandas as pd

from lunar_assets.features.feature_filter import FeatureFilter, dropped
from lunar_assets.features.names import of_modality

EQUAL_TO_A_TYPE = {"IDHmut-codel": "oligodendroglioma", "IDHmut-noncodel": "astrocytoma"}
"""Subtypes that the definition of a CNS5 type makes the same column as that type."""


class ConstantFilter(FeatureFilter):
    """Drops features with one value in all train samples (the study's code)."""

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        constant = frame.columns[(frame.max() == frame.min()).to_numpy()]
        reason = f"one value in all {len(frame)} train patients"
        return dropped(pd.Series(0.0, index=constant), "constant", reason)


class RareMutationFilter(FeatureFilter):
    """Drops mutation features of genes that too few train samples have mutated (paper, Methods: less than 2 %).

    Attributes:
        share_mutated_: Share of the train samples that carry a mutation, by mutation feature that got here.
    """

    def __init__(self, min_share: float = 0.02) -> None:
        """Keep genes mutated in at least `min_share` of the samples."""
        self.min_share = min_share

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        share = (of_modality(frame, "mutation") > 0).mean()
        self.share_mutated_ = share
        rare = share[share < self.min_share]
        patients = (rare * len(frame)).round().astype(int)
        reason = [f"mutated in {n} of {len(frame)} train patients, below {self.min_share:.0%}" for n in patients]
        return dropped(rare, "rare_mutation", reason)


class VarianceFilter(FeatureFilter):
    """Drops features with a population variance of at most `threshold` (paper, Methods: near-constant features)."""

    def __init__(self, threshold: float = 1e-8) -> None:
        """Keep features with a variance above `threshold`."""
        self.threshold = threshold

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        variance = frame.var(ddof=0)
        reason = f"population variance over train patients is not above {self.threshold:g}"
        return dropped(variance[variance <= self.threshold], "variance", reason)


class DoubledClinicalFilter(FeatureFilter):
    """Drops the two IDH-mutant indicators, which equal two CNS5 types (paper, Methods: perfect correlation).

    They go whatever the correlation in the train part is, so that the features do not hang on the split.
    """

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        doubled = {name: kind for name, kind in EQUAL_TO_A_TYPE.items() if name in frame}
        r = pd.Series({name: _correlation(frame, name, kind) for name, kind in doubled.items()}, dtype=np.float64)
        return dropped(r, "correlation_clinical", [f"the same column as {kind}" for kind in doubled.values()])


def _correlation(frame: pd.DataFrame, name: str, kind: str) -> float:
    return frame[name].corr(frame[kind]) if kind in frame else np.nan
