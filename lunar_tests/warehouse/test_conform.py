"""Contracts are enforced on the way in."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lunar_assets.errors import ContractError
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES

GENES = TABLES["harmonized.genes"]
MUTATIONS = TABLES["harmonized.mutations"]
EXPRESSION = TABLES["harmonized.expression"]


def test_columns_come_out_in_the_order_of_the_contract(genes):
    table = conform(genes[genes.columns[::-1]], GENES)
    assert table.column_names == [column.name for column in GENES.columns]
    assert table["symbol"].to_pylist() == ["IDH1", "TP53"]


def test_comments_travel_with_the_columns(genes):
    field = conform(genes, GENES).schema.field("symbol")
    assert field.metadata[b"comment"].decode() == next(c.comment for c in GENES.columns if c.name == "symbol")


def test_a_category_column_is_stored_as_codes_of_its_words(genes):
    table = conform(genes.astype({"chromosome": "category"}), GENES)
    assert pa.types.is_dictionary(table.schema.field("chromosome").type)
    assert table["chromosome"].to_pylist() == ["2", "17"]


def test_a_missing_word_of_a_category_stays_missing(genes):
    genes["location"] = pd.Categorical(["2q34", None])
    assert conform(genes, GENES)["location"].to_pylist() == ["2q34", None]


def test_nan_is_a_missing_value(mutations):
    frame = mutations.drop(columns=["variant_classification", "n"]).assign(value=[np.nan, 1.5])
    with pytest.raises(ContractError, match="value is missing in 1 rows"):
        conform(frame, EXPRESSION)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="n"), "column n is missing"),
        (lambda f: f.assign(extra=1), "column extra is not in the contract"),
        (lambda f: f.assign(n=[1.5, 2.0]), "column n does not hold integer values"),
        (lambda f: f.assign(n=["one", "two"]), "column n does not hold integer values"),
        (lambda f: f.assign(symbol=[1, 2]), "column symbol does not hold text values"),
        (lambda f: f.assign(symbol=["IDH1", None]), "symbol is missing in 1 rows.*GLSS-19-0266-TP"),
        (lambda f: f.assign(n=[0, 2]), "n is below 1 in 1 rows.*TCGA-06-0125-01"),
        (lambda f: f.assign(dataset=["tcga", "cgga"]), "dataset is not one of tcga, glass in 1 rows.*cgga"),
        (lambda f: pd.concat([f, f]), r"key \(sample_id, symbol, variant_classification\) is not unique.*IDH1"),
        (lambda f: f.iloc[:0], "it has no rows"),
        (lambda f: pd.concat([f, f["n"]], axis=1), "column n is there 2 times"),
    ],
)
def test_a_broken_promise_is_named_with_an_example(mutations, change, message):
    with pytest.raises(ContractError, match=f"(?s)harmonized.mutations breaks its contract.*{message}"):
        conform(change(mutations), MUTATIONS)


def test_an_infinite_value_is_refused(mutations):
    frame = mutations.drop(columns=["variant_classification", "n"]).assign(value=[np.inf, 1.5])
    with pytest.raises(ContractError, match="value is not a finite number in 1 rows"):
        conform(frame, EXPRESSION)


def test_all_broken_promises_are_named_at_once(mutations):
    broken = mutations.assign(n=[0, 2], dataset=["tcga", "cgga"])
    with pytest.raises(ContractError, match="(?s)dataset is not one of.*n is below 1"):
        conform(broken, MUTATIONS)


def test_a_table_of_one_row_has_one_row():
    row = {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}
    with pytest.raises(ContractError, match="it has 2 rows, expected one"):
        conform(pd.DataFrame([row, row | {"cutoff_days": 391.0}]), TABLES["cohort.cutoff"])


def test_features_named_by_the_data_are_doubles():
    frame = pd.DataFrame(
        {
            "dataset": ["tcga"],
            "sample_id": ["TCGA-06-0125-01"],
            "split": ["train"],
            "label": [1],
            "age": [0.5],
            "IDH1_mut": [1],
        }
    )
    assert conform(frame, TABLES["features.matrix"]).schema.field("IDH1_mut").type == pa.float64()
