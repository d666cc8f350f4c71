"""Training data holds train and validation patients in their roles, GLASS without labels, and no test patient."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.errors import InconsistentDataError, LeakageError, TrainingError
from lunar_assets.models.data import TrainingData
from lunar_tests.models.synthetic import FEATURES, SIZES, columns, matrix, training_data


def test_every_role_has_its_own_patients_in_the_order_of_the_matrix():
    data = training_data()
    table = matrix()
    assert list(data.fitted_on) == ["tcga_train", "tcga_validation", "glass_train", "glass_validation"]
    for role, ids in data.fitted_on.items():
        dataset, split = role.split("_")
        expected = table[(table["dataset"] == dataset) & (table["split"] == split)]["sample_id"]
        assert ids == tuple(expected)
        assert len(ids) == SIZES[dataset, split]


def test_features_are_the_kept_ones_in_their_order_and_values_those_of_the_matrix():
    table, order = matrix(), columns().iloc[::-1]
    data = TrainingData.from_matrix(table, order)
    assert data.features["expression"] == FEATURES["expression"][::-1]
    rows = table[(table["dataset"] == "glass") & (table["split"] == "validation")]
    assert data.glass_validation.inputs["mutation"].dtype == np.float32
    np.testing.assert_allclose(
        data.glass_validation.inputs["mutation"], rows[list(FEATURES["mutation"][::-1])], rtol=1e-6
    )


def test_tcga_has_labels_and_glass_has_none():
    data = training_data()
    table = matrix().set_index("sample_id")["label"]
    assert list(data.tcga_train.labels) == list(table[list(data.tcga_train.sample_ids)])
    assert "labels" not in {field.name for part in (data.glass_train, data.glass_validation) for field in fields(part)}


def test_changed_glass_labels_and_test_patients_change_nothing_in_it():
    table = matrix()
    table.loc[table["dataset"] == "glass", "label"] = 1 - table["label"]
    table.loc[table["split"] == "test", "age"] = 99.0
    before, after = training_data(), TrainingData.from_matrix(table, columns())
    for part in ("tcga_train", "tcga_validation", "glass_train", "glass_validation"):
        for modality in FEATURES:
            a, b = (getattr(data, part).inputs[modality] for data in (before, after))
            np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(before.tcga_train.labels, after.tcga_train.labels)


def test_baselines_are_given_tcga_train_and_validation_only_where_that_is_asked_for():
    by_default = training_data().for_baselines()
    as_in_the_study = TrainingData.from_matrix(matrix(), columns(), "train_validation").for_baselines()
    assert list(by_default) == ["tcga_train"]
    assert list(as_in_the_study) == ["tcga_train", "tcga_validation"]
    assert as_in_the_study["tcga_validation"].sample_ids == training_data().tcga_validation.sample_ids


def test_a_patient_of_train_and_test_is_refused_by_name():
    table = matrix()
    leak = table[table["sample_id"] == "tcga-train-00"].assign(split="test")
    with pytest.raises(LeakageError, match="tcga_train and test: tcga-train-00"):
        TrainingData.from_matrix(pd.concat([table, leak]), columns())


@pytest.mark.parametrize("role", ["tcga_train", "tcga_validation", "glass_train", "glass_validation"])
def test_test_patients_put_in_by_hand_are_refused_in_every_role(role: str):
    data = training_data()
    leaking = replace(getattr(data, role), sample_ids=("glass-test-03", *getattr(data, role).sample_ids[1:]))
    with pytest.raises(LeakageError, match="glass-test-03"):
        replace(data, **{role: leaking})


def test_a_patient_of_train_and_validation_and_a_patient_twice_are_refused():
    table = matrix()
    twice = table[table["sample_id"] == "glass-train-01"]
    with pytest.raises(LeakageError, match="glass_train and glass_train: glass-train-01"):
        TrainingData.from_matrix(pd.concat([table, twice]), columns())
    with pytest.raises(LeakageError, match="glass_train and glass_validation: glass-train-01"):
        TrainingData.from_matrix(pd.concat([table, twice.assign(split="validation")]), columns())


def test_an_unknown_split_and_a_key_among_the_features_are_refused():
    with pytest.raises(LeakageError, match="holdout"):
        TrainingData.from_matrix(matrix().replace({"split": {"test": "holdout"}}), columns())
    label = pd.DataFrame([("label", "clinical", True)], columns=["feature", "modality", "kept"])
    with pytest.raises(LeakageError, match="label"):
        TrainingData.from_matrix(matrix(), pd.concat([columns(), label]))


def test_tables_with_different_features_are_refused():
    with pytest.raises(InconsistentDataError, match="IDH1_mut"):
        TrainingData.from_matrix(matrix().drop(columns="IDH1_mut"), columns())
    with pytest.raises(InconsistentDataError, match="TTN_expr"):
        TrainingData.from_matrix(matrix().assign(TTN_expr=0.0), columns())


def test_a_missing_value_is_named():
    table = matrix()
    table.loc[3, "age"] = np.nan
    with pytest.raises(TrainingError, match="age in tcga-train-03"):
        TrainingData.from_matrix(table, columns())
