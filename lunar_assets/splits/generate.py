"""A fresh split, drawn by seed."""

import numpy as np
import pandas as pd

from lunar_assets.splits.counts import counts_of_strata
from lunar_assets.splits.frame import assignments_frame
from lunar_assets.splits.strata import strata
from lunar_assets.words import SPLITS


def generate(patients: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw a 70/15/15 split of one data set, stratified by label and grade.

    As in the study (Patricoski-Chavez et al. 2025, Methods: scikit-learn's train_test_split, test first, stratified by
    label and grade) but for the rounding: every stratum is within one patient of its share in every part, which two
    rounds of train_test_split do not promise (see `counts`). Within a stratum every patient is as likely as any other
    to go to a part. In a merged stratum the grades stay within one patient of their shares too.

    Args:
        patients: Patients of one data set with dataset, sample_id, label and grade. The order of rows plays no part.
        seed: Same seed, same split.

    Returns:
        `splits.assignments` rows by split, then sample_id; scheme generated.

    Raises:
        SplitError: The data set has fewer than two patients of a label.
    """
    cells = (
        patients.assign(stratum=strata(patients))
        .sort_values("sample_id")
        .groupby(["stratum", "label", "grade"])["sample_id"]
        .agg(list)
    )
    groups = [of_stratum.tolist() for _, of_stratum in cells.groupby("stratum")]
    counts = counts_of_strata([[len(ids) for ids in group] for group in groups])
    random = np.random.default_rng(seed)
    parts: dict[str, list[str]] = {split: [] for split in SPLITS}
    for ids, numbers in zip(sum(groups, []), sum(counts, []), strict=True):
        drawn = random.permutation(ids).tolist()
        for split, number in zip(SPLITS, numbers, strict=True):
            parts[split] += drawn[:number]
            drawn = drawn[number:]
    return assignments_frame(patients, {split: sorted(ids) for split, ids in parts.items()}, "generated", seed)
