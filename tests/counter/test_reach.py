"""Whether the hub is in reach, as the counter may take it."""

import pytest

from posdesk.counter.hub_link import Link
from posdesk.counter.reach import FRESH_MS, HubReach
from tests.fakes.clock import FakeClock
from tests.fakes.link_home import FakeLinkHome

HUB = Link("https://hub.example", "a1b2")


def reach(link: Link | None) -> tuple[HubReach, FakeClock, FakeLinkHome]:
    """A register's, that may give two of one reward."""
    clock, home = FakeClock(), FakeLinkHome()
    if link is not None:
        home.pair(link, "secret")
    return HubReach(home, clock, lambda: {"t-shirt": 2}), clock, home


def heard(home: FakeLinkHome, at: int) -> None:
    """The last exchange ended well then."""
    home.keep(Link(HUB.url, HUB.hub, at))


@pytest.mark.rule("RD10")
def test_a_shop_on_its_own_is_neither_online_nor_offline() -> None:
    alone, _, _ = reach(None)
    assert alone.online() is None


@pytest.mark.rule("RD10")
def test_a_paired_register_is_offline_until_an_exchange_has_ended_well() -> None:
    paired, clock, home = reach(HUB)
    assert paired.online() is False
    assert paired.allowances() == {"t-shirt": 2}
    heard(home, clock.now())
    assert paired.online() is True


@pytest.mark.rule("RD10")
@pytest.mark.parametrize(("ago", "online"), [(0, True), (FRESH_MS, True), (FRESH_MS + 1, False), (-1, False)])
def test_it_is_offline_when_the_hub_was_not_heard_for_a_while_or_the_clock_was_set_back(ago: int, online: bool) -> None:
    paired, clock, home = reach(HUB)
    heard(home, clock.now() - ago)
    assert paired.online() is online
