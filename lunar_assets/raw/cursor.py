"""What the sensor of GLASS releases remembers from tick to tick."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from lunar_assets.raw.refresh import growing_wait


@dataclass(frozen=True)
class Cursor:
    """The last look at upstream.

    Attributes:
        release: Release id that was seen last; empty before the first look that succeeded.
        commit: Commit at which it was seen.
        looked_at: Time of the last look that succeeded (ISO 8601, UTC); empty before one.
        next_look: Before this time upstream is not asked (ISO 8601, UTC); empty for at once.
        failed_looks: Looks in a row that failed.
    """

    release: str = ""
    commit: str = ""
    looked_at: str = ""
    next_look: str = ""
    failed_looks: int = 0

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """The cursor that the last tick left; an empty one before the first tick, and for a text that is none."""
        try:
            return cls(**json.loads(text)) if text else cls()
        except (ValueError, TypeError):
            return cls()  # set by hand: a look at upstream makes a new one

    def text(self) -> str:
        """As Dagster keeps it."""
        return json.dumps(asdict(self))

    def is_due(self, now: datetime) -> bool:
        """Whether upstream is to be asked now."""
        return not self.next_look or now >= datetime.fromisoformat(self.next_look)

    def after_look(self, release: str, commit: str, now: datetime, look_every: timedelta) -> "Cursor":
        """The cursor after a look that saw a release."""
        return Cursor(release, commit, now.isoformat(), (now + look_every).isoformat())

    def after_failure(self, now: datetime, look_every: timedelta) -> "Cursor":
        """The cursor after a look that failed: asked again soon, with growing waits up to the usual one."""
        failed = self.failed_looks + 1
        wait = min(growing_wait(failed), look_every)
        return replace(self, next_look=(now + wait).isoformat(), failed_looks=failed)
