"""Attributions explain TCGA test against TCGA train, model by model, and depend on nothing else."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest

from lunar_assets import words
from lunar_assets.errors import InconsistentDataError, LeakageError, TrainingError
from lunar_assets.explanation.attributions import METHODS, explain
from lunar_assets.explanation.patients import N_PATIENTS
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.registry import MODELS, fit
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import FEATURES, SIZES, columns, matrix, small_networks, training_data

MATRIX, COLUMNS = matrix(), columns()
PAIRS = [(name, method) for name, entry in MODELS.items() for method in entry.explained_by]
Fitted = Callable[[str], FittedModel]
Explained = Callable[[str, str], pd.DataFrame]
every_pair = pytest.mark.parametrize(("name", "method"), PAIRS)


@pytest.fixture(scope="module")
def fitted() -> Iterator[Fitted]:
    """Models by name, each fitted once."""

    @cache
    def by_name(name: str) -> FittedModel:
        return fit(name, training_data(), seed=42)

    with small_networks():
        yield by_name


@pytest.fixture(scope="module")
def explained(fitted: Fitted) -> Explained:
    """Attributions by model and method, each computed once."""

    @cache
    def by_names(name: str, method: str) -> pd.DataFrame:
        return explain(fitted(name), method, MATRIX, COLUMNS).attributions

    return by_names


def rows(dataset: str, split: str) -> pd.Series:
    return (MATRIX["dataset"] == dataset) & (MATRIX["split"] == split)


def test_there_is_a_function_for_every_method_and_every_model_has_methods():
    assert tuple(METHODS) == words.EXPLANATION_METHODS
    assert {method for _, method in PAIRS} == set(METHODS)
    assert {name for name, _ in PAIRS} == set(MODELS)


@every_pair
def test_tcga_test_patients_are_explained_by_the_features_of_the_model(
    fitted: Fitted, explained: Explained, name: str, method: str
):
    table = explained(name, method)
    conform(table, TABLES["explanation.attributions"])
    assert set(table["model"]) == {name}
    assert set(table["method"]) == {method}
    assert set(table["dataset"]) == {"tcga"}
    patients = table["sample_id"].drop_duplicates()
    assert set(patients) <= set(MATRIX.loc[rows("tcga", "test"), "sample_id"])
    assert len(patients) == N_PATIENTS.get(method, SIZES["tcga", "test"])
    assert table["feature"].tolist() == list(fitted(name).features) * len(patients)
    assert (table["attribution"].abs() > 0).any()


@every_pair
def test_values_and_modalities_stand_beside_their_own_feature_and_patient(explained: Explained, name: str, method: str):
    table = explained(name, method)
    row = table.iloc[-2]
    assert row["feature_value"] == MATRIX.set_index("sample_id").loc[row["sample_id"], row["feature"]]
    of_feature = {feature: modality for modality, features in FEATURES.items() for feature in features}
    assert table["modality"].tolist() == table["feature"].map(of_feature).tolist()


@every_pair
def test_a_second_call_gives_the_same_and_leaves_the_model_as_it_was(
    fitted: Fitted, explained: Explained, name: str, method: str
):
    model = fitted(name)
    before, margins = model.weights_hash(), model.margin(MATRIX)
    again = explain(model, method, MATRIX, COLUMNS).attributions
    pd.testing.assert_frame_equal(again, explained(name, method))
    assert model.weights_hash() == before
    np.testing.assert_array_equal(model.margin(MATRIX), margins)


@every_pair
def test_glass_and_validation_patients_and_all_labels_have_no_part(
    fitted: Fitted, explained: Explained, name: str, method: str
):
    changed = MATRIX.copy()
    others = ~(rows("tcga", "train") | rows("tcga", "test"))
    changed.loc[others, list(fitted(name).features)] += 100
    changed["label"] = 1 - changed["label"]
    again = explain(fitted(name), method, changed, COLUMNS).attributions
    pd.testing.assert_frame_equal(again, explained(name, method))


@every_pair
def test_the_last_background_patient_has_a_part(fitted: Fitted, explained: Explained, name: str, method: str):
    changed = MATRIX.copy()
    changed.loc[np.flatnonzero(rows("tcga", "train"))[-1], list(fitted(name).features)] += 30
    before = explained(name, method)["attribution"]
    moved = explain(fitted(name), method, changed, COLUMNS).attributions["attribution"] - before
    assert moved.abs().max() > 1e-3 * before.abs().max()


def test_the_background_that_is_recorded_is_the_one_that_the_method_was_given(
    fitted: Fitted, monkeypatch: pytest.MonkeyPatch
):
    given = []

    def method(model: FittedModel, explained: np.ndarray, background: np.ndarray) -> np.ndarray:
        given.append(background)
        return np.zeros_like(explained)

    monkeypatch.setitem(METHODS, "linear", method)
    found = explain(fitted("clinical_only"), "linear", MATRIX, COLUMNS).background
    conform(found, TABLES["explanation.background"])
    assert list(found["sample_id"]) == list(MATRIX.loc[rows("tcga", "train"), "sample_id"])
    of_found = MATRIX.set_index("sample_id").loc[found["sample_id"], list(FEATURES["clinical"])]
    np.testing.assert_array_equal(given[0], of_found.to_numpy(np.float32))
    assert set(found["model"]) == {"clinical_only"} and set(found["method"]) == {"linear"}


def test_a_background_of_test_patients_is_refused(fitted: Fitted, monkeypatch: pytest.MonkeyPatch):
    module = "lunar_assets.explanation.attributions"
    monkeypatch.setattr(f"{module}.background_patients", lambda matrix: matrix[rows("tcga", "test")])
    with pytest.raises(LeakageError, match="against 9 of tcga test as background; expected exactly the 37 patients"):
        explain(fitted("clinical_only"), "linear", MATRIX, COLUMNS)


def test_clinical_only_is_explained_by_clinical_features_only(explained: Explained):
    table = explained("clinical_only", "linear")
    assert set(table["feature"]) == set(FEATURES["clinical"])
    assert set(table["modality"]) == {"clinical"}


def test_a_matrix_without_a_feature_or_a_value_is_refused(fitted: Fitted):
    with pytest.raises(InconsistentDataError, match="SCN9A_expr"):
        explain(fitted("clinical_only"), "linear", MATRIX.drop(columns="SCN9A_expr"), COLUMNS)
    holed = MATRIX.copy()
    holed.loc[0, "age"] = np.nan
    with pytest.raises(TrainingError, match="age in tcga-train-00"):
        explain(fitted("clinical_only"), "linear", holed, COLUMNS)
