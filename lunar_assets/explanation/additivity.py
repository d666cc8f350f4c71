"""Table explanation.additivity: how far attributions miss what they must add up to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets.explanation.patients import background_patients
from lunar_assets.models.fitted import FittedModel


def additivity(attributions: pd.DataFrame, model: FittedModel, matrix: pd.DataFrame) -> pd.DataFrame:
    """Compare the sum of a patient's attributions with the margin minus its mean over TCGA train.

    That mean is over all of TCGA train for every method, since every method has all of it as background. The margins
    are asked of the model itself, not of what the method was given of it.

    Args:
        attributions: Table `explanation.attributions` of this model, by any number of methods.
        model: The fitted model.
        matrix: Table `features.matrix` that they were computed on.

    Returns:
        Table `explanation.additivity`: one row a method.
    """
    baseline = model.margin(background_patients(matrix)).mean()
    patients = matrix.set_index(["dataset", "sample_id"], drop=False)
    rows = []
    for (method, dataset), of_method in attributions.groupby(["method", "dataset"], sort=False):
        sums = of_method.groupby(["dataset", "sample_id"], sort=False)["attribution"].sum()
        margins = model.margin(patients.loc[sums.index])
        rows.append((model.name, method, dataset, relative_error(sums.to_numpy(), margins, baseline), len(sums)))
    return pd.DataFrame(rows, columns=pd.Index(["model", "method", "dataset", "relative_error", "n"]))


def relative_error(sums: NDArray[np.float64], margins: NDArray[np.float64], baseline: float) -> float:
    """Mean |sum - (margin - baseline)| over mean |margin - baseline|.

    A model that gives all patients one margin has nothing to add up to; there the gap is measured against the
    resolution of a float32, so that attributions of zero are no error.

    Args:
        sums: Sum of the attributions of each patient, (patients).
        margins: Margin of each patient, (patients).
        baseline: Mean margin over the background.
    """
    expected = margins - baseline
    resolution = np.finfo(np.float32).eps * max(1.0, np.abs(margins).mean())
    return float(np.abs(sums - expected).mean() / max(np.abs(expected).mean(), resolution))
