"""A fitted LUNAR scores patients, and comes back from its files as it was, or not at all."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lunar_assets.errors import InconsistentDataError, TrainingError
from lunar_assets.models import storage
from lunar_assets.models.config import NETWORKS, TrainingConfig, published_config
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.lunar import LunarModel, fit, load
from lunar_assets.models.registry import load as load_by_name
from lunar_assets.models.runs import run_row
from lunar_assets.models.training import TrainedNetwork, train
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import FEATURES, SMALL, matrix, training_data

MATRIX = matrix()


@pytest.fixture(scope="module")
def model() -> LunarModel:
    return fit(training_data(), seed=42, config=SMALL)


@pytest.fixture
def folder(model: LunarModel, tmp_path: Path) -> Path:
    model.save(tmp_path)
    return tmp_path


def describe(folder: Path, **changes: object) -> None:
    """Rewrite model.json with changes, its own hash included: what a mistaken writer would do."""
    path = folder / storage.DESCRIPTION
    description = {**json.loads(path.read_text()), **changes}
    description["description_hash"] = storage._description_hash(description)
    path.write_text(json.dumps(description))


def test_it_is_a_fitted_model_and_says_what_it_was_fitted_on(model: LunarModel):
    fitted: FittedModel = model
    assert fitted.features == (*FEATURES["clinical"], *FEATURES["expression"], *FEATURES["mutation"])
    assert fitted.fitted_on == training_data().fitted_on
    assert (fitted.name, fitted.seed, fitted.threshold) == ("lunar", 42, 0.5)


def test_scores_are_probabilities_of_each_patient_whatever_the_other_rows_and_columns(model: LunarModel):
    scores = model.score(MATRIX)
    assert scores.dtype == np.float64
    assert ((scores > 0) & (scores < 1)).all()
    some = MATRIX.iloc[[7, 2]][MATRIX.columns[::-1]]
    np.testing.assert_allclose(model.score(some), scores[[7, 2]], rtol=1e-6)


def test_the_margin_is_the_logit_of_the_score(model: LunarModel):
    margin = model.margin(MATRIX)
    assert margin.dtype == np.float64
    np.testing.assert_allclose(1 / (1 + np.exp(-margin)), model.score(MATRIX), rtol=1e-12)


def test_a_network_takes_its_shape_from_its_name_and_all_else_from_the_study():
    assert published_config("lunar") == TrainingConfig()
    for name, network in NETWORKS.items():
        assert published_config(name) == replace(TrainingConfig(), network=network)


def test_a_network_is_trained_with_the_configuration_of_its_name(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def quick(data: TrainingData, config: TrainingConfig, seed: int) -> TrainedNetwork:
        asked.append(config)
        return train(data, SMALL, seed)

    monkeypatch.setattr("lunar_assets.models.lunar.train", quick)
    assert fit(training_data(), seed=1, name="lunar_joint").config == published_config("lunar_joint") == asked[0]


def test_a_network_of_an_unknown_name_needs_a_configuration():
    with pytest.raises(TrainingError, match=r"no network 'lunar_wide'; expected one of lunar, "):
        fit(training_data(), seed=1, name="lunar_wide")


def test_scoring_needs_every_feature(model: LunarModel):
    with pytest.raises(InconsistentDataError, match="IDH1_mut"):
        model.score(MATRIX.drop(columns="IDH1_mut"))


def test_fusion_weights_of_each_row_add_up_to_one(model: LunarModel):
    weights = model.fusion_weights(MATRIX.iloc[5:8])
    assert list(weights.columns) == ["clinical", "expression", "mutation"]
    assert list(weights.index) == [5, 6, 7]
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-6)


def test_what_is_loaded_is_what_was_saved_bit_by_bit(model: LunarModel, folder: Path):
    loaded = load(folder)
    np.testing.assert_array_equal(loaded.score(MATRIX), model.score(MATRIX))
    assert loaded.weights_hash() == model.weights_hash()
    assert loaded.config == model.config
    assert loaded.fitted_on == model.fitted_on
    assert loaded.features == model.features
    assert (loaded.name, loaded.seed, loaded.best_epoch) == (model.name, model.seed, model.best_epoch)
    pd.testing.assert_frame_equal(loaded.history, model.history, check_dtype=False)


def test_files_of_one_model_are_the_same_bytes_each_time(model: LunarModel, folder: Path, tmp_path: Path):
    again = tmp_path / "again"
    again.mkdir()
    load(folder).save(again)
    assert sorted(path.name for path in again.iterdir()) == ["model.json", "weights.safetensors"]
    for name in ("model.json", "weights.safetensors"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_the_description_records_how_the_model_came_about(model: LunarModel, folder: Path):
    description = json.loads((folder / "model.json").read_text())
    assert description["hyperparameters"]["threads"] == 1
    assert set(description["versions"]) == {"python", "torch", "numpy"}
    assert description["modality_features"]["mutation"] == list(FEATURES["mutation"])
    assert description["weights_hash"] == model.weights_hash()


@pytest.mark.parametrize("name", ["model.json", "weights.safetensors"])
def test_a_missing_file_is_named(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(TrainingError, match=name):
        load(folder)


def test_one_changed_bit_of_the_weights_is_refused(folder: Path):
    path = folder / "weights.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(TrainingError, match=r"weights.safetensors has changed.*Train the model again"):
        load(folder)


def test_weights_cut_short_are_refused(folder: Path):
    path = folder / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(TrainingError, match=r"weights.safetensors has changed"):
        load(folder)


def test_an_edited_description_is_refused(folder: Path):
    path = folder / "model.json"
    path.write_text(path.read_text().replace('"ATRX_mut"', '"TP53_mut"'))
    with pytest.raises(TrainingError, match=r"model.json has changed"):
        load(folder)
    path.write_text("{")
    with pytest.raises(TrainingError, match=r"model.json cannot be read"):
        load(folder)


def test_another_kind_of_model_is_refused(folder: Path):
    describe(folder, kind="xgboost")
    with pytest.raises(TrainingError, match="kind 'xgboost'; expected 'lunar_network'"):
        load(folder)


def test_weights_of_another_shape_than_described_are_refused(model: LunarModel, folder: Path):
    features = {**model.modality_features, "mutation": ("IDH1_mut",)}
    describe(folder, modality_features=features)
    with pytest.raises(TrainingError, match="size mismatch"):
        load(folder)


def test_hyperparameters_that_the_network_does_not_know_are_refused(model: LunarModel, folder: Path):
    describe(folder, hyperparameters={**asdict(model.config), "warmup": 3})
    with pytest.raises(TrainingError, match="warmup"):
        load(folder)


def test_loading_by_name_refuses_the_files_of_another_model(model: LunarModel, tmp_path: Path):
    replace(model, name="lunar_catt").save(tmp_path)
    with pytest.raises(TrainingError, match="holds the model 'lunar_catt'; expected 'lunar'"):
        load_by_name("lunar", tmp_path)


def test_run_row_and_history_keep_their_contracts(model: LunarModel, folder: Path):
    row = run_row(model, "published / published", 2.5, folder)
    table = conform(row, TABLES["models.runs"]).to_pylist()[0]
    assert json.loads(table["fitted_on"])["glass_train"][0] == "glass-train-00"
    assert json.loads(table["hyperparameters"])["network"]["embedding"] == 8
    assert table["n_parameters"] == model.n_parameters
    assert table["path"] == str(folder)
    assert conform(model.history, TABLES["models.history"]).num_rows == 2 * model.history["epoch"].max()
