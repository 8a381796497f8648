"""Which business day an instant belongs to, against an oracle that walks the minutes on the wall clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posdesk.domain.business_day import (
    DAY_MS,
    BusinessCalendar,
    as_of,
    business_day,
    end_of_day,
    local_time,
    span,
    to_instant,
)
from tests.domain.histories import DENVER, History, moment

HOUR_MS, MINUTE_MS = 3_600_000, 60_000
ZONES = (
    "America/Denver",
    "America/New_York",
    "America/Phoenix",
    "America/St_Johns",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kathmandu",
    "UTC",
)
CHANGES = (date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4), date(2026, 9, 27))
"""Days on which the clocks of some of these zones change."""

calendars = st.builds(BusinessCalendar, st.sampled_from(ZONES), st.integers(0, 719))
days = st.one_of(st.dates(date(2016, 1, 1), date(2035, 12, 31)), st.sampled_from(CHANGES))


@pytest.mark.rule("VS03")
@pytest.mark.parametrize(("day", "hours"), [("2026-03-07", 23), ("2026-10-31", 25), ("2026-07-01", 24)])
def test_a_day_of_23_or_25_hours_is_one_business_day(day: str, hours: int) -> None:
    start, end = span(date.fromisoformat(day), DENVER)
    assert end - start == hours * HOUR_MS
    history = History()
    history.visits(f"{day} 04:00", f"{day} 23:00")
    assert history.standing().visits == 1


@pytest.mark.rule("VS03")
def test_half_past_one_happening_twice_in_autumn_sorts_by_utc() -> None:
    first, second = moment("2026-11-01 01:30"), moment("2026-11-01 01:30") + HOUR_MS
    assert local_time(first, DENVER.zone).strftime("%H:%M") == local_time(second, DENVER.zone).strftime("%H:%M")
    assert business_day(first, DENVER) == business_day(second, DENVER) == date(2026, 10, 31)
    history = History()
    history.visit("2026-11-01 01:30", "$10")
    history.facts.append(history.facts[0]._replace(id="b" * 8 + history.facts[0].id[8:], occurred_at=second))
    history.facts.reverse()
    assert [visit.occurred_at for visit in history.standing().history] == [first, second]


@pytest.mark.rule("VS03")
@given(calendars, days, st.integers(0, DAY_MS - 1))
@example(BusinessCalendar("America/Denver", 90), date(2026, 11, 1), 45 * MINUTE_MS)
@example(BusinessCalendar("America/Denver", 150), date(2026, 3, 7), 23 * HOUR_MS - MINUTE_MS)
def test_business_days_follow_each_other_without_gap_or_overlap(
    calendar: BusinessCalendar, day: date, into: int
) -> None:
    start, end = span(day, calendar)
    inside = start + into % (end - start)
    assert business_day(inside, calendar) == day
    assert business_day(start, calendar) == day
    assert business_day(end - 1, calendar) == day
    assert business_day(end, calendar) == day + timedelta(days=1)
    assert end == span(day + timedelta(days=1), calendar)[0]
    assert end_of_day(day, calendar) == as_of(end - 1, calendar)


@pytest.mark.rule("VS02", "VS03")
@given(calendars, days)
def test_the_day_turns_when_the_wall_clock_first_shows_the_cut_off(calendar: BusinessCalendar, day: date) -> None:
    assert span(day, calendar)[0] == _turn_by_walking(day, calendar)


def test_the_machines_own_zone_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    at_home = business_day(moment("2026-03-03 03:30"), DENVER)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert business_day(moment("2026-03-03 03:30"), DENVER) == at_home == date(2026, 3, 2)


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_instant(datetime(2026, 1, 1))  # noqa: DTZ001  the naive one is what is refused


def _turn_by_walking(day: date, calendar: BusinessCalendar) -> int:
    """Walk from a day earlier, a minute at a time, until the wall clock of the zone shows the cut-off. Where the clocks
    jump over it, go on until they show as much later as they jumped."""
    zone, wanted = ZoneInfo(calendar.zone), datetime(day.year, day.month, day.day) + timedelta(minutes=calendar.cut_off)  # noqa: DTZ001
    at = to_instant((wanted - timedelta(hours=6)).replace(tzinfo=zone))
    wall = _wall(at, calendar)
    while wall != wanted:
        at += MINUTE_MS
        following = _wall(at, calendar)
        jumped = following - wall - timedelta(minutes=1)
        if jumped > timedelta(0) and wall < wanted < following:
            wanted += jumped
        wall = following
    return at


def _wall(at: int, calendar: BusinessCalendar) -> datetime:
    return local_time(at, calendar.zone).replace(tzinfo=None)
