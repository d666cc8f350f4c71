"""The whole preprocessing, from constant columns to scaling, fitted and applied to both cohorts."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks import reference_preprocessing as plain
from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.cohorts import SEED, Study, simulated
from lunar_assets import words
from lunar_assets.features.preprocessor import Preprocessor

BYTES_OF_A_PAIR = 64
"""What the reference holds at its peak for every pair of genes, as measured."""


class Result(NamedTuple):
    """Scaled kept features of both cohorts, and what every bootstrap selected."""

    tcga: pd.DataFrame
    glass: pd.DataFrame
    selected: pd.DataFrame


def given(size: Size, folder: Path) -> Study:  # noqa: ARG001
    """Cohorts in memory."""
    return simulated(size)


def platform(study: Study) -> Result:
    """Fit and transform with the platform."""
    train = {dataset: study.train(dataset) for dataset in words.STUDY}
    preprocessor = Preprocessor(SEED).fit(train, study.labels, study.assignments)
    scaled = [preprocessor.transform(dataset, study.cohorts[dataset]) for dataset in words.STUDY]
    return Result(*scaled, preprocessor.stability.selected_)


def reference(study: Study) -> Result:
    """Fit and transform with plain pandas and scikit-learn."""
    tcga, glass = (
        plain.Cohort(study.cohorts[name].values, study.cohorts[name].sites, list(study.train(name).values.index))
        for name in words.STUDY
    )
    found = plain.preprocess(tcga, study.labels, glass, SEED)
    return Result(found.tcga, found.glass, found.selected)


def same(ours: Result, theirs: Result) -> None:
    """The same features kept, the same selection in every bootstrap, values equal to 1e-10."""
    assert list(ours.tcga) == list(theirs.tcga), "kept features differ"
    assert list(ours.selected) == list(theirs.selected), "features that reach the selection differ"
    assert np.array_equal(ours.selected, theirs.selected), "a bootstrap selects other features"
    for cohort in ("tcga", "glass"):
        difference = np.abs(getattr(ours, cohort) - getattr(theirs, cohort)).to_numpy().max()
        assert difference <= 1e-10, f"values of {cohort} differ by {difference:g}"


BENCHMARK = Benchmark(
    "preprocessing, all steps",
    given,
    platform,
    reference,
    same,
    plain="plain pandas and scikit-learn, step by step",
    reference_gb=lambda size: 1 + BYTES_OF_A_PAIR * size.genes**2 / 1e9,
    times_faster=70,
    times_smaller=9,
)
