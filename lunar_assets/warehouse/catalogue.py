"""DuckDB catalogues: commented views over exactly the Parquet files they list, built aside and put in place whole."""

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock

from lunar_assets import in_memory
from lunar_assets.disk import storage_errors
from lunar_assets.warehouse.aside import aside, flush
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_assets.warehouse.contracts.columns import Table
from lunar_assets.warehouse.place import Place, reach
from lunar_assets.warehouse.quoting import identifier, quote
from lunar_assets.warehouse.store import Version

SQL_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "double": "double",
    "boolean": "boolean",
    "timestamp": "timestamptz",
}


MOST_INDEXED_ROWS = 100_000
"""A key is an index in memory and on disk: that of expression would make a snapshot ten times larger and its writing
thirty times slower, those of the other large tables add two fifths to both. Their keys are checked by the contract all
the same."""


def build_views(path: Path, versions: Iterable[Version], just_before: Callable[[], object] | None = None) -> None:
    """Put a catalogue in place: a view a table, over the files of the given versions.

    Views hold absolute paths and list files one by one, so that a reader sees exactly these versions; whoever has the
    old catalogue open keeps what it opened.

    An optional table without versions is a view without rows.

    A run does this after every step: of a catalogue that this process put there and nobody has touched since, only the
    views that differ are made anew.

    Args:
        path: The `.duckdb` file to create or replace.
        versions: All versions that the views show.
        just_before: Called when the new catalogue lies ready and only its rename is left: for what has to change
            together with it.

    Raises:
        StorageError: The disk is full or may not be written; the old catalogue stays.
    """
    listed = list(versions)
    groups = _by_table(listed)
    shown = {name: [version.path for version in group] for name, group in groups.items()}
    with storage_errors(path), FileLock(f"{path}.lock"), aside(path.parent, path) as partial:
        there = _there(path)
        if there.keys() <= shown.keys() and there:
            shutil.copyfile(path, partial)
        else:
            there = {}
        with _new_database(partial) as connection:
            reach(connection, [version.path for version in listed])
            connection.execute("begin")
            for stage in STAGES:
                connection.execute(f"create schema if not exists {stage}")
            for name in [name for name, places in shown.items() if there.get(name) != places]:
                for statement in _view(TABLES[name], groups[name]):
                    connection.execute(statement)
            connection.execute("commit")
        _put_there[path] = (_identity(partial), shown)
        if just_before:
            flush(partial)
            just_before()


def build_tables(root: Path, path: Path, versions: Iterable[Version]) -> None:
    """Put a self-contained database in place: real tables with types, keys and comments, no file beside it needed.

    Tables of more than `MOST_INDEXED_ROWS` rows have no key constraint.

    Args:
        root: Folder of the warehouse.
        path: The `.duckdb` file to create or replace.
        versions: All versions whose rows it holds.

    Raises:
        StorageError: The disk is full or may not be written; the old file stays.
    """
    listed = list(versions)
    with aside(root, path) as partial, _new_database(partial) as connection:
        reach(connection, [version.path for version in listed])
        connection.execute("begin")
        for stage in STAGES:
            connection.execute(f"create schema {stage}")
        for name, group in _by_table(listed).items():
            contract = TABLES[name]
            files = ", ".join(quote(str(version.path)) for version in group)
            source = f"read_parquet([{files}], hive_partitioning = false)" if group else f"({no_rows(contract)})"
            columns = [row[0] for row in connection.execute(f"describe select * from {source}").fetchall()]
            declared = list(contract.columns_of(columns))
            lines = [f"{identifier(c.name)} {SQL_TYPES[c.type]}{'' if c.nullable else ' not null'}" for c in declared]
            if contract.key and sum(version.footer["rows"] for version in group) <= MOST_INDEXED_ROWS:
                # A key with a column that may be missing cannot be a primary key.
                kind = "unique" if any(c.nullable for c in declared if c.name in contract.key) else "primary key"
                lines.append(f"{kind} ({', '.join(identifier(name) for name in contract.key)})")
            connection.execute(f"create table {name} ({', '.join(lines)})")
            connection.execute(f"insert into {name} by name select * from {source}")
            for statement in _comments(contract, "table", group):
                connection.execute(statement)
        connection.execute("commit")


_put_there: dict[Path, tuple[tuple[int, ...], dict[str, list[Place]]]] = {}
"""What tells the last catalogue that this process put at a path from any other, and the files that its views show."""


def _there(path: Path) -> dict[str, list[Place]]:
    """The files of the views of a catalogue, by table; none if another process has put it there or changed it."""
    identity, shown = _put_there.get(path, ((), {}))
    return shown if path.exists() and _identity(path) == identity else {}


def _identity(path: Path) -> tuple[int, ...]:
    """What a rename leaves as it is, and a write does not."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _view(contract: Table, group: Sequence[Version]) -> list[str]:
    """The statements that make a view, with its comments."""
    files = ", ".join(quote(_absolute(version.path)) for version in group)
    reader = f"read_parquet([{files}], hive_partitioning = false, union_by_name = false)"
    rows = f"select * from {reader}" if group else no_rows(contract)
    return [f"create or replace view {contract.full_name} as {rows}", *_comments(contract, "view", group)]


def _absolute(place: Place) -> str:
    return str(place.resolve()) if isinstance(place, Path) else str(place)


def no_rows(contract: Table) -> str:
    """A query that gives the columns of a table, and no rows."""
    columns = ", ".join(f"null::{SQL_TYPES[column.type]} as {identifier(column.name)}" for column in contract.columns)
    return f"select {columns} where false"


def comment_of(contract: Table, facts: Mapping[str, object]) -> str:
    """The comment of a table, with the word synthetic in front where the rows are made up."""
    return f"SYNTHETIC (demo cohort). {contract.comment}" if facts.get("synthetic") else contract.comment


def _comments(contract: Table, kind: str, group: Sequence[Version]) -> Iterator[str]:
    """The statements that comment a table and its columns."""
    text = (
        comment_of(contract, group[0].footer["facts"]) if group else f"{contract.comment} No rows: its job has not run."
    )
    yield f"comment on {kind} {contract.full_name} is {quote(text)}"
    for column in contract.columns:
        target = f"{contract.full_name}.{identifier(column.name)}"
        yield f"comment on column {target} is {quote(column.comment)}"


def _by_table(versions: Iterable[Version]) -> dict[str, list[Version]]:
    """Versions of each table, and an empty list for an optional table without any."""
    groups: dict[str, list[Version]] = {}
    for version in versions:
        groups.setdefault(version.table, []).append(version)
    return {name: groups.get(name, []) for name, table in TABLES.items() if name in groups or table.optional}


@contextmanager
def _new_database(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A database that is filled by the block, in one file at its end.

    It is attached to the one in memory: to start another instance of DuckDB takes longer than to make a view. Closing
    one writes what is still in its log and says nothing where that fails; a checkpoint does.
    """
    name = identifier(path.name)
    with in_memory.connect() as keeper:
        keeper.execute(f"attach {quote(str(path))} as {name}")
        try:
            with in_memory.connect() as connection:
                connection.execute(f"use {name}")
                yield connection
                connection.execute("checkpoint")
        finally:
            keeper.execute(f"detach {name}")
