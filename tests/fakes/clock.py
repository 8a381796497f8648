"""A clock that stands still until it is told."""

from posdesk.domain.business_day import Instant

MINUTE = 60_000


class FakeClock:
    """Time as set, in ms since 1970 UTC."""

    def __init__(self, now: Instant = 1_795_458_660_000) -> None:  # Monday, Nov 23, 2026, 11:31 in Denver
        self._now = now
        self._off = 0

    def now(self) -> Instant:
        """The time it was set to."""
        return self._now

    def off(self) -> int:
        """How far ahead of it the computer's own clock was set."""
        return self._off

    def go_wrong(self, by: int) -> None:
        """The computer's own clock is so many milliseconds ahead, and the hub has said so."""
        self._off = by

    def set(self, now: Instant) -> None:
        """Set it."""
        self._now = now

    def advance(self, minutes: float) -> None:
        """Let time pass."""
        self._now += round(minutes * MINUTE)
