"""Decides how an exchange reaches the register's facts without holding up the counter: each method of the port
`Shareable` is a step of its own on the lane that owns the ledger, and a long one is several.

The exchange itself runs on another thread and waits there. Refuses to know lanes (ui.background) and SQL (db.replica).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from posdesk.counter.hub_line import Step
from posdesk.domain.replication import DayTally, Page, Place, Received, Snapshot, Verdict, Welcome, Witness
from posdesk.sync.ports import Shareable, SnapshotHome

PIECE = 50
"""Facts of a page that are stored in one step: so long a keystroke may have to wait."""


@dataclass(frozen=True, slots=True)
class OnLane:
    """The port `Shareable` over another one whose every method is run by `step`."""

    replica: Shareable
    step: Step

    def place(self) -> Place:
        """See the port."""
        return self.step(self.replica.place)

    def let_out(self) -> Mapping[str, int]:
        """See the port."""
        return self.step(self.replica.let_out)

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        return self.step(partial(self.replica.settle, welcome))

    def reincarnate(self, incarnation: int) -> int:
        """See the port."""
        return self.step(partial(self.replica.reincarnate, incarnation))

    def unsent_urgent(self) -> list[int]:
        """See the port."""
        return self.step(self.replica.unsent_urgent)

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """See the port."""
        return self.step(partial(self.replica.unsent, limit, max_bytes, keys))

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """See the port."""
        return self.step(partial(self.replica.unsent_ids, after, limit))

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """See the port."""
        return self.step(partial(self.replica.note_verdicts, ids, verdicts, head))

    def receive(self, page: Page) -> Received:
        """See the port; in pieces, each of which is a page that could have come by itself."""
        received = Received()
        pieces = [page.facts[at : at + PIECE] for at in range(0, len(page.facts), PIECE)] or [()]
        for number, piece in enumerate(pieces, 1):
            part = Page(piece, page.head, page.end and number == len(pieces))
            received = _together(received, self.step(partial(self.replica.receive, part)))
        return received

    def waiting_after(self, id: str, limit: int) -> list[str]:
        """See the port."""
        return self.step(partial(self.replica.waiting_after, id, limit))

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """See the port."""
        return self.step(partial(self.replica.lines_of, ids))

    def keep(self, lines: Sequence[str]) -> Received:
        """See the port; in pieces."""
        received = Received()
        for at in range(0, len(lines), PIECE):
            received = _together(received, self.step(partial(self.replica.keep, lines[at : at + PIECE])))
        return received

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        return self.step(partial(self.replica.tally, first_day, last_day))


@dataclass(frozen=True, slots=True)
class HomeOnLane:
    """The port `SnapshotHome` over another one, of which only the last move is run by `step`: all before it reads the
    ledger's file beside whoever uses it, and takes far too long for a lane."""

    home: SnapshotHome
    step: Step

    def suits(self, snapshot: Snapshot) -> bool:
        """See the port."""
        return self.home.suits(snapshot)

    def begin(self, snapshot: Snapshot) -> int:
        """See the port."""
        return self.home.begin(snapshot)

    def add(self, part: bytes) -> None:
        """See the port."""
        self.home.add(part)

    def prepare(self, snapshot: Snapshot, alive: Callable[[], None]) -> bool:
        """See the port."""
        return self.home.prepare(snapshot, alive)

    def switch(self) -> int:
        """See the port."""
        return self.step(self.home.switch)

    def discard(self) -> None:
        """See the port."""
        self.home.discard()


def _together(one: Received, other: Received) -> Received:
    return replace(
        one,
        new=(*one.new, *other.new),
        adopted=one.adopted + other.adopted,
        unread=one.unread + other.unread,
        contradicted=one.contradicted + other.contradicted,
    )
