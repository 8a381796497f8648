"""Decides which of two offline edits is later, without trusting a clock: a hybrid logical clock in one int.

The upper bits are milliseconds UTC, the lower COUNTER_BITS count events within one; it never runs backwards even when
the wall clock does. After Kulkarni and others, Logical Physical Clocks (2014).
"""

from posdesk.domain.business_day import Instant

COUNTER_BITS = 8
"""256 events within one millisecond, then the clock borrows from the next; 45 bits of milliseconds fit a JSON int."""


def tick(last: int, now: Instant) -> int:
    """The clock value of a new event: later than `last` (the highest seen so far), and not before `now`."""
    return max(last + 1, now << COUNTER_BITS)
