"""The checks of a model are green on an honest training, and each kind of wrong record or weight turns one red."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from lunar_assets.models.checks import VERDICTS
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted_samples import NETWORK_ROLES
from lunar_assets.models.lunar import LunarModel
from lunar_assets.models.registry import MODEL_NAMES, fit
from lunar_tests.judge import judge
from lunar_tests.models.stored import assignments, fitted, run_of, stored
from lunar_tests.models.synthetic import columns, matrix, small_networks, training_data

NETWORK, BASELINE = "lunar_natt", "logistic_regression"
Tables = dict[str, pd.DataFrame]
pytestmark = pytest.mark.usefixtures("own_warehouse")


@pytest.fixture
def tables(tmp_path: Path) -> Callable[[str], Tables]:
    """What a run has stored of one model."""
    return lambda name: stored(tmp_path / "files", name)


def with_seen(tables: Tables, change: Callable[[dict[str, list[str]]], object]) -> Tables:
    """The tables with another record of whom the fit has seen."""
    seen = json.loads(tables["models.runs"]["fitted_on"].item())
    change(seen)
    return tables | {"models.runs": tables["models.runs"].assign(fitted_on=json.dumps(seen))}


def judged(name: str, tables: Tables, *, blocking: bool) -> dict[str, bool]:
    """Whether each check of a model passes, of those that block or those that warn."""
    checks = [verdict.__name__ for verdict, _, blocks, _ in VERDICTS if blocks == blocking]
    return {check: judge(f"models/{name}", check, tables).passed for check in checks}


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_an_honest_training_passes_all_that_blocks(tables, name):
    assert judged(name, tables(name), blocking=True) == dict.fromkeys(
        ["trained_on_train_only", "threshold_is_fixed", "finite_weights", "best_epoch_restored"], True
    )


def test_a_model_that_has_learnt_passes_what_warns(tables):
    assert judged(BASELINE, tables(BASELINE), blocking=False) == dict.fromkeys(
        ["loss_fell", "better_than_majority", "not_one_class", "converged"], True
    )


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (NETWORK, lambda s: s["tcga_train"].append("tcga-test-00"), "tcga_train has seen 1 samples (tcga-test-00)"),
        (NETWORK, lambda s: s["glass_train"].append("glass-test-00"), "glass_train has seen 1 samples (glass-test-00)"),
        (NETWORK, lambda s: s["tcga_train"].remove("tcga-train-07"), "tcga_train lacks 1 samples (tcga-train-07)"),
        (NETWORK, lambda s: s["tcga_train"].append("tcga-validation-01"), "tcga_train and tcga_validation share 1"),
        (NETWORK, lambda s: s["tcga_train"].append("tcga-train-07"), "1 samples (tcga-train-07) twice"),
        (NETWORK, lambda s: s.pop("glass_validation"), "glass_validation lacks 8 samples"),
        (NETWORK, lambda s: s.update(glass_test=["glass-test-00"]), "glass_test is no role of this model"),
        (BASELINE, lambda s: s.update(glass_train=["glass-train-00"]), "glass_train is no role of this model"),
        (BASELINE, lambda s: s.update(tcga_validation=["tcga-validation-00"]), "tcga_validation is no role"),
        (BASELINE, lambda s: s["tcga_train"].append("glass-train-00"), "seen 1 samples (glass-train-00)"),
    ],
)  # fmt: skip
def test_a_fit_that_has_seen_others_than_promised_is_named(tables, name, change, told):
    outcome = judge(f"models/{name}", "trained_on_train_only", with_seen(tables(name), change))
    assert not outcome.passed
    assert told in outcome.summary


def test_a_fit_on_train_alone_breaks_the_promise_of_train_and_validation(tables, monkeypatch):
    monkeypatch.setenv("LUNAR_BASELINES", "train_validation")
    outcome = judge(f"models/{BASELINE}", "trained_on_train_only", tables(BASELINE))
    assert not outcome.passed
    assert "tcga_validation lacks 13 samples" in outcome.summary
    assert judge(f"models/{NETWORK}", "trained_on_train_only", tables(NETWORK)).passed


def test_a_patient_who_changed_his_part_after_the_training_is_named(tables):
    moved = matrix()
    moved.loc[moved["sample_id"] == "tcga-train-07", "split"] = "test"
    outcome = judge(
        f"models/{NETWORK}", "trained_on_train_only", tables(NETWORK) | {"splits.assignments": assignments(moved)}
    )
    assert not outcome.passed and "tcga_train has seen 1 samples (tcga-train-07)" in outcome.summary


@pytest.mark.parametrize(("name", "threshold"), [("lunar", 0.31), ("linear_svc", 0.5), ("knn", 0.4)])
def test_a_threshold_that_was_chosen_is_named(tables, name, threshold):
    changed = tables(name)
    changed["models.runs"] = changed["models.runs"].assign(threshold=threshold)
    outcome = judge(f"models/{name}", "threshold_is_fixed", changed)
    assert not outcome.passed
    assert f"{threshold:g}; declared is {0 if name == 'linear_svc' else 0.5:g}" in outcome.summary


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_weight_that_is_no_number_is_named(tables, tmp_path, bad):
    network = fitted(NETWORK)
    broken = replace(network, network=changed_network(network, lambda tensor: tensor.view(-1)[:1].fill_(bad)))
    wrong = tables(NETWORK) | {"models.runs": run_of(broken, tmp_path / "broken")}
    outcome = judge(f"models/{NETWORK}", "finite_weights", wrong)
    assert not outcome.passed
    assert "not finite: sel_e.weights" in outcome.summary


def changed_network(model: LunarModel, change: Callable[[torch.Tensor], object]) -> torch.nn.Module:
    """A copy of a network with other gates of expression."""
    from copy import deepcopy

    network = deepcopy(model.network)
    with torch.no_grad():
        change(network.sel_e.weights)
    return network


@pytest.mark.parametrize("name", [NETWORK, "xgboost", "mlp"])
def test_files_that_were_exchanged_after_the_run_are_named(tables, tmp_path, name):
    tables_of_run, folder = tables(name), tmp_path / "files" / name
    changed = matrix()
    changed.loc[0, "age"] += 9
    with small_networks():
        fit(name, TrainingData.from_matrix(changed, columns()), 7).save(folder)
    outcome = judge(f"models/{name}", "finite_weights", tables_of_run)
    assert not outcome.passed
    assert f"the files in {folder} have changed" in outcome.summary


def test_a_damaged_and_a_missing_file_are_named(tables, tmp_path):
    tables_of_run, path = tables(BASELINE), tmp_path / "files" / BASELINE / "estimator.skops"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert "estimator.skops has changed" in judge(f"models/{BASELINE}", "finite_weights", tables_of_run).summary
    path.unlink()
    outcome = judge(f"models/{BASELINE}", "finite_weights", tables_of_run)
    assert not outcome.passed and "estimator.skops cannot be read" in outcome.summary


def test_weights_of_another_epoch_are_named(tables, tmp_path):
    network = fitted(NETWORK)
    moved = replace(network, network=changed_network(network, lambda gates: gates.mul_(0.99)))
    outcome = judge(
        f"models/{NETWORK}", "best_epoch_restored", tables(NETWORK) | {"models.runs": run_of(moved, tmp_path / "moved")}
    )
    assert not outcome.passed
    assert f"differs from the record of epoch {network.best_epoch}: loss by" in outcome.summary


def test_an_epoch_that_is_not_the_lowest_is_named(tables):
    found = tables(NETWORK)
    kept = fitted(NETWORK).best_epoch
    other = 1 if kept != 1 else 2
    found["models.runs"] = found["models.runs"].assign(best_epoch=other)
    outcome = judge(f"models/{NETWORK}", "best_epoch_restored", found)
    assert not outcome.passed
    assert f"Epoch {other} was kept, the lowest validation loss is that of epoch {kept}" in outcome.summary
    assert "differs from the record" in outcome.summary


def test_a_training_that_was_stopped_by_test_patients_under_other_names_is_found(tables, tmp_path):
    """What it records of itself is clean: only taking the figures again from the matrix can tell."""
    lying = matrix()
    tcga = lying["dataset"] == "tcga"
    validation, test = (lying.index[tcga & (lying["split"] == split)] for split in ("validation", "test"))
    values = lying.columns.difference(["dataset", "sample_id", "split"])
    lying.loc[validation[: len(test)], values] = matrix().loc[test, values].to_numpy()
    with small_networks():
        model = fit(NETWORK, TrainingData.from_matrix(lying, columns()), 42)
    assert model.fitted_on == training_data().fitted_on
    wrong = tables(NETWORK) | {"models.runs": run_of(model, tmp_path / "lying"), "models.history": model.history}
    outcome = judge(f"models/{NETWORK}", "best_epoch_restored", wrong)
    assert not outcome.passed and "loss by" in outcome.summary


@pytest.mark.parametrize(("last", "passes"), [(0.9, True), (1.0, False), (1.1, False)])
def test_a_training_loss_that_did_not_fall_is_a_warning(tables, last, passes):
    found = tables(NETWORK)
    history = found["models.history"]
    best = int(found["models.runs"]["best_epoch"].item())
    of_train = history["part"] == "train"
    first = history.loc[of_train & (history["epoch"] == 1), "loss"].item()
    found["models.history"] = history.assign(
        loss=history["loss"].mask(of_train & (history["epoch"] == best) & (best > 1), last * first)
    )
    assert best > 1
    assert judge(f"models/{NETWORK}", "loss_fell", found).passed == passes


def test_a_model_that_is_wrong_about_nearly_all_is_a_warning(tables):
    turned = matrix().assign(label=1 - matrix()["label"])
    outcome = judge(f"models/{BASELINE}", "better_than_majority", tables(BASELINE) | {"features.matrix": turned})
    assert not outcome.passed
    assert outcome.measured["auroc"] < 0.5 and "the larger class is 53.8%" in outcome.summary


def test_validation_patients_of_one_class_cannot_show_that_a_model_is_better(tables):
    late = matrix().assign(label=0)
    outcome = judge(f"models/{BASELINE}", "better_than_majority", tables(BASELINE) | {"features.matrix": late})
    assert not outcome.passed and "no AUROC" in outcome.summary and "auroc" not in outcome.measured


def test_one_prediction_for_all_is_a_warning(tables):
    found = tables(BASELINE)
    found["models.runs"] = found["models.runs"].assign(threshold=2.0)
    outcome = judge(f"models/{BASELINE}", "not_one_class", found)
    assert not outcome.passed and outcome.summary.startswith("0 of 13 TCGA validation patients")


def trials(*seen: dict | None) -> pd.DataFrame:
    """Table models.trials with complete trials that have seen these samples."""
    rows = [
        {
            "study": "lunar, features f00d",
            "trial": number,
            "state": "complete",
            "value": 0.04,
            "hyperparameters": "{}",
            "seconds": 1.0,
            "fitted_on": None if roles is None else json.dumps(roles),
        }
        for number, roles in enumerate(seen)
    ]
    return pd.DataFrame(rows)


HONEST = {role: list(ids) for role, ids in training_data().fitted_on.items()}


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (HONEST, "0 of 2 trials"),
        (HONEST | {"tcga_validation": ["tcga-test-00"]}, "trial 1: tcga_validation has seen 1 samples (tcga-test-00)"),
        ({role: HONEST[role] for role in NETWORK_ROLES[:1]}, "trial 1: tcga_validation lacks 13 samples"),
        (None, "trial 1: does not say whom it has seen"),
    ],
)
def test_a_trial_that_was_judged_by_others_than_validation_is_named(seen, told):
    given = {"models.trials": trials(HONEST, seen), "splits.assignments": assignments(matrix())}
    outcome = judge("models/trials", "search_kept_to_validation", given)
    assert outcome.passed == (seen is HONEST)
    assert told in outcome.summary


def test_a_trial_that_was_stopped_before_it_began_has_seen_nobody():
    left = trials(HONEST, None).assign(state=["complete", "failed"])
    given = {"models.trials": left, "splits.assignments": assignments(matrix())}
    assert judge("models/trials", "search_kept_to_validation", given).passed
