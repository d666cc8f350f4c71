"""What holds for all models of the registry: one seed gives one model, and its files give it back or are refused."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io  # noqa: F401 - where dask is installed, what it loads takes names of pickle, which a test replaces

from lunar_assets.errors import InconsistentDataError, TrainingError
from lunar_assets.models.config import NETWORKS
from lunar_assets.models.fitted import FittedModel
from lunar_assets.models.registry import MODEL_NAMES, MODELS, fit, load
from lunar_assets.models.runs import run_row
from lunar_assets.models.storage import arrays_hash
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import matrix, small_networks, training_data

DATA, MATRIX = training_data(), matrix()
FILES = {
    **dict.fromkeys(MODEL_NAMES, "estimator.skops"),
    **dict.fromkeys(NETWORKS, "weights.safetensors"),
    "xgboost": "trees.json",
}
Fitted = Callable[[str], FittedModel]
every_model = pytest.mark.parametrize("name", MODEL_NAMES)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Models by name, each fitted once."""
    models: dict[str, FittedModel] = {}

    def by_name(name: str) -> FittedModel:
        if name not in models:
            with small_networks():
                models[name] = fit(name, DATA, seed=42)
        return models[name]

    return by_name


@every_model
def test_one_seed_gives_one_model(fitted: Fitted, name: str):
    with small_networks():
        again = fit(name, training_data(), seed=42)
    assert again.weights_hash() == fitted(name).weights_hash()
    np.testing.assert_array_equal(again.score(MATRIX), fitted(name).score(MATRIX))


@pytest.mark.parametrize("name", [*NETWORKS, "mlp"])
def test_another_seed_gives_another_model_where_chance_has_a_part(fitted: Fitted, name: str):
    with small_networks():
        other = fit(name, DATA, seed=43)
    assert other.weights_hash() != fitted(name).weights_hash()


@every_model
def test_it_gives_each_patient_one_finite_score(fitted: Fitted, name: str):
    scores = fitted(name).score(MATRIX)
    assert scores.dtype == np.float64
    assert scores.shape == (len(MATRIX),)
    assert np.isfinite(scores).all()


@every_model
def test_a_score_depends_on_no_other_row_and_not_on_the_order_of_columns(fitted: Fitted, name: str):
    some = MATRIX.iloc[[7, 2]][MATRIX.columns[::-1]]
    np.testing.assert_allclose(fitted(name).score(some), fitted(name).score(MATRIX)[[7, 2]], rtol=1e-6)


@every_model
def test_the_margin_is_a_monotone_function_of_the_score(fitted: Fitted, name: str):
    score, margin = fitted(name).score(MATRIX), fitted(name).margin(MATRIX)
    assert margin.dtype == np.float64
    assert (np.diff(margin[np.lexsort((margin, score))]) >= 0).all()


@every_model
def test_a_feature_that_is_missing_is_named(fitted: Fitted, name: str):
    lacking = MATRIX.drop(columns="IDHwt")
    for output in (fitted(name).score, fitted(name).margin):
        with pytest.raises(InconsistentDataError, match="IDHwt"):
            output(lacking)


@every_model
def test_it_has_seen_no_patient_outside_the_roles_that_it_names(fitted: Fitted, name: str):
    seen = fitted(name).fitted_on
    assert set(seen) == (set(DATA.fitted_on) if name in NETWORKS else {"tcga_train"})
    for role, ids in seen.items():
        assert ids == DATA.fitted_on[role]


@every_model
def test_its_row_and_history_keep_their_contracts(fitted: Fitted, name: str, tmp_path: Path):
    model = fitted(name)
    row = conform(run_row(model, "generated / generated", 0.1, tmp_path), TABLES["models.runs"]).to_pylist()[0]
    assert (row["model"], row["seed"], row["best_epoch"]) == (name, 42, model.best_epoch)
    json.dumps(dict(model.hyperparameters), allow_nan=False)
    n_epochs = conform(model.history, TABLES["models.history"]).num_rows / 2
    assert (n_epochs > 0) == (model.best_epoch is not None) == (name in NETWORKS)


@every_model
def test_its_files_give_it_back_and_no_pickle_is_written_or_read(
    fitted: Fitted, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pickle was used")

    for function in ("dump", "dumps", "load", "loads", "Pickler", "Unpickler"):
        monkeypatch.setattr(pickle, function, refuse)
    model = fitted(name)
    model.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"model.json", FILES[name]}
    loaded = load(name, tmp_path)
    assert loaded.weights_hash() == model.weights_hash()
    np.testing.assert_array_equal(loaded.score(MATRIX), model.score(MATRIX))
    np.testing.assert_array_equal(loaded.margin(MATRIX), model.margin(MATRIX))
    for described in ("name", "seed", "threshold", "best_epoch", "n_parameters", "features", "fitted_on"):
        assert getattr(loaded, described) == getattr(model, described), described
    assert json.loads(json.dumps(loaded.hyperparameters)) == json.loads(json.dumps(model.hyperparameters))
    pd.testing.assert_frame_equal(loaded.history, model.history, check_dtype=False)


@every_model
def test_its_weights_are_finite_numbers_that_its_hash_is_made_of(fitted: Fitted, name: str):
    arrays = fitted(name).weight_arrays()
    assert arrays and all(np.isfinite(array).all() for array in arrays.values())
    assert fitted(name).weights_hash() == arrays_hash(arrays)


@every_model
def test_it_cuts_its_scores_where_the_registry_says(fitted: Fitted, name: str):
    assert fitted(name).threshold == MODELS[name].threshold


@every_model
def test_the_description_has_the_hash_of_the_weights_and_the_versions_of_the_libraries(
    fitted: Fitted, name: str, tmp_path: Path
):
    fitted(name).save(tmp_path)
    description = json.loads((tmp_path / "model.json").read_text())
    assert description["weights_hash"] == fitted(name).weights_hash()
    assert {"python", "numpy"} < set(description["versions"])


@every_model
def test_a_changed_a_missing_and_a_foreign_file_are_refused(fitted: Fitted, name: str, tmp_path: Path):
    fitted(name).save(tmp_path)
    path = tmp_path / FILES[name]
    content = path.read_bytes()
    for other in (content[:-1] + bytes([content[-1] ^ 1]), content[: len(content) // 2], b""):
        path.write_bytes(other)
        with pytest.raises(TrainingError, match=rf"{path.name} has changed.*Train the model again"):
            load(name, tmp_path)
    path.unlink()
    with pytest.raises(TrainingError, match=rf"{path.name} cannot be read"):
        load(name, tmp_path)
    path.write_bytes(content)
    description = tmp_path / "model.json"
    description.write_text(description.read_text().replace('"IDHwt"', '"grade"'))
    with pytest.raises(TrainingError, match=r"model.json has changed"):
        load(name, tmp_path)


@pytest.mark.parametrize(
    ("name", "of_another"), [("knn", "lunar"), ("lunar", "xgboost"), ("xgboost", "mlp"), ("knn", "mlp")]
)
def test_the_files_of_another_model_are_refused(fitted: Fitted, name: str, of_another: str, tmp_path: Path):
    fitted(of_another).save(tmp_path)
    with pytest.raises(TrainingError, match=r"expected '\w+'"):
        load(name, tmp_path)
