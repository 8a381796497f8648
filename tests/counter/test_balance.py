"""A balance opens into its lots, each with what it came from, and into the awards with their states."""

import pytest

from posdesk.counter import wording
from posdesk.counter.balance import open_balance
from posdesk.counter.card import open_card
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.facts import OpeningRecorded, RewardRedeemed
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted
from posdesk.domain.offers import Choice
from posdesk.domain.rewards import PAY_WITH_POINTS
from posdesk.domain.standing import AwardState
from tests.builders import Shop, a_shop


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana")


@pytest.fixture
def maria(shop: Shop) -> str:
    return shop.member("Maria", "Garcia")


@pytest.mark.rule("P01")
def test_the_lots_stand_in_the_order_they_are_used_with_what_they_came_from(shop: Shop, maria: str) -> None:
    shop.happened(OpeningRecorded(points=12_00), maria, shop.days_ago(300))
    shop.visit(maria, 45_00, days_ago=200)
    shop.happened(PointsAdjusted(5_00, "the card did not scan"), maria, shop.days_ago(100))
    shop.happened(RewardRedeemed("welcome", "Welcome points", bonus=3_00), maria, shop.days_ago(50))
    shop.happened(RewardRedeemed(PAY_WITH_POINTS, "Paid with points", spent=20_00), maria, shop.days_ago(40))
    opened = open_balance(shop.desk, maria)
    assert [(line.origin, line.about, line.spend_cents, line.lot.earned, line.lot.left) for line in opened.lots] == [
        ("Visit", "", 45_00, 45_00, 37_00),
        ("Put right", "the card did not scan", None, 5_00, 5_00),
        ("Bonus", "Welcome points", None, 3_00, 3_00),
    ]
    assert sum(line.lot.left for line in opened.lots) == opened.standing.points


def test_awards_that_can_be_used_come_first_then_the_others_newest_first(shop: Shop, maria: str) -> None:
    for days, title in ((200, "old"), (100, "older end"), (10, "new")):
        until = None if title == "new" else open_card(shop.desk, maria).standing.as_of.day.replace(month=10)
        shop.happened(AwardGiven("ten-off", title, "sorry", valid_until=until), maria, shop.days_ago(days))
    opened = open_balance(shop.desk, maria)
    assert [(award.title, award.state) for award in opened.awards] == [
        ("new", AwardState.OPEN),
        ("older end", AwardState.EXPIRED),
        ("old", AwardState.EXPIRED),
    ]


@pytest.mark.rule("P08")
def test_the_balance_and_what_ends_soon_are_said_in_a_few_words(shop: Shop, maria: str) -> None:
    shop.visit(maria, 40_00, days_ago=350)
    shop.visit(maria, 272_00, days_ago=30)
    card = open_card(shop.desk, maria)
    assert wording.balance(card.standing.points, card.point_name) == "312 points"
    assert wording.ending(card.standing) == "40 end Dec 8"


def test_a_negative_balance_is_said_in_plain_words() -> None:
    assert wording.balance(-10_00, "points") == "10 points short"
    assert wording.balance(4_50, "leaves") == "4.50 leaves"


@pytest.mark.rule("LG01")
def test_undoing_a_visit_says_what_can_be_used_again(shop: Shop, maria: str) -> None:
    shop.visit(maria, 300_00, days_ago=30)
    shop.happened(AwardGiven("ten-off", "$10 off", "sorry"), maria, shop.days_ago(5))
    (award,) = open_card(shop.desk, maria).standing.awards
    choices = (Choice("ten-off", (award.rule.id, award.n)), Choice(PAY_WITH_POINTS, points=200_00))
    saved = record(shop.desk, maria, VisitEntry(62_50, choices=choices))
    assert saved.card is not None
    assert saved.card.standing.points == 100_00 + 50_00
    undone = undo_last(shop.desk)
    assert undone.words == "Undone. Maria G. has 1 visit again · $10 off can be used again · 200 points are back"
    assert undone.card is not None
    assert undone.card.standing.points == 300_00
