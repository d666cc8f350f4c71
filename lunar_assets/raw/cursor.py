"""What the sensor of GLASS releases remembers from tick to tick."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from lunar_assets.raw.refresh import growing_wait


@dataclass(frozen=True)
class Cursor:
    """The last look at upstream.

    Attributes:
        release: Release id that was seen last; empty before the first look that succeeded.
        commit: Commit at which it was seen.
        looked_at: Time of the last look that succeeded; None before one.
        next_look: Before this time upstream is not asked; None for at once.
        failed_looks: Looks in a row that failed.
    """

    release: str = ""
    commit: str = ""
    looked_at: AwareDatetime | None = None
    next_look: AwareDatetime | None = None
    failed_looks: int = 0

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """The cursor that the last tick left; an empty one before the first tick, and for a text that is none."""
        try:
            return _JSON.validate_json(text) if text else cls()
        except ValidationError:
            return cls()  # set by hand: a look at upstream makes a new one

    def text(self) -> str:
        """As Dagster keeps it."""
        return _JSON.dump_json(self).decode()

    def is_due(self, now: datetime) -> bool:
        """Whether upstream is to be asked now."""
        return self.next_look is None or now >= self.next_look

    def after_look(self, release: str, commit: str, now: datetime, look_every: timedelta) -> "Cursor":
        """The cursor after a look that saw a release."""
        return Cursor(release, commit, now, now + look_every)

    def after_failure(self, now: datetime, look_every: timedelta) -> "Cursor":
        """The cursor after a look that failed: asked again soon, with growing waits up to the usual one."""
        failed = self.failed_looks + 1
        return replace(self, next_look=now + min(growing_wait(failed), look_every), failed_looks=failed)


_JSON = TypeAdapter(Cursor)
