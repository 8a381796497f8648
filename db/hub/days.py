"""Decides how the hub's own database reads business days for reports: the port `Days`, over one transaction.

The same days come of the same facts as at a register (LG08). Refuses to know who asks and whether they may.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, select

from db import sum_filing
from db.day_adding import knows
from db.days import UNOPENED
from db.hub import feed, kept_days
from db.hub.desk import HubLedger
from db.hub.kept_days import Behind
from db.hub.published import HubPrograms
from db.hub.tables import NOT_A_VISIT, facts
from db.sum_filing import Row
from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.codec import decode_fact
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.member import profile
from posdesk.domain.member_days import MemberDay
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
    """The port `Days` over a hub's database, for as long as the connection's transaction lasts. fresh: the rows of days
    that were added up and may be kept (kept_days.keep_sums). asked: what was found not to hold."""

    connection: Connection
    ledger: HubLedger
    programs: HubPrograms
    fresh: dict[int, list[Row]] = field(default_factory=dict)
    asked: list[Behind] = field(default_factory=list)

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

    def of_kinds(self, first: date, last: date, store: str | None, kinds: Collection[str]) -> list[Fact]:
        """See the port."""
        f = facts.c
        question = select(f.line).where(f.business_day.between(first.toordinal(), last.toordinal()))
        question = question.where(f.kind.in_(sorted(kinds)))
        if store is not None:
            question = question.where(f.store == store)
        return sorted((decode_fact(line) for (line,) in self.connection.execute(question)), key=fold_order)

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """See the port. Days that are not kept are added up, and can be kept afterwards (`fresh`)."""
        kept = kept_days.kept_sums(self.connection, first, last, self._behind())
        missing = [day for day in self._busy(first, last) if day not in kept]
        whole, as_now = len(kept) + len(missing), bool(missing) and self._as_now(adding)
        days = sorted([*kept, *missing])
        for done, day in enumerate(days):
            progress(done, whole)
            those = kept[day] if day in kept else self._added(day, adding, as_now)
            yield from [each for each in those if store in (None, each.store)]

    def _added(self, day: int, adding: Adding, as_now: bool) -> list[StoreDay]:
        on = date.fromordinal(day)
        facts = [fact for those in self.facts(on, on, None) for fact in those]
        keep = as_now and all(knows(fact, adding) for fact in facts)
        those = summed(facts, adding)
        if keep:
            self.fresh[day] = [(day, each.store, sum_filing.encoded(each)) for each in those]
        return those

    def _as_now(self, adding: Adding) -> bool:
        """Whether who is who, who works here and the stores are what `adding` says."""
        zones = {}
        for store in self.stores():
            with suppress(Refused):
                zones[store] = self.programs.calendar(store).zone
        known = all(adding.zones.get(store) == zone for store, zone in zones.items())
        return known and self.ledger.joined() == adding.people and self.roster() == adding.roster

    def _busy(self, first: date, last: date) -> list[int]:
        """The days that have facts."""
        days = facts.c.business_day
        wanted = select(days).where(days.between(first.toordinal(), last.toordinal()), facts.c.kind != CLOSED)
        return sorted(day for (day,) in self.connection.execute(wanted.distinct()))

    def _behind(self) -> Behind:
        """What of that which is kept does not hold; asked once, before anything else is read."""
        if not self.asked:
            self.asked.append(kept_days.behind(self.connection))
        return self.asked[0]

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
        """See the port. What is not kept is walked now."""
        behind = self._behind()
        shown = self.ledger.joined()
        walk = list(self.ledger.members()) if behind.everybody else sorted(behind.members)
        opening: dict[str, int] = {}
        found: list[MemberDay] = []
        if not behind.everybody:
            gone = {*walk, *(shown[member] for member in walk if member in shown)}
            opening, found = kept_days.kept_members(self.connection, store, first, last, gone)
        timeline = self.programs.timeline()
        for start in range(0, len(walk), TOLD_EVERY):
            progress(start, len(walk))
            some = walk[start : start + TOLD_EVERY]
            for each in kept_days.member_days_of(self.connection, some, timeline, self.calendar, shown):
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

    def calendar(self, store: str) -> BusinessCalendar:
        """A store's calendar, also where nobody has opened it."""
        try:
            return self.programs.calendar(store)
        except Refused:
            return UNOPENED
