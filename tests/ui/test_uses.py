"""What is used in a visit, without a window: which offers have a key, what is chosen, what it gives."""

import pytest

from posdesk.counter import card as cards
from posdesk.counter.visits import VisitSaved
from posdesk.domain.facts import RewardRedeemed, VisitRecorded
from posdesk.domain.given_facts import AwardGiven
from posdesk.domain.rewards import PAY_WITH_POINTS
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui.viewmodels import uses
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
def maria(shop: Shop, panel: VisitPanel) -> str:
    """Has $10 off, $50 off $100 or more, and 600 points, and her visit is being typed."""
    member = shop.member("Maria", "Garcia")
    shop.visit(member, 600_00, days_ago=30)
    for reward, title in (("ten-off", "$10 off"), ("fifty-off", "$50 off $100 or more")):
        shop.happened(AwardGiven(reward, title, "sorry"), member, shop.days_ago(5))
    panel.open(cards.open_card(shop.desk, member))
    return member


def titles(panel: VisitPanel) -> list[tuple[int, str]]:
    assert panel.card is not None
    return [(line.number, line.title) for line in lines(panel) if line.ready]


def lines(panel: VisitPanel, hidden: bool = False) -> list[uses.OfferLine]:
    assert panel.card is not None
    return uses.offer_lines(panel.card, panel.ahead, panel.uses.chosen, hidden)


def used(shop: Shop) -> list[RewardRedeemed]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, RewardRedeemed)]


def test_what_can_be_used_has_a_key_and_what_is_ahead_has_none(panel: VisitPanel, maria: str) -> None:
    assert titles(panel) == [(1, "$10 off"), (2, "$50 off $100 or more"), (3, "$5 off")]
    assert [line.line for line in lines(panel) if line.title == "A free pre-roll"] == ["300 points short"]
    assert {line.number for line in lines(panel) if not line.ready} == {0}


def test_an_offer_keeps_its_key_when_the_basket_makes_it_unusable_and_says_why(
    panel: VisitPanel, maria: str, lane: FakeLane
) -> None:
    panel.set_amount("92.50")
    lane.run()
    assert titles(panel) == [(1, "$10 off"), (2, "$50 off $100 or more"), (3, "$5 off")]
    assert [(line.usable, line.line) for line in lines(panel)[1:2]] == [(False, "Add $7.50")]
    panel.set_amount("100")
    panel.set_amount("100.00")
    lane.run()
    assert lines(panel)[1].usable


def test_a_key_chooses_and_the_same_key_takes_off_again(panel: VisitPanel, maria: str, lane: FakeLane) -> None:
    panel.set_amount("62.50")
    panel.use(1)
    lane.run()
    chosen = lines(panel)[0]
    assert (chosen.chosen, chosen.gives) == (True, "$10 off")
    assert panel.ahead is not None
    assert uses.pay_words(panel.ahead) == "Pay $52.50 instead of $62.50"
    panel.use(1)
    lane.run()
    assert not lines(panel)[0].chosen
    assert uses.pay_words(panel.ahead) == ""


def test_points_pay_like_money_and_say_what_they_are_worth(panel: VisitPanel, maria: str, lane: FakeLane) -> None:
    panel.set_amount("62.50")
    panel.set_points("200")
    lane.run()
    assert panel.card is not None
    assert (panel.card.can_pay, panel.card.pay_worth) == (600_00, 6_00)
    assert panel.ahead is not None
    assert uses.use_lines(panel.card, panel.ahead, False) == [uses.UseLine("Paid with points", "$2 for 200 points")]
    assert uses.pay_words(panel.ahead) == "Pay $60.50 instead of $62.50"
    panel.set_points("9000")
    lane.run()
    (line,) = uses.use_lines(panel.card, panel.ahead, False)
    assert (line.title, line.gives, line.refused) == ("Paying with points", "8,400 points short", True)


def test_the_best_combination_is_one_key(panel: VisitPanel, maria: str, lane: FakeLane) -> None:
    panel.use_best()
    assert panel.note == "Type the amount first, like 62.50."
    panel.set_amount("120.00")
    panel.use_best()
    lane.run()
    assert [line.title for line in lines(panel) if line.chosen] == ["$10 off", "$50 off $100 or more"]
    assert panel.ahead is not None
    assert uses.pay_words(panel.ahead) == "Pay $60.00 instead of $120.00"


def test_when_nothing_takes_anything_off_the_best_key_says_so(panel: VisitPanel, shop: Shop, lane: FakeLane) -> None:
    panel.open(cards.open_card(shop.desk, shop.member("Noor", "Haddad")))
    panel.set_amount("20.00")
    panel.use_best()
    lane.run()
    assert panel.note == "No award takes anything off this amount."


def test_what_was_chosen_is_recorded_with_the_visit(panel: VisitPanel, maria: str, shop: Shop, lane: FakeLane) -> None:
    words: list[str] = []

    def keep(saved: VisitSaved) -> None:
        words.append(saved.words)

    panel.saved.connect(keep)
    panel.set_amount("62.50")
    panel.use(1)
    panel.set_points("200")
    panel.enter()
    lane.run()
    assert words == ["Saved. Visit 2 for Maria G."]
    assert [(body.reward, body.value_cents, body.spent) for body in used(shop)] == [
        ("ten-off", 10_00, 0),
        (PAY_WITH_POINTS, 2_00, 200_00),
    ]
    visit = next(reversed([each.body for each in shop.ledger.facts.values() if isinstance(each.body, VisitRecorded)]))
    assert (visit.discount_cents, visit.points_paid_cents) == (10_00, 2_00)


def test_what_cannot_be_used_is_refused_beside_the_amount_and_nothing_is_saved(
    panel: VisitPanel, maria: str, shop: Shop, lane: FakeLane
) -> None:
    panel.set_amount("92.50")
    panel.use(2)
    panel.enter()
    lane.run()
    assert panel.error == "$50 off $100 or more: add $7.50."
    assert (panel.is_open, used(shop)) == (True, [])


@pytest.mark.rule("RD08")
def test_what_a_panel_held_is_free_again_when_it_is_closed(
    panel: VisitPanel, maria: str, shop: Shop, lane: FakeLane
) -> None:
    panel.set_amount("62.50")
    panel.use(1)
    lane.run()
    held = cards.open_card(shop.desk, maria)
    assert next(offer.line for offer in held.offers if offer.title == "$10 off") == "Held by another basket"
    panel.close()
    lane.run()
    assert next(offer for offer in cards.open_card(shop.desk, maria).offers if offer.title == "$10 off").usable


def test_a_key_without_an_offer_and_a_guest_say_so(panel: VisitPanel, maria: str) -> None:
    panel.use(7)
    assert panel.note == "There is no offer 7 to use now."
    panel.open(None)
    panel.use(1)
    assert panel.note is not None
    assert panel.note.startswith("A guest has no offers")


def test_points_that_are_no_number_are_said_when_saving(panel: VisitPanel, maria: str, lane: FakeLane) -> None:
    panel.set_amount("20.00")
    panel.set_points("lots")
    panel.enter()
    assert panel.error is not None
    assert "“lots” is not a number of points" in panel.error


def test_hidden_says_nothing_of_amounts(panel: VisitPanel, maria: str, lane: FakeLane) -> None:
    panel.set_amount("92.50")
    panel.use(1)
    lane.run()
    shown = lines(panel, hidden=True)
    assert not any("7.50" in line.line or line.gives for line in shown)
    assert [line.line for line in shown if line.title == "A free pre-roll"] == ["Hidden"]


def test_hidden_does_not_say_that_it_is_somebodys_birthday(panel: VisitPanel, shop: Shop) -> None:
    card = cards.open_card(shop.desk, shop.member("Ola", "Berg", birthday="11-25"))
    assert uses.offer_lines(card, None, (), False)[0].title == "Birthday treat: a free pre-roll"
    first = uses.offer_lines(card, None, (), True)[0]
    assert (first.title, first.line, first.number) == ("A treat", "Hidden", 1)


@pytest.fixture
def ola(shop: Shop, panel: VisitPanel) -> str:
    """Has a birthday treat, a free pre-roll, and her visit is being typed."""
    member = shop.member("Ola", "Berg", birthday="11-25")
    panel.open(cards.open_card(shop.desk, member))
    return member


@pytest.mark.rule("RD03")
def test_an_offer_about_goods_asks_what_they_cost_and_is_used_on_them(
    panel: VisitPanel, ola: str, shop: Shop, lane: FakeLane
) -> None:
    panel.set_amount("62.50")
    panel.add_brand("Kivara")
    lane.run()
    first = lines(panel)[0]
    assert (first.usable, first.can_press, first.line) == (False, True, "Add pre-rolls")
    assert panel.uses.goods(panel.card) is None
    panel.use(1)
    goods = panel.uses.goods(panel.card)
    assert goods is not None
    assert goods.category == "Pre-rolls"
    panel.set_price("12.00")
    lane.run()
    assert panel.ahead is not None
    assert uses.pay_words(panel.ahead) == "Pay $50.50 instead of $62.50"
    panel.enter()
    lane.run()
    visit = next(reversed([each.body for each in shop.ledger.facts.values() if isinstance(each.body, VisitRecorded)]))
    assert [(line.category, line.brand, line.cents) for line in visit.lines] == [
        ("Pre-rolls", None, 0),
        (None, "Kivara", 50_50),
    ]
    assert [body.value_cents for body in used(shop)] == [12_00]


def test_goods_that_cost_more_than_everything_are_refused_in_words(
    panel: VisitPanel, ola: str, shop: Shop, lane: FakeLane
) -> None:
    panel.set_amount("10.00")
    panel.use(1)
    panel.set_price("12.00")
    panel.enter()
    lane.run()
    assert panel.error is not None
    assert panel.error.startswith("The goods of the offer cost more than the whole amount")
    assert used(shop) == []


def test_an_offer_about_goods_without_their_price_says_what_is_missing(
    panel: VisitPanel, ola: str, lane: FakeLane
) -> None:
    panel.set_amount("10.00")
    panel.use(1)
    lane.run()
    assert panel.card is not None
    assert panel.ahead is not None
    assert uses.use_lines(panel.card, panel.ahead, False) == [
        uses.UseLine("Birthday treat: a free pre-roll", "Add pre-rolls", refused=True)
    ]
