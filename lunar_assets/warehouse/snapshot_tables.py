"""Reading snapshots of releases: which there are, and the tables of one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.errors import MissingDataError
from lunar_assets.warehouse.locked import locked
from lunar_assets.warehouse.place import Place
from lunar_assets.warehouse.published import snapshot_path
from lunar_assets.warehouse.quoting import identifier


def find_snapshot(root: Path, name: str) -> Path:
    """The database that a user names.

    Args:
        root: Folder of the warehouse.
        name: Id of a release that the warehouse has a snapshot of, or the path of a `.duckdb` file.

    Raises:
        MissingDataError: It is neither; lists the releases that there are.
    """
    of_release = [snapshot_path(root, name)] if Path(name).name == name else []  # not a way to other folders
    for path in (*of_release, Path(name)):
        if path.is_file():
            return path
    folder = snapshot_path(root, name).parent
    there = ", ".join(sorted(path.stem for path in folder.glob("*.duckdb"))) or "none yet"
    raise MissingDataError(
        f"{name} is neither a file nor a release with a snapshot in {folder}. Releases there: {there}."
    )


def read_tables(
    path: Path, columns: Mapping[str, Sequence[str]], tables: "Place | None" = None
) -> dict[str, pd.DataFrame]:
    """Some columns of some tables of a snapshot, opened for reading only.

    Args:
        path: A `.duckdb` file.
        columns: Columns wanted, by `stage.name`.
        tables: The folder of the warehouse's tables, for a catalogue whose views are not over files beside it.

    Raises:
        MissingDataError: The file is not there or not a DuckDB database, or it lacks a table or a column.
    """
    if not path.is_file():
        raise MissingDataError(f"{path} does not exist; expected the snapshot of a release.")
    try:
        with locked(path, tables) as connection:
            return {table: _read(connection, path, table, names) for table, names in columns.items()}
    except duckdb.Error as error:
        raise MissingDataError(
            f"{path} is not the snapshot of a release: {error}\nExpected a database as `lunar snapshot` writes it; "
            "move the file away if it is broken."
        ) from error


def _read(connection: duckdb.DuckDBPyConnection, path: Path, table: str, columns: Sequence[str]) -> pd.DataFrame:
    wanted = ", ".join(map(identifier, columns))
    try:
        return connection.execute(f"select {wanted} from {table}").df()
    except duckdb.Error as error:
        raise MissingDataError(
            f"{table} cannot be read from {path}; expected the columns {', '.join(columns)}: {error}\n"
            "The file is not the snapshot of a release, or one of another version of this code: compare others, or "
            "move it away."
        ) from error
