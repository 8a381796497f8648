"""Decides which tier a member holds, how far the next one is and until when today's metric counts (TI02, E07, E08).

A tier is measured by counted visits, spend or points *earned*, never by a balance, so redeeming cannot demote (TI01).
"""

from bisect import insort
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from posdesk.domain.program import Basis, Program, Window
from posdesk.domain.standing import NextTier, TierStanding

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
    start = window(program, day)[0] or _FIRST_DAY
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


def standing(metric: Metric, program: Program, day: date) -> TierStanding:
    """The tier on `day`, and the next step with what is missing."""
    amount = value(metric, program, day)
    tier = program.tier_at(amount)
    start, end = window(program, day)
    following = next((step for step in program.tiers if step.minimum > amount), None)
    return TierStanding(
        id=tier.id,
        name=tier.name,
        rule=program.ref(tier.id),
        basis=program.tier_basis,
        window=program.tier_window,
        metric=amount,
        start=start,
        end=end,
        next=None
        if following is None
        else NextTier(
            id=following.id,
            name=following.name,
            needed=following.minimum,
            missing=following.minimum - amount,
            until=_counts_until(metric, program, day),
        ),
    )


def _entered(entry: Entry) -> date:
    return entry[0]


def _counts_until(metric: Metric, program: Program, day: date) -> date | None:
    """The last day on which everything in today's window still counts."""
    if program.tier_window is Window.CALENDAR_YEAR:
        return date(day.year, 12, 31)
    column = _COLUMN[program.tier_basis]
    by_day = groupby(metric.entries[metric.first :], key=_entered)
    oldest = next((entered for entered, those in by_day if sum(amounts[column] for _, amounts in those) > 0), None)
    if oldest is None or program.tier_window is Window.LIFETIME:
        return None
    if program.tier_window is Window.DAYS:
        return oldest + timedelta(days=program.tier_days - 1)
    last = add_months(oldest, 12) - _ONE_DAY
    while add_months(last + 2 * _ONE_DAY, -12) <= oldest:  # month ends are clamped: 29 February has two last days
        last += _ONE_DAY
    return last
