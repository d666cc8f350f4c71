"""Fusion weights are those of the test patients, one row a modality."""

import numpy as np
import pandas as pd
import pytest
import torch

from lunar_assets import words
from lunar_assets.explanation.fusion_weights import NOTES, TOKEN_OF, fusion_weights
from lunar_assets.models.config import NETWORKS
from lunar_assets.models.lunar import fit
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import FEATURES, SIZES, SMALL, matrix, small_networks, training_data


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return fusion_weights(fit(training_data(), seed=42, config=SMALL), matrix())


def test_test_patients_of_both_cohorts_have_three_weights_that_add_up_to_one(table: pd.DataFrame):
    expected = matrix()[matrix()["split"] == "test"]["sample_id"]
    totals = table.groupby("sample_id", sort=False)["weight"].agg(["sum", "size"])
    assert list(totals.index) == list(expected)
    assert len(table) == 3 * (SIZES["tcga", "test"] + SIZES["glass", "test"])
    assert set(totals["size"]) == {3}
    assert totals["sum"].tolist() == pytest.approx([1] * len(totals), abs=1e-6)


def test_weights_stand_beside_their_own_patient_and_modality(table: pd.DataFrame):
    model = fit(training_data(), seed=42, config=SMALL)
    of_patient = model.fusion_weights(matrix().query("sample_id == 'glass-test-04'")).iloc[0]
    found = table[table["sample_id"] == "glass-test-04"].set_index("modality")["weight"]
    assert found.to_dict() == pytest.approx(of_patient.to_dict(), abs=1e-6)
    assert set(table.loc[table["sample_id"] == "glass-test-04", "dataset"]) == {"glass"}


def test_the_table_keeps_its_contract(table: pd.DataFrame):
    conform(table, TABLES["explanation.fusion_weights"])
    assert list(table["modality"][:3]) == ["clinical", "expression", "mutation"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_token_is_a_function_of_the_modalities_that_its_note_says(name: str):
    with small_networks():
        network = fit(training_data(), seed=42, name=name).network
    n_features = [len(FEATURES[modality]) for modality in words.MODALITIES]
    inputs = [torch.randn(5, n, generator=torch.Generator().manual_seed(1), requires_grad=True) for n in n_features]
    depends = [
        [bool(gradient.abs().sum() > 0) for gradient in gradients_of(token.sum(), inputs)]
        for token in network.tokens(*inputs)
    ]
    own = np.eye(3, dtype=bool)
    expected = {"own": own, "other_two": ~own, "all": np.ones((3, 3), dtype=bool)}[TOKEN_OF[name]]
    np.testing.assert_array_equal(depends, expected)
    assert TOKEN_OF[name] in NOTES


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_has_fusion_weights(name: str):
    with small_networks():
        table = fusion_weights(fit(training_data(), seed=42, name=name), matrix())
    conform(table, TABLES["explanation.fusion_weights"])
    assert set(table["model"]) == {name}
    assert table["weight"].between(0, 1).all()


def gradients_of(total: torch.Tensor, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    found = torch.autograd.grad(total, inputs, retain_graph=True, allow_unused=True)
    return [torch.zeros(1) if gradient is None else gradient for gradient in found]
