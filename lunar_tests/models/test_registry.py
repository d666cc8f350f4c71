"""The registry names the models without importing their libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from lunar_assets.errors import TrainingError
from lunar_assets.models.config import NETWORKS
from lunar_assets.models.registry import MODEL_NAMES, MODELS, fit, load
from lunar_tests.models.synthetic import training_data


def test_importing_the_registry_imports_no_heavy_library():
    heavy = "{'torch', 'sklearn', 'xgboost', 'scipy'}"
    code = f"import sys, lunar_assets.models.registry; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_every_entry_is_under_its_own_name_and_described():
    assert tuple(MODELS) == MODEL_NAMES
    for name, entry in MODELS.items():
        assert entry.name == name
        assert entry.description and entry.kinds


def test_probabilities_are_cut_at_a_half_and_the_decision_function_at_zero():
    assert {name: entry.threshold for name, entry in MODELS.items() if entry.threshold != 0.5} == {"linear_svc": 0}


def test_networks_are_known_by_name():
    assert {name for name, entry in MODELS.items() if entry.is_network} == set(NETWORKS)


def test_an_unknown_model_is_refused_with_the_known_ones(tmp_path: Path):
    with pytest.raises(TrainingError, match=r"no model 'resnet'; expected one of lunar"):
        load("resnet", tmp_path)
    with pytest.raises(TrainingError, match="resnet"):
        fit("resnet", training_data(), seed=7)
