"""Where a stored file lies: at a local path, or at an address of object storage, which fsspec reads and writes."""

import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lunar_assets.errors import LunarError, StorageError

if TYPE_CHECKING:  # who keeps tables on the disk does not wait for fsspec
    import duckdb
    from fsspec import AbstractFileSystem
    from upath import UPath

    from lunar_assets.warehouse.unchanging import Unchanging

Place: TypeAlias = "Path | UPath"

PUBLISHED_STAYS = "What was published stays as it was."
PACKAGES = {"s3": "lunar-assets[s3]", "s3a": "lunar-assets[s3]"}
"""What to install where fsspec lacks the package of a protocol; of others it says so itself."""
REMEDIES = {
    "Unable to locate credentials": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
    "PartialCredentials": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY together.",
    "endpoint": "Set FSSPEC_S3_ENDPOINT_URL to the address of the S3 server, and see that it answers.",
    "bucket does not exist": "Make the bucket, or name another one in LUNAR_WAREHOUSE.",
    "Access Denied": "Give this user the permissions that docs/how_to/tables_on_s3.md lists.",
    "Forbidden": "See that the credentials are right, and have the permissions that docs/how_to/tables_on_s3.md lists.",
    "Access Key Id": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a pair that the server knows.",
}
"""What to do about an error, by words of it; the first that are found count."""


def opened(address: str) -> "UPath":
    """The folder at an address; nothing is asked of it yet.

    Listings are not kept: another process may have written since.

    Args:
        address: An address as `LUNAR_WAREHOUSE` takes it.

    Raises:
        StorageError: The package that knows the protocol is not installed, or fsspec knows no such protocol.
    """
    from upath import UPath

    protocol = address.partition("://")[0]
    try:
        place = UPath(address, use_listings_cache=False)
        place.fs  # noqa: B018 - imports the package of the protocol
    except (ImportError, ValueError) as error:
        remedy = f"Run: pip install '{PACKAGES[protocol]}'" if protocol in PACKAGES else "See fsspec's documentation."
        raise StorageError(f"{address} cannot be opened: {_plain(error)} {remedy}") from error
    return place


@contextmanager
def address_errors(place: object) -> Generator[None]:
    """Turn whatever a block meets in object storage into an error that says where, what, and what to do.

    Args:
        place: What the block reads or writes there.

    Raises:
        StorageError: The block failed.
    """
    try:
        yield
    except LunarError:
        raise
    except Exception as error:
        found = _plain(error)
        remedy = next((told for words, told in REMEDIES.items() if words.lower() in found.lower()), "Try it again.")
        raise StorageError(f"{place} could not be reached: {found} {PUBLISHED_STAYS} {remedy}") from error


def upload(file: Path, place: "UPath") -> None:
    """Put a file at an address, where it is seen once it is whole: an upload that fails leaves nothing.

    Raises:
        StorageError: It cannot be written.
    """
    with address_errors(place):
        place.fs.put_file(str(file), place.path)


def abort_uploads(folder: "UPath") -> list[Place]:
    """Have S3 forget uploads in parts below a folder that have not come to their end; others have nothing of the kind.

    Nobody sees them, but they are paid for. An upload that fails is aborted at once; these are of killed processes.

    Returns:
        The files that they were to become.

    Raises:
        StorageError: They cannot be listed or aborted.
    """
    s3: Any = folder.fs
    if "s3" not in s3.protocol:
        return []
    with address_errors(folder):
        bucket, _, prefix = folder.path.partition("/")
        found = s3.call_s3("list_multipart_uploads", Bucket=bucket, Prefix=f"{prefix}/".lstrip("/"))
        uploads = found.get("Uploads", [])
        for one in uploads:
            s3.abort_mpu(bucket, one["Key"], one["UploadId"])
    return [folder.with_segments(f"{folder.protocol}://{bucket}/{one['Key']}") for one in uploads]


def names_in(folder: Place, ending: str) -> list[str]:
    """Names of the files of a folder with an ending, sorted; none where there is no such folder."""
    if isinstance(folder, Path):
        return sorted(path.name for path in folder.glob(f"*{ending}"))
    return [name for name in files_under(folder) if name.endswith(ending) and "/" not in name]


def files_under(folder: "UPath") -> list[str]:
    """Paths of all files below a folder at an address, from there, sorted; one request for a thousand files."""
    with address_errors(folder):
        return sorted(path.removeprefix(folder.path).strip("/") for path in folder.fs.find(folder.path))


def texts(places: Sequence[Place]) -> list[str | None]:
    """Texts of files of one store, those at an address asked for all at once; None of what is not there."""
    if not places:
        return []
    local = [place for place in places if isinstance(place, Path)]
    if local:
        return [place.read_text() if place.exists() else None for place in local]
    there = [place for place in places if not isinstance(place, Path)]
    with address_errors(there[0]):
        contents = there[0].fs.cat_ranges([place.path for place in there], None, None, on_error="return")
        for content in contents:
            if isinstance(content, Exception) and not isinstance(content, FileNotFoundError):
                raise content
    return [content.decode() if isinstance(content, bytes) else None for content in contents]


def remove(place: Place) -> None:
    """Remove a file, perhaps one that is gone already.

    Raises:
        StorageError: It is at an address, and cannot be removed.
    """
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
        return
    with address_errors(place), suppress(FileNotFoundError):
        place.fs.rm_file(place.path)


def for_arrow(place: Place) -> tuple[str, Any]:
    """How `pyarrow.parquet` names a stored file: its path, and the filesystem that has it (None is the local one)."""
    return (str(place), None) if isinstance(place, Path) else (place.path, _unchanging(place.fs))


def reach(connection: "duckdb.DuckDBPyConnection", places: Iterable[Place]) -> None:
    """Let a connection to DuckDB read files at addresses; local paths need nothing."""
    for place in places:
        if not isinstance(place, Path) and not connection.filesystem_is_registered(place.protocol):
            connection.register_filesystem(_unchanging(place.fs))


@cache
def _unchanging(fs: "AbstractFileSystem") -> "Unchanging":
    from lunar_assets.warehouse.unchanging import Unchanging

    return Unchanging(fs)


def _plain(error: BaseException) -> str:
    """What an error says, without passwords in the addresses that it names."""
    said = re.sub(r"//[^/@\s]*@", "//...@", str(error)).strip() or type(error).__name__
    return said if said.endswith(".") else f"{said}."
