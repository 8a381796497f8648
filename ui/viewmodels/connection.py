"""Decides what the screen says about the connection to a hub: the chip in the top row and the banner under it.

It is told the state; it refuses to know how a hub is reached. With no hub set up it says so plainly.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ui import wording

BACK_MS = 5_000
"""So long it stands on the banner that the hub is reached again."""


class Reach(StrEnum):
    """Where the facts of this register can go now."""

    OPENING = "opening"
    ALONE = "alone"
    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    OFFLINE = "offline"
    ATTENTION = "attention"
    CLOCK = "clock"
    REVOKED = "revoked"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Connection:
    """The state as told; OPENING: nobody has been asked yet. waiting: facts the hub has not confirmed. at, since,
    offers_from: local times as shown.

    lasting: it belongs on the banner, and not on the chip only. stale: for how long what came from the hub may be out
    of date, in words, once that is long. words: what is wrong and what to do, where somebody has to do something.
    asks_hub: there is a reward that nobody can have while the hub is not reached.
    """

    reach: Reach = Reach.ALONE
    waiting: int = 0
    at: str | None = None
    since: str | None = None
    offers_from: str | None = None
    lasting: bool = True
    stale: str | None = None
    words: str | None = None
    asks_hub: bool = False


class Notice(NamedTuple):
    """What stands on the banner: words, icon, and tone (offline, ok, warn, bad)."""

    words: str
    icon: str
    tone: str


_CHIPS: dict[Reach, tuple[str, str, str]] = {
    Reach.OPENING: ("store", "plain", wording.OPENING_SHORT),
    Reach.ALONE: ("hard-drive", "ok", wording.WORKS_ALONE),
    Reach.ATTENTION: ("triangle-alert", "bad", wording.NEEDS_ATTENTION),
    Reach.CLOCK: ("clock", "warn", wording.CLOCK_IS_OFF),
    Reach.REVOKED: ("lock", "bad", wording.NOT_LET_IN),
    Reach.OUTDATED: ("circle-alert", "bad", wording.UPDATE_NEEDED),
}
_NOTICES: dict[Reach, tuple[str, str]] = {
    Reach.ATTENTION: ("triangle-alert", "bad"),
    Reach.CLOCK: ("clock", "warn"),
    Reach.REVOKED: ("lock", "bad"),
    Reach.OUTDATED: ("circle-alert", "bad"),
}


class ConnectionState(QObject):
    """Holds the state and says when it has changed."""

    changed = Signal()
    grown = Signal()
    """More waits than before."""

    def __init__(self, now: Connection = Connection(), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._back: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BACK_MS)
        self._timer.timeout.connect(lambda: self._say_back(None))

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
        more = count > self._now.waiting
        self.tell(replace(self._now, waiting=count))
        if more:
            self.grown.emit()

    def tell_back(self, words: str) -> None:
        """The hub is reached again: say so for a moment."""
        self._timer.start()
        self._say_back(words)

    def _say_back(self, words: str | None) -> None:
        if words != self._back:
            self._back = words
            self.changed.emit()

    @property
    def chip(self) -> tuple[str, str, str]:
        """Icon, colour role (ok, warn, bad, info) and words of the chip."""
        now = self._now
        if now.reach in _CHIPS:
            return _CHIPS[now.reach]
        if now.reach is Reach.OFFLINE:
            return "wifi-off", "warn", wording.offline_short(now.waiting, now.since)
        if now.reach is Reach.UP_TO_DATE and not now.waiting:
            return "circle-check", "ok", wording.up_to_date(now.at)
        return "refresh-cw", "warn", wording.waiting(now.waiting)

    @property
    def explanation(self) -> str:
        """The chip at length, for its tool tip and for those who hear the screen."""
        now = self._now
        if now.reach is Reach.ALONE:
            return wording.alone(now.waiting)
        if now.reach is Reach.OFFLINE:
            return wording.offline(now.since, now.offers_from, now.stale, now.asks_hub)
        return now.words or self.chip[2]

    @property
    def notice(self) -> Notice | None:
        """What stands on the banner, or None when there is none."""
        now = self._now
        if now.reach is Reach.OFFLINE:
            words = wording.offline(now.since, now.offers_from, now.stale, now.asks_hub)
            return Notice(words, "wifi-off", "bad" if now.stale else "offline") if now.lasting else None
        if now.reach in _NOTICES and now.words and now.lasting:
            return Notice(now.words, *_NOTICES[now.reach])
        return Notice(self._back, "wifi", "ok") if self._back else None

    @property
    def banner(self) -> str | None:
        """The words on the banner, or None when there is none."""
        notice = self.notice
        return None if notice is None else notice.words
