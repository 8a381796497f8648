"""Decides where the value of each field stands in the tables of figures, by its source.

Refuses to know how values are compared (segment_sql.py). A source is read in one of two ways: `Direct`, an expression
over the member's own row; or `Beside`, a select that gives member and value for those who have rows of it, and the
value of everybody else.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table, and_, case, func, select

from db.figure_names import FigureNames
from db.figure_tables import MARK, figure_days, figure_goods, figure_marks, figure_members, figure_names
from posdesk.domain import segment_fields as fields
from posdesk.domain.comparing import days_of
from posdesk.domain.figures import Column, GoodsKind
from posdesk.domain.program import BrandHabit
from posdesk.domain.segment_fields import GoodsMeasure, Measure
from posdesk.domain.segments import Asks, Span, Window

_m, _d, _g, _k = figure_members.c, figure_days.c, figure_goods.c, figure_marks.c
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
            return _favourite(kind, asks.window, sought.day)
        case fields.Mark(prefix):
            return _mark(sought.names.known(MARK, f"{prefix}:{asks.of}"), _k.number, 0)
        case fields.MarkDaysSince(prefix):
            key = sought.names.known(MARK, f"{prefix}:{asks.of}")
            return _mark(key, sought.day.toordinal() - _k.number, None)
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
    start, conditions = _within(figure_days, window, day)
    return Beside(start, conditions, _d.member, func.sum(_d[measure.value]), 0)


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
    start, conditions = _within(figure_goods, asks.window, sought.day)
    value, missing = {
        GoodsMeasure.PURCHASES: (func.sum(_g.purchases), 0),
        GoodsMeasure.SPEND: (func.sum(_g.spend), 0),
        GoodsMeasure.DAYS_SINCE: (sought.day.toordinal() - func.max(_g.day), None),
    }[measure]
    return Beside(start, (_g.name == name, *conditions), _g.member, value, missing)


def _share(name: int, window: Window, day: date) -> Beside:
    whole = _sums(figure_days, window, day, whole=func.sum(_d.eligible))
    part = _sums(figure_goods, window, day, _g.name == name, part=func.sum(_g.eligible))
    start = whole.outerjoin(part, part.c.member == whole.c.member)
    value = floored(func.coalesce(part.c.part, 0) * 100, whole.c.whole)
    return Beside(start, (whole.c.whole > 0,), whole.c.member, value, None, grouped=False)


def _always(name: int, sought: Sought) -> Beside:
    habit, window = sought.habit, Window(Span.LAST_DAYS, sought.habit.days)
    part = _sums(
        figure_goods, window, sought.day, _g.name == name, part=func.sum(_g.eligible), bought=func.sum(_g.purchases)
    )
    whole = _sums(figure_days, window, sought.day, whole=func.sum(_d.eligible))
    enough = and_(
        part.c.bought >= habit.purchases,
        part.c.part * 100 >= func.coalesce(whole.c.whole, 0) * habit.share_percent,
    )
    start = part.outerjoin(whole, whole.c.member == part.c.member)
    return Beside(start, (), part.c.member, case((enough, 1), else_=0), 0, grouped=False)


def _favourite(kind: GoodsKind, window: Window, day: date) -> Beside:
    start, conditions = _within(figure_goods, window, day)
    names = figure_names.c
    order = func.row_number().over(partition_by=_g.member, order_by=(func.sum(_g.spend).desc(), names.name))
    best = (
        select(_g.member, _g.name, order.label("place"))
        .select_from(start.join(figure_names, names.key == _g.name))
        .where(names.kind == kind.value, *conditions)
        .group_by(_g.member, _g.name)
        .subquery()
    )
    return Beside(best, (best.c.place == 1,), best.c.member, best.c.name, None, grouped=False)


def _mark(name: int, value: Whole, missing: int | None) -> Beside:
    return Beside(figure_marks, (_k.name == name,), _k.member, value, missing, grouped=False)


def _sums(table: Table, window: Window, day: date, *more: ColumnElement[bool], **sums: Whole) -> Subquery:
    """For each member with rows of the table in the window, these sums of them."""
    start, conditions = _within(table, window, day)
    member = table.c.member
    columns = [value.label(name) for name, value in sums.items()]
    return select(member, *columns).select_from(start).where(*more, *conditions).group_by(member).subquery()


def _within(table: Table, window: Window, day: date) -> tuple[FromClause, tuple[ColumnElement[bool], ...]]:
    """What to read so that of the table's rows only those in the window are left, and the conditions that do it."""
    its_day = table.c.day
    if window.span is Span.SINCE_JOINING:
        since = its_day - _m.enrolled_on
        joined = table.join(figure_members, _m.key == table.c.member)
        return joined, (since >= window.first, since < window.last, its_day <= day.toordinal())
    first, last = days_of(window, day)
    return table, (its_day >= first.toordinal(), its_day <= last.toordinal())
