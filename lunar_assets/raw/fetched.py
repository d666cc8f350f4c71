"""What every source hands over: upstream files that lie on this machine and are what they must be."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from lunar_assets.raw.catalogue import UpstreamFile

PinnedBy = Literal["catalogue", "release", "first_seen", "mirror", "generator"]


@dataclass(frozen=True)
class Fetched:
    """An upstream file that lies on this machine and is what it must be.

    Attributes:
        file: Its entry in the catalogue.
        path: Where it lies.
        sha256: SHA-256 of its bytes, hexadecimal.
        bytes: Its size.
        retrieved_at: When it was made, checked or downloaded (UTC).
        pinned_by: What says that these are the right bytes: the catalogue, a release of GLASS, the state of the file
            that was seen first, the SHA256SUMS of a mirror, or the generator of the demo cohort.
        note: What a user has to know of it; empty if nothing.
    """

    file: UpstreamFile
    path: Path
    sha256: str
    bytes: int
    retrieved_at: datetime
    pinned_by: PinnedBy
    note: str = ""


class Source(Protocol):
    """Anything that can put upstream files on this machine."""

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """Get the files; an optional one that cannot be had is left out.

        Raises:
            SourceError: A file is missing, cannot be had, or is not what the catalogue promises.
        """
        ...


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
