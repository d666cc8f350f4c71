"""The record of files for which upstream promises no checksum: the first state that was seen is the one that counts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from lunar_assets.errors import SourceError
from lunar_assets.raw.wanted import Received


@dataclass(frozen=True)
class Seen:
    """A state of a file that was taken.

    Attributes:
        sha256: SHA-256 of its bytes, hexadecimal.
        bytes: Its size.
        etag: How the host named this state, where it did.
        last_modified: Its time of change by the host, where it gave one.
        seen_at: When it was taken (ISO 8601, UTC).
    """

    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None
    seen_at: str

    def differs_from(self, headers: Mapping[str, str]) -> list[str]:
        """In what the headers of an answer say that the file is another one now; empty if in nothing."""
        then = {"ETag": self.etag, "Last-Modified": self.last_modified, "Content-Length": str(self.bytes)}
        if self.etag and "ETag" in headers:
            then = {"ETag": self.etag}  # a name of the content; times and packed lengths may change without it
        found = {name: (value, headers[name]) for name, value in then.items() if value and name in headers}
        return [f"{name} was {before}, is {now}" for name, (before, now) in found.items() if before != now]


@dataclass(frozen=True)
class FirstSeen:
    """The record, a JSON file beside the downloads."""

    path: Path

    def of(self, name: str) -> Seen | None:
        """The state of a file that was taken; None if none was.

        Raises:
            SourceError: The record cannot be read.
        """
        seen = self._read().get(name)
        return Seen(**seen) if seen else None

    def take(self, name: str, received: Received) -> Seen:
        """Record what came as the state that counts, in place of an earlier one."""
        seen = Seen(
            received.sha256,
            received.bytes,
            received.etag,
            received.last_modified,
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self.path}.lock"):
            everything = {**self._read(), name: asdict(seen)}
            partial = self.path.with_suffix(".partial")
            partial.write_text(json.dumps(everything, indent=1, sort_keys=True))
            partial.replace(self.path)
        return seen

    def _read(self) -> dict[str, dict]:
        if not self.path.exists():
            return {}
        try:
            return json.loads(self.path.read_text())
        except ValueError as error:
            raise SourceError(
                f"{self.path} cannot be read ({error}); expected the record of first seen checksums. Restore it from a "
                "backup, or delete it to take the present state of upstream as the first one."
            ) from error
