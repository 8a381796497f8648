"""Decides what can still be read in a damaged file: facts page by page, and from the indexes which facts are missing.

Refuses to know what is done with them (recovery.py). Reads a copy of the file, never the file itself. SQLCipher signs
every page, so a fact that reads back is whole; a page that is damaged is lost as a whole. Facts to which a damaged page
led are looked for on every page (leaves.py).
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from db.engine import Connection, Row, open_engine, raw, sql
from db.leaves import rows_of_all_pages
from db.rows import SELECT_FACTS, Names, fact_of, learn, text_of
from db.tables import facts, register_state, subjects
from db.transfer import readable_fact
from db.trouble import DRIVER_ERRORS
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refused

AT_ONCE = 512
"""Facts asked for at once; where that fails, halves of it, down to one."""
PROBES = 8
PAGE = 4096
FACTS_A_PAGE = 40
"""More than ever fit in one page: how far to look when no index says how many there are."""

_RANGE = f'{SELECT_FACTS} WHERE facts."key" BETWEEN ? AND ?'
_IDS = sql(select(facts.c.id, facts.c.key).order_by(facts.c.id))
_DAYS = sql(select(facts.c.business_day, facts.c.key).order_by(facts.c.business_day))
_MEMBERS = sql(select(subjects.c.key, subjects.c.id))
_MEMBERS_BY_ID = sql(select(subjects.c.key, subjects.c.id).order_by(subjects.c.id))
_LAST = sql(select(func.max(facts.c.key)))
_TABLES = "SELECT name FROM sqlite_master"
_STATION = sql(select(register_state.c.store, register_state.c.register))


@dataclass(frozen=True, slots=True)
class Survey:
    """What a damaged file's small tables and indexes still say. station: store and register. ids, days: place of every
    fact an index names -> its id (16 bytes), its business day (ordinal). last: the highest place to look at.
    whole: the index of ids was read to its end, so every fact that is missing is known."""

    station: tuple[str, str] | None
    ids: dict[int, bytes]
    days: dict[int, int]
    last: int
    whole: bool


@dataclass(slots=True)
class _Reader:
    """A connection to the damaged file, made anew when an error has spoiled it for good."""

    engine: Engine
    connection: Connection | None = None
    failed: bool = False

    def rows(self, statement: str, parameters: Sequence[int] = ()) -> list[Row]:
        """As many rows as can be read; `failed` says whether that was all."""
        found: list[Row] = []
        self.failed = False
        try:
            if self.connection is None:
                self.connection = raw(self.engine)
            for row in self.connection.execute(statement, parameters):
                found.append(row)
        except DRIVER_ERRORS:
            self.failed = True
            self._look_after()
        return found

    def _look_after(self) -> None:
        try:
            if self.connection is not None:
                self.connection.execute(_STATION).fetchone()
        except DRIVER_ERRORS:
            self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def survey(path: Path, key: bytes | None) -> Survey:
    """Look what was there. Raises nothing for damage: of a file in which nothing is readable it says nothing."""
    reader = _Reader(open_engine(path, key))
    try:
        reader.rows(_TABLES)
        if reader.failed:
            return Survey(None, {}, {}, 0, False)
        station = next(iter(reader.rows(_STATION)), None)
        ids = {place: id for id, place in reader.rows(_IDS)}
        whole = bool(ids) and not reader.failed
        days = {place: day for day, place in reader.rows(_DAYS)}
        ends = whole or not reader.failed
        last = max([*ids, *days, *(row[0] or 0 for row in reader.rows(_LAST))], default=0)
        ends = ends or not reader.failed
    finally:
        reader.close()
    if not ends:
        last = last + AT_ONCE if last else path.stat().st_size // PAGE * FACTS_A_PAGE
    return Survey(station, ids, days, last, whole)


def readable_facts(path: Path, key: bytes | None, last: int) -> Iterator[tuple[int, Fact]]:
    """Every fact that can be read whole, with its place, up to the place `last`."""
    reader = _Reader(open_engine(path, key))
    try:
        names, members = _names(reader), _members(reader)
        for row in _all_rows(reader, last):
            fact = _checked(row, members, names)
            if fact is not None:
                yield row[0], fact
    finally:
        reader.close()


def stranded_facts(path: Path, key: bytes | None, read: Set[int], scratch: Path) -> Iterator[tuple[int, Fact]]:
    """Facts that are whole while the way to them is damaged, but for those at the places `read` already; each once.

    scratch: a file name that may be written over; it needs the room of the file twice.
    """
    reader = _Reader(open_engine(path, key))
    try:
        names, members = _names(reader), _members(reader)
    finally:
        reader.close()
    if not names.kinds:
        return
    found: set[int] = set()
    for row in rows_of_all_pages(path, key, scratch):
        if row[0] not in read and row[0] not in found and isinstance(row[1], bytes) and isinstance(row[10], str):
            fact = _checked(row, members, names)
            if fact is not None:
                found.add(row[0])
                yield row[0], fact


def _members(reader: _Reader) -> dict[int, bytes]:
    """Every member's id by key: from the table, and from its index, for either may be damaged."""
    return dict(reader.rows(_MEMBERS)) | dict(reader.rows(_MEMBERS_BY_ID))


def _names(reader: _Reader) -> Names:
    names = Names()
    try:
        connection = raw(reader.engine)
    except DRIVER_ERRORS:
        return names
    try:
        learn(names, connection)
    except DRIVER_ERRORS:
        return Names()
    finally:
        connection.close()
    return names


def _all_rows(reader: _Reader, last: int) -> Iterator[Row]:
    """Rows up to the key `last`. A stretch of which not one in PROBES can be read hangs on a page that is gone: it is
    passed over whole, since every failed try costs a connection."""
    for first in range(1, last + 1, AT_ONCE):
        until = min(first + AT_ONCE - 1, last)
        rows = reader.rows(_RANGE, (first, until))
        if not reader.failed:
            yield from rows
        elif rows or any(_is_readable(reader, probe) for probe in range(first, until + 1, AT_ONCE // PROBES)):
            yield from _rows_between(reader, first, until)


def _is_readable(reader: _Reader, key: int) -> bool:
    reader.rows(_RANGE, (key, key))
    return not reader.failed


def _rows_between(reader: _Reader, first: int, last: int) -> Iterator[Row]:
    """Rows of a range of keys; a range that fails is halved until the rows on the damaged page are alone."""
    rows = reader.rows(_RANGE, (first, last))
    if not reader.failed or first == last:
        yield from rows if not reader.failed else ()
        return
    middle = (first + last) // 2
    yield from _rows_between(reader, first, middle)
    yield from _rows_between(reader, middle + 1, last)


def _checked(row: Row, members: dict[int, bytes], names: Names) -> Fact | None:
    """The fact of a row if it is sound and its member is known, else None."""
    try:
        subject = None if row[3] is None else text_of(members[row[3]])
        return readable_fact(encode_fact(fact_of(row, subject, names)))
    except (Refused, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
