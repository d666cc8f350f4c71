"""Training on another device: the same draws and one code path, seen as far as a machine without a GPU can show it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lunar_assets.errors import TrainingError
from lunar_assets.models import epochs
from lunar_assets.models.device import device_of
from lunar_assets.models.epochs import Epochs, tensors
from lunar_assets.models.lunar import fit
from lunar_assets.models.network import Dropout
from lunar_assets.models.training import train
from lunar_tests.models.synthetic import SMALL, training_data

DATA = training_data()


def found(monkeypatch, there: bool):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there)


@pytest.mark.parametrize(
    ("choice", "there", "device"),
    [
        ("cpu", True, "cpu"),
        ("cpu", False, "cpu"),
        ("auto", False, "cpu"),
        ("auto", True, "cuda"),
        ("cuda", True, "cuda"),
    ],
)
def test_the_setting_chooses(monkeypatch, choice, there, device):
    found(monkeypatch, there)
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    assert device_of(choice) == device


def test_a_gpu_that_is_not_there_is_refused_and_not_replaced(monkeypatch):
    found(monkeypatch, False)
    with pytest.raises(TrainingError, match="LUNAR_DEVICE is cuda, but torch .* finds no GPU"):
        fit(DATA, 42, config=SMALL, device="cuda")


def test_a_configuration_keeps_the_device_that_it_names(monkeypatch):
    found(monkeypatch, False)
    with pytest.raises(TrainingError, match="LUNAR_DEVICE is cuda"):
        fit(DATA, 42, config=replace(SMALL, device="cuda"))


def test_the_model_remembers_what_trained_it():
    assert fit(DATA, 42, config=SMALL).hyperparameters["device"] == "cpu"


def test_dropout_is_that_of_torch_bit_by_bit():
    x = torch.randn(50, 20)
    torch.manual_seed(3)
    theirs = torch.nn.Dropout(0.3)(x)
    torch.manual_seed(3)
    assert torch.equal(Dropout(0.3)(x), theirs)
    assert torch.equal(Dropout(0.3).eval()(x), x)


def test_a_step_mixes_no_tensors_of_two_devices(monkeypatch):
    """Tensors of the device `meta` have no values, and refuse those of the CPU as a GPU would.

    Class weights and covariances look at values, and are stood in for.
    """
    monkeypatch.setattr(epochs, "class_weights", lambda labels: torch.ones(2).to(labels.device))
    monkeypatch.setattr(epochs, "coral", lambda source, target: source.mean() - target.mean())
    run = Epochs(DATA, replace(SMALL, device="meta"))
    rows = torch.arange(8)
    batch, glass = (tuple(x[rows] for x in part) for part in (run.train, run.glass_train))
    losses = run._losses(batch, run.train_labels[rows], glass)
    losses.total.backward()
    run.optimizer.step()
    assert losses.total.device.type == "meta"
    with pytest.raises((RuntimeError, NotImplementedError), match="device|meta"):
        run._losses(tuple(x.cpu() for x in tensors(DATA.tcga_train, "cpu")), run.train_labels, glass)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU of CUDA on this machine")
def test_a_gpu_gives_the_same_network_within_rounding():
    device_of("cuda")
    on_cpu, on_gpu = (train(DATA, replace(SMALL, device=device), seed=42) for device in ("cpu", "cuda"))
    for name, tensor in on_cpu.network.state_dict().items():
        np.testing.assert_allclose(on_gpu.network.state_dict()[name], tensor, rtol=1e-3, atol=1e-4)
