"""What a download is asked for, what it puts up with, and what it brings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lunar_assets.raw.http import Limits

Report = Callable[[str, int, int | None], None]
"""Called as bytes come in: path of the file, bytes so far, bytes of the whole where they are known."""


@dataclass(frozen=True)
class Patience:
    """How much a download puts up with.

    Attributes:
        attempts: Attempts in a row that bring the file no further (by a megabyte) before it is given up.
        limits: How long the host may take to connect and between two pieces.
        slowest_bytes_per_second: A connection that is slower than this over `limits.silence_seconds` is given up.
        first_wait_seconds: Longest wait after the first failure; it doubles with each further one. The wait is drawn at
            random below that, so that many clients do not come back at once.
        longest_wait_seconds: Where the doubling ends, and the longest Retry-After that is waited for.
    """

    attempts: int = 6
    limits: Limits = field(default_factory=Limits)
    slowest_bytes_per_second: float = 1024
    first_wait_seconds: float = 1
    longest_wait_seconds: float = 120


@dataclass(frozen=True)
class Wanted:
    """What is to be downloaded.

    Attributes:
        name: Path in the mirror layout, by which errors name it.
        url: Address.
        checksum: `sha256:<hex>` or `md5:<hex>`; None where nobody promises one.
        bytes: Size; None where nobody promises one.
    """

    name: str
    url: str
    checksum: str | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Received:
    """What came: its SHA-256 and size, and how upstream names this state of the file, where it does."""

    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None
