"""Where a stored file lies: at a local path, or at an address of object storage, which fsspec reads and writes."""

import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lunar_assets.errors import LunarError, StorageError

if TYPE_CHECKING:  # who keeps tables on the disk does not wait for fsspec
    import duckdb
    from upath import UPath

Place: TypeAlias = "Path | UPath"

PUBLISHED_STAYS = "What was published stays as it was."
PACKAGES = {"s3": "lunar-assets[s3]", "s3a": "lunar-assets[s3]"}
"""What to install where fsspec lacks the package of a protocol; of others it says so itself."""
REMEDIES = {
    "Unable to locate credentials": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
    "PartialCredentials": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY together.",
    "endpoint": "Set FSSPEC_S3_ENDPOINT_URL to the address of the S3 server, and see that it answers.",
    "bucket": "Make the bucket, or name another one in LUNAR_WAREHOUSE.",
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


def for_arrow(place: Place) -> tuple[str, Any]:
    """How `pyarrow.parquet` names a stored file: its path, and the filesystem that has it (None is the local one)."""
    return (str(place), None) if isinstance(place, Path) else (place.path, place.fs)


def reach(connection: "duckdb.DuckDBPyConnection", places: Iterable[Place]) -> None:
    """Let a connection to DuckDB read files at addresses; local paths need nothing."""
    for place in places:
        if not isinstance(place, Path) and not connection.filesystem_is_registered(place.protocol):
            connection.register_filesystem(place.fs)


def _plain(error: BaseException) -> str:
    """What an error says, without passwords in the addresses that it names."""
    said = re.sub(r"//[^/@\s]*@", "//...@", str(error)).strip() or type(error).__name__
    return said if said.endswith(".") else f"{said}."
