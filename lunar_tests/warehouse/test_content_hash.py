"""The content hash says whether two tables hold the same, whatever they were made by."""

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.content_hash import ContentHash, content_hash
from lunar_assets.warehouse.contracts import TABLES

MUTATIONS = TABLES["harmonized.mutations"]
GENES = TABLES["harmonized.genes"]


def hash_of(frame: pd.DataFrame, contract=MUTATIONS) -> str:
    return content_hash(conform(frame, contract), contract)


def test_the_same_rows_have_the_same_hash_as_text_and_as_categories(mutations):
    words = {"sample_id": "category", "symbol": "category"}
    assert hash_of(mutations) == hash_of(mutations.astype(words))


def test_unused_categories_and_their_order_do_not_count(mutations):
    other = mutations.assign(symbol=pd.Categorical(["IDH1", "TP53"], categories=["TP53", "ATRX", "IDH1"]))
    assert hash_of(mutations) == hash_of(other)


def test_any_changed_value_changes_the_hash(mutations):
    assert hash_of(mutations) != hash_of(mutations.assign(n=[1, 3]))
    assert hash_of(mutations) != hash_of(mutations.assign(symbol=["IDH1", "TP73"]))


def test_the_order_of_rows_counts(mutations):
    assert hash_of(mutations) != hash_of(mutations.iloc[::-1])


def test_a_missing_number_is_not_zero_and_its_place_counts():
    contract = TABLES["features.columns"]
    named = [column for column in contract.columns if column.name in ("feature", "centre")]

    def of(*centres: float | None) -> str:
        hashed = ContentHash(named)
        hashed.add(pa.table({"feature": ["a", "b"], "centre": pa.array(centres, pa.float64())}))
        return hashed.hexdigest()

    assert len({of(0.0, 0.0), of(None, 0.0), of(0.0, None), of(None, None)}) == 4


def test_a_missing_text_is_not_an_empty_one(genes):
    assert hash_of(genes, GENES) != hash_of(genes.assign(entrez_id=["3417", ""]), GENES)


def test_volatile_columns_do_not_count():
    row = {
        "dataset": "genes",
        "kind": "genes",
        "source": "demo",
        "file": "hgnc/hgnc_complete_set.txt",
        "url": "https://example.org",
        "sha256": "0" * 64,
        "bytes": 10,
        "retrieved_at": pd.Timestamp("2026-01-01", tz="UTC"),
        "license": "CC0",
        "pinned_by": "first_seen",
        "path": "/one/place",
    }
    later = row | {"retrieved_at": pd.Timestamp("2026-02-01", tz="UTC"), "path": "/another/place"}
    contract = TABLES["raw.genes"]
    assert hash_of(pd.DataFrame([row]), contract) == hash_of(pd.DataFrame([later]), contract)
    assert hash_of(pd.DataFrame([row]), contract) != hash_of(pd.DataFrame([row | {"bytes": 11}]), contract)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20, unique=True), st.data())
def test_one_changed_count_is_always_seen(counts, data):
    frame = pd.DataFrame(
        {
            "dataset": "tcga",
            "sample_id": [f"TCGA-06-{i:04d}-01" for i in range(len(counts))],
            "symbol": "IDH1",
            "variant_classification": "Missense_Mutation",
            "n": counts,
        }
    )
    row = data.draw(st.integers(0, len(counts) - 1))
    changed = frame.assign(n=[n + (i == row) for i, n in enumerate(counts)])
    assert hash_of(frame) != hash_of(changed)
