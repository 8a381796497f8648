"""Decides how a tier is measured: the metric of a window of business days, and until when it counts (TI02, E07, E08).

A tier is measured by counted visits, spend or points *earned*, never by a balance, so redeeming cannot demote (TI01).
Refuses to know which tier is held (ladder.py).
"""

from bisect import insort
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from posdesk.domain.program import Basis, Program, Window

_ONE_DAY = timedelta(days=1)
_FIRST_DAY = date.min

Entry = tuple[date, tuple[int, int, int]]
"""(business day, (counted visits, cents of spend, hundredths of points earned)); a return has negative amounts."""

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

    entries: in order of day. Asking for a later day only drops entries from the front, so folding n visits is O(n).
    """

    entries: list[Entry] = field(default_factory=list)
    program: Program | None = None
    day: date = _FIRST_DAY
    start: date = _FIRST_DAY
    first: int = 0
    total: int = 0


def add(metric: Metric, day: date, visits: int, spend: int, points: int) -> None:
    """Note what happened on `day`."""
    entry = (day, (visits, spend, points))
    if not metric.entries or day >= metric.entries[-1][0]:
        metric.entries.append(entry)
    else:
        insort(metric.entries, entry, key=lambda other: other[0])
        metric.program = None  # an earlier day came later: count anew when next asked
    if metric.program is not None and day >= metric.start:
        metric.total += entry[1][_COLUMN[metric.program.tier_basis]]
    elif day < metric.start:
        metric.program = None  # what the window has left behind already: count anew when next asked


def value(metric: Metric, program: Program, day: date) -> int:
    """The metric of the program's basis in its window on `day`, in the unit of the basis."""
    if metric.program is program and metric.day == day:
        return metric.total
    start = program.window_starts.get(day)
    if start is None:
        start = program.window_starts[day] = window(program, day)[0] or _FIRST_DAY
    column = _COLUMN[program.tier_basis]
    if metric.program is not program or start < metric.start:
        metric.program, metric.start, metric.first = program, _FIRST_DAY, 0
        metric.total = sum([amounts[column] for _, amounts in metric.entries])
    entries, first = metric.entries, metric.first
    while first < len(entries) and entries[first][0] < start:
        metric.total -= entries[first][1][column]
        first += 1
    metric.first, metric.start, metric.day = first, start, day
    return metric.total


def value_on(metric: Metric, program: Program, day: date) -> int:
    """As value, for any day at all, past or to come: worked out anew, the running window left alone."""
    start, end = window(program, day)
    column = _COLUMN[program.tier_basis]
    return sum(
        [amounts[column] for entered, amounts in metric.entries if (start or _FIRST_DAY) <= entered < (end or date.max)]
    )


def first_day_below(metric: Metric, program: Program, minimum: int, after: date, until: date) -> date | None:
    """The first day after `after` and up to `until` on which the metric is below `minimum`, if nothing more comes."""
    start = window(program, after)[0]
    if start is None:
        return None
    column = _COLUMN[program.tier_basis]
    within = [entry for entry in metric.entries if entry[0] >= start]
    total = sum([amounts[column] for _, amounts in within])
    for entered, those in groupby(within, key=_entered):
        leaves = counted_until(program, entered) + _ONE_DAY
        if leaves > until:
            return None
        total -= sum([amounts[column] for _, amounts in those])
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
    column = _COLUMN[program.tier_basis]
    by_day = groupby(metric.entries[metric.first :], key=_entered)
    oldest = next((entered for entered, those in by_day if sum(amounts[column] for _, amounts in those) > 0), None)
    if oldest is None or program.tier_window is Window.LIFETIME:
        return None
    return counted_until(program, oldest)


def _entered(entry: Entry) -> date:
    return entry[0]
