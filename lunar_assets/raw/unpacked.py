"""What an archive may unpack to, looked at before a reader takes it into memory. Nothing is unpacked to the disk."""

import zipfile
from pathlib import Path

from lunar_assets.errors import SourceError

MOST_BYTES = 2 << 30
"""Five times the largest upstream file."""
MOST_MEMBERS = 10_000


def read_zip(path: Path, name: str) -> None:
    """Read a zip archive to its end, which proves its checksums, if what it claims to hold is of a usual size.

    Args:
        path: Where it lies.
        name: Its path in a mirror, by which errors name it.

    Raises:
        SourceError: It has too many members, or unpacks to too many bytes.
        BadZipFile: It is broken. Reading a damaged member may raise zlib.error or EOFError, a locked one RuntimeError.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise too_large(name, f"{len(members)} members")
        # What a member claims is all that is read of it, here and wherever zipfile reads it again.
        if (size := sum(member.file_size for member in members)) > MOST_BYTES:
            raise too_large(name, f"{size} bytes")
        if broken := archive.testzip():
            raise zipfile.BadZipFile(f"wrong checksum of {broken}")


def too_large(name: str, found: str) -> SourceError:
    """The error of an archive that holds more than any upstream file does."""
    return SourceError(
        f"{name}: it unpacks to {found}; expected at most {MOST_BYTES} bytes and {MOST_MEMBERS} members. Ask where the "
        "file comes from; if upstream has grown that much, adapt raw/unpacked.py."
    )
