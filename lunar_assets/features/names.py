"""How a feature is named after its gene and modality, and how both are read back from the name."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

SUFFIXES = {"expression": "_expr", "mutation": "_mut"}


def feature_names(genes: Iterable[str], modality: str) -> list[str]:
    """Names of the features of genes, sorted with their suffix, so that `A2ML1_expr` comes before `A2M_expr`."""
    return sorted(gene + SUFFIXES[modality] for gene in genes)


def modalities(features: pd.Index) -> np.ndarray:
    """Modality of every feature: array of the words clinical, expression and mutation, one a name."""
    names = features.astype(str)
    is_kind = [names.str.endswith(suffix) for suffix in SUFFIXES.values()]
    return np.select(is_kind, list(SUFFIXES), default="clinical")


def genes(features: pd.Index) -> np.ndarray:
    """Gene of every genomic feature; a clinical feature keeps its name."""
    return features.astype(str).str.replace(r"_(?:expr|mut)$", "", regex=True).to_numpy(dtype=object)


def of_modality(frame: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """The columns of a frame of samples x features that are of these modalities."""
    return frame[frame.columns[np.isin(modalities(frame.columns), kinds)]]
