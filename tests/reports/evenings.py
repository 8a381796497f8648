"""Builds an evening: a shop in memory, what happened in it, and its reports."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from posdesk.domain.business_day import Instant, to_instant
from posdesk.domain.facts import Line, VisitRecorded
from posdesk.office import day_close
from posdesk.office.day_close import Report as Link
from posdesk.reports.making import day_report
from posdesk.reports.values import Report
from tests.builders import CALENDAR, STORE, Shop, a_shop
from tests.fakes.days import FakeDays

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)
"""The shop's Monday, and the Sunday before."""


@dataclass(frozen=True)
class Evening:
    """A shop and its days."""

    shop: Shop
    days: FakeDays

    def report(self, day: date = TODAY, revision: int | None = None, *, as_now: bool = False) -> Report:
        """The day's report."""
        return day_report(self.shop.desk, self.days, day, revision=revision, as_now=as_now)

    def close(self, day: date = TODAY) -> Link:
        """Close it, a minute later."""
        self.shop.clock.advance(1)
        return day_close.close_day(self.shop.desk, self.days, day)

    def revise(self, day: date = TODAY) -> Link:
        """Name what came later."""
        self.shop.clock.advance(1)
        return day_close.revise_day(self.shop.desk, self.days, day)

    def bought(self, member: str | None, *lines: Line, at: str = "2026-11-23 11:00", **more: object) -> str:
        """A visit at a time on the wall; yields its id."""
        body = VisitRecorded(lines or (Line(10_00),), **more)  # type: ignore[arg-type]
        return self.shop.happened(body, member, wall(at)).id


def wall(at: str) -> Instant:
    """An instant on the store's wall clock."""
    return to_instant(datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(CALENDAR.zone)))


def an_evening(staff: str | None = "Dana") -> Evening:
    """A shop on its Monday."""
    shop = a_shop(staff)
    return Evening(shop, FakeDays(shop.ledger))


__all__ = ["STORE", "TODAY", "YESTERDAY", "Evening", "an_evening", "wall"]
