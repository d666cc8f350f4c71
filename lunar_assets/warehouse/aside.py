"""How files come into the warehouse: written aside and renamed; what a killed process was writing is swept away."""

import fcntl
import os
import shutil
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from lunar_assets.disk import storage_errors
from lunar_assets.warehouse.contracts import STAGES
from lunar_assets.warehouse.place import Place, abort_uploads, upload

PARTIAL = ".partial"
PATIENCE_SECONDS = 60.0
"""How long a sweep waits for writers."""
SOURCES = Path("raw", "sources")
"""Upstream files: a download that broke off is gone on with, so its part is no leftover."""


@contextmanager
def aside(root: Path, place: Place) -> Generator[Path]:
    """A local path beside a place: what the block writes there, file or folder, is put in place at the block's end.

    It is flushed and renamed. What belongs at an address, a file, is written in the root and then uploaded. No reader
    ever sees half of it. While it is being written the process holds the writers' lock of the warehouse, which the
    system takes from a process that is killed: that is how `sweep` tells a leftover from work under way.

    Args:
        root: Local folder of the warehouse.
        place: Where the file or folder belongs; its folder is made.

    Raises:
        StorageError: The disk is full or may not be written, or the address cannot; nothing was left behind.
    """
    beside = place if isinstance(place, Path) else root / place.name
    partial = beside.with_name(f"{beside.name}.{uuid4().hex[:8]}{PARTIAL}")
    with storage_errors(beside):
        beside.parent.mkdir(parents=True, exist_ok=True)
        with _lock(root, fcntl.LOCK_SH):
            try:
                yield partial
                if isinstance(place, Path):
                    flush(partial)
                    partial.replace(place)
                else:
                    upload(partial, place)
                    partial.unlink()
            except BaseException:
                for path in beside.parent.glob(f"{partial.name}*"):
                    _remove(path)
                raise


def flush(path: Path) -> None:
    """Have the system put a file, or all files of a folder, on the disk."""
    for file in [path, *path.rglob("*")]:
        if file.is_file():
            with file.open("rb") as content:
                os.fsync(content.fileno())


def sweep(root: Path, tables: Place) -> list[Place]:
    """Remove what processes that are gone were writing.

    It waits until nobody writes. Where that does not come in a minute, everything stays for the next sweep.

    Args:
        root: Local folder of the warehouse.
        tables: Where its tables are; it must be its own.

    Returns:
        What was removed.

    Raises:
        StorageError: Tables are at an address that cannot be reached.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with _lock(root, fcntl.LOCK_EX | fcntl.LOCK_NB):
                found = leftovers(root)
                for path in found:
                    _remove(path)
                return [*found, *(abort_uploads(tables) if not isinstance(tables, Path) else [])]
        except BlockingIOError:
            if time.monotonic() > until:
                return []
            time.sleep(0.05)


def leftovers(root: Path) -> list[Path]:
    """Files and folders that are being written, or were when their process was killed."""
    folders = [root / name for name in (*STAGES, "snapshots")]
    found = [*root.glob(f"*{PARTIAL}*"), *(path for folder in folders for path in folder.rglob(f"*{PARTIAL}*"))]
    return sorted(path for path in found if root / SOURCES not in path.parents)


@contextmanager
def _lock(root: Path, kind: int) -> Generator[None]:
    """The lock of all who write to a warehouse: shared by writers, exclusive for who removes what they left."""
    file = os.open(root / "writing.lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(file, kind)
        yield
    finally:
        os.close(file)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
