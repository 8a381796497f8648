"""Decides when the next exchange with the hub begins, and when one that runs has to be given up.

A value and what follows from it: moments are milliseconds of a clock that only counts up, chance is a number in [0, 1)
that the caller draws. Refuses to know timers and threads (ui.viewmodels.exchanges) and what an exchange does.
"""

from dataclasses import dataclass, replace

from posdesk.counter.hub_line import Fault, LineTrouble

SOON_MS = 1_000
"""After a record: so long that the visit, its uses and its nudges go together."""
IDLE_MS = 30_000
"""With nothing to send: how old what others did may get."""
START_MS = 3_000
"""When the power comes back, registers do not all begin in the same moment."""
FIRST_WAIT_MS = 2_000
"""The widest wait after one failure; it doubles with each."""
MOST_WAIT_MS = 300_000
STUCK_MS = 120_000
"""Without a sign of life for so long while facts wait, the one who does it is given up. A request may take a minute."""
STUCK_IDLE_MS = 300_000
"""The same when nothing waits."""

Moment = int
LASTING = frozenset({Fault.REVOKED, Fault.OTHER_HUB, Fault.OTHER_KEY, Fault.OUTDATED})
"""What somebody has to do something about: trying often does not help."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to begin next. due: then. failures: in a row. patience: the hub asked not to be asked before. began, heard:
    of the exchange that runs, None without one. again: something was recorded, or asked for, while it ran."""

    due: Moment = 0
    failures: int = 0
    patience: Moment = 0
    began: Moment | None = None
    heard: Moment = 0
    again: bool = False

    def started(self, now: Moment, chance: float) -> "Schedule":
        """The program has started."""
        return Schedule(due=now + int(chance * START_MS))

    def recorded(self, now: Moment) -> "Schedule":
        """Something waits now. While the hub cannot be reached it does not hurry: a hub that comes back is not run
        over."""
        if self.began is not None:
            return replace(self, again=True)
        return self if self.failures else replace(self, due=min(self.due, max(now + SOON_MS, self.patience)))

    def hurried(self, now: Moment) -> "Schedule":
        """Somebody asks for it (F5), or the network is back: at once, unless the hub asked for patience."""
        if self.began is not None:
            return replace(self, again=True)
        return replace(self, due=max(now, self.patience), failures=0)

    def is_due(self, now: Moment) -> bool:
        """Whether to begin now."""
        return self.began is None and now >= self.due

    def wait(self, now: Moment) -> int:
        """Milliseconds until it is due."""
        return max(0, self.due - now)

    def begun(self, now: Moment) -> "Schedule":
        """An exchange begins."""
        return replace(self, began=now, heard=now, again=False)

    def lives(self, now: Moment) -> "Schedule":
        """The exchange gave a sign of life."""
        return replace(self, heard=now) if self.began is not None else self

    def ended(self, now: Moment) -> "Schedule":
        """It ended well."""
        return Schedule(due=now + (SOON_MS if self.again else IDLE_MS))

    def failed(self, now: Moment, trouble: LineTrouble | None, chance: float) -> "Schedule":
        """It did not; trouble: None when it was given up. Waits anywhere between a moment and a width that doubles
        (full jitter), so that a hub that comes back is not asked by all registers at once."""
        failures = self.failures + 1
        width = min(MOST_WAIT_MS, FIRST_WAIT_MS << min(failures - 1, 20))
        if trouble is not None and trouble.fault in LASTING:
            width = MOST_WAIT_MS
        asked = 0 if trouble is None else min(MOST_WAIT_MS, int(max(0.0, trouble.after) * 1_000))
        wait = max(SOON_MS, int(chance * width))
        return Schedule(due=now + max(wait, asked), failures=failures, patience=now + asked if asked else 0)

    def is_stuck(self, now: Moment, waiting: int) -> bool:
        """Whether whoever runs the exchange has to be given up. waiting: facts that are to be sent."""
        if self.began is None:
            return False
        return now - self.heard >= (STUCK_MS if waiting else STUCK_IDLE_MS)
