"""Training is deterministic, stops early, keeps the best epoch, and uses every hyperparameter."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from lunar_assets.errors import TrainingError
from lunar_assets.models import epochs, reproducible
from lunar_assets.models.config import TrainingConfig
from lunar_assets.models.data import TrainingData
from lunar_assets.models.epochs import Epochs
from lunar_assets.models.network import NetworkConfig
from lunar_assets.models.training import TrainedNetwork, train
from lunar_tests.models.synthetic import SIZES, SMALL, columns, matrix, training_data

DATA = training_data()
ODD_TRAINING = {
    "max_epochs": 2,
    "patience": 1,
    "batch_size": 7,
    "lowest_learning_rate": 0.0002,
    "highest_learning_rate": 0.0021,
    "half_cycle_steps": 5,
    "lowest_beta1": 0.31,
    "highest_beta1": 0.97,
    "gradient_clip": 0.003,
    "gene_penalty": 0.7,
    "coral": 9.0,
}
ODD_NETWORK = {
    "self_attention": False,
    "cross_attention": False,
    "joint_attention": True,
    "hidden": 11,
    "embedding": 10,
    "heads": 4,
    "clinical_dropout": (0.1, 0.2, 0.25),
    "genomic_dropout": (0.0, 0.2, 0.6),
    "classifier_dropout": (0.2, 0.4),
}


def weights(trained: TrainedNetwork) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in trained.network.state_dict().items()}


def same(a: TrainedNetwork, b: TrainedNetwork) -> bool:
    a_weights, b_weights = weights(a), weights(b)
    same_weights = all(np.array_equal(a_weights[name], b_weights.get(name)) for name in a_weights)
    return same_weights and a.history.equals(b.history)


@pytest.fixture(scope="module")
def trained() -> TrainedNetwork:
    return train(DATA, SMALL, seed=42)


def test_one_seed_gives_one_network_bit_by_bit(trained: TrainedNetwork):
    torch.manual_seed(999)
    assert same(train(DATA, SMALL, seed=42), trained)


def test_another_seed_gives_another_network(trained: TrainedNetwork):
    assert not same(train(DATA, SMALL, seed=43), trained)


def test_the_state_of_torch_is_as_before():
    torch.manual_seed(1)
    torch.set_num_threads(2)
    expected = torch.rand(3)
    torch.manual_seed(1)
    train(DATA, replace(SMALL, max_epochs=1), seed=42)
    assert torch.equal(torch.rand(3), expected)
    assert torch.get_num_threads() == 2
    assert not torch.are_deterministic_algorithms_enabled()


def test_the_tables_of_odd_values_cover_every_hyperparameter():
    assert {field.name for field in fields(TrainingConfig)} == {*ODD_TRAINING, "network", "threads", "device"}
    assert {field.name for field in fields(NetworkConfig)} == set(ODD_NETWORK)


@pytest.mark.parametrize("name", sorted(set(ODD_TRAINING) - {"patience"}))
def test_every_hyperparameter_of_training_has_an_effect(trained: TrainedNetwork, name: str):
    assert not same(train(DATA, replace(SMALL, **{name: ODD_TRAINING[name]}), seed=42), trained)


@pytest.mark.parametrize("name", ODD_NETWORK)
def test_every_hyperparameter_of_the_network_has_an_effect(trained: TrainedNetwork, name: str):
    network = replace(SMALL.network, **{name: ODD_NETWORK[name]})
    assert not same(train(DATA, replace(SMALL, network=network), seed=42), trained)


def test_training_runs_on_the_number_of_threads_that_is_recorded(monkeypatch: pytest.MonkeyPatch):
    asked, before = [], torch.get_num_threads()
    monkeypatch.setattr(reproducible.torch, "set_num_threads", asked.append)
    train(DATA, replace(SMALL, threads=3, max_epochs=1), seed=42)
    assert asked == [3, before]


def test_the_kept_weights_are_those_of_the_lowest_validation_total():
    table, rates = matrix(), {"lowest_learning_rate": 0.01, "highest_learning_rate": 0.01}
    exchanged = (table["dataset"] == "tcga") & (table["split"] == "validation")  # so that learning makes them worse
    data = TrainingData.from_matrix(table.assign(label=table["label"].where(~exchanged, 1 - table["label"])), columns())
    config = replace(SMALL, max_epochs=6, patience=6, coral=0.0, gene_penalty=0.0, **rates)
    trained = train(data, config, seed=42)
    totals = trained.history[trained.history["part"] == "validation"].set_index("epoch")["loss"]
    assert trained.best_epoch == totals.idxmin() < totals.index[-1]
    again = Epochs(data, config)
    again.network.load_state_dict(trained.network.state_dict())
    assert again.validate()["loss"] == totals.min()


def validation_totals(monkeypatch: pytest.MonkeyPatch, totals: list[float]) -> None:
    values = iter(totals)
    terms = {"task_loss": 0.0, "gene_penalty": 0.0, "coral_loss": 0.0, "auroc": 0.5}
    monkeypatch.setattr(epochs.Epochs, "validate", lambda _: {"loss": next(values), **terms})


def test_the_best_weights_are_kept_also_where_training_does_not_stop_early(monkeypatch: pytest.MonkeyPatch):
    two_epochs = train(DATA, replace(SMALL, max_epochs=2), seed=42)
    validation_totals(monkeypatch, [3.0, 1.0, 2.0, 2.0])
    trained = train(DATA, replace(SMALL, max_epochs=4), seed=42)
    assert trained.best_epoch == 2
    assert trained.history["epoch"].max() == 4
    assert all(np.array_equal(tensor, weights(two_epochs)[name]) for name, tensor in weights(trained).items())


@pytest.mark.parametrize(("patience", "epochs_run"), [(1, 3), (2, 4), (3, 5)])
def test_training_stops_after_as_many_epochs_without_a_strictly_lower_total(
    monkeypatch: pytest.MonkeyPatch, patience: int, epochs_run: int
):
    validation_totals(monkeypatch, [3.0, 2.0, 2.0, 2.5, 2.0, 1.0])
    trained = train(DATA, replace(SMALL, max_epochs=20, patience=patience), seed=42)
    assert trained.best_epoch == 2
    assert trained.history["epoch"].max() == epochs_run


def test_a_lower_total_within_the_patience_starts_it_anew(monkeypatch: pytest.MonkeyPatch):
    validation_totals(monkeypatch, [3.0, 4.0, 4.0, 2.0, 4.0, 4.0, 4.0, 1.0])
    trained = train(DATA, replace(SMALL, max_epochs=20), seed=42)
    assert trained.best_epoch == 4
    assert trained.history["epoch"].max() == 7


def test_a_loss_that_is_not_finite_is_an_error(monkeypatch: pytest.MonkeyPatch):
    validation_totals(monkeypatch, [float("nan")])
    with pytest.raises(TrainingError, match="epoch 1"):
        train(DATA, SMALL, seed=42)


def test_history_has_both_parts_of_every_epoch_and_terms_that_add_up(trained: TrainedNetwork):
    history = trained.history
    assert list(history.columns) == ["epoch", "part", "loss", "task_loss", "gene_penalty", "coral_loss", "auroc"]
    assert list(history["part"]) == ["train", "validation"] * history["epoch"].max()
    terms = history[["task_loss", "gene_penalty", "coral_loss"]].sum(axis=1)
    np.testing.assert_allclose(history["loss"], terms, rtol=1e-6)
    assert history["auroc"].between(0, 1).all()


def test_the_signal_in_the_data_is_learned():
    trained = train(DATA, replace(SMALL, max_epochs=10, lowest_learning_rate=0.01, highest_learning_rate=0.01), seed=42)
    aurocs = trained.history[trained.history["part"] == "validation"]["auroc"]
    assert aurocs.iloc[0] < 0.8 < 0.9 < aurocs.max()


def test_batches_are_in_step_and_the_shorter_cohort_ends_the_epoch():
    sizes = [(len(tcga), len(glass)) for tcga, glass in Epochs(DATA, SMALL)._batches()]
    assert sizes == [(16, 16), (16, 16), (5, 2)]  # 37 TCGA and 34 GLASS patients


def test_at_the_published_sizes_an_epoch_is_five_steps_over_eighty_patients():
    published = {**SIZES, ("tcga", "train"): 133, ("glass", "train"): 70}
    data = TrainingData.from_matrix(matrix(published), columns())
    sizes = [(len(tcga), len(glass)) for tcga, glass in Epochs(data, SMALL)._batches()]
    assert sizes == [(16, 16)] * 4 + [(16, 6)]


def test_a_batch_of_one_patient_which_has_no_covariance_is_left_out():
    data = TrainingData.from_matrix(matrix({**SIZES, ("glass", "train"): 17}), columns())
    assert [len(glass) for _, glass in Epochs(data, SMALL)._batches()] == [16]
    assert train(data, SMALL, seed=1).history["loss"].notna().all()


def test_an_epoch_shuffles():
    run = Epochs(DATA, SMALL)
    first, second = (torch.cat([tcga for tcga, _ in run._batches()]).tolist() for _ in range(2))
    assert sorted(first) == sorted(second) == list(range(37))
    assert first != second


def test_the_learning_rate_rises_from_the_lowest_and_beta1_falls_from_the_highest():
    run = Epochs(DATA, replace(SMALL, half_cycle_steps=3))
    group = run.optimizer.param_groups[0]
    assert (group["lr"], group["betas"][0]) == (0.0003, 0.9)
    run.fit()  # three steps
    assert group["lr"] == pytest.approx(0.0005)
    assert group["betas"][0] == pytest.approx(0.8)


def test_one_class_of_train_labels_and_a_part_of_one_patient_are_refused():
    table = matrix()
    late = table.assign(label=table["label"].where(table["dataset"] == "glass", 0))
    with pytest.raises(TrainingError, match="0 of 37"):
        train(TrainingData.from_matrix(late, columns()), SMALL, seed=42)
    lone = TrainingData.from_matrix(matrix({**SIZES, ("glass", "validation"): 1}), columns())
    with pytest.raises(TrainingError, match="'glass_validation': 1"):
        train(lone, SMALL, seed=42)
    with pytest.raises(TrainingError, match="batch_size is 1"):
        train(DATA, replace(SMALL, batch_size=1), seed=42)


def test_validation_patients_of_one_class_have_no_auroc():
    table = matrix()
    table.loc[(table["dataset"] == "tcga") & (table["split"] == "validation"), "label"] = 1
    trained = train(TrainingData.from_matrix(table, columns()), replace(SMALL, max_epochs=2), seed=42)
    assert list(trained.history["auroc"].notna()) == [True, False, True, False]
