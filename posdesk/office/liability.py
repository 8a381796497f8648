"""Decides what a day's points liability is: every member folded at the beginning and at the end of the business day.

It closes to zero per store and member, or it is a bug that says so (LG03). Refuses to know how it is printed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.counter.ports import Desk
from posdesk.domain import liability
from posdesk.domain.business_day import end_of_day
from posdesk.domain.fold import fold
from posdesk.domain.liability import Liability


@dataclass(frozen=True, slots=True)
class DayLiability:
    """A business day of this store. stores: by store whose points they are, over all members. members: by member and
    store, those only whose points moved or who have some."""

    day: date
    stores: Mapping[str, Liability]
    members: Mapping[str, Mapping[str, Liability]]


def of_day(desk: Desk, day: date, progress: Callable[[int], None] | None = None) -> DayLiability:
    """The liability of a business day, by this store's calendar. progress: told how many members are done."""
    calendar, timeline = desk.programs.calendar(desk.station.store), desk.programs.timeline()
    morning, evening = end_of_day(day - timedelta(days=1), calendar), end_of_day(day, calendar)
    members: dict[str, dict[str, Liability]] = {}
    for done, member in enumerate(desk.ledger.members(), start=1):
        facts = desk.ledger.facts_about(member)
        before, after = (fold(member, facts, timeline, moment) for moment in (morning, evening))
        moved = {
            store: each
            for store, each in liability.of_member(before, after).items()
            if each.opening or each.closing or each.movements
        }
        if moved:
            members[member] = moved
        if progress is not None:
            progress(done)
    stores = sorted({store for moved in members.values() for store in moved})
    sums = {store: liability.in_sum(moved[store] for moved in members.values() if store in moved) for store in stores}
    return DayLiability(day, sums, members)
