"""Where bytes come from: demo generator, mirror folder or public hosts; what they must be is the same for all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.sniff import sniff
from lunar_assets.settings import Settings


@dataclass(frozen=True)
class Fetched:
    """An upstream file that lies on this machine and is what it must be.

    Attributes:
        file: Its entry in the catalogue.
        path: Where it lies.
        sha256: SHA-256 of its bytes, hexadecimal.
        bytes: Its size.
        retrieved_at: When it was made, checked or downloaded (UTC).
    """

    file: UpstreamFile
    path: Path
    sha256: str
    bytes: int
    retrieved_at: datetime


class Source(Protocol):
    """Anything that can put upstream files on this machine."""

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """Get the files; an optional one that cannot be had is left out.

        Raises:
            SourceError: A file is missing, cannot be had, or is not what the catalogue promises.
        """
        ...


@dataclass(frozen=True)
class Folder:
    """A folder in the mirror layout with a `SHA256SUMS`, which is what counts there.

    Attributes:
        root: The folder.
        remedy: What a user can do when a file is not right.
    """

    root: Path
    remedy: str = "Build the mirror anew, or point LUNAR_MIRROR to a complete one."

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """The files as they lie in the folder, after comparing every byte with `SHA256SUMS`.

        Raises:
            SourceError: The folder, its `SHA256SUMS` or a required file is missing, a checksum differs, or a file is
                empty, a web page, a Git LFS pointer or a broken archive.
        """
        sums = read_sha256sums(self.root, self.remedy)
        return [self._fetch(file, sums) for file in files if file.required or (self.root / file.path).exists()]

    def _fetch(self, file: UpstreamFile, sums: dict[str, str]) -> Fetched:
        path = self.root / file.path
        if not path.is_file():
            raise SourceError(f"{file.path} is missing in {self.root}; expected a file. {self.remedy}")
        sniff(path, file.path)
        if file.path not in sums:
            raise SourceError(f"{self.root / 'SHA256SUMS'} has no line for {file.path}. {self.remedy}")
        found = sha256_of(path)
        if found != sums[file.path]:
            raise SourceError(
                f"{file.path} in {self.root} has SHA-256 {found}, but SHA256SUMS says {sums[file.path]}: the file or "
                f"the list was changed. {self.remedy}"
            )
        return Fetched(file, path, found, path.stat().st_size, datetime.now(UTC))


def source_of(settings: Settings) -> Source:
    """The source that the settings choose."""
    if settings.source == "mirror":
        if settings.mirror is None:
            raise SourceError("LUNAR_SOURCE is mirror, but LUNAR_MIRROR is not set: name the mirror's folder there.")
        return Folder(settings.mirror)
    root = settings.warehouse / "raw" / "sources"
    if settings.source == "demo":
        from lunar_assets.raw.demo_source import demo_folder

        return demo_folder(root, seed=settings.seed, scale=settings.scale)
    from lunar_assets.raw.public_source import PublicHosts

    return PublicHosts(root / "public")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
