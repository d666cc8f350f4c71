"""How much the labels owe to test patients, whose times to recurrence are in the medians that make the cutoff."""

import pandas as pd

from lunar_assets.words import DATASETS, GLASS, SPLITS, STUDY, TCGA, TRAIN

MOST_MOVED = 0.05
"""Share of a cohort's labels above which they owe too much to the choice of the patients."""

PATIENTS_OF_RULE = {"all": SPLITS, "train": (TRAIN,)}
"""Whose times make the medians: the rule of the paper takes all patients, so those of the test part too."""


def cutoff_sensitivity(patients: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Label every patient by the medians of all patients and by those of train patients alone.

    The cutoff is half the sum of the medians of both cohorts of the study (Patricoski-Chavez et al. 2025, Methods), the
    label early before it.

    Args:
        patients: `cohort.patients`.
        assignments: `splits.assignments` of the same patients.

    Returns:
        The columns of `splits.cutoff_sensitivity`. `labels_moved` counts against the labels of `patients`, whatever
        made them: under a pinned cutoff the medians of all patients may move labels too.
    """
    rows = patients.merge(assignments[["dataset", "sample_id", "split"]], on=["dataset", "sample_id"], validate="1:1")
    return pd.concat([_by(rule, rows) for rule in PATIENTS_OF_RULE], ignore_index=True)


def moved_by_train_medians(sensitivity: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """The labels of each data set that move by the medians of train patients alone, and the patients of all parts."""
    rows = sensitivity[sensitivity["rule"] == "train"]
    sums = rows.groupby("dataset", sort=False)[["labels_moved", "n"]].sum().to_dict("index")
    return {str(dataset): (int(of["labels_moved"]), int(of["n"])) for dataset, of in sums.items()}


def _by(rule: str, rows: pd.DataFrame) -> pd.DataFrame:
    counted = rows[rows["split"].isin(PATIENTS_OF_RULE[rule])]
    medians = counted.groupby("dataset")["ttr_days"].median()
    cutoff = sum(medians[dataset] for dataset in STUDY) / len(STUDY)
    early = (rows["ttr_days"] < cutoff).astype(int)
    parts = rows.assign(n=1, early=early, labels_moved=(early != rows["label"]).astype(int))
    sums = parts.groupby(["dataset", "split"])[["n", "early", "labels_moved"]].sum()
    order = pd.MultiIndex.from_product([DATASETS, SPLITS], names=["dataset", "split"])
    table = sums.reindex(order, fill_value=0).reset_index()
    days = {
        "rule": rule,
        "tcga_median_days": medians[TCGA],
        "glass_median_days": medians[GLASS],
        "cutoff_days": cutoff,
    }
    return table.assign(**days)[["rule", "dataset", "split", *list(days)[1:], "n", "early", "labels_moved"]]
