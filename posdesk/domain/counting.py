"""Decides which visits count as one (VS01, E09). Refuses to know what a visit earned."""

from dataclasses import dataclass, field
from datetime import date

from posdesk.domain.business_day import Instant
from posdesk.domain.facts import VisitRecorded
from posdesk.domain.program import Counting, Program
from posdesk.domain.standing import NotCounted

HOUR_MS = 3_600_000
_BUSINESS_DAY, _GAP_HOURS = Counting.BUSINESS_DAY, Counting.GAP_HOURS
"""At hand: Python 3.11 takes a tenth of a microsecond to look up a word of an enum, and every visit asks."""


@dataclass(slots=True)
class Counted:
    """The business days and the last instant that have a counted visit."""

    days: set[date] = field(default_factory=set)
    last: Instant | None = None


def why_not(counted: Counted, program: Program, visit: VisitRecorded, at: Instant, day: date) -> NotCounted | None:
    """None when the visit counts (and it is noted then), else the reason why it does not."""
    if not visit.items_handed_over:
        return NotCounted.NOTHING_HANDED_OVER
    if program.counting is _BUSINESS_DAY and day in counted.days:
        return NotCounted.SAME_BUSINESS_DAY
    if program.counting is _GAP_HOURS and counted.last is not None and at - counted.last < program.gap_hours * HOUR_MS:
        return NotCounted.TOO_SOON
    counted.days.add(day)
    counted.last = at
    return None
