"""Mutation counts on a log scale."""

import numpy as np
import pandas as pd

from lunar_assets.features.names import modalities


def log_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """log(1 + count) for mutation features, all others as they are (paper, Methods)."""
    values = frame.to_numpy(dtype=np.float64, copy=True)
    mutation = modalities(frame.columns) == "mutation"
    values[:, mutation] = np.log1p(values[:, mutation])
    return pd.DataFrame(values, frame.index, frame.columns)
