"""Genes, features and samples whose names are SQL, HTML or paths are names like any other."""

from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.graph.contract_checks import type_differences
from lunar_assets.warehouse.catalogue import build_tables, build_views
from lunar_assets.warehouse.conform import violations
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.queries import select
from lunar_assets.warehouse.quoting import identifier
from lunar_assets.warehouse.snapshot_tables import read_tables
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable

FACTS = {"source": "demo", "synthetic": True}
MATRIX = TABLES["features.matrix"]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """What the SQL in the names would write."""
    return tmp_path / "outside.csv"


@pytest.fixture
def names(outside: Path) -> list[str]:
    return [
        'x"; drop table y; --',
        f"label\" is null) from candidate; copy (select 1) to '{outside}'; --",
        f"label\" is null) from stored; copy (select 1) to '{outside}'; --",
        f"label\" from stored; copy (select 1) to '{outside}'; --",
        f"label\" bigint); copy (select 1) to '{outside}'; --",
        "it's",
        '""',
        "a\\",
        "$1 ? %s {0}",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "IDH1\n-- TP53",
    ]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    root = tmp_path / "ware'house"
    root.mkdir()
    return Store(root, {})


def matrix(names: list[str]) -> pd.DataFrame:
    """Patients who are called like the features."""
    keys = {"dataset": "tcga", "sample_id": names, "split": "train", "label": 1}
    return pd.DataFrame({**keys, **{name: float(i) for i, name in enumerate(names)}})


def test_they_go_through_store_catalogue_snapshot_and_query_unharmed(store, names, outside):
    frame = matrix(names)
    version = store.write("features.matrix", "", frame, run_id="a" * 8, inputs=[], facts=FACTS)
    stored = StoredTable((version,))
    pd.testing.assert_frame_equal(stored.frame(), frame, check_dtype=False)
    with stored.connect() as connection:
        columns = connection.execute("select column_name, column_type from (describe stored)").fetchall()
        assert type_differences(MATRIX, columns) == []
        assert violations(connection, "stored", MATRIX, [name for name, _ in columns]) == []
    build_views(store.root / "lunar.duckdb", [version])
    build_tables(store.root, store.root / "snapshots" / "x.duckdb", [version])
    for place in (store.root / "lunar.duckdb", store.root / "snapshots" / "x.duckdb"):
        pd.testing.assert_frame_equal(read_tables(place, {MATRIX.full_name: names})[MATRIX.full_name], frame[names])
    rows = select(store.root / "lunar.duckdb", f"select {identifier(names[0])} from features.matrix")
    assert list(rows.columns) == names[:1]
    assert not outside.exists()


def test_a_broken_promise_of_such_a_column_is_told_and_nothing_is_run(store, names, outside):
    for name in names:
        frame = matrix(names).assign(**{name: float("inf")})
        with pytest.raises(Exception, match="is not a finite number"):
            store.write("features.matrix", "", frame, run_id="a" * 8, inputs=[], facts=FACTS)
    assert not outside.exists()
