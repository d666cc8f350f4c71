"""Whom a source tells what it does: nobody, or the log of a run, where downloads show as events."""

import time
from collections.abc import Callable
from threading import Lock

EVERY_SECONDS = 10


class Listener:
    """Told of what a source does; does nothing with it."""

    def progress(self, name: str, done: int, total: int | None) -> None:
        """Take note that `done` of `total` bytes of a file are there."""

    def left_out(self, name: str, reason: str) -> None:
        """Take note that an optional file could not be had."""


class LogListener(Listener):
    """Logs how far the downloads are: each file as it ends, and all that go on every ten seconds.

    Attributes:
        missing: Optional file -> why it could not be had.
    """

    def __init__(self, log: Callable[[str], object]) -> None:
        """Begin with nothing under way.

        Args:
            log: Takes a line of text.
        """
        self.missing: dict[str, str] = {}
        self._log = log
        self._lock = Lock()
        self._under_way: dict[str, str] = {}
        self._told = time.monotonic()

    def progress(self, name: str, done: int, total: int | None) -> None:
        """Take note that `done` of `total` bytes of a file are there."""
        with self._lock:
            of = f" of {total / 1e6:.1f} MB ({done / total:.0%})" if total else " MB"
            self._under_way[name] = f"{name}: {done / 1e6:.1f}{of}"
            if done == total:
                self._log(f"Downloaded {self._under_way.pop(name)}")
            elif time.monotonic() - self._told >= EVERY_SECONDS:
                self._told = time.monotonic()
                self._log("Downloading " + "; ".join(self._under_way.values()))

    def left_out(self, name: str, reason: str) -> None:
        """Take note that an optional file could not be had."""
        self.missing[name] = reason
        self._log(f"Optional file left out: {reason}")
