"""Batch correction of TCGA: means of sites from train, all samples moved."""

from pathlib import Path

import pandas as pd

from benchmarks import reference_preprocessing as plain
from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.cohorts import Study, simulated
from lunar_assets import words
from lunar_assets.features.batch import SiteCorrection
from lunar_assets.features.cohort_features import CohortFeatures
from lunar_assets.features.names import of_modality


def given(size: Size, folder: Path) -> Study:  # noqa: ARG001
    """Cohorts with the genomic features only."""
    study = simulated(size)
    tcga = study.cohorts[words.TCGA]
    genomic = of_modality(tcga.values, "expression", "mutation").copy()
    return study._replace(cohorts={words.TCGA: CohortFeatures(genomic, tcga.sites)})


def platform(study: Study) -> pd.DataFrame:
    """All rows at once."""
    tcga, train = study.cohorts[words.TCGA], study.train(words.TCGA)
    return SiteCorrection().fit(train.values, train.sites).transform(tcga.values, tcga.sites)


def reference(study: Study) -> pd.DataFrame:
    """Row by row."""
    tcga = study.cohorts[words.TCGA]
    return plain.correct_sites(tcga.values, tcga.sites, list(study.train(words.TCGA).values.index))


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Values equal to 1e-10."""
    pd.testing.assert_frame_equal(ours, theirs, check_names=False, rtol=0, atol=1e-10)


BENCHMARK = Benchmark("batch correction", given, platform, reference, same, plain="a loop over the rows of a frame")
