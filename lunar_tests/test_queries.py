"""`lunar sql` reads the published tables and nothing else."""

from pathlib import Path

import duckdb
import pytest

from lunar_assets.errors import MissingDataError, QueryError
from lunar_assets.queries import select


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    duckdb.sql("select 'IDH1' as symbol").write_parquet(str(folder / "genes.parquet"))
    path = folder / "lunar.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create view genes as select * from read_parquet('{folder / 'genes.parquet'}')")
    return path


@pytest.mark.parametrize(
    "query", ["select * from genes", "from genes", "with g as (from genes) select * from g;", "show tables"]
)
def test_reading_statements_are_answered(catalogue, query):
    assert len(select(catalogue, query)) == 1


@pytest.mark.parametrize(
    "query",
    [
        "drop view genes",
        "create table t as select 1",
        "copy genes to 'out.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "explain analyze copy genes to 'out.csv'",
        "select 1; select 2",
        "set enable_external_access = true",
        "pragma database_list",
        "",
    ],
)
def test_everything_else_is_refused_before_it_runs(catalogue, query):
    before = sorted(catalogue.parent.iterdir())
    with pytest.raises(QueryError, match="Expected one SELECT statement"):
        select(catalogue, query)
    assert sorted(catalogue.parent.iterdir()) == before


def test_files_outside_the_warehouse_cannot_be_read(catalogue, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(QueryError, match="ermission"):
        select(catalogue, f"select * from read_csv('{tmp_path / 'secret.csv'}')")


def test_a_query_that_fails_says_why(catalogue):
    with pytest.raises(QueryError, match="no_such_table"):
        select(catalogue, "select * from no_such_table")


def test_before_the_first_publication_the_remedy_is_named(tmp_path):
    with pytest.raises(MissingDataError, match="lunar run"):
        select(tmp_path / "lunar.duckdb", "select 1")
