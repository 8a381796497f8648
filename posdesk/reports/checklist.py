"""Decides what is checked before a day is closed, and whether it may be closed: values, no words.

A day is not closed while something is wrong that closing it would make last (BAD); what can still come in afterwards,
or is for a person to judge, only warns. Refuses to know the words and who closes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.day_sums import What
from posdesk.domain.exceptional import Exceptional, Kind, key_of
from posdesk.office import day_close
from posdesk.office.ports import Days
from posdesk.reports.values import Report


class Item(StrEnum):
    """What is looked at."""

    SENT = "sent"
    DOUBLES = "doubles"
    UNUSUAL = "unusual"
    VOIDS = "voids"
    CLOCK = "clock"
    EXCEPTIONS = "exceptions"
    FOLLOW_UPS = "follow_ups"
    POINTS = "points"
    OPEN_DAYS = "open_days"
    ORDER = "order"


class Mark(StrEnum):
    """How it stands."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


class Order(StrEnum):
    """Why a day cannot be closed now, or cannot any more."""

    FUTURE = "future"
    CLOSED = "closed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist. number: how many. minutes: of a clock, how far it is off. order: why not now."""

    item: Item
    mark: Mark
    number: int = 0
    minutes: int = 0
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Evening:
    """A day before it is closed. number: of its Z, or of the next one. closed: it is. checks: in the order they are
    read. latest: the day that was closed last. left_open: earlier days that can still be closed, not the day itself."""

    day: date
    today: date
    number: int
    closed: bool
    checks: tuple[Check, ...]
    latest: date | None
    left_open: tuple[date, ...] = ()

    @property
    def may_close(self) -> bool:
        """Nothing is wrong that closing would make last."""
        return not any(check.mark is Mark.BAD for check in self.checks)


NOT_SAID = frozenset({"", "no reason given"})
"""Reasons that say nothing."""
_VOIDS = (What.VISIT_VOIDED, What.EARLIER_VISIT_VOIDED, What.REDEMPTION_VOIDED)
_NAMED = frozenset({Kind.TWICE, Kind.LARGE, Kind.CLOCK, Kind.FOLLOW_UP})
"""Exceptions that have a line of their own."""
_A_MINUTE = 60_000


def evening(
    desk: Desk,
    days: Days,
    day: date,
    report: Report,
    settled: Collection[str] = (),
    beside: Collection[Exceptional] = (),
) -> Evening:
    """How a day of this store stands before it is closed. settled: keys of exceptions that somebody has settled.
    beside: exceptions of the day that its report may not list."""
    chain = day_close.chain_of(days.closes(desk.station.store))
    of_day = [each for each in chain if each.closed.day == day]
    latest = max((each.closed.day for each in chain), default=None)
    number = of_day[0].closed.number if of_day else 1 + max((each.closed.number for each in chain), default=0)
    today = this_day(desk)
    found = {key_of(each): each for each in (*report.exceptions, *beside)}
    kinds = [each.kind for key, each in found.items() if key not in settled]
    others = sum(kind not in _NAMED for kind in kinds)
    checks = [
        _sent(desk),
        _warned(Item.DOUBLES, kinds.count(Kind.TWICE)),
        _warned(Item.UNUSUAL, kinds.count(Kind.LARGE)),
        _voids(report),
        _clock(desk, kinds.count(Kind.CLOCK)),
        _warned(Item.EXCEPTIONS, others),
    ]
    if waiting := kinds.count(Kind.FOLLOW_UP):
        checks.append(Check(Item.FOLLOW_UPS, Mark.WARN, waiting))
    if report.owed.difference:
        checks.append(Check(Item.POINTS, Mark.BAD, report.owed.difference))
    left_open = tuple(each for each in day_close.left_open(desk, days) if each < day)
    if left_open and not of_day:
        checks.append(Check(Item.OPEN_DAYS, Mark.WARN, len(left_open)))
    if not of_day and (order := _order(day, today, latest)) is not None:
        checks.append(Check(Item.ORDER, Mark.BAD, order=order))
    return Evening(day, today, number, bool(of_day), tuple(checks), latest, left_open)


def _order(day: date, today: date, latest: date | None) -> Order | None:
    if day > today:
        return Order.FUTURE
    return Order.PASSED if latest is not None and day < latest else None


def _sent(desk: Desk) -> Check:
    """Offline is no mistake: what comes later is named by a revision (LG04)."""
    online = desk.reach.online()
    waiting = 0 if online is None else desk.ledger.waiting().count
    return Check(Item.SENT, Mark.WARN if waiting else Mark.OK, waiting)


def _warned(item: Item, number: int) -> Check:
    return Check(item, Mark.WARN if number else Mark.OK, number)


def _voids(report: Report) -> Check:
    voids = [each for each in report.corrections if each.what in _VOIDS]
    silent = sum(each.reason.strip() in NOT_SAID for each in voids)
    return Check(Item.VOIDS, Mark.WARN if silent else Mark.OK, silent or len(voids))


def _clock(desk: Desk, suspect: int) -> Check:
    off = desk.clock.off()
    return Check(Item.CLOCK, Mark.WARN if off or suspect else Mark.OK, suspect, abs(off) // _A_MINUTE)
