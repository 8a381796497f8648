"""Decides how an exchange reaches the register's facts without holding up the counter: each method of the port
`Shareable` is a step of its own on the lane that owns the ledger, and a long one is several, as short as a Pace says.

The exchange itself runs on another thread and waits there. Refuses to know lanes (ui.background) and SQL (db.replica).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from posdesk.counter.hub_line import Step
from posdesk.domain.replication import DayTally, Page, Place, Received, Snapshot, Verdict, Welcome, Witness
from posdesk.sync.ports import Shareable, SnapshotHome

T = TypeVar("T")
Seconds = Callable[[], float]
"""The time in seconds since whenever, never going back."""
AIM = 0.004
"""Seconds a step should take: so long a keystroke may have to wait for one."""
LEAST, FIRST, MOST = 4, 16, 200
"""Facts in a step: in whatever time, before it is known, and however fast. Each step is a transaction, so a few facts
at a time would take far longer than many."""


@dataclass(slots=True)
class Pace:
    """How much of one kind of work makes a step of AIM seconds, going by the steps so far. size: for the next. least:
    however slow it is."""

    seconds: Seconds = time.perf_counter
    size: int = FIRST
    least: int = LEAST

    def taken(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        """The items in pieces of the size of the moment; one empty piece, where there are none."""
        start = 0
        while True:
            piece = items[start : start + self.size]
            yield piece
            start += len(piece)
            if start >= len(items):
                return

    def timed(self, count: int, work: Callable[[], T]) -> Callable[[], T]:
        """The work on so many, which is learnt from when it is done."""

        def act() -> T:
            began = self.seconds()
            done = work()
            self._learn(count, self.seconds() - began)
            return done

        return act

    def _learn(self, count: int, took: float) -> None:
        """By half or double at most: one step in ten waits for the disk, and says little of the next. A step that was
        short for want of facts says nothing."""
        if count < self.size and took <= AIM:
            return
        fits = int(AIM * count / took) if took > 0 else MOST
        self.size = max(self.least, self.size // 2, min(fits, self.size * 2, MOST))


@dataclass(frozen=True, slots=True)
class Paces:
    """One for each kind of work that may be long: it differs tenfold in what one fact costs."""

    storing: Pace = field(default_factory=Pace)
    reading: Pace = field(default_factory=Pace)
    noting: Pace = field(default_factory=Pace)
    counting: Pace = field(default_factory=lambda: Pace(size=1, least=1))


@dataclass(frozen=True, slots=True)
class OnLane:
    """The port `Shareable` over another one whose every method is run by `step`."""

    replica: Shareable
    step: Step
    paces: Paces = field(default_factory=Paces)

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
        """See the port; in pieces, of which the ids are one."""
        if keys is not None:
            return self._gathered(keys[:limit], max_bytes, lambda some, room: self.replica.unsent(limit, room, some))
        ids, _ = self.unsent_ids(0, limit)
        return self._gathered(ids, max_bytes, lambda some, room: _in_order(some, self.replica.lines_of(some)))

    def _gathered(
        self, wanted: Sequence[T], room: int, read: Callable[[Sequence[T], int], list[tuple[str, str]]]
    ) -> list[tuple[str, str]]:
        """What is read of each piece, until there is no more room. At least one, where any is."""
        found: list[tuple[str, str]] = []
        for some in self.paces.reading.taken(wanted) if wanted else ():
            for id, line in self._step(self.paces.reading, some, partial(read, some, max(room, 0))):
                room -= len(line)
                if found and room < 0:
                    return found
                found.append((id, line))
        return found

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """See the port."""
        return self.step(partial(self.replica.unsent_ids, after, limit))

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """See the port; in pieces. What is not written down when it is cut waits, and is answered the same way."""
        settled, pace = 0, self.paces.noting
        for some in pace.taken(list(zip(ids, verdicts, strict=True))):
            part = [id for id, _ in some], [verdict for _, verdict in some]
            settled += self._step(pace, some, partial(self.replica.note_verdicts, *part, head))
        return settled

    def receive(self, page: Page) -> Received:
        """See the port; in pieces, each of which is a page that could have come by itself."""
        received, left, pace = Received(), len(page.facts), self.paces.storing
        for piece in pace.taken(page.facts):
            left -= len(piece)
            part = Page(tuple(piece), page.head, page.end and not left)
            received = _together(received, self._step(pace, piece, partial(self.replica.receive, part)))
        return received

    def waiting_after(self, id: str, limit: int) -> list[str]:
        """See the port."""
        return self.step(partial(self.replica.waiting_after, id, limit))

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """See the port."""
        return self.step(partial(self.replica.lines_of, ids))

    def keep(self, lines: Sequence[str]) -> Received:
        """See the port; in pieces."""
        received, pace = Received(), self.paces.storing
        for some in pace.taken(lines) if lines else ():
            received = _together(received, self._step(pace, some, partial(self.replica.keep, some)))
        return received

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """See the port; some days at a time, which are of one moment each."""
        first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
        days = [(first + timedelta(days=ago)).isoformat() for ago in range((last - first).days + 1)]
        found: list[DayTally] = []
        for some in self.paces.counting.taken(days) if days else ():
            found += self._step(self.paces.counting, some, partial(self.replica.tally, some[0], some[-1]))
        return found

    def _step(self, pace: Pace, some: Sequence[object], work: Callable[[], T]) -> T:
        return self.step(pace.timed(len(some), work))


def _in_order(ids: Sequence[str], lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """As the ids are ordered."""
    by_id = dict(lines)
    return [(id, by_id[id]) for id in ids if id in by_id]


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
