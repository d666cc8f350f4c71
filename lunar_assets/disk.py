"""What to tell the user of a disk that is full or may not be written, whichever library met it first."""

import errno
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from lunar_assets.errors import LunarError, StorageError

SIGNS_OF_A_FULL_DISK = (
    os.strerror(errno.ENOSPC),
    os.strerror(errno.EDQUOT),
    "database or disk is full",
)
"""In the words of the system, which libraries pass on, and of SQLite."""
SIGN_OF_ANY_TROUBLE = "disk I/O error"
"""What SQLite says of a full disk where it meets it in its log; elsewhere it may be a broken one."""
SIGNS_OF_A_REFUSAL = (
    os.strerror(errno.EROFS),
    os.strerror(errno.EACCES),
    os.strerror(errno.EPERM),
    "attempt to write a readonly database",
    "unable to open database file",
)


@contextmanager
def storage_errors(place: Path) -> Generator[None]:
    """Turn an error of a block that tells of a full or unwritable disk into one that says where and what to do.

    Args:
        place: What the block writes.

    Raises:
        StorageError: The disk of the place is full or may not be written.
    """
    try:
        yield
    except LunarError:
        raise
    except Exception as error:
        if told := _told(place, str(error)):
            raise StorageError(told) from error
        raise


def refuse_unwritable(folder: Path) -> None:
    """Make sure that a folder can be made and written to.

    Raises:
        StorageError: It cannot.
    """
    with storage_errors(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise StorageError(
                f"{folder} is no folder and cannot be made one ({error.strerror}): set LUNAR_WAREHOUSE (or "
                "DAGSTER_HOME, where it is that) to a folder."
            ) from error
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")


def folder_of(place: Path) -> Path:
    """The folder in which a place lies or would be made: itself, or the nearest above it that is there."""
    return next(path for path in (place, *place.parents) if path.is_dir())


def _told(place: Path, error: str) -> str | None:
    """What to tell of an error; None where it is not one of a disk."""
    folder = folder_of(place)
    free = shutil.disk_usage(folder).free
    if sign := _found(SIGNS_OF_A_FULL_DISK, error) or (free < 1e6 and _found((SIGN_OF_ANY_TROUBLE,), error)):
        return (
            f"{place} could not be written: the disk of {folder} is full ({sign}; {free / 1e6:,.1f} MB free). What was "
            "published stays as it was. Make room there, or set LUNAR_WAREHOUSE to a folder on a larger disk; then run "
            "it again."
        )
    if sign := _found(SIGNS_OF_A_REFUSAL, error):
        return (
            f"{place} could not be written: {folder} may not be changed ({sign}). What was published stays as it was. "
            f"It must be a folder that this user (id {os.getuid()}) may write to, on a disk that is not mounted "
            "read-only: change that, or set LUNAR_WAREHOUSE to such a folder; then run it again."
        )
    return None


def _found(signs: tuple[str, ...], text: str) -> str | None:
    return next((sign for sign in signs if sign in text), None)
