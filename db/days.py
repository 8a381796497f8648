"""Decides how a register reads business days for reports: facts by their day, and what the days did to all members.

Implements the port `Days`. Refuses to know what a report says.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from threading import RLock

from sqlalchemy import bindparam, select

from db import day_filing, readers, sum_filing
from db.engine import Connection, Connections, marks, snapshot, sql, writing
from db.programs import STORE, SqlPrograms
from db.rows import (
    SELECT_FACTS,
    SELECT_WITH_SUBJECT,
    Names,
    every_version,
    fact_of,
    fact_with_subject,
    keys_of,
    text_of,
)
from db.tables import facts, set_aside
from db.trouble import noting_damage
from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.correction_facts import VisitMoved
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, RedemptionVoided, VisitVoided, fold_order
from posdesk.domain.member_days import MemberDay
from posdesk.domain.refusals import Refused
from posdesk.domain.signals import StoreDay, summed
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.staff import Roster, roster_of
from posdesk.office.ports import MembersDays, Progress, SetAside, unheard
from posdesk.office.stores import store_names

CLOSED, VISIT = ("day.closed", 1), "visit.recorded"
UNOPENED = BusinessCalendar("UTC", 0)
"""The calendar of a store that facts name and nobody has opened."""
_BETWEEN = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day BETWEEN ? AND ?"
_IN_ORDER = "ORDER BY facts.business_day, facts.occurred_at"
_BUSY = sql(
    select(facts.c.business_day)
    .where(facts.c.business_day >= bindparam("first"), facts.c.business_day <= bindparam("last"))
    .distinct()
)
_DAYS_BETWEEN = "SELECT DISTINCT facts.business_day FROM facts WHERE facts.business_day BETWEEN ? AND ?"
_ASIDE = sql(select(set_aside.c.id, set_aside.c.at, set_aside.c.words).order_by(set_aside.c.at, set_aside.c.id))
_UNKNOWN = "NOT EXISTS (SELECT 1 FROM members WHERE members.key = facts.subject)"
_CLOSES = f"{SELECT_FACTS} WHERE facts.subject IS NULL"


@dataclass(frozen=True, slots=True)
class SqlDays:
    """The port `Days` over one file. door: let in to write one at a time. filing: let in to file one at a time."""

    connections: Connections
    names: Names
    programs: SqlPrograms
    door: RLock
    filing: RLock = field(default_factory=RLock)

    def stores(self) -> list[str]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            opened = readers.facts_of_nobody(self.connections.reader, self.names, STORE)
        return sorted({fact.store for fact in opened})

    def roster(self) -> Roster:
        """See the port."""
        return roster_of(self.of_staff())

    def of_staff(self) -> list[Fact]:
        """See the port."""
        kinds = every_version(self.names, STAFF)
        with noting_damage(self.connections.path.parent):
            found = readers.facts_of_nobody(self.connections.reader, self.names, *kinds)
        return sorted(found, key=fold_order)

    def store_names(self) -> dict[str, str]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            return store_names(readers.facts_of_nobody(self.connections.reader, self.names, STORE))

    def facts(self, first: date, last: date, store: str | None) -> Iterator[list[Fact]]:
        """See the port."""
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            for _, rows in groupby(self._rows(reader, first, last, store), key=lambda row: row[8]):
                yield sorted([fact_with_subject(row, self.names) for row in rows], key=fold_order)

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """See the port. Days that are not kept yet are added up from all their facts, and kept if they can be."""
        with noting_damage(self.connections.path.parent):
            busy = self._busy(first, last)
            for done, (day, stores) in enumerate(busy):
                progress(done, len(busy))
                wanted = [each for each in stores or () if store in (None, each)]
                added = None if stores is None else sum_filing.read(self.connections.reader, day, wanted)
                if added is None:
                    added = self._add_and_keep(date.fromordinal(day), adding)
                yield from [each for each in added if store in (None, each.store)]

    def _add_and_keep(self, day: date, adding: Adding) -> list[StoreDay]:
        """Add a day up; nobody stores anything meanwhile."""
        with self.door:
            facts = [fact for those in self.facts(day, day, None) for fact in those]
            added = summed(facts, adding)
            people = readers.joined_members(self.connections.reader)
            if (people, self.roster()) == (adding.people, adding.roster) and all(
                _knows(fact, adding) for fact in facts
            ):
                with writing(self.connections.writer):
                    sum_filing.write(self.connections.writer, day.toordinal(), added)
        return added

    def with_receipts(self, first: date, last: date, store: str) -> list[date]:
        """See the port."""
        keys, origins = keys_of(self.names, every_version(self.names, {VISIT})), self._origins(store)
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(
                f"{_DAYS_BETWEEN} AND facts.kind IN ({marks(len(keys))}) AND facts.origin IN ({marks(len(origins))})",
                [first.toordinal(), last.toordinal(), *keys, *origins],
            ).fetchall()
        return [date.fromordinal(day) for (day,) in sorted(rows)]

    def set_aside(self) -> list[SetAside]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(_ASIDE).fetchall()
        return [SetAside(text_of(id), at, words) for id, at, words in rows]

    def closes(self, store: str) -> list[Fact]:
        """See the port."""
        kinds, origins = keys_of(self.names, [CLOSED]), self._origins(store)
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(
                f"{_CLOSES} AND facts.kind IN ({marks(len(kinds))}) AND facts.origin IN ({marks(len(origins))})",
                [*kinds, *origins],
            ).fetchall()
        return sorted((fact_of(row, None, self.names) for row in rows), key=fold_order)

    def member_days(self, first: date, last: date, store: str | None, progress: Progress = unheard) -> MembersDays:
        """See the port. Whoever is stale is filed before: after an import, that is everybody."""
        self.refresh(progress)
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            stores = day_filing.stores(reader) if store is None else [store]
            return MembersDays(day_filing.opening(reader, stores, first), day_filing.days(reader, stores, first, last))

    def odd(self, first: date, last: date, store: str | None) -> list[MemberDay]:
        """See the port."""
        self.refresh()
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            stores = day_filing.stores(reader) if store is None else [store]
            return day_filing.days(reader, stores, first, last, odd=True)

    def signals(self, first: date, last: date, store: str | None, adding: Adding) -> Iterator[Exceptional]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            for day, stores in self._busy(first, last):
                found = None if stores is None else sum_filing.signals(self.connections.reader, day, stores)
                if found is None:
                    added = self._add_and_keep(date.fromordinal(day), adding)
                    found = [signal for each in added for signal in each.signals]
                yield from [each for each in found if store in (None, each.store)]

    def strangers(self, first: date, last: date, store: str | None) -> list[Fact]:
        """See the port."""
        visits = every_version(self.names, {VISIT})
        keys = keys_of(self.names, visits)
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(
                f"{_BETWEEN} AND facts.kind IN ({marks(len(keys))}) AND facts.subject IS NOT NULL AND {_UNKNOWN}",
                [first.toordinal(), last.toordinal(), *keys],
            ).fetchall()
        found = [fact_with_subject(row, self.names) for row in rows]
        return sorted([fact for fact in found if store in (None, fact.store)], key=fold_order)

    def _busy(self, first: date, last: date) -> list[tuple[int, list[str] | None]]:
        """The days with facts, in order, each with its stores where it is kept whole."""
        kept = sum_filing.kept(self.connections.reader, first, last)
        rows = self.connections.reader.execute(_BUSY, (first.toordinal(), last.toordinal()))
        return [(day, kept.get(day)) for (day,) in sorted(rows)]

    def refresh(self, progress: Progress = unheard, most: int | None = None) -> int:
        """File the days of everyone who is stale, or of the first `most` batches; yields how many members were."""
        with self.filing, noting_damage(self.connections.path.parent):
            timeline = self.programs.timeline()
            with self.door, writing(self.connections.writer):
                whole = day_filing.prepare(self.connections.writer, self.names)
            done = last = 0
            while done < whole and most != 0:
                with self._of_one_moment() as reader:
                    batch = day_filing.walk_batch(reader, self.names, timeline, self._calendar, last)
                if batch is None:
                    break
                with self.door, writing(self.connections.writer):
                    day_filing.write_batch(self.connections.writer, batch)
                last, done = batch.last, done + len(batch.seen)
                most = None if most is None else most - 1
                progress(min(done, whole), whole)
            return done

    @contextmanager
    def _of_one_moment(self) -> Iterator[Connection]:
        """A reader beside whoever writes; where only one connection is safe, nobody writes meanwhile."""
        alone = self.connections.reader is self.connections.writer
        with self.door if alone else nullcontext(), snapshot(self.connections) as reader:
            yield reader

    def _calendar(self, store: str) -> BusinessCalendar:
        try:
            return self.programs.calendar(store)
        except Refused:
            return UNOPENED

    def _origins(self, store: str) -> list[int]:
        """The numbers of everything that ever recorded in a store."""
        return [key for key, origin in self.names.origins.items() if origin[0] == store]

    def _rows(self, reader: Connection, first: date, last: date, store: str | None) -> Iterator[tuple[object, ...]]:
        """Of these days and this store, closes left out, in order."""
        closes = keys_of(self.names, [CLOSED])
        asked = [first.toordinal(), last.toordinal(), *closes]
        if store is None:
            return iter(reader.execute(f"{_BETWEEN} AND facts.kind NOT IN ({marks(len(closes))}) {_IN_ORDER}", asked))
        origins = self._origins(store)
        return iter(
            reader.execute(
                f"{_BETWEEN} AND facts.kind NOT IN ({marks(len(closes))}) "
                f"AND facts.origin IN ({marks(len(origins))}) {_IN_ORDER}",
                [*asked, *origins],
            )
        )


def _knows(fact: Fact, adding: Adding) -> bool:
    """Whether what a fact takes back is here. If not, it may come, and the sums will be others."""
    match fact.body:
        case VisitVoided(visit=about) | RedemptionVoided(redemption=about) | VisitMoved(new=about):
            return adding.look(about) is not None
        case _:
            return True
