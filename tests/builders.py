"""Builds a shop for a test: a store with the sample program, members, visits. In memory, the same each time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.business_day import BusinessCalendar, Instant, business_day, to_instant
from posdesk.domain.consent_wording import read
from posdesk.domain.facts import (
    Body,
    Draft,
    Fact,
    Line,
    MemberEnrolled,
    ProgramPublished,
    StoreOpened,
    VisitRecorded,
)
from tests.fakes.clock import FakeClock
from tests.fakes.directory import FakeDirectory
from tests.fakes.ids import FakeIds
from tests.fakes.ledger import FakeLedger
from tests.fakes.people import staffing_of
from tests.fakes.programs import FakePrograms

STORE, REGISTER = "denver-1", "register 1"
PUBLIC = bytes(range(32))
"""The public key of a register whose requests nobody checks."""
CALENDAR = BusinessCalendar("America/Denver", 240)
SAMPLE_PROGRAM = Path(__file__).resolve().parent.parent / "resources" / "programs" / "sample.toml"
WORDINGS = tuple(
    read(path.read_text("utf-8")) for path in sorted((SAMPLE_PROGRAM.parents[1] / "consent").glob("*.json"))
)
"""What members read who are asked for consent: the files that come with PosDesk."""
WITHOUT_WELCOME = re.sub(r"\[welcome\][^\[]*", "", SAMPLE_PROGRAM.read_text("utf-8"))
"""The sample program for members who have nothing yet: nobody gets an award for enrolling."""
OPENING = to_instant(datetime(2023, 1, 2, 9, tzinfo=ZoneInfo(CALENDAR.zone)))


@dataclass(frozen=True)
class Shop:
    """A store in memory: the desk as the screen gets it, and the fakes behind it."""

    desk: Desk
    ledger: FakeLedger
    directory: FakeDirectory
    clock: FakeClock
    ids: FakeIds

    def happened(self, body: Body, subject: str | None = None, at: Instant | None = None) -> Fact:
        """Put a fact into the ledger, now or at another instant."""
        now = self.clock.now() if at is None else at
        draft = Draft(
            self.ids.new(now), subject, STORE, self.desk.station.staff, now, business_day(now, CALENDAR), body
        )
        (fact,) = self.ledger.append([draft]).facts
        return fact

    def days_ago(self, days: int, hour: int = 12) -> Instant:
        """An instant `days` local days before now, at a full hour."""
        wall = datetime.fromtimestamp(self.clock.now() / 1000, ZoneInfo(CALENDAR.zone)) - timedelta(days=days)
        return to_instant(wall.replace(hour=hour, minute=0, second=0, microsecond=0))

    def member(
        self,
        first: str,
        last: str,
        *,
        phone: str | None = None,
        email: str | None = None,
        card: str | None = None,
        birthday: str | None = None,
        joined_days_ago: int = 400,
    ) -> str:
        """Enrol somebody; returns the member's id."""
        at = self.days_ago(joined_days_ago, 10)
        member = self.ids.new(at)
        enrolled_on = business_day(at, CALENDAR)
        self.happened(MemberEnrolled(first, last, enrolled_on, phone, email, card, birthday, STORE), member, at)
        return member

    def visit(self, member: str | None, cents: int, *brands: str, days_ago: int = 0, hour: int = 12) -> Fact:
        """Record a visit with one line for each brand, the amount shared evenly; today's is a minute before now."""
        at = self.days_ago(days_ago, hour) if days_ago else self.clock.now() - 60_000
        named: Sequence[str | None] = brands or (None,)
        lines = tuple(Line(cents // len(named), brand) for brand in named)
        return self.happened(VisitRecorded(lines), member, at)


def a_shop(staff: str | None = None, program: str = WITHOUT_WELCOME) -> Shop:
    """A store in Denver with a program, on Monday, Nov 23, 2026, 11:31."""
    clock, ids = FakeClock(), FakeIds()
    directory = FakeDirectory()
    ledger = FakeLedger(REGISTER, directory.heard)
    programs, station, staffing = FakePrograms(ledger), Station(STORE, REGISTER, staff), staffing_of(ledger)
    desk = Desk(ledger, directory, programs, clock, ids, HoldsInMemory(), station, staffing=staffing, wordings=WORDINGS)
    shop = Shop(desk, ledger, directory, clock, ids)
    shop.happened(StoreOpened("Corner Leaf", CALENDAR.zone, CALENDAR.cut_off), at=OPENING)
    shop.happened(ProgramPublished(program), at=OPENING)
    return shop
