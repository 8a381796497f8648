"""Opening a store: an id, a name, an IANA zone and the hour its business day turns, or a no in words."""

from collections.abc import Callable

import pytest

from posdesk.domain.facts import StoreOpened
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office.stores import open_store, read_cut_off
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.ledger import FakeLedger

Opener = Callable[..., StoreOpened]


@pytest.fixture
def opened() -> Opener:
    """Opens a store with what is given; the rest is in order."""

    def open_one(**given: str) -> StoreOpened:
        words = {"store": "denver-1", "name": "Corner Leaf", "zone": "America/Denver"} | given
        ledger = FakeLedger()
        fact = ledger.fact(open_store(ledger, FakeClock(), FakeIds(), **words))
        assert fact is not None
        assert fact.store == words["store"]
        assert isinstance(fact.body, StoreOpened)
        return fact.body

    return open_one


def test_a_store_is_opened(opened: Opener) -> None:
    assert opened(name=" Corner Leaf ") == StoreOpened("Corner Leaf", "America/Denver", 240)
    assert opened(cut_off="05:30").cut_off == 330


@pytest.mark.rule("VS02")
@pytest.mark.parametrize("zone", ["Mountain Time", "Denver", "../etc/passwd", "", "America", "America/Nowhere"])
def test_a_zone_that_is_none_is_refused(opened: Opener, zone: str) -> None:
    with pytest.raises(Refused, match="not a time zone") as caught:
        opened(zone=zone)
    assert caught.value.refusal.code is RefusalCode.BAD_STORE


@pytest.mark.parametrize("store", ["", "a b", "-x", "x" * 41, "café"])
def test_an_id_that_cannot_be_is_refused(opened: Opener, store: str) -> None:
    with pytest.raises(Refused, match="store's id"):
        opened(store=store)


def test_a_store_without_a_name_is_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match="the one on its door"):
        opened(name="  ")


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("04:00", 240), ("4:05", 245), ("11:59", 719)])
def test_a_cut_off_is_minutes_after_midnight(text: str, minutes: int) -> None:
    assert read_cut_off(text) == minutes


@pytest.mark.parametrize("text", ["12:00", "24:00", "4", "04:60", "four", "-1:00", ""])
def test_a_cut_off_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not a cut-off"):
        read_cut_off(text)
