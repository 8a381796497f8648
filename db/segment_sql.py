"""Decides how a segment becomes one statement over the tables of figures: the set that membership.py finds one by one.

Two-valued (CM02): where a value is not known, no comparison holds, unless the clause says `or_unknown`. A clause over
days, goods or marks becomes the set of members whose rows decide it, read once from its index; for a member without
such a row the value of having none decides. Values are bound, never written into the text.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, ColumnElement, and_, false, func, or_, select, true

from db.engine import Parameters, bound
from db.figure_filing import Group as DayGroup
from db.figure_names import FigureNames
from db.figure_rows import word_kind
from db.figure_tables import figure_members
from db.segment_sources import Beside, Sought, read
from db.tables import subjects
from posdesk.domain import birthday
from posdesk.domain import segment_fields as fields
from posdesk.domain.comparing import is_so, unknown_from
from posdesk.domain.segment_fields import FIELDS
from posdesk.domain.segments import Asks, Comparison, In, Joined, Needed, Node, Segment

_m = figure_members.c
Condition = ColumnElement[bool]
Statement = tuple[str, Parameters]


@dataclass(frozen=True, slots=True)
class Question:
    """A segment asked of all members of one group of days: the clauses, the segments they name, and what it is about
    besides."""

    node: Node
    segments: Mapping[str, Segment]
    group: DayGroup
    sought: Sought


def count(question: Question) -> Statement:
    """How many members it holds for."""
    return bound(select(func.count()).select_from(figure_members).where(*_conditions(question)))


def page(question: Question, after: int, limit: int) -> Statement:
    """The keys and ids of the first `limit` members after the key `after` it holds for, by key."""
    found = select(_m.key, subjects.c.id).join_from(figure_members, subjects, subjects.c.key == _m.key)
    return bound(found.where(_m.key > after, *_conditions(question)).order_by(_m.key).limit(limit))


def _conditions(question: Question) -> Iterator[Condition]:
    mine = question.group.has(_m.home_store)
    if mine is not None:
        yield mine
    yield _holds(question.node, question)


def _holds(node: Node, question: Question) -> Condition:
    if isinstance(node, In):
        return _holds(question.segments[node.segment].root, question)
    if isinstance(node, Asks):
        return _asks(node, question.sought)
    parts = [_holds(part, question) for part in node.parts]
    if node.joined is Joined.ALL:
        return and_(true(), *parts)
    some = or_(false(), *parts)
    return some if node.joined is Joined.ANY else ~some


def _asks(asks: Asks, sought: Sought) -> Condition:
    source = FIELDS[asks.field].source
    match source:
        case fields.BirthdayAway():
            return _birthday_away(asks, sought.day)
        case fields.Age():
            return _age(asks, sought.day)
    newcomers = unknown_from(fields.window_of(source, asks), sought.day)
    if newcomers is None:
        return _known(asks, source, sought)
    joined_since = func.coalesce(_m.enrolled_on, 0) >= newcomers.toordinal()
    unknown = joined_since if is_so(asks, None) else false()
    return or_(unknown, and_(~joined_since, _known(asks, source, sought)))


def _known(asks: Asks, source: fields.Source, sought: Sought) -> Condition:
    """Whether a clause holds of those who have been here long enough to be asked."""
    needed = [_stored(one, source, sought.names) for one in asks.needed]
    where = read(source, asks, sought)
    if not isinstance(where, Beside):
        return _test(asks, where.value, needed)
    if not is_so(asks, where.missing, needed):
        return _m.key.in_(where.members(_test(asks, where.value, needed)))
    return _m.key.not_in(where.members(~_test(asks, where.value, needed)))


def _test(asks: Asks, value: ColumnElement[int], needed: Sequence[int]) -> Condition:
    """Whether a value is as the clause asks: never NULL."""
    if asks.comparison is Comparison.KNOWN:
        return value.is_not(None)
    if asks.comparison is Comparison.UNKNOWN:
        return value.is_(None)
    compared = _COMPARED[asks.comparison](value, needed)
    return func.coalesce(compared, true() if asks.or_unknown else false(), type_=Boolean())


_COMPARED: Mapping[Comparison, Callable[[ColumnElement[int], Sequence[int]], Condition]] = {
    Comparison.IS: lambda value, needed: value == needed[0],
    Comparison.IS_NOT: lambda value, needed: value != needed[0],
    Comparison.ONE_OF: lambda value, needed: value.in_(needed),
    Comparison.NONE_OF: lambda value, needed: value.not_in(needed),
    Comparison.AT_LEAST: lambda value, needed: value >= needed[0],
    Comparison.AT_MOST: lambda value, needed: value <= needed[0],
    Comparison.MORE_THAN: lambda value, needed: value > needed[0],
    Comparison.LESS_THAN: lambda value, needed: value < needed[0],
    Comparison.BETWEEN: lambda value, needed: value.between(needed[0], needed[1]),
}


def _stored(needed: Needed, source: fields.Source, names: FigureNames) -> int:
    """A value that a clause compares with, as the tables have it."""
    if isinstance(needed, date):
        return needed.toordinal()
    if isinstance(needed, int):
        return needed
    match source:
        case fields.Value(column):
            return names.known(word_kind(column), needed)
        case fields.Favourite(kind):
            return names.known(kind, needed)
        case _:
            raise ValueError(f"{source!r} is no word")


def _birthday_away(asks: Asks, day: date) -> Condition:
    """The birthdays of which the clause holds, as stretches of the year."""
    leap = range(date(2000, 1, 1).toordinal(), date(2001, 1, 1).toordinal())
    birthdays = [date.fromordinal(ordinal) for ordinal in leap]
    holding = [is_so(asks, birthday.days_away(f"{each:%m-%d}", day)) for each in birthdays]
    number = [each.month * 100 + each.day for each in birthdays]
    return _in_stretches(asks, _m.birthday, [(number[first], number[last]) for first, last in _runs(holding)])


def _age(asks: Asks, day: date) -> Condition:
    """The days of birth of which the clause holds: who was born later is never older."""
    ages = range(day.year - date.max.year, day.year)
    born = range(date.max.toordinal() + 1)

    def last_born(age: int) -> int:
        """The latest day of birth of somebody at least so old; 0: there is none."""
        return bisect_right(born, -age, lo=1, key=lambda ordinal: -birthday.age(date.fromordinal(ordinal), day)) - 1

    runs = _runs([is_so(asks, age) for age in ages])
    stretches = [(last_born(ages[last] + 1) + 1, last_born(ages[first])) for first, last in runs]
    return _in_stretches(asks, _m.born_on, stretches)


def _in_stretches(asks: Asks, value: ColumnElement[int], stretches: Iterable[tuple[int, int]]) -> Condition:
    """Whether a column lies in one of some stretches, both ends with them; not known, as the clause has it."""
    if is_so(asks, None):
        return or_(value.is_(None), *(value.between(first, last) for first, last in stretches))
    inside = or_(false(), *(value.between(first, last) for first, last in stretches))
    return and_(value.is_not(None), inside)


def _runs(holding: Sequence[bool]) -> list[tuple[int, int]]:
    """The first and last place of each run of true ones."""
    places = [place for place, holds in enumerate(holding) if holds]
    firsts = [place for place in places if place == 0 or not holding[place - 1]]
    lasts = [place for place in places if place == len(holding) - 1 or not holding[place + 1]]
    return list(zip(firsts, lasts, strict=True))
