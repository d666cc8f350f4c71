"""Reading queries on the published catalogue: one SELECT statement, no file but those of its tables, no writing."""

import re
from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.errors import MissingDataError, QueryError
from lunar_assets.warehouse.quoting import quote

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "temp_directory": "",  # what does not fit into memory fails: DuckDB would write it beside the catalogue
    "http_proxy": "none",  # else DuckDB shows that of the environment, with its password
    "allow_persistent_secrets": False,  # those of the user, in the home directory
}
ONLY = "Only one SELECT statement on the published tables is answered; nothing outside them is read or written."
_LITERAL = re.compile("'((?:[^']|'')*)'")


def select(catalogue: Path, sql: str) -> pd.DataFrame:
    """The rows that a SELECT statement gives on a catalogue.

    Args:
        catalogue: A `.duckdb` file of the warehouse; it and the files of its views are all that the query can read.
        sql: One SELECT statement (also FROM-first, WITH, DESCRIBE and SHOW).

    Raises:
        MissingDataError: There is no catalogue.
        QueryError: The text is not one SELECT statement, it cannot be run, or it reads or writes anything else.
    """
    if not catalogue.exists():
        raise MissingDataError(f"{catalogue} does not exist: nothing has been published yet. Run `lunar run` first.")
    statement = _one_select(sql)
    try:
        with duckdb.connect(str(catalogue), read_only=True, config=CONFIG) as connection:
            _lock(connection, catalogue.parent.resolve())
            # WITH can hold a COPY or INSERT, in a statement that counts as SELECT. Inside query() it cannot, and an
            # EXPLAIN binds the statement without running it.
            connection.execute(f"explain from query({quote(sql)})")
            return connection.execute(statement).df()
    except (
        duckdb.PermissionException,
        duckdb.BinderException,
        duckdb.ParserException,
        duckdb.NotSupportedError,
    ) as error:
        raise QueryError(f"The query was refused: {_reason(error)} {ONLY}") from error
    except duckdb.Error as error:
        raise QueryError(f"The query failed: {_reason(error)}") from error


def _one_select(sql: str) -> duckdb.Statement:
    try:
        statements = duckdb.extract_statements(sql)
        kinds = [statement.type.name for statement in statements]
    except (duckdb.Error, ValueError, TypeError) as error:  # no text, or a kind that the client has no name for
        raise QueryError(f"The query cannot be read: {error}") from error
    if kinds != ["SELECT"]:
        raise QueryError(f"Expected one SELECT statement, found {', '.join(kinds) or 'nothing'}. Nothing was run.")
    return statements[0]


def _lock(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    """Leave nothing to be read but the files of the catalogue's views that lie in the warehouse."""
    views = connection.execute("select sql from duckdb_views() where not internal").fetchall()
    named = {literal.replace("''", "'") for (sql,) in views for literal in _LITERAL.findall(sql)}
    files = sorted(name for name in named if Path(name).is_absolute() and Path(name).resolve().is_relative_to(root))
    connection.execute(f"set allowed_paths = [{', '.join(map(quote, files))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _reason(error: duckdb.Error) -> str:
    """What DuckDB says, without its quotation of the statement that we put around the query."""
    return str(error).partition("\n\nLINE ")[0].rstrip(". ") + "."
