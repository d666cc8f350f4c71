"""Shuffled labels stay within their part, and what they are evaluated against is chance unless something leaks."""

from collections.abc import Callable

import pandas as pd
import pytest

from lunar_assets.evaluation import repeated
from lunar_assets.evaluation.repeated import replicate, split
from lunar_assets.evaluation.sanity import shuffled_labels, shuffled_verdict
from lunar_assets.evaluation.shuffling import with_shuffled_labels
from lunar_tests.evaluation.small_replicates import study

STUDY = study(models=("logistic_regression",), n_noise_genes=1500)
ASSIGNMENTS = split(STUDY.patients, 42)
N_REPLICATES = 12


def by_part(patients: pd.DataFrame) -> pd.Series:
    rows = patients.merge(ASSIGNMENTS[["sample_id", "split"]], on="sample_id")
    return rows.groupby(["dataset", "split"])["label"].sum()


def test_every_part_keeps_its_number_of_early_patients_and_all_else_stays():
    shuffled = with_shuffled_labels(STUDY.patients, ASSIGNMENTS, 42)
    pd.testing.assert_series_equal(by_part(shuffled), by_part(STUDY.patients))
    pd.testing.assert_frame_equal(shuffled.drop(columns="label"), STUDY.patients.drop(columns="label"))
    moved = shuffled["label"] != STUDY.patients["label"]
    assert moved.groupby(STUDY.patients["dataset"]).mean().between(0.25, 0.75).all()


def test_the_seed_decides():
    first, again, other = (with_shuffled_labels(STUDY.patients, ASSIGNMENTS, seed)["label"] for seed in (1, 1, 2))
    pd.testing.assert_series_equal(first, again)
    assert not first.equals(other)


def verdict() -> pd.DataFrame:
    replicates = [replicate(STUDY, number, shuffled=True).metrics for number in range(N_REPLICATES)]
    return shuffled_verdict(shuffled_labels(pd.concat(replicates)))


def test_with_shuffled_labels_a_model_is_within_noise_of_chance():
    found = verdict()
    assert len(found) == 3
    assert found["passes"].all(), found


def selected_on_all_patients(feature_tables: Callable) -> Callable:
    """The stage as it must not be: steps are fitted on test patients too, and the split is put back afterwards."""

    def leaky(patients: pd.DataFrame, assignments: pd.DataFrame, *inputs):
        tables = feature_tables(patients, assignments.assign(split="train"), *inputs)
        return tables._replace(matrix=tables.matrix.assign(split=assignments["split"].to_numpy()))

    return leaky


def test_features_selected_on_test_patients_are_found_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repeated, "feature_tables", selected_on_all_patients(repeated.feature_tables))
    found = verdict().set_index(["dataset", "part"])
    assert not found.loc[("tcga", "test"), "passes"]
    assert found.loc[("tcga", "test"), "mean"] > 0.75
    assert found.loc["glass", "passes"].all(), "labels of GLASS select nothing"
