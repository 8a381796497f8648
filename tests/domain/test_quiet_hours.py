"""When somebody may be written to: by every clock that may be hers, on days of 23, 24 and 25 hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.business_day import Instant, local_time, to_instant
from posdesk.domain.quiet_hours import WIDEST, Hours, may_go, next_time, zones_of_recipient

DENVER, NEW_YORK, LOS_ANGELES = "America/Denver", "America/New_York", "America/Los_Angeles"
ZONES = (DENVER, NEW_YORK, LOS_ANGELES, "Pacific/Honolulu", "America/St_Johns", "America/Phoenix", "Europe/London")
MINUTE = 60_000


def at(wall: str, zone: str = DENVER, fold: int = 0) -> Instant:
    return to_instant(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold))


@pytest.mark.rule("CM06", "G21")
def test_from_eight_to_before_nine_in_the_evening() -> None:
    assert Hours(time(8), time(21)) == WIDEST
    allowed = {clock: may_go(at(f"2026-11-23T{clock}"), WIDEST, [DENVER]) for clock in ("07:59", "08:00", "20:59")}
    assert allowed == {"07:59": False, "08:00": True, "20:59": True}
    assert not may_go(at("2026-11-23T21:00"), WIDEST, [DENVER])


@pytest.mark.rule("CM06")
def test_her_own_zone_is_the_only_one_that_counts_when_it_is_known() -> None:
    assert zones_of_recipient("Europe/London", {NEW_YORK}, DENVER) == {"Europe/London"}


@pytest.mark.rule("CM06")
def test_an_unknown_zone_is_the_stores_and_those_of_the_area_code_at_once() -> None:
    zones = zones_of_recipient(None, {NEW_YORK}, DENVER)
    assert zones == {NEW_YORK, DENVER}
    assert not may_go(at("2026-11-23T07:30"), WIDEST, zones)  # 09:30 in New York
    assert not may_go(at("2026-11-23T19:00"), WIDEST, zones)  # 21:00 in New York
    assert may_go(at("2026-11-23T18:59"), WIDEST, zones)
    assert next_time(at("2026-11-23T19:00"), WIDEST, zones) == at("2026-11-24T08:00")


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 11, 23), 24)])
@pytest.mark.rule("CM06")
def test_the_morning_after_a_night_of_any_length(day: date, hours: int) -> None:
    evening = at(f"{day - timedelta(days=1)}T21:00")
    found = next_time(evening, WIDEST, [DENVER])
    assert found == at(f"{day}T08:00")
    assert found - evening == (11 - 24 + hours) * 60 * MINUTE


def test_zones_without_an_hour_in_common_have_none() -> None:
    noon = Hours(time(12), time(13))
    assert next_time(at("2026-11-23T12:00"), noon, [DENVER, NEW_YORK]) is None


@pytest.mark.rule("CM06")
@given(
    st.integers(at("2026-01-01T00:00"), at("2027-12-31T00:00")),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=4),
    st.integers(8, 20).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 21))),
)
def test_the_next_time_is_within_the_hours_everywhere_and_no_earlier_minute_is(
    now: Instant, zones: list[str], hours: tuple[int, int]
) -> None:
    allowed = Hours(time(hours[0]), time(hours[1]))
    found = next_time(now, allowed, zones)
    end = now + 26 * 60 * MINUTE if found is None else found
    assert not any(may_go(each, allowed, zones) for each in range(now, end, 10 * MINUTE))
    if found is not None:
        assert all(allowed.first <= local_time(found, zone).time() < allowed.last for zone in zones)
