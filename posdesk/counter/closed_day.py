"""Decides what the counter knows of the close of the business day it is: whether there is one, and its latest revision.

What is recorded after it is in no report until a revision names it (VS07). Refuses to know reports.
"""

from typing import NamedTuple

from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.store_facts import DayClosed

KIND = "day.closed"


class ClosedToday(NamedTuple):
    """The business day it is has its Z. revision: the latest; 1 is the close itself."""

    number: int
    revision: int


def closed_today(desk: Desk) -> ClosedToday | None:
    """The close of today in this store, or None while the day is open. Of two closes the first in the order of facts
    stands; a revision without those before it is none yet."""
    today, store = this_day(desk), desk.station.store
    reports: dict[int, DayClosed] = {}
    for fact in desk.ledger.facts_since(today, {KIND}):
        if isinstance(fact.body, DayClosed) and fact.store == store and fact.body.day == today:
            reports.setdefault(fact.body.revision, fact.body)
    if 1 not in reports:
        return None
    latest = 1
    while latest + 1 in reports:
        latest += 1
    return ClosedToday(reports[1].number, latest)
