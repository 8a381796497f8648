"""The one sentence: what PosDesk says by itself, and when."""

from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.domain.given_facts import AwardGiven
from tests.builders import Shop, a_shop


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
