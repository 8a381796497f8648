"""Builds a hub for a test, registers that speak to it, and what the hub's tables hold afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.schema import Table

from db.hub import devices, overview, tables
from db.hub.opening import HubDatabase, open_hub
from posdesk.domain.business_day import Instant, business_day
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Body, Fact, Line, StoreOpened, VisitRecorded, kind_of
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.replication import START, Hello, Outcome, Placed, Verdict, Welcome, Witness
from posdesk.hub.service import DeviceHub, HubService
from tests.builders import CALENDAR, PUBLIC
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

STORE = "denver-1"


@dataclass
class Speaker:
    """A paired register as the hub hears it. Its facts are made here, one after the other; nothing is stored."""

    hub: DeviceHub
    clock: FakeClock
    ids: FakeIds
    token: str = ""
    incarnation: int = 1
    sequence: int = 0
    last: str | None = None
    seen: Witness = START
    witnesses: list[Witness] = field(default_factory=list)
    heard: int = 0

    def fact(self, body: Body, subject: str | None = None, *, at: Instant | None = None) -> Fact:
        """The next fact of its row, now or at another instant."""
        at = self.clock.now() if at is None else at
        self.sequence += 1
        self.last = self.ids.new(at)
        (kind, version), who = kind_of(body), self.hub.device
        return Fact(
            self.last,
            kind,
            version,
            subject,
            who.store,
            who.register,
            self.incarnation,
            self.sequence,
            "Dana",
            at,
            business_day(at, CALENDAR),
            tick(0, at),
            body,
        )

    def visit(self, cents: int = 2500, *, at: Instant | None = None) -> str:
        """The line of a visit of somebody's."""
        return encode_fact(self.fact(VisitRecorded((Line(cents, "Moonridge"),)), at=at))

    def visits(self, count: int) -> list[str]:
        """Lines of so many."""
        return [self.visit(1000 + each) for each in range(count)]

    def opening(self, zone: str = "America/Denver") -> str:
        """The line that says where its store is."""
        return encode_fact(self.fact(StoreOpened("Corner Leaf", zone, 240)))

    def push(self, *lines: str) -> list[Verdict]:
        """Send them as one request."""
        answered = self.hub.push(self.seen, lines)
        self.told(answered.head)
        return list(answered.verdicts)

    def outcomes(self, *lines: str) -> list[Outcome]:
        """Send them as one request; what became of each."""
        return [verdict.outcome for verdict in self.push(*lines)]

    def pull(self, after: int = 0, limit: int = 500) -> list[Placed]:
        """Everything beyond a position, page by page."""
        found: list[Placed] = []
        while True:
            page = self.hub.pull(self.seen, after, limit)
            self.told(page.head)
            found += page.facts
            if page.end:
                return found
            after = page.facts[-1].position

    def hello(self, off: int = 0, waiting: Mapping[str, int] | None = None) -> Welcome:
        """Introduce itself. off: how far its clock is ahead. waiting: by rule, uses the hub may not know of."""
        welcome = self.hub.hello(self.introduction(off, waiting))
        self.witnesses = [one for one in self.witnesses if one.position <= welcome.agreed]
        self.told(welcome.head)
        self.heard = welcome.incarnation
        return welcome

    def introduction(self, off: int = 0, waiting: Mapping[str, int] | None = None) -> Hello:
        """What it would say now."""
        now, row = self.clock.now() + off, (self.incarnation, self.sequence, self.last)
        return Hello(*row, tuple(self.witnesses), now, "0.4.0", let_out=waiting or {}, heard=self.heard)

    def reincarnate(self, welcome: Welcome) -> None:
        """Begin a row of its own."""
        self.incarnation, self.sequence, self.last = welcome.incarnation, 0, None

    def told(self, head: Witness) -> None:
        """It was given a witness."""
        self.seen = head
        if head.position and head not in self.witnesses:
            self.witnesses.insert(0, head)


@dataclass
class AHub:
    """A hub's database and its service, with a clock that stands still."""

    url: str
    database: HubDatabase
    clock: FakeClock
    ids: FakeIds
    service: HubService
    told: list[tuple[int, Fact]]

    def register(self, name: str = "register 1", store: str = STORE) -> Speaker:
        """Pair a register."""
        with self.database.writing() as connection:
            code = devices.make_code(connection, store, self.clock.now())
        with self.database.writing() as connection:
            paired = devices.pair(connection, code, name, store, self.clock.now(), public=PUBLIC)
        return Speaker(self.service.of(paired.device), self.clock, self.ids, paired.token)

    def twin_of(self, one: Speaker) -> Speaker:
        """A computer with a copy of a register's files."""
        place = one.incarnation, one.sequence, one.last, one.seen
        return Speaker(one.hub, self.clock, self.ids, one.token, *place, list(one.witnesses), one.heard)

    def another(self) -> "AHub":
        """A further process that serves the same database."""
        return a_hub(self.url, clock=self.clock, ids=self.ids)

    def rows(self, table: Table) -> list[Any]:
        """All rows of a table, by its primary key."""
        with self.database.reading() as connection:
            return list(connection.execute(select(table).order_by(*table.primary_key.columns)))

    def positions(self) -> list[int]:
        """Those of all facts."""
        return [row.position for row in self.rows(tables.facts)]

    def attention(self) -> list[str]:
        """Kinds of what the owner should look at, oldest first."""
        with self.database.reading() as connection:
            return [one.kind for one in reversed(overview.all_attention(connection, 100))]

    def put_back(self, position: int) -> None:
        """Make the database what it was when `position` was its head, before anything was parked, as a copy put back
        does."""
        assert position in (0, *(row.position for row in self.rows(tables.heads)))
        with self.database.writing() as connection:
            for table in (tables.facts, tables.heads):
                connection.execute(delete(table).where(table.c.position > position))
            connection.execute(delete(tables.parked))
            connection.execute(update(tables.hub).values(head=position))

    def close(self) -> None:
        """Close it."""
        self.database.close()


def a_hub(url: str, clock: FakeClock | None = None, ids: FakeIds | None = None, busy_ms: int = 5000) -> AHub:
    """Open the hub at an address; it is made when there is none."""
    clock, told = clock or FakeClock(), list[tuple[int, Fact]]()
    database = open_hub(url, busy_ms)
    return AHub(url, database, clock, ids or FakeIds(), HubService(database, clock, told.extend), told)


def positions_of(verdicts: Sequence[Verdict]) -> list[int]:
    """Where each stands."""
    return [verdict.position for verdict in verdicts]
