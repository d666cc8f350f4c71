"""TCGA train features as the correlation and the stability selection get them: batch-corrected, none near-constant."""

import pandas as pd

from benchmarks.harness import Size
from benchmarks.simulated.cohorts import SEED, simulated
from lunar_assets import words
from lunar_assets.features.batch import SiteCorrection
from lunar_assets.features.filters import VarianceFilter
from lunar_assets.features.names import of_modality
from lunar_assets.features.preprocessor import Preprocessor


def corrected(size: Size) -> tuple[pd.DataFrame, pd.Series]:
    """Genomic features of TCGA train, samples x features, and their labels."""
    study = simulated(size)
    train = study.train(words.TCGA)
    prepared = Preprocessor(SEED).before_sites.fit_transform(train.values, study.labels)
    moved = SiteCorrection().fit(prepared, train.sites).transform(prepared, train.sites)
    return of_modality(VarianceFilter().fit(moved).transform(moved), "expression", "mutation"), study.labels
