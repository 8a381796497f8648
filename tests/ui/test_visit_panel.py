"""The visit panel, without a window."""

import pytest

from posdesk.counter import card as cards
from posdesk.counter.visits import VisitSaved
from posdesk.domain.facts import VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.visit_panel import VisitPanel


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def lane() -> FakeLane:
    return FakeLane()


@pytest.fixture
def panel(shop: Shop, lane: FakeLane) -> VisitPanel:
    return VisitPanel(DeskDoor(shop.desk, lane))


@pytest.fixture
def maria(shop: Shop) -> str:
    member = shop.member("Maria", "Garcia")
    for days, brand in ((40, "Hilltop Farms"), (30, "Hilltop Farms"), (20, "Kivara")):
        shop.visit(member, 5_000, brand, days_ago=days)
    return member


def open_for(panel: VisitPanel, shop: Shop, member: str) -> None:
    panel.open(cards.open_card(shop.desk, member))


def visits(shop: Shop) -> list[VisitRecorded]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, VisitRecorded)]


def saved_words(panel: VisitPanel) -> list[str]:
    words: list[str] = []

    def keep(saved: VisitSaved) -> None:
        words.append(saved.words)

    panel.saved.connect(keep)
    return words


def test_the_brands_a_member_buys_most_stand_ready(panel: VisitPanel, shop: Shop, maria: str) -> None:
    open_for(panel, shop, maria)
    assert [chip.name for chip in panel.brands] == ["Hilltop Farms", "Kivara"]
    assert not any(chip.ticked for chip in panel.brands)


def test_saved_is_said_only_after_the_ledger_has_it(panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane) -> None:
    words = saved_words(panel)
    open_for(panel, shop, maria)
    panel.set_amount("62.50")
    panel.enter()
    assert panel.saving
    assert words == []
    lane.run()
    assert words == ["Saved. Visit 4 for Maria G."]
    assert not panel.is_open


@pytest.mark.parametrize("typed", ["62.50", "6250", " $62.50 "])
def test_an_amount_is_typed_as_people_type_it(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane, typed: str
) -> None:
    open_for(panel, shop, maria)
    panel.set_amount(typed)
    panel.enter()
    lane.run()
    assert sum(line.cents for line in visits(shop)[-1].lines) == 6_250


@pytest.mark.parametrize(("typed", "read"), [("2", "$0.02"), ("2000", "$20.00"), ("20.", None), ("20.5", "$20.50")])
def test_what_the_typed_amount_means_is_shown_while_it_is_typed(
    panel: VisitPanel, typed: str, read: str | None
) -> None:
    panel.open(None)
    panel.set_amount(typed)
    assert panel.read == read


def test_ticked_brands_share_the_amount_and_the_ticket_number_goes_with_it(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    open_for(panel, shop, maria)
    panel.set_amount("10.01")
    panel.toggle("Kivara")
    panel.add_brand("Blue Fern")
    panel.set_ticket(" 4711 ")
    panel.enter()
    lane.run()
    body = visits(shop)[-1]
    assert [(line.brand, line.cents) for line in body.lines] == [("Kivara", 501), ("Blue Fern", 500)]
    assert (body.estimated, body.receipt) == (True, "4711")


def test_a_wrong_amount_is_said_beside_it_and_nothing_is_recorded(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    open_for(panel, shop, maria)
    before = len(visits(shop))
    panel.set_amount("12,x")
    panel.enter()
    lane.run()
    assert panel.error is not None
    assert "12,x" in panel.error
    assert panel.is_open
    assert len(visits(shop)) == before
    panel.set_amount("12")
    assert panel.error is None


def test_trouble_of_the_computer_leaves_what_was_typed(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    words = saved_words(panel)
    open_for(panel, shop, maria)
    panel.set_amount("62.50")
    panel.toggle("Kivara")
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    panel.enter()
    lane.run()
    assert (panel.is_open, panel.saving, panel.amount) == (True, False, "62.50")
    assert [chip.name for chip in panel.brands if chip.ticked] == ["Kivara"]
    assert words == []
    panel.enter()
    lane.run()
    assert words == ["Saved. Visit 4 for Maria G."]


def test_enter_twice_records_once(panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane) -> None:
    open_for(panel, shop, maria)
    before = len(visits(shop))
    panel.set_amount("62.50")
    panel.enter()
    panel.enter()
    panel.close()
    lane.run()
    assert len(visits(shop)) == before + 1


def test_the_line_ahead_follows_the_newest_amount_only(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    open_for(panel, shop, maria)
    for typed in ("6", "62", "62.5"):
        panel.set_amount(typed)
    assert lane.waiting() == 1
    lane.run()
    assert panel.after is not None
    assert "4 visits" in panel.after
    panel.set_amount("x")
    assert panel.after is None


def test_a_visit_ten_minutes_after_another_is_asked_about(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    shop.visit(maria, 1_000)
    open_for(panel, shop, maria)
    assert panel.asking is not None
    assert (panel.asking.local_time, panel.asking.staff) == ("11:30", "Dana R.")
    panel.enter()
    assert panel.asking is None
    panel.set_amount("5")
    panel.enter()
    lane.run()
    assert not panel.is_open


def test_a_visit_half_an_hour_later_is_not(panel: VisitPanel, shop: Shop, maria: str) -> None:
    shop.visit(maria, 1_000)
    shop.clock.advance(30)
    open_for(panel, shop, maria)
    assert panel.asking is None


def test_a_guest_has_no_brands_ready_and_nothing_ahead(panel: VisitPanel, shop: Shop, lane: FakeLane) -> None:
    words = saved_words(panel)
    panel.open(None)
    assert panel.brands == []
    panel.set_amount("20.00")
    lane.run()
    assert panel.after is None
    panel.enter()
    lane.run()
    assert words == ["Saved. Guest visit, $20.00"]


def test_brands_are_completed_while_they_are_typed(panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane) -> None:
    panel.open(None)
    for text in ("h", "hi"):
        panel.type_brand(text)
    assert lane.waiting() == 1
    lane.run()
    assert panel.completions == ["Hilltop Farms"]
    panel.add_brand("hilltop farms")
    assert [(chip.name, chip.ticked) for chip in panel.brands] == [("Hilltop Farms", True)]


def test_a_brand_still_being_typed_is_not_forgotten_when_saving(panel: VisitPanel, shop: Shop, lane: FakeLane) -> None:
    panel.open(None)
    panel.set_amount("20")
    panel.type_brand("Blue Fern")
    panel.enter()
    lane.run()
    assert [line.brand for line in visits(shop)[-1].lines] == ["Blue Fern"]


def test_the_same_brand_typed_again_only_ticks_it(panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane) -> None:
    open_for(panel, shop, maria)
    panel.add_brand("KIVARA")
    assert [(chip.name, chip.ticked) for chip in panel.brands] == [("Hilltop Farms", False), ("Kivara", True)]


def test_the_card_of_a_guest_who_shows_it_late_takes_the_visit_over(
    panel: VisitPanel, shop: Shop, maria: str, lane: FakeLane
) -> None:
    panel.open(None)
    panel.set_amount("30")
    panel.add_brand("Kivara")
    panel.attach(cards.open_card(shop.desk, maria))
    assert panel.amount == "30"
    assert [chip.name for chip in panel.brands if chip.ticked] == ["Kivara"]
    lane.run()
    assert panel.after is not None


@pytest.mark.rule("M02")
def test_a_nudge_that_was_on_the_screen_is_recorded_with_the_visit(
    panel: VisitPanel, shop: Shop, lane: FakeLane
) -> None:
    member = shop.member("Noor", "Haddad", email="noor@haddad.example")
    for days in range(20, 70, 10):
        shop.visit(member, 2_000, days_ago=days)
    open_for(panel, shop, member)
    assert panel.card is not None
    assert panel.card.nudges == ("every-10-visits",)
    panel.set_amount("20")
    panel.enter()
    lane.run()
    assert visits(shop)[-1].nudges == ("every-10-visits",)
