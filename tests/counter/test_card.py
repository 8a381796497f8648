"""The member card: who this is, what they can use, and the one thing worth saying."""

from dataclasses import replace

import pytest

from posdesk.counter.card import AGAIN_MS, ChipKind, open_card
from posdesk.counter.ports import Station
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.facts import OpeningRecorded, StoreOpened
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import Shop, a_shop

EMAIL = "maria@example.com"
PHONE = "+13035550117"


def maria(shop: Shop, visits: int = 0, last_days_ago: int = 1) -> str:
    """A member with all fields, who came once a day up to `last_days_ago`."""
    member = shop.member("Maria", "Garcia", phone=PHONE, email=EMAIL)
    for days in range(visits - 1 + last_days_ago, last_days_ago - 1, -1):
        shop.visit(member, 20_00, "Wren & Moss", days_ago=days)
    return member


def test_nobody_with_this_id_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        open_card(a_shop().desk, "00000000-0000-7000-8000-00000000dead")
    assert refused.value.refusal.code is RefusalCode.NO_MEMBER


def test_a_new_member_is_welcomed() -> None:
    shop = a_shop()
    card = open_card(shop.desk, maria(shop))
    assert card.say == "Welcome, Maria! Your first visit starts your rewards."
    assert [chip.kind for chip in card.chips] == [ChipKind.FIRST_VISIT]
    assert (card.days_since, card.usually, card.recorded_before) == (None, None, None)


@pytest.mark.rule("M02")
def test_a_nudge_is_said_with_the_true_count_until_a_visit_was_recorded_with_it() -> None:
    shop = a_shop()
    member = maria(shop, 7)
    card = open_card(shop.desk, member)
    assert card.say == "Only 3 visits to go until you get $10 off."
    assert card.nudges == ("every-10-visits",)
    saved = record(shop.desk, member, VisitEntry(20_00), card.nudges)
    assert saved.card is not None
    assert saved.card.nudges == ()


def test_before_the_visit_that_earns_the_card_says_so() -> None:
    shop = a_shop()
    assert open_card(shop.desk, maria(shop, 9)).say == "This visit is your 10th: you get $10 off."


@pytest.mark.rule("VS01")
def test_a_visit_that_will_not_count_today_is_not_promised_as_the_tenth() -> None:
    shop = a_shop()
    member = maria(shop, 8)
    record(shop.desk, member, VisitEntry(20_00))
    assert "10th" not in open_card(shop.desk, member).say


@pytest.mark.rule("M11")
def test_awards_can_be_used_now_expiring_first_and_what_is_ahead_stands_behind() -> None:
    shop = a_shop()
    member = maria(shop, 10)
    card = open_card(shop.desk, member)
    assert card.say == "Maria, you have $10 off, good until Dec 22."
    assert [(offer.title, offer.usable) for offer in card.offers] == [
        ("$10 off", True),
        ("$10 off", False),
        ("10 % off the next purchase", False),
        ("$50 off $100 or more", False),
        ("$5 off", False),
    ]
    assert card.offers[-1].line == "300 points short"
    assert card.offers[0].line == "Earned yesterday · until Dec 22"
    assert card.offers[0].award is not None
    shop.clock.advance(31 * 24 * 60)
    assert [offer.usable for offer in open_card(shop.desk, member).offers] == [False] * 4


def test_the_milestone_of_ten_is_drawn_as_steps() -> None:
    shop = a_shop()
    steps = open_card(shop.desk, maria(shop, 4)).steps
    assert steps is not None
    assert (steps.rule.id, steps.current, steps.target) == ("every-10-visits", 4, 10)


def test_what_is_usually_bought_and_when_the_last_visit_was() -> None:
    shop = a_shop()
    card = open_card(shop.desk, maria(shop, 3))
    assert card.usually == "Usually buys Wren & Moss · last: yesterday, $20"
    assert card.days_since == 1


def test_chips_come_in_order_of_importance_and_are_three_at_most() -> None:
    shop = a_shop()
    member = shop.member("Ola", "Berg", birthday="11-25", joined_days_ago=100)
    shop.visit(member, 20_00, days_ago=94)
    card = open_card(shop.desk, member)
    assert [chip.words for chip in card.chips] == ["Birthday this week", "First visit in 94 days", "Ask for a phone"]
    assert card.say == "Ola, you have Birthday treat: a free pre-roll, good until Dec 2."


def test_a_member_who_stayed_away_is_welcomed_back() -> None:
    shop = a_shop()
    member = shop.member("Ola", "Berg")
    shop.visit(member, 20_00, days_ago=94)
    assert open_card(shop.desk, member).say == "Good to see you again, Ola. It has been 94 days."


@pytest.mark.parametrize(("birthday", "words"), [("11-23", "Birthday today"), ("2000-11-29", "Birthday this week")])
def test_a_birthday_within_the_week_is_a_chip(birthday: str, words: str) -> None:
    shop = a_shop()
    member = shop.member("Ola", "Berg", phone=PHONE, email=EMAIL, birthday=birthday)
    assert words in [chip.words for chip in open_card(shop.desk, member).chips]
    later = shop.member("Ola", "Berg", phone=PHONE, email=EMAIL, birthday="11-30")
    assert ChipKind.BIRTHDAY not in [chip.kind for chip in open_card(shop.desk, later).chips]


def test_the_same_member_within_ten_minutes_is_known_with_time_and_name() -> None:
    shop = a_shop("Dana")
    member = maria(shop)
    record(shop.desk, member, VisitEntry(20_00))
    shop.clock.set(shop.clock.now() + AGAIN_MS - 1)
    before = open_card(shop.desk, member).recorded_before
    assert before is not None
    assert (before.local_time, before.staff) == ("11:31", "Dana")
    shop.clock.set(shop.clock.now() + 1)
    assert open_card(shop.desk, member).recorded_before is None


@pytest.mark.rule("TI09")
def test_the_card_of_a_past_moment_shows_the_tier_of_that_time() -> None:
    shop = a_shop()
    member = maria(shop)
    shop.visit(member, 600_00, days_ago=400)
    shop.visit(member, 10_00, days_ago=1)
    assert open_card(shop.desk, member).standing.tier.name == "Bronze"
    then = open_card(shop.desk, member, shop.days_ago(390))
    assert then.standing.tier.name == "Silver"
    assert then.standing.visits == 1


@pytest.mark.rule("VS04")
def test_a_member_at_home_in_another_zone_is_shown_in_that_zone_and_the_card_says_so() -> None:
    shop = a_shop()
    member = maria(shop, 1)
    assert open_card(shop.desk, member).home_zone_note is None
    desk = replace(shop.desk, station=Station("ny-1", "register 1"))
    opened = next(fact for fact in shop.ledger.facts.values() if isinstance(fact.body, StoreOpened))
    shop.ledger.facts["ny"] = opened._replace(
        id="ny", store="ny-1", body=StoreOpened("Corner Leaf NY", "America/New_York")
    )
    shop.clock.set(shop.days_ago(0, 3))  # 03:00 in Denver is still yesterday there, 05:00 in New York is today
    card = open_card(desk, member)
    assert card.home_zone_note == "Days count in the home store's time, Denver"
    assert card.standing.as_of.day.isoformat() == "2026-11-22"


@pytest.mark.rule("M10")
def test_an_opening_balance_is_on_the_card_and_pays_nothing_back() -> None:
    shop = a_shop()
    member = maria(shop)
    shop.happened(OpeningRecorded(visits=237, spend_cents=5_000_00, points=12_00), member)
    card = open_card(shop.desk, member)
    assert (card.standing.visits, card.standing.awards) == (237, ())
    assert not any(offer.usable for offer in card.offers)
    hundred = next(milestone for milestone in card.standing.milestones if milestone.rule.id == "every-100-visits")
    assert hundred.target == 300
