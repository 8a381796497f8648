"""Decides how a register reads business days for reports: facts by their day, and what the days did to all members.

Implements the port `Days`. Refuses to know what a report says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, func, select

from db import readers
from db.engine import Connection, Connections, marks, snapshot, sql
from db.figure_filing import MEMBERS_ASKED, facts_about_each
from db.programs import STORE, SqlPrograms
from db.rows import SELECT_FACTS, SELECT_WITH_SUBJECT, Names, fact_of, fact_with_subject, keys_of
from db.tables import facts, subjects
from db.trouble import noting_damage
from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.member_days import MemberDay, member_days
from posdesk.domain.refusals import Refused
from posdesk.office.ports import MembersDays, Progress, unheard

CLOSED = ("day.closed", 1)
UNOPENED = BusinessCalendar("UTC", 0)
"""The calendar of a store that facts name and nobody has opened."""
_BETWEEN = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day BETWEEN ? AND ?"
_IN_ORDER = "ORDER BY facts.business_day, facts.occurred_at"
_COUNT = sql(
    select(func.count())
    .select_from(facts)
    .where(facts.c.business_day >= bindparam("first"), facts.c.business_day <= bindparam("last"))
)
_CLOSES = f"{SELECT_FACTS} WHERE facts.subject IS NULL"
_KEYS = sql(select(subjects.c.key).order_by(subjects.c.key))


@dataclass(frozen=True, slots=True)
class SqlDays:
    """The port `Days` over one file."""

    connections: Connections
    names: Names
    programs: SqlPrograms

    def stores(self) -> list[str]:
        """See the port."""
        with noting_damage(self.connections.path.parent):
            opened = readers.facts_of_nobody(self.connections.reader, self.names, STORE)
        return sorted({fact.store for fact in opened})

    def facts(self, first: date, last: date, store: str | None) -> Iterator[list[Fact]]:
        """See the port."""
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            for _, rows in groupby(self._rows(reader, first, last, store), key=lambda row: row[8]):
                yield sorted([fact_with_subject(row, self.names) for row in rows], key=fold_order)

    def count(self, first: date, last: date, store: str | None) -> int:
        """See the port: of all stores, which is the most it can be."""
        with noting_damage(self.connections.path.parent):
            between = first.toordinal(), last.toordinal()
            return int(self.connections.reader.execute(_COUNT, between).fetchone()[0])

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
        """See the port."""
        opening: dict[str, int] = {}
        found: list[MemberDay] = []
        with noting_damage(self.connections.path.parent), snapshot(self.connections) as reader:
            keys = [key for (key,) in reader.execute(_KEYS)]
            for start in range(0, len(keys), MEMBERS_ASKED):
                progress(start, len(keys))
                for each in self._of_members(reader, keys[start : start + MEMBERS_ASKED]):
                    if store in (None, each.store):
                        if each.day < first:
                            opening[each.store] = opening.get(each.store, 0) + each.worth
                        elif each.day <= last:
                            found.append(each)
        return MembersDays(opening, sorted(found, key=lambda each: (each.store, each.day, each.member)))

    def _of_members(self, reader: Connection, keys: list[int]) -> Iterator[MemberDay]:
        timeline = self.programs.timeline()
        for known in facts_about_each(reader, self.names, keys):
            if known.about:
                yield from member_days(known.id, known.about, timeline, self._calendar)

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
        left_out = keys_of(self.names, [CLOSED])
        question, asked = _BETWEEN, [first.toordinal(), last.toordinal()]
        if left_out:
            question += f" AND facts.kind NOT IN ({marks(len(left_out))})"
            asked += left_out
        if store is not None:
            origins = self._origins(store)
            question += f" AND facts.origin IN ({marks(len(origins))})"
            asked += origins
        return iter(reader.execute(f"{question} {_IN_ORDER}", asked))
