"""A replicate is a function of the study and its number, and what it fits does not see who it is tested on."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from lunar_assets import words
from lunar_assets.errors import InconsistentDataError, ReplicateError
from lunar_assets.evaluation.repeated import ReplicateTables, n_train, replicate, split
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.evaluation.small_replicates import LINEAR, study, with_other_values

STUDY = study()


@pytest.fixture(scope="module")
def tables() -> ReplicateTables:
    return replicate(STUDY, 3)


def assert_equal(found: ReplicateTables, expected: ReplicateTables) -> None:
    pd.testing.assert_frame_equal(found.metrics, expected.metrics)
    pd.testing.assert_frame_equal(found.features, expected.features)


def of(tables: ReplicateTables, dataset: str) -> pd.DataFrame:
    return tables.metrics[tables.metrics["dataset"] == dataset].reset_index(drop=True)


def test_both_tables_keep_their_contracts_and_name_the_replicate(tables):
    conform(tables.metrics, TABLES["evaluation.replicates"])
    conform(tables.features, TABLES["evaluation.replicate_features"])
    assert set(tables.metrics["replicate"]) == set(tables.features["replicate"]) == {3}


def test_every_metric_of_every_model_on_every_part(tables):
    keys = tables.metrics[["model", "dataset", "part", "metric"]].itertuples(index=False, name=None)
    assert list(keys) == [
        (name, *part, metric) for name in LINEAR for part in words.EVALUATED for metric in words.METRICS
    ]


def test_patients_evaluated_and_fitted_on_are_those_of_the_split(tables):
    sizes = split(STUDY.patients, 42 + 3).groupby(["dataset", "split"]).size()
    assert set(tables.metrics["n_train"]) == {sizes["tcga", "train"]}
    n = tables.metrics.groupby(["dataset", "part"])["n"].unique().map(list).to_dict()
    assert n == {("tcga", "test"): [sizes["tcga", "test"]], ("glass", "test"): [sizes["glass", "test"]],
                 ("glass", "all"): [42]}  # fmt: skip


def test_the_same_number_gives_the_same_tables_and_another_one_others(tables):
    assert_equal(replicate(STUDY, 3), tables)
    other = replicate(STUDY, 4)
    assert not other.metrics["value"].equals(tables.metrics["value"])


def test_the_number_is_added_to_the_seed(tables):
    shifted = replicate(replace(STUDY, seed=45), 0)
    assert_equal(ReplicateTables(*(table.assign(replicate=3) for table in shifted)), tables)


def test_other_values_of_test_patients_change_their_scores_and_nothing_that_is_fitted(tables):
    assignments = split(STUDY.patients, 42 + 3)
    ids = list(assignments.loc[assignments["split"] == "test", "sample_id"])
    changed = replicate(with_other_values(STUDY, ids), 3)
    pd.testing.assert_frame_equal(changed.features, tables.features)
    clinical = tables.metrics["model"] == "clinical_only"
    pd.testing.assert_frame_equal(changed.metrics[clinical], tables.metrics[clinical])
    assert not changed.metrics["value"].equals(tables.metrics["value"])


def test_other_values_of_train_patients_change_what_is_kept(tables):
    assignments = split(STUDY.patients, 42 + 3)
    ids = list(assignments.loc[assignments["split"] == "train", "sample_id"])[::2]
    assert not replicate(with_other_values(STUDY, ids), 3).features.equals(tables.features)


def test_labels_of_glass_are_seen_by_the_evaluation_of_glass_alone(tables):
    patients = STUDY.patients
    turned = patients["label"].mask(patients["dataset"] == "glass", 1 - patients["label"])
    changed = replicate(replace(STUDY, patients=patients.assign(label=turned)), 3)
    pd.testing.assert_frame_equal(changed.features, tables.features)
    pd.testing.assert_frame_equal(of(changed, "tcga"), of(tables, "tcga"))
    assert not of(changed, "glass").equals(of(tables, "glass"))


def test_shuffled_labels_change_what_is_learnt(tables):
    shuffled = replicate(STUDY, 3, shuffled=True)
    auroc = shuffled.metrics.query("metric == 'auroc' and model == 'logistic_regression'")["value"]
    assert (auroc < 0.9).all()
    assert not shuffled.features.equals(tables.features)


def test_baselines_may_be_fitted_on_train_and_validation():
    sizes = split(STUDY.patients, 42).groupby(["dataset", "split"]).size()
    metrics = replicate(replace(STUDY, baselines_fit_on="train_validation"), 0).metrics
    assert set(metrics["n_train"]) == {sizes["tcga", "train"] + sizes["tcga", "validation"]}


def test_patients_who_chose_the_epoch_of_a_network_do_not_count_as_fitted_on():
    roles = {"tcga_train": ("a", "b", "c"), "tcga_validation": ("d",), "glass_train": ("e", "f")}
    assert n_train(SimpleNamespace(best_epoch=7, fitted_on=roles)) == 3


def test_a_failure_names_the_replicate_and_has_its_cause():
    lost = {**STUDY.expression, "glass": STUDY.expression["glass"].iloc[1:]}
    with pytest.raises(ReplicateError, match=r"Replicate 4 \(seed 46\) failed.*InconsistentDataError: expr") as found:
        replicate(replace(STUDY, expression=lost), 4)
    assert isinstance(found.value.__cause__, InconsistentDataError)
