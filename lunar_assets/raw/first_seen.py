"""The record of files for which upstream promises no checksum: the first state that was seen is the one that counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import TypeAdapter

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

    def differs_from(self, headers: Mapping[str, str]) -> list[str] | None:
        """In what the headers of an answer say that the file is another one now; None if they say nothing of it."""
        then = {"ETag": self.etag, "Last-Modified": self.last_modified, "Content-Length": str(self.bytes)}
        if self.etag and "ETag" in headers:
            then = {"ETag": self.etag}  # a name of the content; times and packed lengths may change without it
        found = {name: (value, headers[name]) for name, value in then.items() if value and name in headers}
        differing = [f"{name} was {before}, is {now}" for name, (before, now) in found.items() if before != now]
        return differing if found else None


_JSON = TypeAdapter(dict[str, Seen])


@dataclass(frozen=True)
class FirstSeen:
    """The record, a JSON file beside the downloads."""

    path: Path

    def of(self, name: str) -> Seen | None:
        """The state of a file that was taken; None if none was.

        Raises:
            SourceError: The record cannot be read.
        """
        return self._read().get(name)

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
            partial = self.path.with_suffix(".partial")
            partial.write_bytes(_JSON.dump_json({**self._read(), name: seen}, indent=1))
            partial.replace(self.path)
        return seen

    def _read(self) -> dict[str, Seen]:
        if not self.path.exists():
            return {}
        try:
            return _JSON.validate_json(self.path.read_bytes())
        except ValueError as error:
            raise SourceError(
                f"{self.path} cannot be read ({error}); expected the record of first seen checksums. Restore it from a "
                "backup, or delete it to take the present state of upstream as the first one."
            ) from error
