"""Decides whether a register's clock is believed, and what time it was when it is not (VS05).

Refuses to know how far off a clock is: whoever has asked the hub says so. Nothing about a wrong clock is ever refused.
"""

from posdesk.domain.business_day import Instant

TRUSTED_MS = 2 * 60 * 1000
"""A clock that is at most so far off the hub's is believed."""


def off(ahead: int | None) -> int:
    """How far off a clock is that is not believed; 0 for one that is. ahead: milliseconds by which it is ahead of the
    hub's (below 0: behind), None: it was never compared."""
    return 0 if ahead is None or abs(ahead) <= TRUSTED_MS else ahead


def at_intake(occurred_at: Instant, corrected_at: Instant | None, hub_now: Instant) -> Instant | None:
    """What the hub makes of it when it takes a fact in: what is still to come cannot have happened, so its time is at
    most the hub's own. Otherwise what the register knew stands, None included."""
    said = occurred_at if corrected_at is None else corrected_at
    return hub_now if said - hub_now > TRUSTED_MS else corrected_at
