"""The one sentence: what PosDesk says by itself, and when."""

from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import key_of_answer
from posdesk.domain.given_facts import AwardGiven
from tests.builders import Shop, a_shop
from ui import wording
from ui.viewmodels import member_words


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def said(shop: Shop, member: str) -> str:
    return open_card(shop.desk, member).say


def regular(shop: Shop, cents: int, first: str = "Maria") -> str:
    member = shop.member(first, "Garcia", email="maria@example.com")
    shop.visit(member, cents, days_ago=3)
    return member


def test_the_next_tier_is_near_when_a_tenth_of_it_is_missing(shop: Shop) -> None:
    assert said(shop, regular(shop, 450_00)).startswith("You are $50 to Silver")
    assert said(shop, regular(shop, 449_99)) == "Good to see you, Maria."


def test_an_award_is_said_with_its_end_and_without_where_it_has_none(shop: Shop) -> None:
    for until, words in (
        (None, "Maria, you have A hat."),
        (date(2026, 12, 1), "Maria, you have A hat, good until Dec 1."),
    ):
        member = regular(shop, 20_00)
        shop.happened(AwardGiven("five-off", "A hat", "a present", valid_until=until), member)
        assert said(shop, member) == words


def test_somebody_without_a_first_name_is_spoken_to_all_the_same(shop: Shop) -> None:
    assert said(shop, regular(shop, 20_00, first="")) == "Good to see you, there."


def test_whoever_holds_the_highest_tier_is_near_none(shop: Shop) -> None:
    member = regular(shop, 4000_00)
    assert open_card(shop.desk, member).standing.tier.next is None
    assert "You are" not in said(shop, member)


# ------------------------------------------------------------------------------------------- she was unhappy last time

SORRY = "Maria, last time was not right. What can we do better?"


def test_whoever_was_unhappy_is_asked_before_a_present_is_named_and_until_somebody_answers(shop: Shop) -> None:
    member = regular(shop, 20_00)
    shop.happened(AwardGiven("five-off", "A hat", "a present"), member)
    assert said(shop, member) == "Maria, you have A hat."
    low = shop.happened(FeedbackGiven(6, words="the line was long"), member)
    assert said(shop, member) == SORRY
    shop.happened(ExceptionSettled(key_of_answer(low.id), Remedy.ACCEPT, "called her"), member)
    assert said(shop, member) == "Maria, you have A hat."


def test_whoever_was_happy_since_is_not_asked(shop: Shop) -> None:
    member = regular(shop, 20_00)
    shop.happened(FeedbackGiven(0), member)
    shop.happened(FeedbackGiven(8), member)
    assert said(shop, member) == "Good to see you, Maria."


@pytest.mark.parametrize("first", ["Maria", ""])
def test_a_screen_that_others_may_see_says_nothing_of_it(shop: Shop, first: str) -> None:
    member = regular(shop, 20_00, first=first)
    shop.happened(FeedbackGiven(2), member)
    card = open_card(shop.desk, member)
    assert "last time was not right" in member_words.say(card, hidden=False)
    assert member_words.say(card, hidden=True) == wording.SAY_HIDDEN
