"""Agreement of two methods is the rank correlation of what they find important in the patients that both explain."""

import math

import pandas as pd
import pytest

from lunar_assets.explanation.agreement import agreement
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES


def attributions(method: str, *patients: tuple[float, ...], model: str = "lunar") -> pd.DataFrame:
    """explanation.attributions of patients A, B, ..., one tuple of the features f0, f1, ... each."""
    rows = [
        (model, method, "tcga", "ABCDE"[i], f"f{j}", value)
        for i, values in enumerate(patients)
        for j, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["model", "method", "dataset", "sample_id", "feature", "attribution"])


def correlation(*tables: pd.DataFrame) -> float:
    return agreement(pd.concat(tables))["rank_correlation"].item()


def test_the_same_order_of_features_is_full_agreement_whatever_the_sizes_and_signs():
    first, other = attributions("deep", (1.0, -2, 3)), attributions("permutation", (-0.1, 0.11, 70))
    assert correlation(first, other) == pytest.approx(1)


def test_the_opposite_order_is_full_disagreement():
    assert correlation(attributions("deep", (1.0, 2, 3)), attributions("permutation", (3.0, 2, 1))) == pytest.approx(-1)


def test_ties_share_their_rank():
    found = correlation(attributions("deep", (1.0, 2, 3)), attributions("permutation", (5.0, 5, 6)))
    assert found == pytest.approx(math.sqrt(3) / 2)  # Pearson of (1, 2, 3) and (1.5, 1.5, 3)


def test_there_is_no_correlation_where_a_method_finds_all_features_alike():
    table = agreement(pd.concat([attributions("deep", (1.0, 2, 3)), attributions("permutation", (2.0, -2, 2))]))
    assert math.isnan(table["rank_correlation"].item())
    assert conform(table, TABLES["explanation.agreement"]).to_pylist()[0]["rank_correlation"] is None


def test_only_patients_that_both_methods_explain_are_compared():
    deep = attributions("deep", (1.0, 2, 3), (90.0, 0, 0))
    table = agreement(pd.concat([deep, attributions("permutation", (1.0, 2, 3))]))
    assert table["rank_correlation"].item() == pytest.approx(1)
    assert (table["n"].item(), table["n_features"].item()) == (1, 3)


def test_absolute_values_are_averaged_over_patients():
    deep = attributions("deep", (5.0, 1, 1), (-5.0, 1, 2))  # means 5, 1, 1.5
    assert correlation(deep, attributions("permutation", (3.0, 1, 2), (3.0, 1, 2))) == pytest.approx(1)


def test_every_pair_of_methods_of_a_model_stands_once_in_their_order():
    methods = ("permutation", "integrated_gradients", "deep")
    tables = [attributions(method, (1.0, 2, 3), model=model) for model in ("lunar", "mlp") for method in methods]
    table = agreement(pd.concat(tables))
    conform(table, TABLES["explanation.agreement"])
    pairs = [
        ("integrated_gradients", "deep"),
        ("integrated_gradients", "permutation"),
        ("deep", "permutation"),
    ]
    assert list(zip(table["method"], table["other_method"], strict=True)) == pairs * 2
    assert table["model"].tolist() == ["lunar"] * 3 + ["mlp"] * 3


def test_a_model_with_one_method_has_no_row():
    assert agreement(attributions("linear", (1.0, 2, 3))).empty
