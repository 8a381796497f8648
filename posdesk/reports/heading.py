"""Decides the words around the tables on paper: whose report it is, from when, by whom, and what is not in it yet.

English names of days and months stand here, so that no setting of a computer changes a byte.
"""

from datetime import date, datetime

from posdesk.domain.business_day import Instant, local_time
from posdesk.office.day_close import number_words
from posdesk.reports.tables import UNSIGNED, said_of_the_day
from posdesk.reports.values import Head, Kind, Report

COPY = "COPY"
ALL_STORES = "All stores"
CLOSED_BY, CHECKED_BY, ON = "Closed by", "Checked by", "Date"
LACKS = "\N{REPLACEMENT CHARACTER} stands for a letter that this typeface lacks; the tables and --json have it."
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """`Monday, Nov 23, 2026`."""
    return f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}, {day.year}"


def store_words(head: Head) -> str:
    """What the store is called."""
    return ALL_STORES if head.store is None else head.name or head.store


def days_words(head: Head) -> str:
    """`denver-1 · Monday, Nov 23, 2026`, or the first day and the last; the id only beside a name."""
    one = day_words(head.first)
    days = one if head.first == head.last else f"{_short(head.first)} to {_short(head.last)}"
    return f"{head.store} · {days}" if head.name and head.store not in (None, head.name) else days


def number(head: Head) -> str:
    """`Z 0042`, `Z 0042 rev. 2`, `X`, or `Report` of several days or stores."""
    if head.kind is Kind.Z and head.number is not None:
        return number_words(head.number) + (f" rev. {head.revision}" if head.revision not in (None, 1) else "")
    return "X" if head.kind is Kind.X and head.store is not None else "Report"


def kind_words(head: Head) -> str:
    """What sort of report it is."""
    if head.kind is Kind.Z:
        return "End of day" if head.revision in (None, 1) else "End of day, with what came later"
    if head.kind is Kind.X:
        return "The day so far, not closed"
    return "As the facts are now"


def made_words(head: Head) -> str:
    """`Closed Nov 23, 2026 22:14 by Dana at register-1`."""
    verb = "Closed" if head.kind is Kind.Z else "Made"
    at_register = f" at {head.register}" if head.register else ""
    return f"{verb} {_moment(head.made_at, head.zone)} by {head.made_by or UNSIGNED}{at_register}"


def notes(report: Report) -> list[str]:
    """What whoever reads it should know first: what waits for the hub, and what came since."""
    waiting, found, head = report.unsent, list[str](), report.head
    if head.facts is not None:
        where = f" of {', '.join(head.registers)}" if head.registers else ""
        found.append(f"{_count(head.facts, 'fact')}{where}")
    if waiting.facts:
        hours = waiting.age_ms // 3_600_000
        age = f"{hours:,} hours" if hours != 1 else "1 hour"
        found.append(f"{_count(waiting.facts, 'fact')} waited for the hub, the oldest for {age}")
    else:
        found.append("Nothing waited for the hub")
    if report.head.unnamed:
        found.append(f"{_count(report.head.unnamed, 'fact')} came since the close and is named by no revision yet")
    return [*found, *(each.removesuffix(".") for each in said_of_the_day(report))]


def hashes(head: Head) -> tuple[str, ...]:
    """The chain at the foot of a Z."""
    if head.hash is None:
        return ()
    return f"This report  {head.hash}", f"The one before  {head.previous or 'none, this is the first'}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _short(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _moment(at: Instant, zone: str) -> str:
    wall: datetime = local_time(at, zone)
    return f"{_short(wall.date())} {wall.hour:02d}:{wall.minute:02d}"
