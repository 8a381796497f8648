"""Decides what the screen needs to keep in step with a hub: the line, a lane of its own to wait on, when to begin.

All of it is handed over by the composition root; without it the register works alone. Refuses to know the network.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ui.viewmodels.door import LedgerLane

if TYPE_CHECKING:
    from posdesk.counter.hub_line import HubLine, LineTrouble, Loaded
    from posdesk.counter.ports import Desk


class HubLane(LedgerLane, Protocol):
    """What the screen needs of the lane on which the hub is waited for."""

    def renew(self) -> None:
        """Give up the work under way and go on with another worker."""
        ...


class Schedule(Protocol):
    """When the next exchange begins (posdesk.sync.schedule). A value: each method gives the next one. Moments are
    milliseconds of a clock that only counts up, chance is a number in [0, 1)."""

    def started(self, now: int, chance: float) -> "Schedule":
        """The program has started."""
        ...

    def recorded(self, now: int) -> "Schedule":
        """Something waits now."""
        ...

    def hurried(self, now: int) -> "Schedule":
        """Somebody asks for it, or the network is back."""
        ...

    def is_due(self, now: int) -> bool:
        """Whether to begin now."""
        ...

    def wait(self, now: int) -> int:
        """Milliseconds until it is due."""
        ...

    def begun(self, now: int) -> "Schedule":
        """An exchange begins."""
        ...

    def lives(self, now: int) -> "Schedule":
        """It gave a sign of life."""
        ...

    def ended(self, now: int) -> "Schedule":
        """It ended well."""
        ...

    def failed(self, now: int, trouble: "LineTrouble | None", chance: float) -> "Schedule":
        """It did not; None: it was given up."""
        ...

    def is_stuck(self, now: int, waiting: int) -> bool:
        """Whether whoever runs it has to be given up."""
        ...


def monotonic_ms() -> int:
    """A clock that only counts up, ms."""
    return time.monotonic_ns() // 1_000_000


class Pulse:
    """The last sign of life of an exchange, from whatever thread."""

    def __init__(self, now: Callable[[], int] = monotonic_ms) -> None:
        self.now = now
        self.at = now()

    def beat(self) -> None:
        """It lives."""
        self.at = self.now()


@dataclass(frozen=True, slots=True)
class HubSide:
    """line: the line of the store whose desk this is; asked on the ledger lane. load: takes in a file of facts, some at
    a time, on the ledger lane; raises Refused for one that cannot be read. lane: where the hub is waited for. pulse:
    felt at each step of an exchange. chance: draws a number in [0, 1)."""

    line: "Callable[[Desk], HubLine]"
    load: "Callable[[Desk, Path], Iterator[Loaded]]"
    lane: HubLane
    schedule: Schedule
    pulse: Pulse = field(default_factory=Pulse)
    chance: Callable[[], float] = random.random
