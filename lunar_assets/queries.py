"""Reading queries on the published catalogue: one SELECT statement, nothing outside the warehouse, no writing."""

from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.errors import MissingDataError, QueryError
from lunar_assets.warehouse.catalogue import quote


def select(catalogue: Path, sql: str) -> pd.DataFrame:
    """The rows that a SELECT statement gives on a catalogue.

    Args:
        catalogue: A `.duckdb` file of the warehouse; its folder is all that the query can read.
        sql: One SELECT statement (also FROM-first, WITH, DESCRIBE and SHOW).

    Raises:
        MissingDataError: There is no catalogue.
        QueryError: The text is not one SELECT statement, it cannot be run, or it reaches outside the warehouse.
    """
    if not catalogue.exists():
        raise MissingDataError(f"{catalogue} does not exist: nothing has been published yet. Run `lunar run` first.")
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be read: {error}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise QueryError(
            f"Expected one SELECT statement, found {kinds}. The warehouse is for reading; nothing was run."
        )
    with duckdb.connect(str(catalogue), read_only=True) as connection:
        connection.execute(f"set allowed_directories = [{quote(str(catalogue.parent.resolve()))}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            return connection.execute(statements[0]).df()
        except duckdb.Error as error:
            raise QueryError(f"The query failed: {error}") from error
