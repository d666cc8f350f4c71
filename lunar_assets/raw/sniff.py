"""First look at an upstream file: is it there, is it data at all, and do its archive checksums hold."""

import gzip
from pathlib import Path
from typing import BinaryIO, cast

from lunar_assets.errors import SourceError
from lunar_assets.raw.archives import ZIP_ERRORS
from lunar_assets.raw.unpacked import MOST_BYTES, read_zip, too_large

GZIP_SIGN = b"\x1f\x8b"
ZIP_SIGN = b"PK\x03\x04"
NOT_DATA = {
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<head": "a web page",
    b"<?xml": "an XML answer, as of a storage service that refuses",
    b"version https://git-lfs.github.com/spec/v1": "a Git LFS pointer (not the file that it points to)",
}
HEAD_BYTES = 512
CHUNK_BYTES = 1 << 22
REMEDY = "Download it again, or put the whole file into the mirror."


def sniff(path: Path, name: str, *, archives: bool = True) -> None:
    """Make sure that a file can be upstream data.

    What is packed is known by its first bytes, not by its name: hosts unpack on the way, partial downloads have names
    of their own.

    Args:
        path: Where the file lies.
        name: Its path in a mirror, by which errors name it.
        archives: Whether gzip and zip archives are read to their end, which proves their checksums.

    Raises:
        SourceError: The file is missing, empty, a web page, a Git LFS pointer, or an archive that is broken, locked by
            a password, or unpacks to more than any upstream file holds.
    """
    if not path.is_file():
        raise SourceError(f"{name}: {path} is not a file; expected the upstream file. {REMEDY}")
    try:
        with open_unpacked(path) as file:
            head = file.read(HEAD_BYTES)
            unpacked = 0
            while archives and is_gzip(path) and (piece := file.read(CHUNK_BYTES)):
                unpacked += len(piece)
                if unpacked > MOST_BYTES:
                    raise too_large(name, f"more than {MOST_BYTES} bytes")
        if archives and head.startswith(ZIP_SIGN):
            read_zip(path, name)
    except ZIP_ERRORS as error:
        raise SourceError(f"{name}: cannot be read to its end ({error}); expected a whole file. {REMEDY}") from None
    if not head.strip():
        raise SourceError(f"{name}: the file is empty; expected data. {REMEDY}")
    if kind := not_data(head):
        raise SourceError(f"{name}: this is {kind}; expected data. {REMEDY}")


def not_data(head: bytes) -> str | None:
    """What the first bytes of an answer are, if they are something else than data."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for sign, kind in NOT_DATA.items() if start.startswith(sign)), None)


def open_unpacked(path: Path) -> BinaryIO:
    """Open a plain or gzip-packed file for reading its plain bytes, whatever its name says.

    Raises:
        OSError: The file cannot be opened. Reading a damaged archive raises OSError, EOFError or zlib.error.
    """
    return cast(BinaryIO, gzip.open(path)) if is_gzip(path) else path.open("rb")


def is_gzip(path: Path) -> bool:
    """Whether a file is packed with gzip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(GZIP_SIGN)) == GZIP_SIGN
