"""Decides when somebody may be written to: by the wall clocks of every place at which she may be (CM06, G21).

Refuses to know phones: which zones an area code lies in is asked of a port (posdesk.office.messages.Zones).
"""

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from posdesk.domain.business_day import Instant, local_time, to_instant

_AHEAD_DAYS = 2
"""The hours begin anew each day in each zone, and no two zones are more than a day apart."""


class Hours(NamedTuple):
    """From `first` to before `last` by the wall clock, on every day."""

    first: time
    last: time


WIDEST = Hours(time(8), time(21))
"""Nobody is written to outside of these hours (G21); a program may narrow them."""


def zones_of_recipient(own: str | None, phone: Collection[str], store: str) -> frozenset[str]:
    """The IANA zones that all must allow it. own: her zone, when it is known. phone: those of her phone's area code.
    store: her home store's. Without her own, hers may be any of the others."""
    return frozenset({own}) if own is not None else frozenset({store, *phone})


def may_go(at: Instant, hours: Hours, zones: Collection[str]) -> bool:
    """Whether it is within the hours in every zone."""
    return all(hours.first <= local_time(at, zone).time() < hours.last for zone in zones)


def next_time(now: Instant, hours: Hours, zones: Collection[str]) -> Instant | None:
    """The first instant, `now` or later, that is within the hours in every zone; None when the zones have no hour in
    common."""
    return next((at for at in sorted({now, *_beginnings(now, hours, zones)}) if may_go(at, hours, zones)), None)


def _beginnings(now: Instant, hours: Hours, zones: Collection[str]) -> Iterator[Instant]:
    """When the hours begin in each zone, from now on: all are open first when the last of them opens."""
    for zone in zones:
        today = local_time(now, zone).date()
        for ahead in range(_AHEAD_DAYS + 1):
            wall = datetime.combine(today + timedelta(days=ahead), hours.first, ZoneInfo(zone))
            if (at := to_instant(wall)) > now:
                yield at
