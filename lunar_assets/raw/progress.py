"""How downloads tell what they are doing where nobody sees a bar: as events of their run."""

import time
from collections.abc import Callable
from threading import Lock

EVERY_SECONDS = 10


class LoggedProgress:
    """Logs how far the downloads are: each file as it ends, and all that go on every ten seconds."""

    def __init__(self, log: Callable[[str], object]) -> None:
        """Begin with nothing under way.

        Args:
            log: Takes a line of text.
        """
        self._log = log
        self._lock = Lock()
        self._under_way: dict[str, str] = {}
        self._told = time.monotonic()

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Take note that `done` of `total` bytes of a file are there."""
        with self._lock:
            of = f" of {total / 1e6:.1f} MB ({done / total:.0%})" if total else " MB"
            self._under_way[name] = f"{name}: {done / 1e6:.1f}{of}"
            if done == total:
                self._log(f"Downloaded {self._under_way.pop(name)}")
            elif time.monotonic() - self._told >= EVERY_SECONDS:
                self._told = time.monotonic()
                self._log("Downloading " + "; ".join(self._under_way.values()))
