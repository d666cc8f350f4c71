"""Reading queries on the published catalogue: one SELECT statement, no file but those of its tables, no writing."""

from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.errors import MissingDataError, QueryError
from lunar_assets.warehouse.locked import locked
from lunar_assets.warehouse.place import Place
from lunar_assets.warehouse.quoting import quote

ONLY = "Only one SELECT statement on the published tables is answered; nothing outside them is read or written."


def select(catalogue: Path, sql: str, tables: "Place | None" = None) -> pd.DataFrame:
    """The rows that a SELECT statement gives on a catalogue.

    Args:
        catalogue: A `.duckdb` file of the warehouse; it and the files of its views are all that the query can read.
        sql: One SELECT statement (also FROM-first, WITH, DESCRIBE and SHOW).
        tables: The folder of the warehouse's tables, where it is not that of the catalogue.

    Raises:
        MissingDataError: There is no catalogue.
        QueryError: The text is not one SELECT statement, it cannot be run, or it reads or writes anything else.
    """
    if not catalogue.exists():
        raise MissingDataError(f"{catalogue} does not exist: nothing has been published yet. Run `lunar run` first.")
    statement = _one_select(sql)
    try:
        with locked(catalogue, tables) as connection:
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


def _reason(error: duckdb.Error) -> str:
    """What DuckDB says, without its quotation of the statement that we put around the query.

    Of an error of object storage, which comes with a traceback, the last line.
    """
    said = str(error).partition("\n\nLINE ")[0].rstrip(". \n")
    return (said.rpartition("\n")[2] if "Traceback (most recent call last)" in said else said) + "."
