"""Decides how a register reads business days for reports: facts by their day, and what the days did to all members.

Implements the port `Days`. Refuses to know what a report says.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from threading import RLock

from sqlalchemy import bindparam, func, select

from db import day_filing, readers, sum_filing
from db.day_adding import Added, Marks, added, as_of, keep
from db.engine import Connection, Connections, Row, marks, snapshot, sql, writing
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
from posdesk.domain.day_sums import Adding, finished
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.member_days import MemberDay
from posdesk.domain.refusals import Refused
from posdesk.domain.signals import StoreDay
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.staff import Roster, roster_of
from posdesk.office.ports import MembersDays, Progress, SetAside, unheard
from posdesk.office.stores import store_names

CLOSED, VISIT = ("day.closed", 1), "visit.recorded"
KEPT_AT_ONCE = 16
"""Days that are written in one transaction: some hundred kilobytes."""
UNOPENED = BusinessCalendar("UTC", 0)
"""The calendar of a store that facts name and nobody has opened."""
_BETWEEN = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day BETWEEN ? AND ?"
_IN_ORDER = "ORDER BY facts.business_day, facts.occurred_at"
_NEXT_DAY = sql(select(func.min(facts.c.business_day)).where(facts.c.business_day >= bindparam("first")))
"""Asked for each day: reading the whole index for all of them takes long where a day has thousands of entries."""
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
    marks: Marks = field(default_factory=Marks)

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

    def of_kinds(self, first: date, last: date, store: str | None, kinds: Collection[str]) -> list[Fact]:
        """See the port. Reads every entry of those days."""
        wanted = keys_of(self.names, every_version(self.names, kinds))
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(
                f"{_BETWEEN} AND facts.kind IN ({marks(len(wanted))})",
                [first.toordinal(), last.toordinal(), *wanted],
            ).fetchall()
        found = [fact_with_subject(row, self.names) for row in rows]
        return sorted([fact for fact in found if store in (None, fact.store)], key=fold_order)

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """See the port. Days that are not kept yet are added up from all their facts, and kept if they can be."""
        with noting_damage(self.connections.path.parent):
            busy = self.busy(first, last)
            with self._adding_up([day for day, stores in busy if stores is None], adding) as add:
                for done, (day, stores) in enumerate(busy):
                    progress(done, len(busy))
                    wanted = [each for each in stores or () if store in (None, each)]
                    added = None if stores is None else sum_filing.read(self.connections.reader, day, wanted)
                    yield from [each for each in add(day) if store in (None, each.store)] if added is None else added

    def adding(self) -> Adding:
        """What adding up needs, as things are here now."""
        stores = {*self.stores(), *(store for store, _, _ in self.names.origins.values())}
        zones = {store: self.calendar(store).zone for store in stores}
        people = readers.joined_members(self.connections.reader)
        look = partial(readers.fact, self.connections.reader, self.names)
        return Adding(people, zones, look, self.roster())

    @contextmanager
    def _adding_up(self, missing: Sequence[int], adding: Adding) -> Iterator[Callable[[int], list[StoreDay]]]:
        """What adds up a day. missing: the days for which it will be asked; they are kept, some at a time, where they
        can be. Who stores facts does not wait."""
        kept, begun = list[Added](), set(missing)
        whose, as_now = self.begin(missing, adding) if missing else ("", False)

        def add(day: int) -> list[StoreDay]:
            mine = (whose, as_now) if day in begun else self.begin([day], adding)  # it was thrown away meanwhile
            done = finished(added(day, self.rows_on(day), self.names, adding, mine[1]))
            if day not in begun:
                self.keep([done], mine[0])
                return done.those
            kept.append(done)
            if len(kept) >= KEPT_AT_ONCE:
                self.keep(kept, whose)
            return done.those

        try:
            yield add
        finally:  # what was added up until somebody changed his mind is of use too
            self.keep(kept, whose)

    def begin(self, days: Iterable[int], adding: Adding) -> tuple[str, bool]:
        """Begin to add these days up: yields the mark they bear, and whether they can be kept if nothing comes."""
        with self.door, writing(self.connections.writer):
            whose = self.marks.begin(self.connections.writer, days)
        with self.of_one_moment() as reader:
            return whose, as_of(reader, self.names, adding)

    def rows_on(self, day: int) -> list[Row]:
        """The facts of a business day, as they are now; closes left out."""
        with self.of_one_moment() as reader:
            on = date.fromordinal(day)
            return list(self._rows(reader, on, on, None))

    def keep(self, some: list[Added], whose: str) -> None:
        """Keep those days whose mark still stands; the list is empty then."""
        self.marks.odd.update(each.day for each in some if each.rows is None)
        if any(each.rows is not None for each in some):
            with self.door, writing(self.connections.writer):
                keep(self.connections.writer, some, whose)
        some.clear()

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
        self.refresh(lambda done, of: progress(done, 2 * of))
        reading: Progress = lambda done, of: progress(of + done, 2 * of)  # noqa: E731
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            stores = day_filing.stores(reader) if store is None else [store]
            opening = day_filing.opening(reader, stores, first)
            return MembersDays(opening, day_filing.days(reader, stores, first, last, reading))

    def odd(self, first: date, last: date, store: str | None) -> list[MemberDay]:
        """See the port."""
        self.refresh()
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            stores = day_filing.stores(reader) if store is None else [store]
            return day_filing.days(reader, stores, first, last, odd=True)

    def signals(self, first: date, last: date, store: str | None, adding: Adding) -> Iterator[Exceptional]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            busy = self.busy(first, last)
            with self._adding_up([day for day, stores in busy if stores is None], adding) as add:
                for day, stores in busy:
                    found = None if stores is None else sum_filing.signals(self.connections.reader, day, stores)
                    if found is None:
                        found = [signal for each in add(day) for signal in each.signals]
                    yield from [each for each in found if store in (None, each.store)]

    def strangers(self, first: date, last: date, store: str | None) -> list[Fact]:
        """See the port."""
        keys = keys_of(self.names, every_version(self.names, {VISIT}))
        with noting_damage(self.connections.path.parent):
            rows = self.connections.reader.execute(
                f"{_BETWEEN} AND facts.kind IN ({marks(len(keys))}) AND facts.subject IS NOT NULL AND {_UNKNOWN}",
                [first.toordinal(), last.toordinal(), *keys],
            ).fetchall()
        found = [fact_with_subject(row, self.names) for row in rows]
        return sorted([fact for fact in found if store in (None, fact.store)], key=fold_order)

    def busy(self, first: date, last: date) -> list[tuple[int, list[str] | None]]:
        """The days with facts, in order, each with its stores where it is kept whole."""
        kept = sum_filing.kept(self.connections.reader, first, last)
        return [(day, kept.get(day)) for day in self._with_facts(first, last)]

    def _with_facts(self, first: date, last: date) -> Iterator[int]:
        day: int = first.toordinal() - 1
        while True:
            (following,) = self.connections.reader.execute(_NEXT_DAY, (day + 1,)).fetchone()
            if following is None or following > last.toordinal():
                return
            yield (day := following)

    def refresh(self, progress: Progress = unheard) -> int:
        """File the days of everyone who is stale; yields how many members were."""
        with self.filing, noting_damage(self.connections.path.parent):
            timeline = self.programs.timeline()
            with self.door, writing(self.connections.writer):
                whole = day_filing.prepare(self.connections.writer, self.names)
            done = last = 0
            while done < whole:
                with self.of_one_moment() as reader:
                    batch = day_filing.walk_batch(reader, self.names, timeline, self.calendar, last)
                if batch is None:
                    break
                with self.door, writing(self.connections.writer):
                    day_filing.write_batch(self.connections.writer, batch)
                last, done = batch.last, done + len(batch.seen)
                progress(min(done, whole), whole)
            return done

    @contextmanager
    def of_one_moment(self) -> Iterator[Connection]:
        """A reader beside whoever writes; where only one connection is safe, nobody writes meanwhile."""
        alone = self.connections.reader is self.connections.writer
        with self.door if alone else nullcontext(), snapshot(self.connections) as reader:
            yield reader

    def calendar(self, store: str) -> BusinessCalendar:
        """A store's calendar, also where nobody has opened it."""
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
