"""Builds a register with a real, encrypted file for a test."""

from dataclasses import dataclass
from pathlib import Path

from db.engine import Connection
from db.state import projection_lines
from db.store import Store, create, open_store
from posdesk.domain.business_day import Instant, business_day
from posdesk.domain.facts import Body, Draft, Fact, Line, MemberEnrolled, ProgramPublished, StoreOpened, VisitRecorded
from tests.builders import CALENDAR, SAMPLE_PROGRAM
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

STORE = "denver-1"


@dataclass(frozen=True)
class Till:
    """An open store with the clock and the ids it was given."""

    store: Store
    clock: FakeClock
    ids: FakeIds

    @property
    def writer(self) -> Connection:
        """The connection behind the ledger, for a test that looks beneath it."""
        return self.store.connections.writer

    def draft(self, body: Body, member: str | None = None, *, at: Instant | None = None, staff: str = "Dana") -> Draft:
        """Something that is about to be recorded, now or at another instant."""
        now = self.clock.now() if at is None else at
        return Draft(self.ids.new(now), member, self.store.store, staff, now, business_day(now, CALENDAR), body)

    def happened(self, body: Body, member: str | None = None, *, at: Instant | None = None) -> Fact:
        """Record it."""
        (fact,) = self.store.ledger.append([self.draft(body, member, at=at)]).facts
        return fact

    def member(self, first: str = "Maria", last: str = "Gomez", phone: str | None = None) -> str:
        """Enrol somebody a month ago; returns the member's id."""
        at = self.clock.now() - 30 * 86_400_000
        member = self.ids.new(at)
        enrolled_on = business_day(at, CALENDAR)
        self.happened(MemberEnrolled(first, last, enrolled_on, phone), member, at=at)
        return member

    def visit(self, member: str | None, cents: int = 2500, brand: str | None = "Moonridge", days_ago: int = 0) -> Fact:
        """Record a visit with one line."""
        at = self.clock.now() - days_ago * 86_400_000
        return self.happened(VisitRecorded((Line(cents, brand),)), member, at=at)

    def opened(self) -> "Till":
        """Open the shop: the store and the sample program, a year ago."""
        at = self.clock.now() - 365 * 86_400_000
        self.happened(StoreOpened("Corner Leaf", CALENDAR.zone, CALENDAR.cut_off), at=at)
        self.happened(ProgramPublished(SAMPLE_PROGRAM.read_text(encoding="utf-8")), at=at)
        return self

    def quiet(self) -> None:
        """A moment in which nobody waits, long enough for everything that was put off."""
        while self.store.quiet():
            pass

    def projections(self) -> list[str]:
        """Everything kept beside the facts, by its natural keys."""
        return list(projection_lines(self.store.connections.reader))

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def made(folder: Path, register: str = "register 1", clock: FakeClock | None = None, store: str = STORE) -> FakeClock:
    """Make an empty store whose key is a file."""
    clock = clock or FakeClock()
    create(folder, store=store, register=register, clock=clock, ids=FakeIds(), keyring=False)
    return clock


def a_till(
    folder: Path, register: str = "register 1", ids: FakeIds | None = None, reserve: int = 0, store: str = STORE
) -> Till:
    """A new register, open. Registers that are to share facts share `ids`, as the world's ids are never equal."""
    clock, ids = made(folder, register, store=store), ids or FakeIds()
    return Till(open_store(folder, clock=clock, ids=ids, ballast_bytes=reserve), clock, ids)


def reopened(till: Till) -> Till:
    """The same register after closing and opening it."""
    till.close()
    return Till(open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0), till.clock, till.ids)
