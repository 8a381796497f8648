"""Decides what a store does while nobody waits, in steps so short that a keystroke which comes in between waits for
one of them and does not notice: the look-up, some figures, everybody's days, the sums of business days.

All of it is a projection that whoever asks would fill as well, and have to wait for. Refuses to know when it is quiet.
"""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db import day_filing
from db.day_adding import added
from db.days import SqlDays
from db.engine import reading, writing
from db.figure_filing import facts_about_each
from db.trouble import noting_damage

Seconds = Callable[[], float]
"""The time in seconds since whenever, never going back."""
AIM = 0.002
"""Seconds after which a step begins no other piece; with its last it takes about twice as long."""
INTERRUPTED = 1.0
"""After so many seconds between two steps somebody was at the counter, and all begins anew."""
MEMBERS_AT_ONCE, ROWS_AT_ONCE = 2, 50
"""Read in one piece, and written in one."""
DAYS_KEPT = 400
"""Sums of so many days before today are kept: a quarter, and one a year ago beside the one before it. Today's are not:
they would be thrown away with every receipt."""


@dataclass(slots=True)
class Rounds:
    """How far what waits has been done. steps: the rest of it, None: nothing is under way. last: when the last step
    ended."""

    seconds: Seconds = time.perf_counter
    steps: Iterator[None] | None = None
    last: float = 0.0

    def go_on(self, begin: Callable[[], Iterator[None]]) -> bool:
        """Do as much as fits in AIM, one piece at least; whether there is more. begin: all of it, in small pieces."""
        began = self.seconds()
        if self.steps is None or began - self.last > INTERRUPTED:
            self.steps = begin()
        try:
            for _ in self.steps:
                self.last = self.seconds()
                if self.last - began >= AIM:
                    return True
        except BaseException:
            self.steps = None
            raise
        self.steps = None
        return False


def days_in_pieces(days: SqlDays, today: date) -> Iterator[None]:
    """Keep what business days did to members, and their sums, a piece at a time."""
    with days.door, noting_damage(days.connections.path.parent), writing(days.connections.writer):
        day_filing.prepare(days.connections.writer, days.names)
    yield
    yield from _members(days)
    yield from _sums(days, today)
    yield from _members(days)


def _members(days: SqlDays) -> Iterator[None]:
    """File everybody who is stale, many at a time: rows of the same day lie on the same pages."""
    while seen := day_filing.stale(days.connections.reader, 0):
        timeline, rows = days.programs.timeline(), list[day_filing.Row]()
        for start in range(0, len(seen), MEMBERS_AT_ONCE):
            keys = [key for key, _ in seen[start : start + MEMBERS_AT_ONCE]]
            reader = days.connections.reader  # a new one for each few members would begin with nothing at hand
            with reading(reader):
                those = list(facts_about_each(reader, days.names, keys))
            yield
            for known in those:
                rows += day_filing.walk(known, timeline, days.calendar)
                yield
        rows.sort()
        yield from _written(days, seen, rows)


def _written(days: SqlDays, seen: list[day_filing.Stale], rows: list[day_filing.Row]) -> Iterator[None]:
    writer = days.connections.writer
    for start in range(0, len(seen), MEMBERS_AT_ONCE):
        with days.door, writing(writer):
            day_filing.clear(writer, seen[start : start + MEMBERS_AT_ONCE])
        yield
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with days.door, writing(writer):
            day_filing.write_some(writer, seen, rows[start : start + ROWS_AT_ONCE])
        yield
    with days.door, writing(writer):
        day_filing.settle(writer, seen)
    yield


def _sums(days: SqlDays, today: date) -> Iterator[None]:
    """Add up the days before today that are not kept, the latest first: they are asked for soonest."""
    busy = days.busy(today - timedelta(days=DAYS_KEPT), today - timedelta(days=1))
    yield
    for day, stores in reversed(busy):
        if stores is None and day not in days.marks.odd:
            yield from _one_day(days, day)


def _one_day(days: SqlDays, day: int) -> Generator[None, None, None]:
    adding = days.adding()
    whose, as_now = days.begin([day], adding)
    yield
    rows = days.rows_on(day)
    yield
    done = yield from added(day, rows, days.names, adding, as_now)
    days.keep([done], whose)
    yield
