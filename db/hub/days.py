"""Decides how the hub's own database reads business days for reports: the port `Days`, over one transaction.

The same days come of the same facts as at a register (LG08). Refuses to know who asks and whether they may.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, select

from db.days import UNOPENED
from db.hub import feed
from db.hub.desk import HubLedger
from db.hub.published import HubPrograms
from db.hub.tables import NOT_A_VISIT, facts
from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.codec import decode_fact
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.member import profile
from posdesk.domain.member_days import MemberDay, member_days
from posdesk.domain.refusals import Refused
from posdesk.domain.signals import StoreDay, summed
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.staff import Roster, roster_of
from posdesk.office.ports import MembersDays, Progress, SetAside, unheard
from posdesk.office.stores import store_names

CLOSED, VISIT = "day.closed", "visit.recorded"
TOLD_EVERY = 100
"""Members between two words of how far it is."""


@dataclass(frozen=True, slots=True)
class HubDays:
    """The port `Days` over a hub's database, for as long as the connection's transaction lasts."""

    connection: Connection
    ledger: HubLedger
    programs: HubPrograms

    def stores(self) -> list[str]:
        """See the port."""
        opened = feed.facts_of_kinds(self.connection, ["store.opened"])
        return sorted({fact.store for _, fact in opened})

    def roster(self) -> Roster:
        """See the port."""
        return roster_of(self.of_staff())

    def of_staff(self) -> list[Fact]:
        """See the port."""
        return sorted((fact for _, fact in feed.facts_of_kinds(self.connection, sorted(STAFF))), key=fold_order)

    def store_names(self) -> dict[str, str]:
        """See the port."""
        return store_names(fact for _, fact in feed.facts_of_kinds(self.connection, ["store.opened"]))

    def facts(self, first: date, last: date, store: str | None) -> Iterator[list[Fact]]:
        """See the port."""
        f = facts.c
        days = f.business_day.between(first.toordinal(), last.toordinal())
        question = select(f.business_day, f.line).where(days, f.kind != CLOSED).order_by(f.business_day)
        if store is not None:
            question = question.where(f.store == store)
        rows = self.connection.execute(question)
        for _, those in groupby(rows, key=lambda row: row[0]):
            yield sorted([decode_fact(line) for _, line in those], key=fold_order)

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """See the port."""
        for those in self.facts(first, last, store):
            progress((those[0].business_day - first).days, (last - first).days + 1)
            yield from summed(those, adding)

    def with_receipts(self, first: date, last: date, store: str) -> list[date]:
        """See the port."""
        f = facts.c
        question = select(f.business_day).where(f.store == store, f.kind == VISIT).distinct()
        days = self.connection.execute(
            question.where(f.business_day >= first.toordinal(), f.business_day <= last.toordinal())
        ).scalars()
        return [date.fromordinal(day) for day in sorted(days)]

    def set_aside(self) -> list[SetAside]:
        """See the port: `hub parked` lists it."""
        return []

    def closes(self, store: str) -> list[Fact]:
        """See the port."""
        question = select(facts.c.line).where(NOT_A_VISIT, facts.c.kind == CLOSED, facts.c.store == store)
        return sorted((decode_fact(line) for (line,) in self.connection.execute(question)), key=fold_order)

    def member_days(self, first: date, last: date, store: str | None, progress: Progress = unheard) -> MembersDays:
        """See the port."""
        members = list(self.ledger.members())
        opening: dict[str, int] = {}
        found: list[MemberDay] = []
        for number, each in self._all(members):
            if number % TOLD_EVERY == 0:
                progress(number, len(members))
            if store in (None, each.store):
                if each.day < first:
                    opening[each.store] = opening.get(each.store, 0) + each.worth
                elif each.day <= last:
                    found.append(each)
        return MembersDays(opening, sorted(found, key=lambda each: (each.store, each.day, each.member)))

    def odd(self, first: date, last: date, store: str | None) -> list[MemberDay]:
        """See the port."""
        return [each for each in self.member_days(first, last, store).days if each.odd]

    def signals(self, first: date, last: date, store: str | None, adding: Adding) -> Iterator[Exceptional]:
        """See the port."""
        for each in self.sums(first, last, store, adding):
            yield from each.signals

    def strangers(self, first: date, last: date, store: str | None) -> list[Fact]:
        """See the port."""
        visits = [
            fact
            for those in self.facts(first, last, store)
            for fact in those
            if fact.kind == VISIT and fact.subject is not None
        ]
        about = {fact.subject: self.ledger.facts_about(fact.subject) for fact in visits if fact.subject is not None}
        known = {member for member, facts in about.items() if profile(member, facts) is not None}
        return [fact for fact in visits if fact.subject not in known]

    def _all(self, members: Sequence[str]) -> Iterator[tuple[int, MemberDay]]:
        timeline = self.programs.timeline()
        for number, member in enumerate(members):
            about = self.ledger.facts_about(member)
            for each in member_days(member, about, timeline, self._calendar):
                yield number, each

    def _calendar(self, store: str) -> BusinessCalendar:
        try:
            return self.programs.calendar(store)
        except Refused:
            return UNOPENED
