"""Decides at which stage of the way with the shop a member is, and until when that stays so if nothing happens.

The member's own rhythm is the measure: the median number of days between counted visits. Refuses to know points.
"""

from datetime import date, timedelta
from enum import StrEnum

USUAL_RHYTHM = 30
"""Days between visits, for whom there are too few to tell."""
SHORTEST_RHYTHM = 7
NEW_VISITS, NEW_DAYS = 3, 60
"""With fewer counted visits than these, and seen within these days, somebody is new."""
GONE_DAYS = 365


class Stage(StrEnum):
    """new: fewer than 3 counted visits, seen within 60 days. active: seen within 1.5 times the own rhythm. slipping:
    within 3 times. lapsed: longer ago. gone: longer ago than a year (and than 3 times the rhythm)."""

    NEW = "new"
    ACTIVE = "active"
    SLIPPING = "slipping"
    LAPSED = "lapsed"
    GONE = "gone"


def stage(visits: int, last_seen: date, rhythm: int | None, day: date) -> tuple[Stage, date | None]:
    """The stage on `day`, and the last day on which it is that without a visit; None: for ever.

    visits: counted ones. last_seen: the last visit, else the enrolment. rhythm: days, None when not known.
    """
    usual = max(USUAL_RHYTHM if rhythm is None else rhythm, SHORTEST_RHYTHM)
    limits = [(Stage.ACTIVE, usual * 3 // 2), (Stage.SLIPPING, usual * 3), (Stage.LAPSED, max(GONE_DAYS, usual * 3))]
    if visits < NEW_VISITS:
        limits = [(Stage.NEW, NEW_DAYS), *((word, days) for word, days in limits if days > NEW_DAYS)]
    away = (day - last_seen).days
    for word, days in limits:
        if away <= days:
            return word, last_seen + timedelta(days=days)
    return Stage.GONE, None
