"""A mirror as a source: a folder with the upstream files, believed where its bytes are those of its `SHA256SUMS`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.fetched import Fetched, PinnedBy, sha256_of
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.sniff import sniff


@dataclass(frozen=True)
class Folder:
    """A folder in the mirror layout with a `SHA256SUMS`, which is what counts there.

    Attributes:
        root: The folder.
        remedy: What a user can do when a file is not right.
        pinned_by: Who wrote the `SHA256SUMS`.
        listener: Told of optional files that are left out.
    """

    root: Path
    remedy: str = "Build the mirror anew, or point LUNAR_MIRROR to a complete one."
    pinned_by: PinnedBy = "mirror"
    listener: Listener = field(default_factory=Listener, compare=False)

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """The files as they lie in the folder, after comparing every byte with `SHA256SUMS`.

        Raises:
            SourceError: The folder, its `SHA256SUMS` or a required file is missing, a checksum differs, or a file is
                empty, a web page, a Git LFS pointer or a broken archive.
        """
        sums = read_sha256sums(self.root, self.remedy)
        there = [file for file in files if file.required or (self.root / file.path).exists()]
        for file in files:
            if file not in there:
                self.listener.left_out(file.path, f"{file.path} is not in {self.root}")
        return [self._fetch(file, sums) for file in there]

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
        return Fetched(file, path, found, path.stat().st_size, datetime.now(UTC), self.pinned_by)
