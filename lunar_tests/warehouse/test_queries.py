"""`lunar sql` reads the published tables and nothing else, writes nowhere, and says why it refuses."""

from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from lunar_assets.errors import MissingDataError, QueryError
from lunar_assets.warehouse import locked, queries
from lunar_assets.warehouse.queries import select

SECRET = "GLSS-19-0266 was seen here"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue over one published table, with files beside and outside that nobody has published."""
    folder = tmp_path / "warehouse"
    for place in (folder / "dagster", tmp_path / "outside"):
        place.mkdir(parents=True)
    rows = duckdb.sql("select 'IDH1' as symbol, 1 as n")
    for place in (folder / "gene's.parquet", tmp_path / "outside" / "private.parquet"):
        rows.write_parquet(str(place))
    for place in (folder / "dagster" / "runs.db", folder / "notes.csv", tmp_path / "outside" / "private.csv"):
        place.write_text(f"note\n{SECRET}\n")
    (folder / "linked.parquet").symlink_to(tmp_path / "outside" / "private.parquet")
    (folder / "linked").symlink_to(tmp_path / "outside")
    path = folder / "lunar.duckdb"
    with duckdb.connect(str(path)) as connection:
        for view, file in (("genes", "gene''s"), ("linked", "linked")):
            connection.execute(f"create view {view} as select * from read_parquet('{folder}/{file}.parquet')")
        connection.execute("create table stored as select 1 as n")
    return path


def state(catalogue: Path) -> dict[Path, bytes]:
    """Every file of the warehouse and around it."""
    return {path: path.read_bytes() for path in catalogue.parent.parent.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "query",
    [
        "select * from genes",
        "from genes",
        "with g as (from genes) select * from g;",
        "/* which */ select * -- all\nfrom genes",
        "select 'copy x to ''y''' as \"it's; drop view genes\"",
        "values (1)",
        "from query('from genes')",
        "summarize stored",
        "describe stored",
    ],
)
def test_reading_statements_are_answered(catalogue, query):
    assert len(select(catalogue, query)) == 1


def test_variables_of_this_program_are_no_tables(catalogue, monkeypatch):
    monkeypatch.setattr(queries, "hidden", pd.DataFrame({"note": [SECRET]}), raising=False)
    with pytest.raises(QueryError, match="hidden does not exist"):
        select(catalogue, "from hidden")


def test_tables_are_listed_and_rows_keep_the_order_that_was_asked_for(catalogue):
    assert list(select(catalogue, "show tables")["name"]) == ["genes", "linked", "stored"]
    assert list(select(catalogue, "from range(3) t(i) order by i desc")["i"]) == [2, 1, 0]


@pytest.mark.parametrize(
    "query",
    [
        "drop view genes",
        "create table t as select 1",
        "create temp table t as select 1",
        "create or replace macro f() as 1",
        "create secret s (type s3)",
        "comment on table stored is 'mine'",
        "alter table stored add column m int",
        "insert into stored values (1)",
        "update stored set n = 2",
        "delete from stored",
        "truncate stored",
        "merge into stored using stored s on true when matched then delete",
        "copy genes to '{outside}/out.csv'",
        "export database '{outside}/out'",
        "attach '{outside}/other.duckdb'",
        "detach lunar",
        "use memory",
        "install httpfs",
        "load httpfs",
        "explain select 1",
        "explain analyze select 1",
        "explain analyze copy genes to '{outside}/out.csv'",
        "explain analyze insert into stored values (1)",
        "explain analyze create table t as select 1",
        "call enable_logging(storage := 'file', storage_path := '{outside}')",
        "pragma enable_profiling",
        "set enable_external_access = true",
        "set variable x = 1",
        "reset memory_limit",
        "prepare p as select 1",
        "execute p",
        "begin",
        "checkpoint",
        "vacuum",
        "select 1; select 2",
        "select 1; drop view genes",
        "-- nothing",
        "",
    ],
)
def test_everything_else_is_refused_before_it_runs(catalogue, query):
    before = state(catalogue)
    with pytest.raises(QueryError, match="Expected one SELECT statement.*Nothing was run"):
        select(catalogue, query.format(outside=catalogue.parent.parent / "outside"))
    assert state(catalogue) == before


@pytest.mark.parametrize(
    "query",
    [
        "selec 1",
        "\ud800",
        "update extensions",
        "copy database a to b",
        "import database '{outside}'",
        "explain analyze with x as (copy genes to '{outside}/out.csv') from x",
    ],
)
def test_what_not_every_version_of_duckdb_knows_is_refused_too(catalogue, query):
    before = state(catalogue)
    with pytest.raises(QueryError):
        select(catalogue, query.format(outside=catalogue.parent.parent / "outside"))
    assert state(catalogue) == before


@pytest.mark.parametrize("target", ["{outside}/out.csv", "{warehouse}/out.csv", "{warehouse}/gene''s.parquet"])
@pytest.mark.parametrize(
    "query",
    [
        "with x as (copy (select 1) to '{target}') from x",
        "with x as (copy (select 1) to '{target}' (format csv, use_tmp_file false)) from x",
        "with y as (select 1), x as materialized (copy (select 1) to '{target}') from x",
        "from (with x as (copy (select 1) to '{target}') from x)",
        "describe with x as (copy (select 1) to '{target}') from x",
        "from query('with x as (copy (select 1) to ''{target}'') from x')",
        "from query('copy (select 1) to ''{target}''')",
    ],
)
def test_a_select_that_writes_a_file_is_refused_and_published_files_stay(catalogue, query, target):
    places = {"outside": catalogue.parent.parent / "outside", "warehouse": catalogue.parent}
    before = state(catalogue)
    with pytest.raises(QueryError):
        select(catalogue, query.format(target=target.format(**places)))
    assert state(catalogue) == before


@pytest.mark.parametrize("folder", ["outside", "warehouse"])
@pytest.mark.parametrize(
    "function", ["logging(storage := 'file', storage_path := '{}')", "profiling(save_location := '{}/profile.json')"]
)
def test_logs_that_a_select_asks_for_are_written_nowhere(catalogue, function, folder):
    before = state(catalogue)
    with suppress(QueryError):  # some versions of DuckDB let them be asked for, and refuse to write them
        select(catalogue, f"from enable_{function.format(catalogue.parent.parent / folder)}")
    assert state(catalogue) == before


@pytest.mark.parametrize("change", ["insert into stored values (2)", "delete from stored", "update stored set n = 2"])
def test_a_select_that_changes_rows_is_refused(catalogue, change):
    before = state(catalogue)
    with pytest.raises(QueryError, match="was refused: .*Only one SELECT statement|cannot be read: .*CTE"):
        select(catalogue, f"with x as ({change} returning *) from x")
    assert state(catalogue) == before


@pytest.mark.parametrize(
    "source",
    [
        "read_csv('{outside}/private.csv')",
        "'{outside}/private.csv'",
        "read_text('{outside}/*')",
        "read_blob(['{outside}/private.csv'])",
        "read_json('{outside}/private.csv')",
        "read_parquet('{outside}/private.parquet')",
        "sniff_csv('{outside}/private.csv')",
        "glob('{outside}/*')",
        "glob('*')",
        "read_csv('{warehouse}/../outside/private.csv')",
        "read_text('{warehouse}/linked/private.csv')",
        "read_parquet('{warehouse}/linked.parquet')",
        "linked",
        "read_text('{warehouse}/notes.csv')",
        "read_blob('{warehouse}/dagster/runs.db')",
        "read_blob('{warehouse}/gene''s.parquet/../notes.csv')",
        "sqlite_scan('{warehouse}/dagster/runs.db', 'runs')",
        "read_text('/proc/self/environ')",
        "read_csv('/dev/stdin')",
        "'/etc/passwd'",
        "read_csv('https://127.0.0.1:9/x.csv')",
        "read_parquet('s3://bucket/x.parquet')",
        "query('from read_text(''{outside}/private.csv'')')",
        "query_table('{outside}/private.csv')",
        "json_execute_serialized_sql(json_serialize_sql('from read_text(''{outside}/private.csv'')'))",
        "(select (select content from read_text('{outside}/private.csv')))",
        "genes where symbol in (select content from read_text('{outside}/private.csv'))",
        "(select getenv('HOME'))",
    ],
)
def test_no_file_but_those_of_published_tables_can_be_read(catalogue, source):
    places = {"outside": catalogue.parent.parent / "outside", "warehouse": catalogue.parent}
    with pytest.raises(QueryError) as refused:
        select(catalogue, f"select * from {source.format(**places)}")
    assert SECRET not in str(refused.value)


def test_passwords_of_the_environment_and_of_duckdb_are_not_shown(catalogue, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "http://user:hunter2@proxy.example:3128")
    shown = select(catalogue, "from duckdb_settings()").to_csv() + select(catalogue, "from duckdb_variables()").to_csv()
    assert "memory_limit" in shown and "hunter2" not in shown
    assert not select(catalogue, "select current_setting('allow_persistent_secrets') as stored")["stored"].any()


def test_what_does_not_fit_into_memory_fails_and_leaves_no_file(catalogue, monkeypatch):
    monkeypatch.setitem(locked.CONFIG, "memory_limit", "40MB")
    monkeypatch.chdir(catalogue.parent)
    before = state(catalogue)
    with pytest.raises(QueryError, match="(?i)out of memory"):
        select(catalogue, "select count(*) from (select hash(i) as h from range(20000000) t(i) order by h, i offset 5)")
    assert state(catalogue) == before


def test_a_query_that_fails_says_why(catalogue):
    with pytest.raises(QueryError, match="no_such_table"):
        select(catalogue, "select * from no_such_table")
    with pytest.raises(QueryError, match='"symbl" not found'):
        select(catalogue, "select symbl from genes")


def test_a_catalogue_that_is_none_is_refused(tmp_path):
    (tmp_path / "lunar.duckdb").write_text("not a database " * 500)
    with pytest.raises(QueryError, match="not a valid DuckDB database"):
        select(tmp_path / "lunar.duckdb", "select 1")


def test_before_the_first_publication_the_remedy_is_named(tmp_path):
    with pytest.raises(MissingDataError, match="lunar run"):
        select(tmp_path / "lunar.duckdb", "select 1")
