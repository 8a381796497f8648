"""Decides when people come to the made-up store: weekdays, seasons, hours, and the last day, which is cut short by now.

Refuses to know who comes and what is bought. Times are instants (ms UTC); days are business days of the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from posdesk.domain.business_day import BusinessCalendar, Instant, business_day, span, to_instant

DAYS = 730
"""The store has been open for so long."""
WEEKDAYS = (0.80, 0.78, 0.88, 1.00, 1.40, 1.30, 0.84)
"""How busy Monday to Sunday are, against the mean."""
MONTHS = (0.90, 0.92, 1.00, 1.08, 1.00, 1.02, 1.08, 1.04, 0.98, 0.96, 1.02, 1.18)
OPENS, CLOSES = 9, 21
HOURS = (3, 4, 6, 8, 7, 7, 9, 12, 14, 13, 10, 7)
"""How busy each hour between opening and closing is."""
LAST_HOURS_MS = 4 * 3600 * 1000
"""On the last day people have been coming for so long, whatever hour it is: whoever tries the demo at night sees a
morning too."""
SILENCE_MS = 11 * 60 * 1000
"""Nothing has happened in the last minutes, so that no member of the demo was just here."""
LAST_DAY_SHARE = 0.4
"""The part of a whole day's visits that fit into the last one's hours."""


@dataclass(frozen=True, slots=True)
class Season:
    """The stretch of time that is made up: first and last business day, and the instant at which it ends."""

    first: date
    last: date
    until: Instant
    calendar: BusinessCalendar


def season(until: Instant, calendar: BusinessCalendar) -> Season:
    """The two years that end at `until`."""
    last = business_day(until, calendar)
    return Season(last - timedelta(days=DAYS), last, until, calendar)


def demand(day: date) -> float:
    """How busy a day is, against the mean of all days."""
    return WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]


def near(rng: Random, day: date) -> date:
    """`day` or a neighbour of it, the busier the likelier: Friday evenings fill up, Mondays do not."""
    around = [day + timedelta(days=shift) for shift in (-1, 0, 1)]
    return rng.choices(around, [demand(one) for one in around])[0]


def coming(rng: Random, first: date, last: date, gap: float) -> Iterator[date]:
    """The days on which somebody comes who comes every `gap` days, more or less, after `first` and up to `last`."""
    day = first
    while True:
        pause = rng.gammavariate(3, gap / 3) / MONTHS[day.month - 1]
        following = near(rng, day + timedelta(days=max(1, round(pause))))
        day = max(following, day + timedelta(days=1))
        if day > last:
            return
        yield day


def at_day(rng: Random, period: Season, day: date) -> Instant | None:
    """An instant of a business day at which the store is open; None when the last day has no room for this one."""
    if day == period.last:
        return _on_last_day(rng, period)
    (hour,) = rng.choices(range(OPENS, CLOSES), HOURS)
    wall = datetime.combine(day, time(hour), ZoneInfo(period.calendar.zone))
    return to_instant(wall) + rng.randrange(3_600_000)


def _on_last_day(rng: Random, period: Season) -> Instant | None:
    end = period.until - SILENCE_MS
    begin = max(span(period.last, period.calendar)[0], end - LAST_HOURS_MS)
    if begin >= end or rng.random() > LAST_DAY_SHARE:
        return None
    return rng.randrange(begin, end)
