"""The public hosts as a source: downloads the pinned content once and keeps it while its checksum holds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.fetched import Fetched, sha256_of
from lunar_assets.raw.sniff import sniff

TIMEOUT_SECONDS = (10, 60)
CHUNK_BYTES = 1 << 20
RETRY = Retry(total=4, backoff_factor=1, backoff_jitter=1, status_forcelist=(429, 500, 502, 503, 504))


@dataclass(frozen=True)
class PublicHosts:
    """Downloads from the addresses of the catalogue into a folder in the mirror layout.

    Attributes:
        root: Folder that keeps the downloads.
    """

    root: Path

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """Download what is not there yet; an optional file that upstream refuses is left out.

        Raises:
            SourceError: A required file cannot be had, or is not what the catalogue promises; a file that was there
                before stays.
        """
        with requests.Session() as session:
            session.mount("https://", HTTPAdapter(max_retries=RETRY))
            fetched = [self._fetch(session, file) for file in files]
        return [one for one in fetched if one is not None]

    def _fetch(self, session: requests.Session, file: UpstreamFile) -> Fetched | None:
        target = self.root / file.path
        if not (target.exists() and (file.checksum is None or matches(target, file.checksum))):
            try:
                _download(session, file, target)
            except requests.RequestException as error:
                if not file.required:
                    return None
                raise SourceError(
                    f"{file.path} could not be downloaded from {file.url}: {error}. Check the network and try again, "
                    "or use LUNAR_SOURCE=mirror with a folder of the files."
                ) from error
        return Fetched(file, target, sha256_of(target), target.stat().st_size, datetime.now(UTC))


def _download(session: requests.Session, file: UpstreamFile, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    try:
        with session.get(file.url, stream=True, timeout=TIMEOUT_SECONDS) as response, partial.open("wb") as out:
            response.raise_for_status()
            for chunk in response.iter_content(CHUNK_BYTES):
                out.write(chunk)
        sniff(partial, file.path)
        if file.checksum and not matches(partial, file.checksum):
            raise SourceError(
                f"{file.path} from {file.url}: {partial.stat().st_size} bytes came, and their checksum is not "
                f"{file.checksum}: the download is damaged or upstream has changed. Try again; if it stays, compare "
                "with the catalogue."
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def matches(path: Path, checksum: str) -> bool:
    """Whether a file has a checksum of the form `sha256:<hex>` or `md5:<hex>`."""
    algorithm, expected = checksum.split(":")
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == expected
