"""One local root and one address belong to each other: two roots at one address would remove each other's files."""

import json
import socket
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from filelock import FileLock

from lunar_assets.disk import storage_errors
from lunar_assets.errors import StorageError
from lunar_assets.warehouse.place import Place, address_errors, opened

if TYPE_CHECKING:
    from upath import UPath

HERE = "tables.json"
"""The file in a root that says at which address its tables are."""
THERE = "lunar_warehouse.json"
"""The object at an address that says whose tables these are."""
CATALOGUES = ("lunar.duckdb", "work.duckdb")


def tables_of(root: Path, address: str) -> Place:
    """The folder of all stages' tables.

    Args:
        root: Local folder of the warehouse.
        address: Where the tables are, if not under the root. It must be this root's own, or nobody's yet; that is
            asked once in a process.

    Raises:
        StorageError: The address cannot be reached, or it or the root belongs to another.
    """
    if address:
        return _own(root, address)
    if (root / HERE).exists():
        raise StorageError(
            f"The tables of {root} are at {_here(root)['address']}, but LUNAR_WAREHOUSE does not say so. Set it to "
            "that address, and LUNAR_LOCAL to this folder; or take another folder for tables on the disk."
        )
    return root


def claim(root: Path, tables: Place) -> None:
    """Make an address a root's own, before anything is written there or removed; local tables need nothing.

    Raises:
        StorageError: The address cannot be reached or written, or it or the root belongs to another.
    """
    if isinstance(tables, Path) or _refuse_another(root, tables):
        return
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f"{HERE}.lock"):
            if not _refuse_another(root, tables):
                _mark(root, tables)


def _mark(root: Path, tables: "UPath") -> None:
    mine = _here(root) or {"id": uuid4().hex, "address": str(tables)}
    whose = {"id": mine["id"], "root": f"{socket.gethostname()}:{root}", "since": f"{datetime.now(UTC):%F %T} UTC"}
    if not (root / HERE).exists():
        (root / f"{HERE}.partial").write_text(json.dumps(mine))
        (root / f"{HERE}.partial").replace(root / HERE)
    with address_errors(tables / THERE), suppress(FileExistsError):  # of another root that came at the same time
        tables.fs.pipe_file((tables / THERE).path, json.dumps(whose).encode(), mode="create")
    if _there(tables).get("id") != mine["id"]:
        (root / HERE).unlink()
        _refuse_another(root, tables)
        raise StorageError(f"{tables / THERE} was written, but is not there: is {tables} a place that keeps files?")


@cache
def _own(root: Path, address: str) -> "UPath":
    tables = opened(address)
    _refuse_another(root, tables)
    return tables


def _refuse_another(root: Path, tables: "UPath") -> bool:
    """Whether the address is this root's; False if it is nobody's yet."""
    mine = _here(root)
    if mine and mine["address"] != str(tables):
        raise StorageError(
            f"The tables of {root} are at {mine['address']}, but LUNAR_WAREHOUSE is {tables}. Set it back; or set "
            "LUNAR_LOCAL to another folder, for a warehouse of its own."
        )
    if not mine and (kept := next((root / name for name in CATALOGUES if (root / name).exists()), None)):
        raise StorageError(
            f"{root} is a warehouse with its tables on the disk ({kept} shows them), but LUNAR_WAREHOUSE is {tables}. "
            "Set LUNAR_LOCAL to another folder, for a warehouse of its own."
        )
    whose = _there(tables)
    if whose and whose["id"] != mine.get("id"):
        raise StorageError(
            f"{tables} belongs to the warehouse {whose['root']} since {whose['since']}, not to {root}: two of them "
            "would remove each other's tables. Name a prefix of its own in LUNAR_WAREHOUSE, or that folder in "
            f"LUNAR_LOCAL. If that folder is gone for good, remove {tables / THERE}, and the tables are taken over."
        )
    return bool(whose)


def _here(root: Path) -> dict[str, str]:
    file = root / HERE
    return json.loads(file.read_text()) if file.exists() else {}


def _there(tables: "UPath") -> dict[str, str]:
    with address_errors(tables):
        try:
            return json.loads(tables.fs.cat_file((tables / THERE).path))
        except FileNotFoundError:
            tables.fs.find((tables / THERE).path)  # gives nothing, or raises where it is the bucket that is missing
            return {}
