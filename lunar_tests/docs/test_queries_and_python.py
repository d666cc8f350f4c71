"""SQL in the documentation can be asked of the tables as their contracts have them; Python in it is Python."""

import re
import shlex
from collections.abc import Iterator

import duckdb
import pytest

from lunar_assets.features.encode import CLINICAL_FEATURES
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_tests.docs.pages import PAGES, of_language
from lunar_tests.docs.test_commands import lines

TYPES = {"text": "varchar", "integer": "bigint", "double": "double", "boolean": "boolean", "timestamp": "timestamp"}


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table without rows; features.matrix with its clinical features."""
    with duckdb.connect() as connection:
        for stage in STAGES:
            connection.execute(f"create schema {stage}")
        for name, table in TABLES.items():
            columns = {column.name: TYPES[column.type] for column in table.columns}
            if table.further_columns:
                columns |= dict.fromkeys(CLINICAL_FEATURES, TYPES[table.further_columns.type])
            listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f"create table {name} ({listed})")
        yield connection


def queries(page: str) -> list[str]:
    """The blocks of SQL, and what `lunar sql` and `duckdb` are asked in blocks of commands."""
    asking = [words for words in lines(page) if "sql" in words or words[0] == "duckdb"]
    asked = [word for words in asking for word in words if re.match("(select|from|with|show) ", word)]
    return [*of_language(page, "sql"), *asked]


@pytest.mark.parametrize("name", PAGES)
def test_every_query_can_be_asked(empty: duckdb.DuckDBPyConnection, name: str):
    for query in queries(PAGES[name].read_text(encoding="utf-8")):
        empty.execute(query)


def test_a_query_about_a_column_that_is_not_there_is_found(empty: duckdb.DuckDBPyConnection):
    with pytest.raises(duckdb.Error, match="ttr_weeks"):
        empty.execute("select ttr_weeks from cohort.patients")


def test_queries_are_found_in_blocks_of_sql_and_of_commands():
    page = "```sql\nselect 1\n```\n\n```sh\n" + shlex.join([".venv/bin/lunar", "sql", "select 2"]) + "\n```\n"
    assert queries(page) == ["select 1\n", "select 2"]


@pytest.mark.parametrize("name", PAGES)
def test_every_block_of_python_is_python(name: str):
    for text in of_language(PAGES[name].read_text(encoding="utf-8"), "python", "py"):
        compile(text, name, "exec")
