"""A disk that cannot be written is said in one way, whichever library met it."""

import errno
import os
import sqlite3
from types import SimpleNamespace

import duckdb
import pytest

from lunar_assets.disk import refuse_unwritable, storage_errors
from lunar_assets.errors import ContractError, StorageError

FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
    sqlite3.OperationalError("(sqlite3.OperationalError) database or disk is full"),
    duckdb.IOException('IO Error: Could not write file "/x": No space left on device'),
]
REFUSED = [
    OSError(errno.EROFS, "Read-only file system"),
    PermissionError(errno.EACCES, "Permission denied"),
    sqlite3.OperationalError("attempt to write a readonly database"),
    duckdb.IOException('IO Error: Cannot open file "/x": Permission denied'),
]


@pytest.mark.parametrize("error", FULL, ids=lambda error: type(error).__name__)
def test_a_full_disk_is_named_with_what_is_free_and_what_to_do(tmp_path, error):
    place = tmp_path / "cohort" / "patients.parquet"
    with pytest.raises(StorageError) as told, storage_errors(place):
        raise error
    assert str(told.value).startswith(f"{place} could not be written: the disk of {tmp_path} is full (")
    assert "MB free). What was published stays as it was. Make room there, or set LUNAR_WAREHOUSE" in str(told.value)
    assert told.value.__cause__ is error


@pytest.mark.parametrize("error", REFUSED, ids=lambda error: type(error).__name__)
def test_a_folder_that_may_not_be_written_is_named_with_the_user(tmp_path, error):
    said = rf"{tmp_path} may not be changed .*this user \(id {os.getuid()}\)"
    with pytest.raises(StorageError, match=said), storage_errors(tmp_path / "x"):
        raise error


def test_what_sqlite_says_of_any_trouble_is_taken_for_a_full_disk_only_on_one(tmp_path, monkeypatch):
    error = sqlite3.OperationalError("disk I/O error")
    with pytest.raises(sqlite3.OperationalError), storage_errors(tmp_path):
        raise error
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(StorageError, match="is full"), storage_errors(tmp_path):
        raise error


@pytest.mark.parametrize(
    "error", [ValueError("x"), FileNotFoundError(errno.ENOENT, "No such file"), ContractError("x")]
)
def test_other_errors_pass(tmp_path, error):
    with pytest.raises(type(error)) as passed, storage_errors(tmp_path):
        raise error
    assert passed.value is error


def test_a_folder_that_can_be_made_and_written_is_left_empty(tmp_path):
    refuse_unwritable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("name", ["file", "file/folder"])
def test_a_file_where_a_folder_is_expected_is_named(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=f"{name} is no folder and cannot be made one.*LUNAR_WAREHOUSE"):
        refuse_unwritable(tmp_path / name)
