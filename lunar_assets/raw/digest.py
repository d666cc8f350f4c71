"""Checksums of a file while it streams: SHA-256 always, and whichever one upstream promises."""

import hashlib
from pathlib import Path
from typing import Self

CHUNK_BYTES = 1 << 20


class Digest:
    """SHA-256, size, and comparison with a promised checksum, fed piece by piece."""

    def __init__(self, expected: str | None) -> None:
        """Begin with nothing.

        Args:
            expected: `sha256:<hex>` or `md5:<hex>`, or None where nobody promises one.
        """
        self.expected = expected
        self.bytes = 0
        self._algorithm = expected.partition(":")[0] if expected else "sha256"
        self._hashes = {name: hashlib.new(name) for name in {"sha256", self._algorithm}}

    @classmethod
    def of_file(cls, path: Path, expected: str | None) -> Self:
        """The digest of what a file holds now."""
        digest = cls(expected)
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                digest.update(piece)
        return digest

    def update(self, piece: bytes) -> None:
        """Take the next piece in."""
        self.bytes += len(piece)
        for hash in self._hashes.values():
            hash.update(piece)

    @property
    def sha256(self) -> str:
        """SHA-256 so far, hexadecimal."""
        return self._hashes["sha256"].hexdigest()

    @property
    def found(self) -> str:
        """The checksum so far, written like the promised one."""
        return f"{self._algorithm}:{self._hashes[self._algorithm].hexdigest()}"

    @property
    def is_the_expected(self) -> bool:
        """Whether the checksum is the promised one; true where none is."""
        return self.expected in (None, self.found)
