"""What stands on a member's cards, and what never does."""

from dataclasses import fields

import pytest

from posdesk.counter import cards, lookup
from posdesk.domain import scan_code
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import Shop, a_shop

CODE = scan_code.new_card_code(123_456_789_012_345)


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def test_a_card_for_the_wallet_says_a_first_name_and_the_code(shop: Shop) -> None:
    maria = shop.member("Maria", "Garcia", phone="+13035554417", card=CODE)
    card = cards.wallet_card(shop.desk, maria)
    assert (card.shop, card.first_name, card.code) == ("Corner Leaf", "Maria", CODE)
    assert "303" not in card.code
    assert lookup.find(shop.desk, card.written).exact == maria


def test_a_card_to_be_shown_says_a_first_name_and_the_tier_and_has_no_room_for_more(shop: Shop) -> None:
    maria = shop.member("Maria", "Garcia", phone="+13035554417", card=CODE)
    shop.visit(maria, 90_000, days_ago=3)
    card = cards.status_card(shop.desk, maria)
    assert (card.first_name, card.tier) == ("Maria", "Silver")
    assert [field.name for field in fields(card)] == ["shop", "first_name", "tier"]


def test_who_has_no_code_gets_one_and_a_lost_card_finds_nobody(shop: Shop) -> None:
    maria = shop.member("Maria", "Garcia")
    with pytest.raises(Refused) as refused:
        cards.wallet_card(shop.desk, maria)
    assert refused.value.refusal.code is RefusalCode.BAD_CARD_CODE
    first = cards.new_card(shop.desk, maria).member.card_code or ""
    second = cards.new_card(shop.desk, maria).member.card_code or ""
    assert first != second
    assert lookup.find(shop.desk, second).exact == maria
    assert lookup.find(shop.desk, first).exact is None
