"""The zones a phone may be in."""

from zoneinfo import ZoneInfo

import pytest
from phonenumbers import timezone

from posdesk.phones.zones import ZonesOfPhones


@pytest.mark.rule("CM06")
@pytest.mark.parametrize(
    ("phone", "zones"),
    [
        ("+13038664417", {"America/Denver"}),
        ("+14165550123", {"America/Toronto"}),
        ("+12085551234", {"America/Boise", "America/Los_Angeles"}),
        ("+442079460000", {"Europe/London"}),
    ],
)
def test_an_area_code_tells_the_zones_it_lies_in(phone: str, zones: set[str]) -> None:
    assert ZonesOfPhones().of(phone) == zones


def test_a_number_of_no_place_may_be_anywhere_in_its_country() -> None:
    assert {"America/New_York", "Pacific/Honolulu", "America/St_Johns"} < ZonesOfPhones().of("+18005551212")


@pytest.mark.parametrize("phone", ["+999123456789", "+1", "", "no phone"])
def test_a_number_of_no_country_tells_nothing(phone: str) -> None:
    assert ZonesOfPhones().of(phone) == frozenset()


def test_every_zone_of_the_table_is_one_that_can_be_reckoned_with() -> None:
    from phonenumbers.tzdata import TIMEZONE_DATA

    named = {zone for zones in TIMEZONE_DATA.values() for zone in zones} - {timezone.UNKNOWN_TIMEZONE}
    assert len(named) > 250
    assert {ZoneInfo(zone).key for zone in named} == named
