"""Fusion weights are those of the test patients, one row a modality."""

import pandas as pd
import pytest

from lunar_assets.explanation.fusion_weights import fusion_weights
from lunar_assets.models.lunar import fit
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import SIZES, SMALL, matrix, training_data


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
