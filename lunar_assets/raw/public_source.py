"""The public hosts as a source: what is pinned is downloaded once, four files at a time, and kept by its checksum."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import requests
from filelock import FileLock

from lunar_assets.disk import storage_errors
from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.digest import Digest
from lunar_assets.raw.download import download, put_in_place
from lunar_assets.raw.fetched import Fetched
from lunar_assets.raw.first_seen import FirstSeen
from lunar_assets.raw.http import PassingError, opened
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.room import refuse_without_room
from lunar_assets.raw.wanted import Patience, Wanted

T = TypeVar("T")
AT_ONCE = 4
PREFIX = 12
"""Digits of the checksum that name the folder of a file, so that a new state never overwrites the one in use."""


@dataclass(frozen=True)
class PublicHosts:
    """Downloads from the addresses of the catalogue.

    Attributes:
        root: Folder that keeps the downloads, as `<first digits of the checksum>/<path in the mirror layout>`.
        patience: How much a download puts up with.
        listener: Told as bytes come in, and of optional files that are left out.
    """

    root: Path
    patience: Patience = field(default_factory=Patience)
    listener: Listener = field(default_factory=Listener, compare=False)

    @property
    def first_seen(self) -> FirstSeen:
        """The record of files for which upstream promises no checksum."""
        return FirstSeen(self.root / "first_seen.json")

    def fetch(self, files: Sequence[UpstreamFile]) -> list[Fetched]:
        """Download what is not there yet; an optional file that cannot be had is left out.

        A file that is there with the right checksum costs no request, or a small one where upstream promises no
        checksum: if that says that the file has changed, the recorded state stays in use and its note says so.

        Raises:
            SourceError: Names every required file that cannot be had, or is not what it must be. What was there before
                stays, and what could be had is kept.
            StorageError: The disk is full or may not be written.
        """
        with storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            refuse_without_room(self.root, sum(file.bytes or 0 for file in files if not self.there(file)))
            results = at_once(self._fetch_or_error, files)
        failed: list[str] = []
        fetched: list[Fetched] = []
        for file, result in zip(files, results, strict=True):
            if isinstance(result, Fetched):
                fetched.append(result)
            elif file.required:
                failed.append(f"- {result}")
            else:
                self.listener.left_out(file.path, str(result))
        if failed:
            raise SourceError(
                f"{len(failed)} of {len(files)} files could not be had:\n" + "\n".join(failed) + "\nWhat was there "
                "before is untouched. A machine without network can use LUNAR_SOURCE=mirror with a folder made by "
                "`lunar fetch --to`."
            )
        return fetched

    def accept(self, file: UpstreamFile) -> Fetched:
        """Take the state that upstream has now as the one that counts, of a file that has no promised checksum.

        Raises:
            SourceError: The file is pinned by the catalogue, or cannot be had; the recorded state stays.
            StorageError: The disk is full or may not be written.
        """
        if file.checksum:
            raise SourceError(
                f"{file.path} is pinned to {file.checksum} by the catalogue: it changes by a reviewed edit of the "
                "catalogue (GLASS: by a release that the refresh takes), not by --accept."
            )
        with storage_errors(self.root), self._locked(file):
            return self._download(file, recorded=None, stop=threading.Event())

    def there(self, file: UpstreamFile) -> Path | None:
        """Where a file lies, whole or damaged; None where it was never fetched."""
        checksum = self.promised(file)
        path = self._path(file, checksum) if checksum else None
        return path if path and path.is_file() else None

    def promised(self, file: UpstreamFile) -> str | None:
        """What a file must be: the checksum of the catalogue or release, else that of the state first seen."""
        seen = self.first_seen.of(file.path)
        return file.checksum or (f"sha256:{seen.sha256}" if seen else None)

    def _fetch_or_error(self, file: UpstreamFile, stop: threading.Event) -> Fetched | SourceError:
        try:
            return self._fetch(file, stop)
        except SourceError as error:
            return error

    def _fetch(self, file: UpstreamFile, stop: threading.Event) -> Fetched:
        with self._locked(file):
            promised = self.promised(file)
            path = self.there(file)
            if path and (digest := Digest.of_file(path, promised)).is_the_expected:
                return _fetched(file, path, digest.sha256, digest.bytes, self._note(file))
            return self._download(file, recorded=None if file.checksum else promised, stop=stop)

    def _download(self, file: UpstreamFile, *, recorded: str | None, stop: threading.Event) -> Fetched:
        """Download a file; one without a promised checksum must be what was recorded, or is recorded now."""
        place = self._path(file, file.checksum or recorded)
        partial = place.with_name(place.name + ".partial")
        wanted = Wanted(file.path, file.url, file.checksum, file.bytes)
        received = download(wanted, partial, patience=self.patience, report=self.listener.progress, stop=stop)
        checksum = file.checksum or f"sha256:{received.sha256}"
        if recorded not in (None, checksum):
            partial.unlink()
            raise SourceError(
                f"{file.path} has changed upstream: {checksum} came, {recorded} was seen first, and that copy is gone "
                f"or damaged. Restore it, or take the new state by `lunar fetch --accept {file.path}`."
            )
        target = self._path(file, checksum)
        put_in_place(partial, target)
        if not file.checksum and recorded is None:
            self.first_seen.take(file.path, received)
        return _fetched(file, target, received.sha256, received.bytes)

    def _note(self, file: UpstreamFile) -> str:
        """What upstream says of a file that nobody has pinned, beside the state that was taken."""
        seen = self.first_seen.of(file.path)
        if file.checksum or seen is None:
            return ""
        try:
            with (
                requests.Session() as session,
                opened(session, file.url, limits=self.patience.limits, method="HEAD") as response,
            ):
                changed = seen.differs_from(response.headers)
        except PassingError as error:
            return f"Upstream could not be asked whether it has changed: {error}"
        except SourceError as error:
            return f"Upstream refuses to say whether it has changed: {error}"
        if changed is None:
            return "Upstream does not say whether it has changed."
        if not changed:
            return ""
        return (
            f"Upstream has changed ({'; '.join(changed)}) and was refused; the state of {seen.seen_at} stays in use. "
            f"Take the new one by `lunar fetch --accept {file.path}`."
        )

    def _path(self, file: UpstreamFile, checksum: str | None) -> Path:
        """Where a file of a checksum lies; one whose checksum is not known yet is on its way in `first`."""
        return self.root / (checksum.partition(":")[2][:PREFIX] if checksum else "first") / file.path

    def _locked(self, file: UpstreamFile) -> FileLock:
        """One process at a time works on a file; the lock ends with its process."""
        lock = self.root / "locks" / file.path.replace("/", "%")
        lock.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(f"{lock}.lock")


def at_once(work: Callable[[UpstreamFile, threading.Event], T], files: Sequence[UpstreamFile]) -> list[T]:
    """The results of `work` for all files, four at a time; an interruption stops those that go on."""
    stop = threading.Event()
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="download")
    try:
        return list(pool.map(lambda file: work(file, stop), files))
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _fetched(file: UpstreamFile, path: Path, sha256: str, size: int, note: str = "") -> Fetched:
    retrieved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Fetched(file, path, sha256, size, retrieved_at, file.pinned_by if file.checksum else "first_seen", note)
