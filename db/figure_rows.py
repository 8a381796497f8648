"""Decides how one member's figures become rows, and which rows a member filed before has to change.

Refuses to know who is filed when (figure_filing.py). A member filed anew has mostly the rows she had: each row that may
be there is read and compared, since writing costs more. What may be there follows from her visits: their days, and the
names on their lines, also of visits that were voided since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, Table, bindparam, delete, insert, select

from db.engine import Connection, Row, sql
from db.figure_names import FigureNames, add, number
from db.figure_tables import MARK, STORE, WORD, figure_days, figure_goods, figure_marks, figure_members
from posdesk.domain.facts import Fact, VisitRecorded
from posdesk.domain.figures import Column, Figures, GoodsKind, Scalar

Key = tuple[int, ...]

_member: BindParameter[int] = bindparam("of")
_IS_FILED = sql(select(figure_members.c.key).where(figure_members.c.key == _member))
_UNFILE = sql(delete(figure_members).where(figure_members.c.key == _member))
_FILE = sql(insert(figure_members))
_MARKS = sql(select(figure_marks.c.name).where(figure_marks.c.member == _member))
_COLUMNS = tuple(Column)


class Shelf(NamedTuple):
    """A table of several rows a member: how many columns its key has, and what reads, drops and adds a row."""

    width: int
    read: str
    drop: str
    add: str


def _shelf(table: Table) -> Shelf:
    whole = [column == bindparam(f"the_{column.name}") for column in table.primary_key]
    return Shelf(len(whole), sql(select(table).where(*whole)), sql(delete(table).where(*whole)), sql(insert(table)))


DAYS, GOODS, MARKS = _shelf(figure_days), _shelf(figure_goods), _shelf(figure_marks)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a batch of members changes, gathered so that each table is written in its own order: a page of it is written
    once, however many members have rows there. members: their rows. refiled: those who had one. names: new ones. gone,
    come: of each shelf, the keys of rows that go and the rows that come."""

    names: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    refiled: list[Key] = field(default_factory=list)
    gone: dict[Shelf, list[Key]] = field(default_factory=lambda: {DAYS: [], GOODS: [], MARKS: []})
    come: dict[Shelf, list[Row]] = field(default_factory=lambda: {DAYS: [], GOODS: [], MARKS: []})


def gather(
    changes: Changes,
    connection: Connection,
    names: FigureNames,
    member: int,
    figures: Figures | None,
    facts: Iterable[Fact],
) -> None:
    """Add to `changes` what makes the rows of a member (by her key) say `figures`, or what leaves none (None); only
    reads. facts: all that is known of her, and of whoever she is or was one with."""
    was_filed = connection.execute(_IS_FILED, (member,)).fetchone() is not None
    wanted: dict[Shelf, list[Row]] = {DAYS: [], GOODS: [], MARKS: []}
    if figures is not None:
        wanted[DAYS] += _day_rows(member, figures)
        wanted[GOODS] += _goods_rows(changes.names, names, member, figures)
        wanted[MARKS] += _mark_rows(changes.names, names, member, figures)
        changes.members.append(_member_row(changes.names, names, member, figures))
    if was_filed:
        changes.refiled.append((member,))
        for shelf, may_be_filed in _may_be_filed(connection, names, member, facts):
            gone, wanted[shelf] = _compared(connection, shelf, may_be_filed, wanted[shelf])
            changes.gone[shelf] += gone
    for shelf, rows in wanted.items():
        changes.come[shelf] += rows


def write(connection: Connection, changes: Changes) -> None:
    """Write what was gathered, in the open transaction."""
    add(connection, changes.names)
    connection.executemany(_UNFILE, changes.refiled)
    connection.executemany(_FILE, changes.members)
    for shelf, gone in changes.gone.items():
        connection.executemany(shelf.drop, sorted(gone))
        connection.executemany(shelf.add, sorted(changes.come[shelf]))


def word_kind(column: Column) -> str:
    """Which kind of name a column's words are."""
    return STORE if column is Column.HOME_STORE else WORD


def _member_row(new: list[Row], names: FigureNames, member: int, figures: Figures) -> Row:
    until = None if figures.good_until is None else figures.good_until.toordinal()
    values = [_stored(new, names, column, figures.values.get(column)) for column in _COLUMNS]
    return (member, figures.day.toordinal(), until, *values)


def _stored(new: list[Row], names: FigureNames, column: Column, value: Scalar) -> int | None:
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, str):
        return number(names, new, word_kind(column), value)
    return value


def _day_rows(member: int, figures: Figures) -> Iterator[Row]:
    eligible = dict(figures.eligible)
    for day, visits, receipts, spend in figures.days:
        yield day.toordinal(), member, visits, receipts, spend, eligible.pop(day, 0)
    for day, cents in eligible.items():
        yield day.toordinal(), member, 0, 0, 0, cents


def _goods_rows(new: list[Row], names: FigureNames, member: int, figures: Figures) -> Iterator[Row]:
    for kind, name, day, purchases, spend, eligible in figures.goods:
        yield number(names, new, kind, name), day.toordinal(), member, purchases, spend, eligible


def _mark_rows(new: list[Row], names: FigureNames, member: int, figures: Figures) -> Iterator[Row]:
    for name, value in figures.marks.items():
        yield number(names, new, MARK, name), member, value


def _may_be_filed(
    connection: Connection, names: FigureNames, member: int, facts: Iterable[Fact]
) -> Iterator[tuple[Shelf, Iterable[Key]]]:
    """Of each shelf, the keys of all rows that may have been filed before."""
    visits = [(fact.business_day.toordinal(), fact.body) for fact in facts if isinstance(fact.body, VisitRecorded)]
    yield DAYS, {(day, member) for day, _ in visits}
    yield GOODS, {(name, day, member) for day, visit in visits for name in _goods_on(names, visit)}
    yield MARKS, {(name, member) for (name,) in connection.execute(_MARKS, (member,))}


def _goods_on(names: FigureNames, visit: VisitRecorded) -> Iterator[int]:
    for line in visit.lines:
        for kind, name in ((GoodsKind.BRAND, line.brand), (GoodsKind.CATEGORY, line.category)):
            if name is not None:
                yield names.known(kind, name.casefold())


def _compared(
    connection: Connection, shelf: Shelf, may_be_filed: Iterable[Key], wanted: Iterable[Row]
) -> tuple[list[Key], list[Row]]:
    """The keys of the rows to drop and the rows to add, so that those of `may_be_filed` become the ones wanted."""
    rows = {row[: shelf.width]: row for row in wanted}
    gone = []
    for key in sorted(may_be_filed):
        there = connection.execute(shelf.read, key).fetchone()
        if there is not None and rows.get(key) == tuple(there):
            del rows[key]
        elif there is not None:
            gone.append(key)
    return gone, list(rows.values())
