"""Catalogues over tables at an address: what they show, what can be read through them, and nothing else."""

import json
import re

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.commands import doctor
from lunar_assets.errors import QueryError
from lunar_assets.release.retention import prune
from lunar_assets.settings import CHECKOUT, Settings
from lunar_assets.warehouse.locked import locked
from lunar_assets.warehouse.place import reach
from lunar_assets.warehouse.published import catalogue_path, publications, published_versions
from lunar_assets.warehouse.queries import select
from lunar_assets.warehouse.snapshot_tables import read_tables
from lunar_assets.warehouse.store import Store
from lunar_tests.upheaval.small import everything_once, publish_once

SECRET = "GLSS-19-0266 was seen here"
CUTOFF = {"raw.files": ("release",)}


@pytest.fixture
def store(own_warehouse, bucket, monkeypatch):
    """A warehouse that this process uses, its tables at an address."""
    monkeypatch.setenv("LUNAR_WAREHOUSE", bucket.address)
    monkeypatch.setenv("LUNAR_LOCAL", str(own_warehouse))
    own_warehouse.mkdir()
    return Store.of(Settings.from_environment())


@pytest.fixture
def catalogue(store, bucket):
    """A published catalogue; beside its files other ones that it does not name, in its prefix and outside of it."""
    publish_once(store, 0)
    row = pd.DataFrame({"note": [SECRET]})
    for key in ("lunar/unpublished.parquet", "lunar-2/private.parquet", "private.parquet"):
        bucket.fs.pipe_file(f"{bucket.name}/{key}", row.to_parquet())
    bucket.fs.pipe_file(f"{bucket.name}/private.csv", f"note\n{SECRET}\n".encode())
    return catalogue_path(store.root)


def test_a_query_reads_the_tables(store, catalogue):
    found = select(catalogue, "select file, bytes from raw.files", store.tables)
    assert found.to_dict("records") == [{"file": "hgnc/hgnc_complete_set.txt", "bytes": 1}]
    done = CliRunner().invoke(app, ["sql", "--json", "from splits.assignments"])
    assert done.exit_code == 0 and json.loads(done.stdout)[0]["sample_id"] == "TCGA-06-0125-01"


def test_the_views_name_addresses_that_others_can_open(store, catalogue):
    with duckdb.connect(str(catalogue), read_only=True) as connection:
        ((sql,),) = connection.execute("select sql from duckdb_views() where view_name = 'files'").fetchall()
        assert f"'{store.address}/raw/files/" in sql
        reach(connection, [store.tables])
        assert connection.execute("select release from raw.files").fetchall() == [("demo-42-0",)]


@pytest.mark.parametrize(
    "source",
    [
        "read_parquet('s3://{bucket}/lunar/unpublished.parquet')",
        "read_parquet('s3://{bucket}/lunar-2/private.parquet')",
        "read_parquet('s3://{bucket}/private.parquet')",
        "'s3://{bucket}/private.parquet'",
        "'s3a://{bucket}/private.parquet'",
        "'S3://{bucket}/private.parquet'",
        "read_parquet('s3://{bucket}/*.parquet')",
        "read_parquet('s3://{bucket}/lunar/raw/files/*.parquet')",
        "read_parquet('s3://{bucket}/lunar/../private.parquet')",
        "read_parquet('{file}/../../../../private.parquet')",
        "read_parquet('{file}?versionId=1')",
        "read_parquet(['{file}', 's3://{bucket}/private.parquet'])",
        "read_csv('s3://{bucket}/private.csv')",
        "read_text('s3://{bucket}/private.csv')",
        "read_blob('s3://{bucket}/lunar/lunar_warehouse.json')",
        "glob('s3://{bucket}/*')",
        "glob('s3://{bucket}/lunar/**')",
        "parquet_metadata('s3://{bucket}/private.parquet')",
        "parquet_schema('s3://{bucket}/private.parquet')",
        "sniff_csv('s3://{bucket}/private.csv')",
        "query('from ''s3://{bucket}/private.parquet''')",
        "query_table(['s3://{bucket}/private.parquet'])",
        "read_text('{root}/tables.json')",
    ],
)
def test_no_other_object_is_read(store, catalogue, bucket, source):
    file = str(store.newest()[0].path)
    with pytest.raises(QueryError) as refused:
        select(catalogue, f"from {source.format(bucket=bucket.name, file=file, root=store.root)}", store.tables)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("target", ["{file}", "s3://{bucket}/new.parquet", "s3://{bucket}/private.parquet"])
def test_nothing_is_written(store, catalogue, bucket, target):
    """Neither by a query, nor by a statement that slipped through: a file that may be read may not be written."""
    before = {key: bucket.fs.cat_file(f"{bucket.name}/{key}") for key in bucket.files()}
    copy = f"copy (select 1 as n) to '{target.format(file=store.newest()[0].path, bucket=bucket.name)}'"
    for query in (copy, f"with x as ({copy}) from x", f"from query('{copy.replace(chr(39), chr(39) * 2)}')"):
        with pytest.raises(QueryError):
            select(catalogue, query, store.tables)
    with locked(catalogue, store.tables) as connection, pytest.raises(duckdb.Error, match="PermissionError|Permission"):
        connection.execute(copy)
    assert {key: bucket.fs.cat_file(f"{bucket.name}/{key}") for key in bucket.files()} == before


def test_a_strangers_catalogue_does_not_reach_the_bucket_beyond_the_tables(store, catalogue, bucket, tmp_path):
    stranger = tmp_path / "stranger.duckdb"
    with duckdb.connect(str(stranger)) as connection:
        reach(connection, [store.tables])
        connection.execute("create schema raw")
        connection.execute(f"create view raw.files as select note as release from 's3://{bucket.name}/private.parquet'")
    done = CliRunner().invoke(app, ["diff", str(stranger), str(catalogue)])
    assert done.exit_code == 2 and "Permission Error" in done.output and SECRET not in done.output


def test_after_tables_are_gone_a_query_says_which_file(store, catalogue, bucket):
    file = next(version for version in published_versions(store) if version.table == "raw.files").path
    bucket.fs.rm_file(f"{bucket.name}/{file.path.partition('/')[2]}")
    found = {one.what: one for one in doctor.examine(Settings.from_environment())}
    assert found["publication"].verdict == "wrong" and "raw.files" in found["publication"].found
    with pytest.raises(QueryError, match=file.name) as told:
        select(catalogue, "from raw.files", store.tables)
    assert "Traceback" not in str(told.value)


def test_a_reader_keeps_what_it_has_open(store):
    publish_once(store, 0)
    with duckdb.connect(str(catalogue_path(store.root)), read_only=True) as reader:
        reach(reader, [store.tables])
        assert reader.execute("select bytes from raw.files").fetchall() == [(1,)]
        publish_once(store, 1)
        assert reader.execute("select bytes from raw.files").fetchall() == [(1,)]
    assert select(catalogue_path(store.root), "select bytes from raw.files", store.tables)["bytes"].tolist() == [2]


def test_retention_removes_what_only_older_publications_list(store, bucket):
    old = publish_once(store, 0)
    store.record(old, "contract", {"passed": True})
    kept = [publish_once(store, number) for number in range(1, 4)]
    removed = prune(store)
    assert {old.path, old.audit_path("contract")} <= set(removed)
    assert [version.id for version in store.versions("raw.files", "")] == [version.id for version in kept]
    assert not [key for key in bucket.files() if old.id in key]
    assert len(publications(store)) == 12  # what was published is still told


def test_publication_snapshot_retention_and_the_catalogue_of_work_go_together(store):
    for number in range(4):
        everything_once(store, number)
    (snapshot,) = (store.root / "snapshots").glob("demo-42-3.duckdb")
    assert read_tables(snapshot, CUTOFF)["raw.files"]["release"].tolist() == ["demo-42-3"]  # no table at the address
    assert not list(store.root.rglob("*.parquet")) and not list(store.root.rglob("*.partial"))


def test_the_doctor_asks_the_address(store, bucket, monkeypatch):
    publish_once(store, 0)
    found = {one.what: one for one in doctor.examine(Settings.from_environment())}
    assert found["tables"].verdict == "fine" and found["tables"].found.startswith(f"{bucket.address} answers, 4 ")
    assert found["publication"].verdict == "fine"
    monkeypatch.setenv("LUNAR_WAREHOUSE", "s3://no-such-bucket/lunar")
    monkeypatch.setenv("LUNAR_LOCAL", str(store.root / "other"))
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1 and "Make the bucket, or name another one" in done.output
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 2 and "StorageError" in done.output and "Traceback" not in done.output


def test_the_python_of_the_guide_asks_the_tables(store):
    publish_once(store, 0)
    page = (CHECKOUT / "docs" / "how_to" / "tables_on_s3.md").read_text()
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    made: dict = {}
    exec(block.replace("cohort.flow", "raw.files"), made)  # of this small publication
    assert made["flow"]["file"].tolist() == ["hgnc/hgnc_complete_set.txt"]
