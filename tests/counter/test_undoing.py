"""F4 takes back what was done last: a visit, or a reward used without one; never two things for two keys."""

import pytest

from posdesk.counter.redemptions import Redeemed, coupon, redeem
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, VisitUndone, record
from posdesk.domain.offers import Choice
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office.adjustments import adjust, count_stock
from tests.builders import Shop, a_shop

SHIRT = Choice("t-shirt")


def rich(shop: Shop) -> str:
    """A member who can pay for a T-shirt, and one lies there."""
    member = shop.member("Maria", "Garcia")
    adjust(shop.desk, member, 2_000_00, "moved here")
    count_stock(shop.desk, "t-shirt", 1)
    return member


def test_a_reward_used_without_a_visit_is_taken_back_with_its_points() -> None:
    shop = a_shop()
    member = rich(shop)
    used = redeem(shop.desk, member, SHIRT)
    assert used.card.standing.points == 500_00
    undone = undo_last(shop.desk)
    assert isinstance(undone, Redeemed)
    assert undone.card.standing.points == 2_000_00
    assert undone.words == "Undone. A Corner Leaf T-shirt can be used again"
    with pytest.raises(Refused) as again:
        undo_last(shop.desk)
    assert again.value.refusal.code is RefusalCode.NOTHING_TO_UNDO


def test_what_was_done_last_goes_first_and_a_use_within_a_visit_goes_with_it() -> None:
    shop = a_shop()
    member = rich(shop)
    redeem(shop.desk, member, SHIRT)
    record(shop.desk, member, VisitEntry(40_00, choices=(Choice("five-off"),)))
    undone = undo_last(shop.desk)
    assert isinstance(undone, VisitUndone)
    assert undone.card is not None
    assert undone.card.standing.points == 500_00


@pytest.mark.rule("RD14")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("GREENDAYK", "misspelt"),
        ("SPRING7Q", "misspelt"),
        ("green dayj", ""),
    ],
)
def test_a_coupon_is_read_as_it_is_typed(typed: str, words: str) -> None:
    shop = a_shop()
    member = shop.member("Maria", "Garcia")
    if not words:
        choice = coupon(shop.desk, member, typed)
        assert (choice.reward, choice.code) == ("five-off", "GREENDAYJ".replace("I", "1"))
        return
    with pytest.raises(Refused, match=words):
        coupon(shop.desk, member, typed)
