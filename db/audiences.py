"""Decides how a segment is asked of all members: everybody stale is filed, then one statement is run for each business
day that it is now somewhere. Implements the port `Audiences`.

Refuses to know what clauses mean (segment_sql.py) and how members are filed (figure_filing.py).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import islice
from threading import RLock

from sqlalchemy import bindparam, select

from db import figure_filing, joined, segment_sql
from db.engine import Connection, Connections, snapshot, sql, writing
from db.figure_names import FigureNames
from db.figure_tables import figure_days
from db.programs import SqlPrograms
from db.reckoning import Reckoning
from db.rows import Names, blob_of, is_uuid, text_of
from db.segment_sources import Sought
from db.tables import subjects
from db.trouble import noting_damage
from posdesk.domain.business_day import Instant
from posdesk.domain.lift import Did
from posdesk.domain.segments import Node
from posdesk.office.audiences import Progress, Segments

FACTS_AT_ONCE = 2000
"""Facts folded before what came of them is written: a visit waits for some hundredths of a second then."""
MEMBERS_IN_PIECE = 2
"""Of a quiet moment: a keystroke waits for them."""
MANY, FACTS_OF_MANY = 20_000, 50_000
"""With more stale members than that, so many facts: rows of many members lie on the same page, and it is written once
for all of them. A visit waits for half a second then, some thirty times while a million members are first filed."""

_KEY_OF = sql(select(subjects.c.key).where(subjects.c.id == bindparam("id")))
_d = figure_days.c
_DAYS_SINCE = sql(select(_d.member, _d.day, _d.spend).where(_d.day >= bindparam("day")))


@dataclass(frozen=True, slots=True)
class SqlAudiences:
    """The port `Audiences` over one file. door: let in to write one at a time. filing: let in to file one at a time.
    store: this station's store."""

    connections: Connections
    names: Names
    programs: SqlPrograms
    door: RLock
    store: str
    figure_names: FigureNames = field(default_factory=FigureNames)
    filing: RLock = field(default_factory=RLock)

    def refresh(self, at: Instant, progress: Progress | None = None, go_on: Callable[[], bool] | None = None) -> int:
        """See the port."""
        with self.filing:
            how = self._reckoning(at)
            total, done, last = self._prepare(how), 0, 0
            facts_at_once = FACTS_OF_MANY if total > MANY else FACTS_AT_ONCE
            while done < total and (go_on is None or go_on()):
                batch = self._file(how, last, facts_at_once)
                if batch is None:
                    break
                last, done = batch.last, done + batch.members
                if progress is not None:
                    progress(min(done, total), total)
            return done

    def in_pieces(self, at: Instant) -> Iterator[None]:
        """File some, a few at a time, unless somebody else is filing: what a quiet moment has time for."""
        how, after, left = self._reckoning(at), 0, FACTS_AT_ONCE
        with self._unless_filing() as mine:
            left = left if mine and self._prepare(how) else 0
        while left > 0:
            yield
            with self._unless_filing() as mine:
                batch = self._file(how, after, MEMBERS_IN_PIECE) if mine else None
            if batch is None:
                return
            after, left = batch.last, left - batch.facts

    @contextmanager
    def _unless_filing(self) -> Iterator[bool]:
        mine = self.filing.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                self.filing.release()

    def count(self, node: Node, segments: Segments, at: Instant) -> int:
        """See the port."""
        self.refresh(at)
        with noting_damage(self.connections.path.parent), self._of_one_moment() as reader:
            return sum(
                reader.execute(*segment_sql.count(question)).fetchone()[0]
                for question in self._questions(node, segments, at)
            )

    def members(self, node: Node, segments: Segments, at: Instant, limit: int, after: str | None = None) -> list[str]:
        """See the port."""
        self.refresh(at)
        with noting_damage(self.connections.path.parent), self._of_one_moment() as reader:
            start = _key_of(reader, after)
            pages = [
                reader.execute(*segment_sql.page(question, start, limit)).fetchall()
                for question in self._questions(node, segments, at)
            ]
        return [text_of(id) for _, id in islice(merge(*pages), limit)]

    def did_since(self, since: Mapping[str, date], at: Instant) -> Mapping[str, Did]:
        """See the port. Reads the days since the first one asked for once: they lie by day, not by member."""
        self.refresh(at)
        found = dict.fromkeys(since, Did(False, 0))
        with noting_damage(self.connections.path.parent), self._of_one_moment() as reader:
            members: dict[int, list[str]] = {}
            for member in since:
                members.setdefault(joined.head(reader, _key_of(reader, member)), []).append(member)
            first = min((day.toordinal() for day in since.values()), default=0)
            for key, day, spend in reader.execute(_DAYS_SINCE, (first,)):
                for member in members.get(key, ()):
                    if day >= since[member].toordinal():
                        came = found[member].came or day > since[member].toordinal()
                        found[member] = Did(came, found[member].spend_cents + spend)
        return found

    def _questions(self, node: Node, segments: Segments, at: Instant) -> Iterator[segment_sql.Question]:
        habit = self.programs.timeline().at(at).habit
        for group in figure_filing.groups_of(self._reckoning(at), self.figure_names):
            yield segment_sql.Question(node, segments, group, Sought(group.day, self.figure_names, habit))

    def _reckoning(self, at: Instant) -> Reckoning:
        return Reckoning(self.programs, self.store, at)

    def _prepare(self, how: Reckoning) -> int:
        writer = self.connections.writer
        with self.door, noting_damage(self.connections.path.parent), writing(writer):
            return figure_filing.prepare(writer, self.names, self.figure_names, how)

    @contextmanager
    def _of_one_moment(self) -> Iterator[Connection]:
        """A reader beside whoever writes; where only one connection is safe, nobody writes meanwhile."""
        alone = self.connections.reader is self.connections.writer
        with self.door if alone else nullcontext(), snapshot(self.connections) as reader:
            yield reader

    def _file(self, how: Reckoning, after: int, facts_at_once: int) -> figure_filing.Batch | None:
        with noting_damage(self.connections.path.parent):
            with self._of_one_moment() as reader:
                batch = figure_filing.fold_batch(reader, self.names, self.figure_names, how, after, facts_at_once)
            if batch is not None:
                with self.door, writing(self.connections.writer):
                    figure_filing.write_batch(self.connections.writer, batch)
        return batch


def _key_of(reader: Connection, member: str | None) -> int:
    """The key of a member to go on after; 0, from the beginning, for nobody."""
    row = reader.execute(_KEY_OF, (blob_of(member),)).fetchone() if member and is_uuid(member) else None
    return 0 if row is None else int(row[0])
