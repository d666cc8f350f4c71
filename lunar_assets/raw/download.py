"""Downloading one file: attempt after attempt with growing waits, then put in place whole."""

import os
import threading
from pathlib import Path

import requests
import tenacity

from lunar_assets.errors import SourceError
from lunar_assets.raw.attempt import Attempt, state_path
from lunar_assets.raw.http import PassingError
from lunar_assets.raw.wanted import Patience, Received, Report, Wanted

STEP_BYTES = 1 << 20
"""What an attempt must bring to count as progress."""


def download(
    wanted: Wanted, partial: Path, *, patience: Patience, report: Report, stop: threading.Event | None = None
) -> Received:
    """Bring a file to `partial`; the caller puts it in place.

    What an interrupted download left in `partial` is gone on with, if the host says that its file is still the same.

    Args:
        wanted: The file.
        partial: Where it is written; its folder is made.
        patience: How much is put up with.
        report: Called as bytes come in.
        stop: Set by another thread to give up.

    Raises:
        SourceError: The file cannot be had, or is not what it must be; says why and what to do. What came of a file
            that is wrong is removed, what came of one that broke off is kept.
    """
    stop = stop or threading.Event()
    partial.parent.mkdir(parents=True, exist_ok=True)
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(PassingError),
        stop=_Standstill(partial, patience.attempts) | tenacity.stop_when_event_set(stop),
        wait=lambda state: _wait_seconds(state, patience),
        sleep=tenacity.sleep_using_event(stop),
        reraise=True,
    )
    with requests.Session() as session:
        try:
            return tries(Attempt(session, wanted, partial, patience, report, stop))
        except PassingError as error:
            raise SourceError(
                f"{wanted.name} could not be downloaded in {tries.statistics['attempt_number']} attempts; the last "
                f"one: {error} {_kept(partial)}Check the network and run it again."
            ) from error
        except SourceError as error:
            raise SourceError(f"{wanted.name} could not be downloaded. {error}") from error


class _Standstill(tenacity.stop.stop_base):
    """Gives up after some attempts that brought the file no further: large files may take many on a poor line."""

    def __init__(self, partial: Path, attempts: int) -> None:
        self._partial, self._attempts = partial, attempts
        self._reached = self._idle = 0

    def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
        there = self._partial.stat().st_size if self._partial.exists() else 0
        if there - self._reached >= STEP_BYTES:
            self._reached, self._idle = there, 0
        self._idle += 1
        return self._idle >= self._attempts


def put_in_place(partial: Path, target: Path) -> None:
    """Flush a whole file to the disk and rename it, so that no reader and no crash ever sees a part of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    state_path(partial).unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _kept(partial: Path) -> str:
    if not (partial.exists() and state_path(partial).exists()):
        return ""
    return f"{partial.stat().st_size} bytes are kept, the next try goes on there. "


def _wait_seconds(state: tenacity.RetryCallState, patience: Patience) -> float:
    """What the host asks for, else a random share of a limit that doubles."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, PassingError) and error.wait_seconds is not None:
        return min(error.wait_seconds, patience.longest_wait_seconds)
    drawn = tenacity.wait_random_exponential(patience.first_wait_seconds, patience.longest_wait_seconds)
    return drawn(state)
