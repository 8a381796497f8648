"""Decides which business day an instant belongs to. Refuses to know the machine's own zone.

An instant is an int of milliseconds since 1970-01-01 UTC. A business day is a `datetime.date`; it ends at the store's
cut-off the morning after (rules VS02, VS03), in the store's IANA zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Instant = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

DAY_MS = 86_400_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """A store's zone (IANA name) and cut-off (minutes after local midnight at which the business day turns)."""

    zone: str
    cut_off: int = 240


@dataclass(frozen=True, slots=True)
class AsOf:
    """A moment as a member sees it: the instant, and the business day it is in the member's home store."""

    at: Instant
    day: date


def local_time(instant: Instant, zone: str) -> datetime:
    """The wall clock of `zone` at `instant`, to the millisecond."""
    seconds, millis = divmod(instant, 1000)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, milliseconds=millis)
    return moment.astimezone(ZoneInfo(zone))


def day_in_utc(instant: Instant) -> date:
    """The calendar day of `instant` in UTC: within two days of the business day it belongs to anywhere."""
    return date.fromordinal(_EPOCH_DAY + instant // DAY_MS)


def to_instant(moment: datetime) -> Instant:
    """The instant of an aware datetime, floored to the millisecond. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is not an instant")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def business_day(instant: Instant, calendar: BusinessCalendar) -> date:
    """The business day of `instant`: with a cut-off of 04:00, 01:30 belongs to the day before (VS02).

    Compared as instants, not on the wall clock: a cut-off within the hour that autumn repeats turns the day once.
    """
    day = local_time(instant, calendar.zone).date()
    return day if instant >= _turn(day, calendar) else day - timedelta(days=1)


def span(day: date, calendar: BusinessCalendar) -> tuple[Instant, Instant]:
    """First instant of the business day, and first instant after it. 23, 24 or 25 hours apart (VS03)."""
    return _turn(day, calendar), _turn(day + timedelta(days=1), calendar)


def as_of(instant: Instant, calendar: BusinessCalendar) -> AsOf:
    """`instant` with its business day."""
    return AsOf(instant, business_day(instant, calendar))


def end_of_day(day: date, calendar: BusinessCalendar) -> AsOf:
    """The last millisecond of a business day: what was true when that day ended."""
    return AsOf(span(day, calendar)[1] - 1, day)


def _turn(day: date, calendar: BusinessCalendar) -> Instant:
    hours, minutes = divmod(calendar.cut_off, 60)
    return to_instant(datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(calendar.zone)))
