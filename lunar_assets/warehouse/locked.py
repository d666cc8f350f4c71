"""Opening a DuckDB file of the platform so that nothing can be read through it but its own rows and views."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from lunar_assets.warehouse.place import Place, reach
from lunar_assets.warehouse.quoting import quote

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "temp_directory": "",  # what does not fit into memory fails: DuckDB would write it beside the catalogue
    "http_proxy": "none",  # else DuckDB shows that of the environment, with its password
    "allow_persistent_secrets": False,  # those of the user, in the home directory
}
_LITERAL = re.compile("'((?:[^']|'')*)'")


@contextmanager
def locked(path: Path, tables: "Place | None" = None) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection for reading that reaches no file but those of the views that lie where they should.

    That is in the folder of the database, or below the address where the warehouse has its tables.

    Args:
        path: A catalogue of the warehouse or a snapshot, perhaps a stranger's.
        tables: The folder of the warehouse's tables, where it is known.

    Raises:
        duckdb.Error: It cannot be opened.
    """
    with duckdb.connect(str(path), read_only=True, config=CONFIG) as connection:
        root = path.parent.resolve()
        views = connection.execute("select sql from duckdb_views() where not internal").fetchall()
        named = {literal.replace("''", "'") for (sql,) in views for literal in _LITERAL.findall(sql)}
        files = sorted(name for name in named if Path(name).is_absolute() and Path(name).resolve().is_relative_to(root))
        if tables and not isinstance(tables, Path):
            files += sorted(name for name in named if name.startswith(f"{tables}/"))
            reach(connection, [tables])
        connection.execute(f"set allowed_paths = [{', '.join(map(quote, files))}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
