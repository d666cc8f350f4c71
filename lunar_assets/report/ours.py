"""The figures of this run that stand beside the study's, under the same keys as `published_figures.csv`."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets import words
from lunar_assets.report.summaries import by_outcome, by_part

KEYS = ["dataset", "group", "variable", "category", "statistic"]

STATES = {
    "varying in TCGA train": "rare_mutation",
    "mutated in at least 2 %": "variance",
    "before stability selection": "stability",
}
"""A state of the preprocessing, and the step that comes next."""


def ours(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every figure of this run that the study has printed one of.

    Args:
        tables: `stage.name` -> rows, all of `inputs.COMPARED_TABLES`.

    Returns:
        Columns dataset, group, variable, category, statistic (text, empty where they do not apply) and ours (float64).
    """
    patients, assignments = tables["cohort.patients"], tables["splits.assignments"]
    found = [
        by_outcome(patients).rename(columns={"value": "ours"}),
        by_part(patients, assignments).rename(columns={"value": "ours"}),
        _cutoff(tables["cohort.cutoff"]),
        _missing(patients, assignments),
        _p_values(tables["splits.comparability"]),
        _features(tables["features.columns"]),
        _metrics(tables["evaluation.metrics"]),
        _fusion_weights(tables["explanation.fusion_weights"]),
        _attributions(tables["explanation.modality_importance"]),
    ]
    return pd.concat([_keyed(frame) for frame in found], ignore_index=True)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{key: "" for key in KEYS if key not in frame})[[*KEYS, "ours"]]


def _cutoff(cutoff: pd.DataFrame) -> pd.DataFrame:
    days = cutoff["cutoff_days"].astype(float)
    return pd.DataFrame(
        {"dataset": "both", "group": "cohort", "variable": "ttr_days", "statistic": "cutoff", "ours": days}
    )


def _missing(patients: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """TCGA patients without race or ethnicity: in the whole cohort (Table 1), and in train and test (Table 3)."""
    tcga = patients[patients["dataset"] == words.TCGA]
    compared = assignments.loc[assignments["split"].isin((words.TRAIN, words.TEST)), "sample_id"]
    groups = {"cohort": tcga, "train and test": tcga[tcga["sample_id"].isin(compared)]}
    rows = [
        (words.TCGA, group, variable, "missing", "n", float(rows[variable].isna().sum()))
        for group, rows in groups.items()
        for variable in ("race", "ethnicity")
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "ours"])


def _p_values(comparability: pd.DataFrame) -> pd.DataFrame:
    printed = comparability[comparability["rule"] == "study_code"].rename(columns={"p_value": "ours"})
    return printed.assign(group="train against test", statistic="p-value")


def _features(columns: pd.DataFrame) -> pd.DataFrame:
    before = {state: words.FEATURE_STEPS[: words.FEATURE_STEPS.index(step)] for state, step in STATES.items()}
    there = {"kept": columns["kept"]} | {state: ~columns["dropped_at"].isin(gone) for state, gone in before.items()}
    counts = [
        columns[rows].groupby("modality").size().rename("ours").reset_index().assign(statistic=state)
        for state, rows in there.items()
    ]
    return pd.concat(counts).rename(columns={"modality": "variable"}).assign(dataset="both", group="features")


def _metrics(metrics: pd.DataFrame) -> pd.DataFrame:
    test = metrics[metrics["part"] == words.TEST]
    return test.rename(columns={"model": "group", "metric": "variable", "value": "ours"})


def _fusion_weights(weights: pd.DataFrame) -> pd.DataFrame:
    medians = weights.groupby(["model", "dataset", "modality"])["weight"].median().rename("ours").reset_index()
    named = medians.rename(columns={"model": "group", "modality": "category"})
    return named.assign(variable="fusion_weight", statistic="median")


def _attributions(importance: pd.DataFrame) -> pd.DataFrame:
    deep = importance[importance["method"] == "deep"]
    named = deep.rename(columns={"model": "group", "modality": "category", "median_absolute": "ours"})
    return named.assign(dataset=words.TCGA, variable="attribution", statistic="median")
