"""Decides what can still be read in a damaged file: facts page by page, and from the indexes which facts are missing.

Refuses to know what is done with them (recovery.py). Reads a copy of the file, never the file itself. SQLCipher signs
every page, so a fact that reads back is whole; a page that is damaged is lost as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from db.engine import Connection, Row, open_engine, raw, sql
from db.rows import SELECT_FACTS, Names, fact_of, learn, text_of
from db.tables import facts, register_state, subjects
from db.transfer import readable_fact
from db.trouble import DRIVER_ERRORS
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refused

AT_ONCE = 512
"""Facts asked for at once; where that fails, halves of it, down to one."""
PAGE = 4096
FACTS_A_PAGE = 40
"""More than ever fit in one page: how far to look when no index says how many there are."""

_RANGE = f'{SELECT_FACTS} WHERE facts."key" BETWEEN ? AND ?'
_IDS = sql(select(facts.c.id, facts.c.key).order_by(facts.c.id))
_DAYS = sql(select(facts.c.business_day, facts.c.key).order_by(facts.c.business_day))
_MEMBERS = sql(select(subjects.c.key, subjects.c.id))
_MEMBERS_BY_ID = sql(select(subjects.c.key, subjects.c.id).order_by(subjects.c.id))
_LAST = sql(select(func.max(facts.c.key)))
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
    """A connection to the damaged file that is made anew after an error."""

    path: Path
    key: bytes | None
    connection: Connection | None = None
    failed: bool = field(default=False)

    def rows(self, statement: str, parameters: Sequence[int] = ()) -> list[Row]:
        """As many rows as can be read; `failed` says whether that was all."""
        found: list[Row] = []
        self.failed = False
        try:
            if self.connection is None:
                self.connection = raw(open_engine(self.path, self.key))
            for row in self.connection.execute(statement, parameters):
                found.append(row)
        except DRIVER_ERRORS:
            self.failed = True
            self.close()
        return found

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def survey(path: Path, key: bytes | None) -> Survey:
    """Look what was there. Raises nothing for damage: of a file in which nothing is readable it says nothing."""
    reader = _Reader(path, key)
    try:
        station = next(iter(reader.rows(_STATION)), None)
        ids = {place: id for id, place in reader.rows(_IDS)}
        whole = bool(ids) and not reader.failed
        days = {place: day for day, place in reader.rows(_DAYS)}
        last = max([*ids, *days, *(row[0] or 0 for row in reader.rows(_LAST))], default=0)
    finally:
        reader.close()
    if not whole:
        last = max(last, min(path.stat().st_size // PAGE * FACTS_A_PAGE, 2 * last + AT_ONCE))
    return Survey(station, ids, days, last, whole)


def readable_facts(path: Path, key: bytes | None, last: int) -> Iterator[tuple[int, Fact]]:
    """Every fact that can be read whole, with its place, up to the place `last`."""
    reader = _Reader(path, key)
    try:
        names = _names(reader)
        members: dict[int, bytes] = dict(reader.rows(_MEMBERS)) | dict(reader.rows(_MEMBERS_BY_ID))
        for row in _all_rows(reader, last):
            fact = _checked(row, members, names)
            if fact is not None:
                yield row[0], fact
    finally:
        reader.close()


def _names(reader: _Reader) -> Names:
    names = Names()
    try:
        connection = raw(open_engine(reader.path, reader.key))
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
    for first in range(1, last + 1, AT_ONCE):
        yield from _rows_between(reader, first, min(first + AT_ONCE - 1, last))


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
    except (Refused, KeyError, TypeError, ValueError, AttributeError):
        return None
