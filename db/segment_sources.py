"""Decides where the value of each field stands in the tables of figures, by its source.

Refuses to know how values are compared (segment_sql.py). A source is read in one of two ways: `Direct`, an expression
over the member's own row; or `Beside`, a select that gives member and value for those who have rows of it, and the
value of everybody else.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, and_, case, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from db.figure_names import FigureNames
from db.figure_tables import MARK, figure_days, figure_goods, figure_marks, figure_members, figure_names
from posdesk.domain import segment_fields as fields
from posdesk.domain.comparing import days_of
from posdesk.domain.figures import Column, GoodsKind
from posdesk.domain.program import BrandHabit
from posdesk.domain.segment_fields import GoodsMeasure, Measure
from posdesk.domain.segments import Asks, Comparison, Span, Window

_m, _d, _k = figure_members.c, figure_days.c, figure_marks.c
Whole = ColumnElement[int]


@dataclass(frozen=True, slots=True)
class Direct:
    """A value in the member's own row. NULL: not known."""

    value: Whole


@dataclass(frozen=True, slots=True)
class Beside:
    """Values in other rows. rows: what is read, `member` and `value` its columns; grouped: value is a sum over the rows
    of a member. missing: the value of a member without a row; None: not known."""

    start: FromClause
    conditions: tuple[ColumnElement[bool], ...]
    member: Whole
    value: Whole
    missing: int | None
    grouped: bool = True

    def members(self, test: ColumnElement[bool]) -> Select[int]:
        """The members of whose value the test holds."""
        found = select(self.member).select_from(self.start).where(*self.conditions)
        return found.group_by(self.member).having(test) if self.grouped else found.where(test)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question is about besides the clause: the business day, the numbers of names, the program's setting of
    "always buys"."""

    day: date
    names: FigureNames
    habit: BrandHabit


def read(source: fields.Source, asks: Asks, sought: Sought) -> Direct | Beside:
    """Where the value of a clause's field stands. BirthdayAway and Age are ranges of a column, see segment_sql.py."""
    match source:
        case fields.Value(column):
            return Direct(_m[column.value])
        case fields.DaysSince(column):
            return Direct(sought.day.toordinal() - _m[column.value])
        case fields.Overdue():
            return Direct(_overdue(sought.day))
        case fields.Total(measure):
            return _total(measure, asks.window, sought.day)
        case fields.Pace():
            return _pace(sought.day)
        case fields.OfGoods(measure, kind):
            return _of_goods(measure, sought.names.known(kind, asks.of), asks, sought)
        case fields.Favourite(kind):
            return _favourite(kind, asks, sought)
        case fields.Mark(prefix):
            return _mark(sought.names.known(MARK, f"{prefix}:{asks.of}"), _k.number, 0)
        case fields.MarkIfAny(prefix):
            return _mark(sought.names.known(MARK, f"{prefix}:{asks.of}"), _k.number, None)
        case fields.MarkDaysSince(prefix):
            key = sought.names.known(MARK, f"{prefix}:{asks.of}")
            return _mark(key, sought.day.toordinal() - _k.number, None)
        case fields.MarkAfterJoining(prefix):
            return _after_joining(sought.names.known(MARK, f"{prefix}:{asks.of}"))
        case _:
            raise ValueError(f"{source!r} is a range of a column")


def floored(part: Whole, whole: Whole) -> Whole:
    """part / whole, floored, for a whole above 0; SQL cuts towards 0."""
    return case((part >= 0, part // whole), else_=-((whole - 1 - part) // whole))


def _overdue(day: date) -> Whole:
    rhythm = case((_m.rhythm_days < 1, 1), else_=_m.rhythm_days)
    return floored((day.toordinal() - _m.last_visit) * 100, rhythm)


def _total(measure: Measure, window: Window, day: date) -> Direct | Beside:
    if window.span is Span.ALL and measure is not Measure.RECEIPTS:
        return Direct(_m[Column.VISITS.value if measure is Measure.VISITS else Column.SPEND.value])
    rows = _within(figure_days, window, day)
    return Beside(rows.start, rows.conditions, rows.its.member, func.sum(rows.its[measure.value]), 0)


def _pace(day: date) -> Beside:
    last_month = days_of(Window(Span.LAST_MONTH), day)[0].toordinal()
    this_month = day.replace(day=1).toordinal()
    before = func.sum(case((_d.day < this_month, _d.spend), else_=0))
    now = func.sum(case((_d.day >= this_month, _d.spend), else_=0))
    days = (_d.day >= last_month, _d.day <= day.toordinal())
    return Beside(figure_days, days, _d.member, case((before > 0, floored(now * 100, before))), None)


def _of_goods(measure: GoodsMeasure, name: int, asks: Asks, sought: Sought) -> Beside:
    if measure is GoodsMeasure.ALWAYS:
        return _always(name, sought)
    if measure is GoodsMeasure.SHARE:
        return _share(name, asks.window, sought.day)
    rows = _within(figure_goods, asks.window, sought.day, name)
    value, missing = {
        GoodsMeasure.PURCHASES: (func.sum(rows.its.purchases), 0),
        GoodsMeasure.SPEND: (func.sum(rows.its.spend), 0),
        GoodsMeasure.DAYS_SINCE: (sought.day.toordinal() - func.max(rows.its.day), None),
    }[measure]
    return Beside(rows.start, rows.conditions, rows.its.member, value, missing)


def _share(name: int, window: Window, day: date) -> Beside:
    whole = _sums(_within(figure_days, window, day), "eligible")
    part = _sums(_within(figure_goods, window, day, name), "eligible")
    start = whole.outerjoin(part, part.c.member == whole.c.member)
    value = floored(func.coalesce(part.c.eligible, 0) * 100, whole.c.eligible)
    return Beside(start, (whole.c.eligible > 0,), whole.c.member, value, None, grouped=False)


def _always(name: int, sought: Sought) -> Beside:
    habit, window = sought.habit, Window(Span.LAST_DAYS, sought.habit.days)
    part = _sums(_within(figure_goods, window, sought.day, name), "eligible", "purchases")
    whole = _sums(_within(figure_days, window, sought.day), "eligible")
    enough = and_(
        part.c.purchases >= habit.purchases,
        part.c.eligible * 100 >= func.coalesce(whole.c.eligible, 0) * habit.share_percent,
    )
    start = part.outerjoin(whole, whole.c.member == part.c.member)
    return Beside(start, (), part.c.member, case((enough, 1), else_=0), 0, grouped=False)


def _favourite(kind: GoodsKind, asks: Asks, sought: Sought) -> Beside:
    rows, names = _within(figure_goods, asks.window, sought.day), figure_names.c
    conditions = (names.kind == kind.value, *rows.conditions)
    if asks.comparison in (Comparison.IS, Comparison.ONE_OF) and not asks.or_unknown:  # only of who bought it can it be
        wanted = [sought.names.known(kind, str(name)) for name in asks.needed]
        bought = figure_goods.alias()
        conditions += (rows.its.member.in_(select(bought.c.member).where(bought.c.name.in_(wanted))),)
    most = (func.sum(rows.its.spend).desc(), names.name)
    order = func.row_number().over(partition_by=rows.its.member, order_by=most)
    best = (
        select(rows.its.member, rows.its.name, order.label("place"))
        .select_from(rows.start.join(figure_names, names.key == rows.its.name))
        .where(*conditions)
        .group_by(rows.its.member, rows.its.name)
        .subquery()
    )
    return Beside(best, (best.c.place == 1,), best.c.member, best.c.name, None, grouped=False)


def _mark(name: int, value: Whole, missing: int | None) -> Beside:
    return Beside(figure_marks, (_k.name == name,), _k.member, value, missing, grouped=False)


class Rows(NamedTuple):
    """Rows of one table: their columns, what is read for them, and the conditions that leave only them."""

    its: ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]
    start: FromClause
    conditions: tuple[ColumnElement[bool], ...]


def _after_joining(name: int) -> Beside:
    """Who never enrolled has no day to count from."""
    start = figure_marks.join(figure_members, _m.key == _k.member)
    conditions = (_k.name == name, _m.enrolled_on.is_not(None))
    return Beside(start, conditions, _k.member, _k.number - _m.enrolled_on, None, grouped=False)


def _sums(rows: Rows, *columns: str) -> Subquery:
    """For each member with such rows, the sums of these columns."""
    sums = [func.sum(rows.its[name]).label(name) for name in columns]
    found = select(rows.its.member, *sums).select_from(rows.start).where(*rows.conditions)
    return found.group_by(rows.its.member).subquery()


def _within(table: Table, window: Window, day: date, name: int | None = None) -> Rows:
    """The rows of a table in a window, with a name where one is asked for.

    Days since joining need each member's own row. Those are read in their order, or each page of them would be read
    again and again: `OFFSET 0` keeps the database from undoing it.
    """
    named = () if name is None else (table.c.name == name,)
    if window.span is not Span.SINCE_JOINING:
        first, last = days_of(window, day)
        return Rows(table.c, table, (*named, table.c.day >= first.toordinal(), table.c.day <= last.toordinal()))
    found = select(table).where(*named, table.c.day <= day.toordinal()).order_by(table.c.member).offset(0).subquery()
    since = found.c.day - _m.enrolled_on
    joined = found.join(figure_members, _m.key == found.c.member)
    return Rows(found.c, joined, (since >= window.first, since < window.last))
