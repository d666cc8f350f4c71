"""When a release of GLASS is processed: the decision of one look at upstream, from what was published and tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class Attempt:
    """A run that was to publish a release.

    Attributes:
        release: Release id.
        number: Which attempt at that release it was, from 1.
        state: Whether it goes on, has published, or has failed (or was cancelled).
        ended_at: When it ended; None while it goes on.
    """

    release: str
    number: int
    state: Literal["goes on", "published", "failed"]
    ended_at: datetime | None


@dataclass(frozen=True)
class Decision:
    """What a look at upstream leads to.

    Attributes:
        attempt: Number of the attempt to start now; None to start none.
        reason: Why, in one line.
    """

    attempt: int | None
    reason: str


def decide(
    release: str,
    published: str | None,
    attempts: Sequence[Attempt],
    now: datetime,
    first_wait: timedelta = FIRST_WAIT,
) -> Decision:
    """Decide whether the release that upstream has now is to be processed.

    A release is done when it is the one that is published: one that upstream takes back is not published any more once
    another has taken its place, and is processed again. One refresh runs at a time. After failures the wait doubles.

    Args:
        release: Release that upstream has.
        published: Release that was published last from the public hosts; None before there is one.
        attempts: All attempts at any release, oldest first.
        now: The time.
        first_wait: Wait after the first failure.
    """
    if release == published:
        return Decision(None, f"Upstream has release {release}, which is published.")
    if running := next((attempt for attempt in attempts if attempt.state == "goes on"), None):
        return Decision(None, f"Upstream has release {release}; a refresh to release {running.release} goes on.")
    of_release = [attempt for attempt in attempts if attempt.release == release]
    number = max((attempt.number for attempt in of_release), default=0) + 1
    again_at = _again_at(of_release, first_wait)
    if again_at and now < again_at:
        return Decision(
            None,
            f"Upstream has release {release}; attempt {number - 1} at it failed, the next is due at "
            f"{again_at:%Y-%m-%d %H:%M} UTC.",
        )
    return Decision(number, f"Upstream has release {release}, published is {published or 'none'}: attempt {number}.")


def _again_at(attempts: Sequence[Attempt], first_wait: timedelta) -> datetime | None:
    """When the next attempt is due: after each failure since the last success twice as long as after the one before."""
    failed = 0
    for attempt in reversed(attempts):
        if attempt.state != "failed":
            break
        failed += 1
    if not failed or (ended_at := attempts[-1].ended_at) is None:
        return None
    return ended_at + growing_wait(failed, first_wait)


def growing_wait(failures: int, first_wait: timedelta = FIRST_WAIT) -> timedelta:
    """The wait after a number of failures in a row, at most a day."""
    return min(first_wait * 2 ** min(failures - 1, 20), LONGEST_WAIT)
