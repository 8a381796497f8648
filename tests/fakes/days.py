"""Business days read from a ledger that is a list."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, MemberEnrolled, StoreOpened, VisitRecorded, fold_order
from posdesk.domain.member_days import MemberDay, member_days
from posdesk.domain.signals import StoreDay, summed
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.staff import Roster, roster_of
from posdesk.domain.store_facts import DayClosed
from posdesk.office.ports import MembersDays, Progress, SetAside, unheard
from posdesk.office.stores import store_names
from tests.fakes.ledger import FakeLedger
from tests.fakes.programs import FakePrograms


@dataclass(frozen=True)
class FakeDays:
    """The port Days over a FakeLedger."""

    ledger: FakeLedger
    aside: list[SetAside] = field(default_factory=list)

    def stores(self) -> list[str]:
        """Every store opened."""
        return sorted({fact.store for fact in self.ledger.facts.values() if isinstance(fact.body, StoreOpened)})

    def roster(self) -> Roster:
        """From the facts."""
        return roster_of(self.ledger.facts.values())

    def of_staff(self) -> list[Fact]:
        """From the facts."""
        return sorted((fact for fact in self.ledger.facts.values() if fact.kind in STAFF), key=fold_order)

    def store_names(self) -> dict[str, str]:
        """Of every store opened."""
        return store_names(self.ledger.facts.values())

    def facts(self, first: date, last: date, store: str | None) -> Iterator[list[Fact]]:
        """Day by day."""
        found = [
            fact
            for fact in self.ledger.facts.values()
            if first <= fact.business_day <= last
            and store in (None, fact.store)
            and not isinstance(fact.body, DayClosed)
        ]
        for _, those in groupby(sorted(found, key=lambda fact: fact.business_day), key=lambda fact: fact.business_day):
            yield sorted(those, key=fold_order)

    def of_kinds(self, first: date, last: date, store: str | None, kinds: Collection[str]) -> list[Fact]:
        """Of all facts."""
        found = [
            fact
            for fact in self.ledger.facts.values()
            if first <= fact.business_day <= last and store in (None, fact.store) and fact.kind in kinds
        ]
        return sorted(found, key=fold_order)

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """Added up anew."""
        for number, facts in enumerate(self.facts(first, last, store)):
            progress(number, (last - first).days + 1)
            yield from summed(facts, adding)

    def with_receipts(self, first: date, last: date, store: str) -> list[date]:
        """Of visits."""
        visits = (fact for fact in self.ledger.facts.values() if isinstance(fact.body, VisitRecorded))
        days = {fact.business_day for fact in visits if fact.store == store}
        return sorted(day for day in days if first <= day <= last)

    def set_aside(self) -> list[SetAside]:
        """As the test says."""
        return self.aside

    def closes(self, store: str) -> list[Fact]:
        """The store's."""
        found = [
            fact for fact in self.ledger.facts.values() if isinstance(fact.body, DayClosed) and fact.store == store
        ]
        return sorted(found, key=fold_order)

    def member_days(self, first: date, last: date, store: str | None, progress: Progress = unheard) -> MembersDays:
        """Every member walked."""
        programs = FakePrograms(self.ledger)
        opening: dict[str, int] = {}
        found: list[MemberDay] = []
        for member in self.ledger.members():
            about = self.ledger.facts_about(member)
            for each in member_days(member, about, programs.timeline(), programs.calendar):
                if store in (None, each.store) and each.day < first:
                    opening[each.store] = opening.get(each.store, 0) + each.worth
                elif store in (None, each.store) and each.day <= last:
                    found.append(each)
        return MembersDays(opening, sorted(found, key=lambda each: (each.store, each.day, each.member)))

    def odd(self, first: date, last: date, store: str | None) -> list[MemberDay]:
        """Those of them."""
        return [each for each in self.member_days(first, last, store).days if each.odd]

    def signals(self, first: date, last: date, store: str | None, adding: Adding) -> Iterator[Exceptional]:
        """Of the same sums."""
        for each in self.sums(first, last, store, adding):
            yield from each.signals

    def strangers(self, first: date, last: date, store: str | None) -> list[Fact]:
        """Those of members nobody enrolled."""
        enrolled = {fact.subject for fact in self.ledger.facts.values() if isinstance(fact.body, MemberEnrolled)}
        return [
            fact
            for facts in self.facts(first, last, store)
            for fact in facts
            if isinstance(fact.body, VisitRecorded) and fact.subject is not None and fact.subject not in enrolled
        ]
