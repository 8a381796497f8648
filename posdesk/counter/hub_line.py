"""What screens and commands need of the line between this register and its hub, and what they show of it.

posdesk.sync implements it. Refuses to know how facts travel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact
from posdesk.domain.replication import Done

Progress = Callable[[Done, Sequence[Fact]], None]
"""Told how far a cycle has come, and the facts that have just come."""


T = TypeVar("T")


class Step(Protocol):
    """Does one short piece of work on the thread that owns the ledger, and waits for it. What the work raises comes
    out; so does posdesk.counter.hub_line.GivenUp when nobody waits for the whole any more."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Do it."""
        ...


class GivenUp(Exception):
    """Nobody waits for this work any more, and it must not touch anything: it ends here. Never caught on the way."""


class Fault(StrEnum):
    """What kept a register from its hub, as far as the shop would do something else about it.

    unreached: nobody answered. busy: the hub asks for patience. unsettled: the hub answered, and the exchange did not
    end well. revoked: a manager has to pair this register. other_hub: it is not the hub this register was paired with.
    other_key: nor does it prove to be. outdated: one of both needs an update.
    """

    UNREACHED = "unreached"
    BUSY = "busy"
    UNSETTLED = "unsettled"
    REVOKED = "revoked"
    OTHER_HUB = "other_hub"
    OTHER_KEY = "other_key"
    OUTDATED = "outdated"


class Way(StrEnum):
    """What a register reached. hub: the one it is paired with, which has no other above it. store_hub: the store's own,
    which shares in the store and passes on. head_office: the one above, past the store's hub."""

    HUB = "hub"
    STORE_HUB = "store_hub"
    HEAD_OFFICE = "head_office"


class LineTrouble(Exception):
    """Trouble of the line. `words`: what is wrong, and what to do. after: seconds of patience the hub asks for."""

    fault = Fault.UNSETTLED

    def __init__(self, words: str, after: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.after = after


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """Facts of one kind that the hub has not confirmed. oldest: when the first of them happened, ms UTC."""

    kind: str
    count: int
    oldest: Instant


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact of this register that the hub does not hold, and its words. kind: None where ours was replaced."""

    id: str
    kind: str | None
    at: Instant
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A store's day of which this register and the hub hold different facts. Both counts may be equal."""

    store: str
    day: str
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class LineState:
    """What the sync page shows. url: of the hub, None while the register works alone. token_home: words on where the
    secret is kept. reached_at: when a cycle last ended well, in this run of the program or an earlier one. way: with
    what. head_office: where else to go, where `url` is a store's hub. passed_on_at: when that had exchanged all with
    it."""

    url: str | None
    token_home: str
    waiting: tuple[WaitingKind, ...]
    aside: tuple[SetAside, ...]
    unread: int
    reached_at: Instant | None
    way: Way | None = None
    head_office: str | None = None
    passed_on_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What has come of a file of facts so far. lines: read; new: stored now; already: known before; refused: (line
    number from 1, words) of lines that were not taken."""

    lines: int = 0
    new: int = 0
    already: int = 0
    refused: tuple[tuple[int, str], ...] = ()


class HubLine(Protocol):
    """The line between this register and its hub, for screens and commands. Whatever speaks to the hub raises
    LineTrouble and belongs on the hub lane; the rest raises EnvironmentTrouble and belongs on the ledger lane."""

    def state(self) -> LineState:
        """As it is now; does not speak to the hub."""
        ...

    def exchange(self, told: Progress) -> Done:
        """One cycle. Raises LineTrouble, or Refused(NOT_PAIRED)."""
        ...

    def compare(self, days: int) -> list[Difference]:
        """Which of the last so many business days the hub holds otherwise."""
        ...

    def pair(self, url: str, code: str) -> None:
        """Let this register be let in by a hub; keeps what the hub gives. url: its address, or the whole text of its QR
        code. Raises Refused or LineTrouble."""
        ...

    def unpair(self) -> None:
        """Forget the hub. Raises Refused(UNSENT) with the number of facts that it has not confirmed."""
        ...

    def save_outbox(self, path: Path) -> int:
        """Write what waits as JSON lines (`facts import` reads them); yields how many. The file appears whole or not at
        all."""
        ...
