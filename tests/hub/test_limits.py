"""Buckets that fill again, a door that shuts, and under which name an address is counted."""

import pytest

from posdesk.hub.limits import MOST_NAMES, Buckets, Lockout, Rate, origin
from tests.hub.hubs import Stopwatch


def test_a_bucket_gives_what_is_in_it_and_then_what_trickles_in() -> None:
    seconds = Stopwatch()
    buckets = Buckets(Rate(2, 3), seconds)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    seconds.now += 0.25
    assert buckets.wait("a") == 0.25
    seconds.now += 0.25
    assert [buckets.wait("a") for _ in range(2)] == [0, 0.5]


def test_a_bucket_never_holds_more_than_its_measure() -> None:
    seconds = Stopwatch()
    buckets = Buckets(Rate(2, 3), seconds)
    assert buckets.wait("a") == 0
    seconds.now += 3600
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_each_name_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(Rate(1, 1), Stopwatch())
    assert [buckets.wait(name) for name in "abab"] == [0, 0, 1, 1]


def test_a_clock_that_goes_back_fills_and_empties_nothing() -> None:
    seconds = Stopwatch(100.0)
    buckets = Buckets(Rate(1, 2), seconds)
    buckets.wait("a")
    seconds.now = 0.0
    assert [buckets.wait("a") for _ in range(2)] == [0, 1]


def test_strangers_by_the_thousand_take_no_room_for_ever() -> None:
    buckets, lockout = Buckets(Rate(1, 1), Stopwatch()), Lockout(1, 60, Stopwatch())
    for name in range(MOST_NAMES + 1):
        buckets.wait(name)
        lockout.failed(name)
    assert (buckets.wait(MOST_NAMES), lockout.wait(MOST_NAMES)) == (1, 60)
    assert (buckets.wait(0), lockout.wait(0)) == (0, 0)  # the first was forgotten


def test_the_door_shuts_after_so_many_failures_and_opens_again() -> None:
    seconds = Stopwatch()
    lockout = Lockout(3, 60, seconds)
    for _ in range(2):
        lockout.failed("a")
        assert lockout.wait("a") == 0
    seconds.now = 10
    lockout.failed("a")
    assert (lockout.wait("a"), lockout.wait("b")) == (60, 0)
    seconds.now = 69
    assert lockout.wait("a") == 1
    seconds.now = 70
    assert lockout.wait("a") == 0
    lockout.failed("a")
    assert lockout.wait("a") == 0  # the count began anew


def test_a_success_forgets_the_failures_before_it() -> None:
    lockout = Lockout(2, 60, Stopwatch())
    lockout.failed("a")
    lockout.succeeded("a")
    lockout.failed("a")
    assert lockout.wait("a") == 0


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testing", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_is_counted_under_what_one_computer_has(host: str | None, name: str) -> None:
    assert origin(host) == name
