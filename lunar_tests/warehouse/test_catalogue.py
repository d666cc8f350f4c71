"""Catalogues show exactly the versions they were built over, with comments, and never change under a reader."""

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from lunar_assets.errors import StorageError
from lunar_assets.warehouse.aside import leftovers
from lunar_assets.warehouse.catalogue import build_tables, build_views
from lunar_assets.warehouse.store import Store

FACTS = {"source": "demo", "synthetic": True}


def write(store, table, frame, partition=""):
    return store.write(table, partition, frame, run_id="aaaaaaaa", inputs=[], facts=FACTS)


@pytest.fixture
def parts(store, mutations):
    return [
        write(store, "harmonized.mutations", mutations.query("dataset == @key"), partition=key)
        for key in ("tcga", "glass")
    ]


def test_a_view_unites_the_partitions(store, parts):
    build_views(store.root / "lunar.duckdb", parts)
    with duckdb.connect(str(store.root / "lunar.duckdb"), read_only=True) as connection:
        rows = connection.execute("select dataset, symbol from harmonized.mutations order by dataset").fetchall()
    assert rows == [("glass", "TP53"), ("tcga", "IDH1")]


def test_tables_and_columns_are_commented_and_synthetic_data_says_so(store, parts):
    build_views(store.root / "lunar.duckdb", parts)
    with duckdb.connect(str(store.root / "lunar.duckdb"), read_only=True) as connection:
        view = connection.execute("select comment from duckdb_views() where view_name = 'mutations'").fetchone()
        column = connection.execute(
            "select comment from duckdb_columns() where table_name = 'mutations' and column_name = 'n'"
        ).fetchone()
    assert view is not None and view[0].startswith("SYNTHETIC")
    assert column == ("Number of calls.",)


def test_an_open_reader_keeps_what_it_opened(store, genes):
    path = store.root / "lunar.duckdb"
    build_views(path, [write(store, "harmonized.genes", genes)])
    with duckdb.connect(str(path), read_only=True) as reader:
        build_views(path, [write(store, "harmonized.genes", genes.iloc[:1])])
        assert reader.execute("select count(*) from harmonized.genes").fetchone() == (2,)
    with duckdb.connect(str(path), read_only=True) as reader:
        assert reader.execute("select count(*) from harmonized.genes").fetchone() == (1,)


def told(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        views = connection.execute("select view_name, sql, comment from duckdb_views() where not internal").fetchall()
        columns = "select table_name, column_name, comment from duckdb_columns() where not internal"
        return sorted(views, key=str), sorted(connection.execute(columns).fetchall(), key=str)


def test_a_catalogue_that_was_changed_view_by_view_is_the_one_made_whole(store, genes, parts):
    first = [write(store, "harmonized.genes", genes), parts[0]]
    second = [write(store, "harmonized.genes", genes.iloc[:1]), *parts]
    for versions in (first, second, second[:1]):  # changed, added, gone
        build_views(store.root / "lunar.duckdb", versions)
        whole = store.root / f"whole{len(versions)}-{versions[0].id}.duckdb"
        build_views(whole, versions)
        assert told(store.root / "lunar.duckdb") == told(whole)


def test_nothing_of_a_catalogue_that_somebody_else_put_there_stays(store, genes, parts):
    path = store.root / "lunar.duckdb"
    build_views(path, parts)
    before = told(path)
    with duckdb.connect(str(path)) as stranger:
        stranger.execute("create or replace view harmonized.mutations as select 1 as n")
        stranger.execute("create table harmonized.theirs (n int)")
    build_views(path, parts)
    assert told(path) == before


def test_a_build_that_was_killed_is_no_obstacle(store, genes):
    path = store.root / "lunar.duckdb"
    left = Path(f"{path}.0123abcd.partial")
    left.write_bytes(b"half a database")
    build_views(path, [write(store, "harmonized.genes", genes)])
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from harmonized.genes").fetchone() == (2,)
    assert leftovers(store.root) == [left]


@pytest.mark.parametrize(("kilobytes", "by_another"), [(64, False), (200, False), (64, True), (200, True), (270, True)])
def test_a_catalogue_that_does_not_fit_on_the_disk_leaves_the_old_one(mount, genes, kilobytes, by_another):
    """DuckDB says nothing where the log of a database cannot be written into its file on closing."""
    store = Store(mount("size=1m"))
    version = write(store, "harmonized.genes", genes)
    path = store.root / "lunar.duckdb"
    build_views(path, [version])
    if by_another:  # all views are made anew, not those only that differ
        os.utime(path)
    before = path.read_bytes()
    room = shutil.disk_usage(store.root).free - kilobytes * 1024
    (store.root / "filler").write_bytes(b"\0" * room)
    with pytest.raises(StorageError, match="lunar.duckdb could not be written: .* is full .No space left on device"):
        build_views(path, [version])
    assert path.read_bytes() == before and leftovers(store.root) == []


def test_a_snapshot_needs_no_other_file_and_has_keys(store, genes, parts, mutations):
    path = store.root / "snapshots" / "demo.duckdb"
    build_tables(store.root, path, [*parts, write(store, "harmonized.genes", genes)])
    for folder in ("mutations", "genes"):
        for file in (store.root / "harmonized" / folder).rglob("*.parquet"):
            file.unlink()
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("select count(*) from harmonized.mutations").fetchone() == (len(mutations),)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into harmonized.genes select * from harmonized.genes")
