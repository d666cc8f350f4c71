"""Labels that say nothing any more: permuted within each part of a split."""

import numpy as np
import pandas as pd

SHUFFLING = 1  # a stream of its own: labels drawn by the numbers that drew the split would follow it


def with_shuffled_labels(patients: pd.DataFrame, assignments: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Permute the labels among the patients of each data set and part of the split.

    Within the part, and after the split: were they permuted before it, the split, which is stratified by label and
    grade, would carry the chance association of the two into train and test alike, and a model could learn it.

    Args:
        patients: Table `cohort.patients`.
        assignments: Table `splits.assignments` of the same patients.
        seed: Same seed, same permutation.

    Returns:
        The patients in their order, with other labels.
    """
    random = np.random.default_rng([seed, SHUFFLING])
    rows = patients.merge(assignments[["dataset", "sample_id", "split"]], on=["dataset", "sample_id"], validate="1:1")
    labels = rows.groupby(["dataset", "split"])["label"].transform(lambda part: random.permutation(part.to_numpy()))
    return rows.assign(label=labels).drop(columns="split")
