"""Decides whether a value is as a clause asks (two-valued, CM02), and which business days a window holds (DT06, DT07).

One answer for both readings of a segment, the one of a member and the one of all. Refuses to know where values are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from posdesk.domain.segments import Asks, Comparison, Needed, Span, Window

FIRST_DAY = date.min

_COMPARED: Mapping[Comparison, Callable[[Any, Sequence[Any]], bool]] = {
    Comparison.IS: lambda value, needed: value == needed[0],
    Comparison.IS_NOT: lambda value, needed: value != needed[0],
    Comparison.ONE_OF: lambda value, needed: value in needed,
    Comparison.NONE_OF: lambda value, needed: value not in needed,
    Comparison.AT_LEAST: lambda value, needed: value >= needed[0],
    Comparison.AT_MOST: lambda value, needed: value <= needed[0],
    Comparison.MORE_THAN: lambda value, needed: value > needed[0],
    Comparison.LESS_THAN: lambda value, needed: value < needed[0],
    Comparison.BETWEEN: lambda value, needed: needed[0] <= value <= needed[1],
}


def is_so(asks: Asks, value: Needed | None, needed: Sequence[Needed] | None = None) -> bool:
    """Whether the clause holds of `value`; None: it is not known. needed: what to compare with instead of what the
    clause says, where values are kept in another form."""
    if asks.comparison in (Comparison.KNOWN, Comparison.UNKNOWN):
        return (value is None) is (asks.comparison is Comparison.UNKNOWN)
    if value is None:
        return asks.or_unknown
    return _COMPARED[asks.comparison](value, asks.needed if needed is None else needed)


def days_of(window: Window, today: date, joined: date | None = None) -> tuple[date, date]:
    """The first and the last business day of a window, both in it, as of `today`; the last may be before the first.

    joined: the day of the enrolment, which since_joining counts from. Raises ValueError when it is needed and None.
    """
    match window.span:
        case Span.ALL:
            return FIRST_DAY, today
        case Span.LAST_DAYS:
            return _back(today, window.days - 1), today
        case Span.THIS_MONTH:
            return today.replace(day=1), today
        case Span.LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return last.replace(day=1), last
        case Span.THIS_YEAR:
            return today.replace(month=1, day=1), today
        case Span.LAST_YEAR:
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        case Span.SINCE_JOINING:
            if joined is None:
                raise ValueError("days since joining need the day of joining")
            return joined + timedelta(days=window.first), min(joined + timedelta(days=window.last - 1), today)


def unknown_from(window: Window, today: date) -> date | None:
    """Who joined on this day or later has no value in the window (DT07): who came in the middle of last month cannot be
    measured by all of it. None: everybody has one."""
    return days_of(window, today)[0] if window.span is Span.LAST_MONTH else None


def _back(today: date, days: int) -> date:
    return date.fromordinal(max(today.toordinal() - days, 1))
