"""Decides what the screen says about the connection to a hub: the chip in the top row and the banner under it.

It is told the state; it refuses to know how a hub is reached. With no hub set up it says so plainly.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ui import wording


class Reach(StrEnum):
    """Where the facts of this register can go now."""

    ALONE = "alone"
    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    OFFLINE = "offline"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Connection:
    """The state as told. waiting: facts the hub has not confirmed. at, since, offers_from: local times as shown."""

    reach: Reach = Reach.ALONE
    waiting: int = 0
    at: str | None = None
    since: str | None = None
    offers_from: str | None = None


class ConnectionState(QObject):
    """Holds the state and says when it has changed."""

    changed = Signal()

    def __init__(self, now: Connection = Connection(), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now

    @property
    def now(self) -> Connection:
        """The state as last told."""
        return self._now

    def tell(self, state: Connection) -> None:
        """Take a new state."""
        if state != self._now:
            self._now = state
            self.changed.emit()

    def tell_waiting(self, count: int) -> None:
        """Take a new count of facts that the hub has not confirmed."""
        self.tell(replace(self._now, waiting=count))

    @property
    def chip(self) -> tuple[str, str, str]:
        """Icon, colour role (ok, warn, bad, info) and words of the chip."""
        now = self._now
        if now.reach is Reach.ALONE:
            return "circle-check", "ok", wording.SAVED_HERE
        if now.reach is Reach.ATTENTION:
            return "triangle-alert", "bad", wording.NEEDS_ATTENTION
        if now.reach is Reach.UP_TO_DATE and not now.waiting:
            return "circle-check", "ok", wording.up_to_date(now.at)
        return "refresh-cw", "warn", wording.waiting(now.waiting)

    @property
    def explanation(self) -> str:
        """The chip at length, for its tool tip and for those who hear the screen."""
        if self._now.reach is Reach.ALONE:
            return wording.alone(self._now.waiting)
        return self.banner or self.chip[2]

    @property
    def banner(self) -> str | None:
        """The words of the offline banner, or None when there is none."""
        now = self._now
        return wording.offline(now.since, now.offers_from) if now.reach is Reach.OFFLINE else None
