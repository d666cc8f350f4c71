"""A small made-up study as the repeated evaluation takes it."""

from dataclasses import replace

import numpy as np
import pandas as pd

from lunar_assets.evaluation.repeated import Study
from lunar_tests.features.small_study import small_study

LINEAR = ("clinical_only", "logistic_regression")


def study(models: tuple[str, ...] = LINEAR, n_noise_genes: int = 0, seed: int = 42) -> Study:
    """80 patients of TCGA and 42 of GLASS with genes that differ by label, and any number that do not."""
    small, rng = small_study(), np.random.default_rng(8)
    noise = [f"N{i:04d}" for i in range(n_noise_genes)]
    expression = {
        dataset: frame.join(pd.DataFrame(rng.normal(size=(len(frame), len(noise))), frame.index, noise))
        for dataset, frame in small.expression.items()
    }
    patients = small.patients.assign(patient_id=small.patients["sample_id"])
    return Study(patients, expression, small.mutations, "train", seed, "train", models)


def with_other_values(original: Study, ids: list[str]) -> Study:
    """The study with other expression values for some samples."""
    changed = {
        dataset: frame.mask(np.repeat(frame.index.isin(ids)[:, None], frame.shape[1], axis=1), 7 - 3 * frame)
        for dataset, frame in original.expression.items()
    }
    return replace(original, expression=changed)
