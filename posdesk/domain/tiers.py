"""Decides how a tier is measured: the metric of a window of business days, and until when it counts (TI02, E07, E08).

A tier is measured by counted visits, spend or points *earned*, never by a balance, so redeeming cannot demote (TI01).
Refuses to know which tier is held (ladder.py).
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from posdesk.domain.program import Basis, Program, Window

_ONE_DAY = timedelta(days=1)
_FIRST_DAY = date.min

Amounts = tuple[int, int, int]
"""(counted visits, cents of spend, hundredths of points earned); a return has negative amounts."""

_COLUMN = {Basis.VISITS: 0, Basis.SPEND: 1, Basis.POINTS: 2}


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's end: 31 January + 1 month is 28 or 29 February (TI02)."""
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    if day.day > 28:
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return date(year, month + 1, day.day)


def window(program: Program, day: date) -> tuple[date | None, date | None]:
    """[start, end) of the business days that count on `day`; rolling 12 months on 2025-03-15 is
    [2024-03-16, 2025-03-16). (None, None) is the whole life."""
    match program.tier_window:
        case Window.LIFETIME:
            return None, None
        case Window.CALENDAR_YEAR:
            return date(day.year, 1, 1), date(day.year + 1, 1, 1)
        case Window.ROLLING_12_MONTHS:
            end = day + _ONE_DAY
            return add_months(end, -12), end
        case Window.DAYS:
            end = day + _ONE_DAY
            return end - timedelta(days=program.tier_days), end


@dataclass(slots=True)
class Metric:
    """What a member has done, by day, and the running sum of the window that was last asked for.

    days, entries: what was done and when, in order of day. Asking for a later day only drops entries from the front, so
    folding n visits is O(n). program, day: those last asked for; column: its basis, start: its first day, first: the
    first entry in it, total: its sum.
    """

    days: list[date] = field(default_factory=list)
    entries: list[Amounts] = field(default_factory=list)
    program: Program | None = None
    column: int = 0
    day: date = _FIRST_DAY
    start: date = _FIRST_DAY
    first: int = 0
    total: int = 0


def copy_of(metric: Metric) -> Metric:
    """A metric that goes its own way from here."""
    return replace(metric, days=list(metric.days), entries=list(metric.entries))


def add(metric: Metric, day: date, visits: int, spend: int, points: int) -> None:
    """Note what happened on `day`."""
    amounts, days = (visits, spend, points), metric.days
    if days and day < days[-1]:
        place = bisect_right(days, day)
        days.insert(place, day)
        metric.entries.insert(place, amounts)
        metric.program = None  # an earlier day came later: count anew when next asked
        return
    days.append(day)
    metric.entries.append(amounts)
    if day >= metric.start:
        metric.total += amounts[metric.column]
    else:
        metric.program = None  # what the window has left behind already: count anew when next asked


def value(metric: Metric, program: Program, day: date) -> int:
    """The metric of the program's basis in its window on `day`, in the unit of the basis."""
    if metric.program is program and metric.day == day:
        return metric.total
    start = program.window_starts.get(day)
    if start is None:
        start = program.window_starts[day] = window(program, day)[0] or _FIRST_DAY
    if metric.program is not program or start < metric.start:
        metric.program, metric.column, metric.first = program, _COLUMN[program.tier_basis], 0
        metric.total = sum([amounts[metric.column] for amounts in metric.entries])
    days, first = metric.days, metric.first
    while first < len(days) and days[first] < start:
        metric.total -= metric.entries[first][metric.column]
        first += 1
    metric.first, metric.start, metric.day = first, start, day
    return metric.total


def value_on(metric: Metric, program: Program, day: date) -> int:
    """As value, for any day at all, past or to come: worked out anew, the running window left alone."""
    start, end = window(program, day)
    within = slice(_since(metric, start), None if end is None else bisect_left(metric.days, end))
    column = _COLUMN[program.tier_basis]
    return sum([amounts[column] for amounts in metric.entries[within]])


def first_day_below(metric: Metric, program: Program, minimum: int, after: date, until: date) -> date | None:
    """The first day after `after` and up to `until` on which the metric is below `minimum`, if nothing more comes."""
    start = window(program, after)[0]
    if start is None:
        return None
    first, column = _since(metric, start), _COLUMN[program.tier_basis]
    total = sum([amounts[column] for amounts in metric.entries[first:]])
    for entered, amount in _by_day(metric, program, first):
        leaves = counted_until(program, entered) + _ONE_DAY
        if leaves > until:
            return None
        total -= amount
        if total < minimum:
            return leaves
    return None


def counted_until(program: Program, entered: date) -> date:
    """The last day whose window still has `entered` in it; the inverse of window. For ever: the last day there is."""
    match program.tier_window:
        case Window.LIFETIME:
            return date.max - _ONE_DAY
        case Window.CALENDAR_YEAR:
            return date(entered.year, 12, 31)
        case Window.DAYS:
            return entered + timedelta(days=program.tier_days - 1)
        case Window.ROLLING_12_MONTHS:
            last = add_months(entered, 12) - _ONE_DAY
            while add_months(last + 2 * _ONE_DAY, -12) <= entered:  # ends of months are clamped: 29 February has two
                last += _ONE_DAY
            return last


def counts_until(metric: Metric, program: Program, day: date) -> date | None:
    """The last day on which everything in the window of `day` still counts; None when nothing ever drops out. The
    metric was last asked for this day."""
    if program.tier_window is Window.CALENDAR_YEAR:
        return date(day.year, 12, 31)
    oldest = next((entered for entered, amount in _by_day(metric, program, metric.first) if amount > 0), None)
    if oldest is None or program.tier_window is Window.LIFETIME:
        return None
    return counted_until(program, oldest)


def _since(metric: Metric, start: date | None) -> int:
    """The number of the first entry on `start` or later."""
    return 0 if start is None else bisect_left(metric.days, start)


def _by_day(metric: Metric, program: Program, first: int) -> Iterator[tuple[date, int]]:
    """What each day adds to the metric, from the entry numbered `first` on."""
    column, entries = _COLUMN[program.tier_basis], zip(metric.days[first:], metric.entries[first:], strict=True)
    for day, those in groupby(entries, key=itemgetter(0)):
        yield day, sum([amounts[column] for _, amounts in those])
