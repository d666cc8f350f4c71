"""Connections in memory share a database and nothing in it."""

import gc
import weakref

import duckdb
import pyarrow as pa
import pytest

from lunar_assets import in_memory


def test_what_one_connection_has_no_other_sees():
    with in_memory.connect() as one, in_memory.connect() as other:
        one.register("genes", pa.table({"symbol": ["IDH1"]}))
        one.execute("create temp view stored as select 1 as n")
        other.execute("create temp view stored as select 2 as n")
        assert one.execute("select n from stored").fetchall() == [(1,)]
        with pytest.raises(duckdb.CatalogException, match="genes"):
            other.execute("select * from genes")


def test_of_a_closed_connection_nothing_is_kept():
    rows = pa.table({"symbol": ["IDH1", "TP53"]})
    kept = weakref.ref(rows)
    with in_memory.connect() as connection:
        connection.register("genes", rows)
        assert connection.execute("select count(*) from genes").fetchall() == [(2,)]
    with in_memory.connect() as another:
        assert another.execute("select count(*) from duckdb_views() where not internal").fetchall() == [(0,)]
    del rows, connection
    gc.collect()
    assert kept() is None
