"""Decides whether a member is in a segment, as a tree of clauses with what was seen, what is needed, and how far it is.

The same answer for a million members comes from db/segment_sql.py; a property test holds the two equal (CM01). Refuses
to know where figures come from (figuring.py) and how a clause is worded (posdesk.counter.reasons).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from posdesk.domain import birthday, brands
from posdesk.domain.clauses import Clause, ClauseCode, all_of, any_of, is_near, none_of
from posdesk.domain.comparing import days_of, is_so, unknown_from
from posdesk.domain.figures import Column, Figures, GoodsKind, Scalar
from posdesk.domain.program import RuleRef
from posdesk.domain.segment_fields import (
    FIELDS,
    Age,
    BirthdayAway,
    DaysSince,
    Favourite,
    GoodsMeasure,
    Mark,
    MarkAfterJoining,
    MarkDaysSince,
    MarkIfAny,
    Measure,
    OfGoods,
    Overdue,
    Pace,
    Total,
    Value,
    window_of,
)
from posdesk.domain.segments import Asks, Comparison, Group, In, Joined, Node, Segment, Span, Window, window_words

Segments = Mapping[str, Segment]
Known = dict[tuple[str, str, Window], Scalar]
"""Values by field, what it is of, and window."""
_JOIN = {Joined.ALL: all_of, Joined.ANY: any_of, Joined.NONE: none_of}
_SUMMED = {Measure.VISITS: 1, Measure.RECEIPTS: 2, Measure.SPEND: 3}
"""Where a measure stands in DayFigures."""
_MOST = 10**9
"""More than any number that stands behind a day in a row of figures: rows are in order, so a day is found by halves."""


def holds(
    figures: Figures, node: Node, segments: Segments, known: Known | None = None, *, short: bool = False
) -> Clause:
    """Whether the clauses hold of a member. segments: those that are named; a circle of them was refused before. known:
    values of her fields that were worked out before, to which those of this question are added. short: of `all` the
    first clause that fails and is out of reach is the last one asked."""
    if isinstance(node, Group):
        asked = (holds(figures, part, segments, known, short=short) for part in node.parts)
        return _JOIN[node.joined](until_out_of_reach(asked) if short and node.joined is Joined.ALL else asked)
    if isinstance(node, In):
        segment = segments[node.segment]
        whole = holds(figures, segment.root, segments, known, short=short)
        rule = RuleRef(f"segment:{segment.id}", segment.version)
        return Clause(ClauseCode.SEGMENT, whole.holds, rule, parts=(whole,), about=segment.title)
    if known is None:
        return _asked(node, value(figures, node))
    key = (node.field, node.of, node.window)
    if key not in known:
        known[key] = value(figures, node)
    return _asked(node, known[key])


def until_out_of_reach(asked: Iterable[Clause]) -> Iterator[Clause]:
    """Clauses up to the first that fails for something else than missing visits, money or points."""
    for clause in asked:
        yield clause
        if not clause.holds and not is_near(clause):
            return


def value(figures: Figures, asks: Asks) -> Scalar:
    """What a clause's field is for a member; None: not known."""
    source, values, today = FIELDS[asks.field].source, figures.values, figures.day
    joined, newcomers = values[Column.ENROLLED_ON], unknown_from(window_of(source, asks), today)
    if newcomers is not None and isinstance(joined, date) and joined >= newcomers:
        return None
    match source:
        case Value(column):
            return values[column]
        case DaysSince(column):
            return _days_since(values[column], today)
        case Overdue():
            away, rhythm = _days_since(values[Column.LAST_VISIT], today), values[Column.RHYTHM_DAYS]
            return None if away is None or not isinstance(rhythm, int) else away * 100 // max(rhythm, 1)
        case BirthdayAway():
            kept = values[Column.BIRTHDAY]
            return birthday.days_away(f"{kept // 100:02}-{kept % 100:02}", today) if isinstance(kept, int) else None
        case Age():
            born = values[Column.BORN_ON]
            return birthday.age(born, today) if isinstance(born, date) else None
        case Total(measure):
            return _total(figures, measure, asks.window)
        case Pace():
            before, now = (_total(figures, Measure.SPEND, Window(span)) for span in (Span.LAST_MONTH, Span.THIS_MONTH))
            return now * 100 // before if before > 0 else None
        case OfGoods(measure, kind):
            return _of_goods(figures, measure, kind, asks)
        case Favourite(kind):
            return _favourite(figures, kind, asks.window)
        case Mark(prefix):
            return figures.marks.get(f"{prefix}:{asks.of}", 0)
        case MarkIfAny(prefix):
            return figures.marks.get(f"{prefix}:{asks.of}")
        case MarkDaysSince(prefix):
            day = figures.marks.get(f"{prefix}:{asks.of}")
            return None if day is None else today.toordinal() - day
        case MarkAfterJoining(prefix):
            day = figures.marks.get(f"{prefix}:{asks.of}")
            return day - joined.toordinal() if day is not None and isinstance(joined, date) else None


def _asked(asks: Asks, seen: Scalar) -> Clause:
    field = FIELDS[asks.field]
    needed = asks.needed[0] if len(asks.needed) == 1 else ", ".join(str(each) for each in asks.needed)
    about = f"{field.label}: {asks.of}" if asks.of else field.label
    if asks.window != Window():
        about = f"{about}, {window_words(asks.window)}"
    return Clause(
        ClauseCode.FIELD,
        is_so(asks, seen),
        law="CM02" if seen is None else "",
        seen=seen,
        needed=needed if asks.needed else None,
        distance=_distance(asks, seen),
        unit=field.unit,
        about=about,
        how=asks.comparison,
    )


def _distance(asks: Asks, seen: Scalar) -> int | None:
    """What is missing to at least, or to more than: as much as is still to come; None where nothing can be added."""
    if not isinstance(seen, int) or asks.comparison not in (Comparison.AT_LEAST, Comparison.MORE_THAN):
        return None
    least = asks.needed[0]
    if not isinstance(least, int):
        return None
    missing = least + (asks.comparison is Comparison.MORE_THAN) - seen
    return missing if missing > 0 else None


def _days_since(day: Scalar, today: date) -> int | None:
    return (today - day).days if isinstance(day, date) else None


def _bounds(figures: Figures, window: Window) -> tuple[date, date]:
    """First and last day; of days since joining of somebody who never enrolled there are none."""
    joined = figures.values[Column.ENROLLED_ON]
    if window.span is Span.SINCE_JOINING and not isinstance(joined, date):
        return date.max, date.min
    return days_of(window, figures.day, joined if isinstance(joined, date) else None)


def _total(figures: Figures, measure: Measure, window: Window) -> int:
    if window.span is Span.ALL and measure is not Measure.RECEIPTS:
        whole = figures.values[Column.VISITS if measure is Measure.VISITS else Column.SPEND]
        return whole if isinstance(whole, int) else 0
    first, last = _bounds(figures, window)
    column, days = _SUMMED[measure], figures.days
    within = days[bisect_left(days, (first,)) : bisect_right(days, (last, _MOST))]
    return sum([entry[column] for entry in within])  # type: ignore[misc]


def _of_goods(figures: Figures, measure: GoodsMeasure, kind: GoodsKind, asks: Asks) -> int | None:
    always = measure is GoodsMeasure.ALWAYS
    first, last = _bounds(figures, Window(Span.LAST_DAYS, figures.habit.days) if always else asks.window)
    goods, eligible = figures.goods, figures.eligible
    found = goods[bisect_left(goods, (kind, asks.of, first)) : bisect_right(goods, (kind, asks.of, last, _MOST))]
    purchases = sum(each.purchases for each in found)
    match measure:
        case GoodsMeasure.PURCHASES:
            return purchases
        case GoodsMeasure.SPEND:
            return sum(each.spend_cents for each in found)
        case GoodsMeasure.DAYS_SINCE:
            return (figures.day - max(each.day for each in found)).days if found else None
    part = sum(each.eligible_cents for each in found)
    among = eligible[bisect_left(eligible, (first,)) : bisect_right(eligible, (last, _MOST * 10**6))]
    whole = sum([cents for _, cents in among])
    if always:
        return int(bool(found) and brands.is_always(figures.habit, purchases, part, whole))
    return part * 100 // whole if whole > 0 else None


def _favourite(figures: Figures, kind: GoodsKind, window: Window) -> str | None:
    first, last = _bounds(figures, window)
    spent: dict[str, int] = {}
    for each in figures.goods:
        if each.kind is kind and first <= each.day <= last:
            spent[each.name] = spent.get(each.name, 0) + each.spend_cents
    return min(spent, key=lambda name: (-spent[name], name), default=None)
