"""One attempt at a download: asks for what is still missing, writes it aside, and refuses what is not the file."""

import errno
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import requests

from lunar_assets.errors import SourceError
from lunar_assets.raw.digest import Digest
from lunar_assets.raw.http import PassingError, opened, pieces
from lunar_assets.raw.room import no_room, refuse_without_room
from lunar_assets.raw.sniff import not_data, sniff
from lunar_assets.raw.wanted import Patience, Received, Report, Wanted


@dataclass
class Attempt:
    """One attempt; called, it gives what was received.

    Attributes:
        session: Session to ask with.
        wanted: The file.
        partial: Where it is written, after what is there of the same state of the file.
        patience: How long the host may take.
        report: Called as bytes come in.
        stop: Set by another thread to give up.
    """

    session: requests.Session
    wanted: Wanted
    partial: Path
    patience: Patience
    report: Report
    stop: threading.Event

    def __call__(self) -> Received:
        """Receive the rest of the file and make sure that the whole is what it must be.

        Raises:
            PassingError: The host is busy or the connection broke; what came is kept where it can be gone on with.
            SourceError: What came is not the file; nothing of it is kept.
        """
        start, validator = self._there()
        headers = {"Range": f"bytes={start}-"} if start else {}
        if start and validator:
            headers["If-Range"] = validator
        limits = self.patience.limits
        with opened(
            self.session, self.wanted.url, headers=headers, limits=limits, expected=(200, 206, 416)
        ) as response:
            if response.status_code == 416 or (response.status_code == 206 and not _goes_on_at(response, start)):
                self._forget()
                raise PassingError(f"{self.wanted.url}: the host cannot go on at byte {start}; starting anew.")
            start = start if response.status_code == 206 else 0
            digest = self._receive(response, start)
        return self._accept(digest, response, resumed=start > 0)

    def _there(self) -> tuple[int, str]:
        """How much is there to go on with, and the host's name of the state of the file that it is a part of."""
        state = state_path(self.partial)
        validator = state.read_text() if state.exists() else ""
        can_go_on = self.partial.exists() and state.exists() and (validator or self.wanted.checksum)
        return (self.partial.stat().st_size, validator) if can_go_on else (0, "")

    def _receive(self, response: requests.Response, start: int) -> Digest:
        total = _total(response, start)
        if self.wanted.bytes is not None and total not in (None, self.wanted.bytes):
            self._refuse_size(response, total)
        refuse_without_room(self.partial.parent, (total or self.wanted.bytes or 0) - start)
        if not start:
            self._remember(response)
        digest = Digest.of_file(self.partial, self.wanted.checksum) if start else Digest(self.wanted.checksum)
        try:
            with self.partial.open("ab" if start else "wb") as file:
                for piece in self._watched(response, digest, total):
                    file.write(piece)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._forget()
            raise SourceError(no_room(self.partial.parent, (total or 0) - digest.bytes)) from error
        whole = total or self.wanted.bytes or 0
        if digest.bytes < whole:
            raise PassingError(f"{self.wanted.url}: the connection ended at {digest.bytes} of {whole} bytes.")
        return digest

    def _refuse_size(self, response: requests.Response, total: int | None) -> NoReturn:
        self._forget()
        what = not_data(next(pieces(response, self.wanted.url), b"")) or "content"
        raise SourceError(
            f"{self.wanted.url}: {what} of {total} bytes came, expected {self.wanted.bytes} bytes. {_CHANGED}"
        )

    def _watched(self, response: requests.Response, digest: Digest, total: int | None) -> Iterator[bytes]:
        """The pieces of the body; gives up on a connection that only trickles."""
        window, received = time.monotonic(), 0
        for piece in pieces(response, self.wanted.url):
            if self.stop.is_set():
                raise SourceError("It was stopped.")
            digest.update(piece)
            yield piece
            if digest.bytes != total:  # the end is told once the file is accepted
                self.report(self.wanted.name, digest.bytes, total or self.wanted.bytes)
            received += len(piece)
            seconds = time.monotonic() - window
            if seconds > self.patience.limits.silence_seconds:
                if received < seconds * self.patience.slowest_bytes_per_second:
                    raise PassingError(f"{self.wanted.url}: {received} bytes came in {seconds:.0f} s: too slow.")
                window, received = time.monotonic(), 0

    def _accept(self, digest: Digest, response: requests.Response, *, resumed: bool) -> Received:
        """Refuse what is no data or has another checksum; a resumed file may be at fault itself and starts anew."""
        try:
            sniff(self.partial, self.wanted.name)
            if self.wanted.bytes not in (None, digest.bytes) or not digest.is_the_expected:
                raise SourceError(
                    f"{self.wanted.url}: {digest.bytes} bytes with {digest.found} came; expected "
                    f"{self.wanted.checksum}. {_CHANGED}"
                )
        except SourceError as error:
            self._forget()
            if resumed:
                raise PassingError(str(error)) from error
            raise
        self.report(self.wanted.name, digest.bytes, digest.bytes)
        return Received(
            digest.sha256, digest.bytes, response.headers.get("ETag"), response.headers.get("Last-Modified")
        )

    def _remember(self, response: requests.Response) -> None:
        """Keep how the host names this state of the file.

        Without a name only a file with a promised checksum can be gone on with: that tells if the parts do not fit.
        """
        self._forget()
        etag = response.headers.get("ETag", "")
        validator = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified")
        if validator or self.wanted.checksum:
            state_path(self.partial).write_text(validator or "")

    def _forget(self) -> None:
        self.partial.unlink(missing_ok=True)
        state_path(self.partial).unlink(missing_ok=True)


_CHANGED = "The download is damaged or upstream has changed: run it again; if it stays, compare with the catalogue."


def state_path(partial: Path) -> Path:
    """Where the host's name for the state of a partial file is kept."""
    return partial.with_name(partial.name + ".state")


def _goes_on_at(response: requests.Response, start: int) -> bool:
    return response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _total(response: requests.Response, start: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdigit() else None
