"""What each kind of reward takes off the lines of a basket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import discounts
from posdesk.domain.facts import WHOLE, Line
from posdesk.domain.rewards import Goods, Reward, RewardKind, Scope
from tests.domain.baskets import basket, reward


def off(offer: Reward, *lines: str | Line) -> list[int]:
    """Cents off each line."""
    bought = basket(*lines)
    return discounts.off(offer, bought, [line.cents for line in bought], range(len(bought)))


@pytest.mark.rule("RD02")
def test_all_off_15_and_25_dollars_with_a_cap_of_40_is_40_and_off_55_it_is_40_too() -> None:
    everything = reward("all", RewardKind.PERCENT_OFF, percent=100, cap_cents=40_00)
    assert off(everything, "$15", "$25") == [15_00, 25_00]
    assert off(everything, "$30", "$25") == [21_82, 18_18]


@pytest.mark.rule("E04")
def test_an_amount_is_shared_over_the_lines_by_largest_remainder() -> None:
    assert off(reward(cents=10_00), "$20", "$10", "$10") == [5_00, 2_50, 2_50]
    assert off(reward(cents=10), "$1", "$1", "$1") == [4, 3, 3]


@pytest.mark.rule("RD06")
def test_an_amount_larger_than_the_goods_takes_all_of_them_and_no_more() -> None:
    assert off(reward(cents=50_00), "$20", "$10") == [20_00, 10_00]


def test_a_percentage_is_rounded_once_on_the_whole() -> None:
    assert sum(off(reward("p", RewardKind.PERCENT_OFF, percent=10), "$0.99", "$0.99", "$0.99")) == 29


def test_items_for_a_fixed_price_are_the_dearest_and_one_that_is_cheaper_stays_as_it_is() -> None:
    five_each = reward("five", RewardKind.FIXED_PRICE, cents=5_00, items=2)
    assert off(five_each, "$8", "$12", "$4") == [3_00, 7_00, 0]


@pytest.mark.rule("RD07")
def test_a_free_item_is_the_dearest_and_of_equal_ones_the_first() -> None:
    free = reward("free", RewardKind.FREE_ITEM)
    assert off(free, "$8", "$12", "$12") == [0, 12_00, 0]


@pytest.mark.rule("RD07")
def test_the_cheapest_item_goes_by_unit_price_in_packs_and_weights() -> None:
    cheapest = reward("cheap", RewardKind.CHEAPEST_ITEM)
    six_pack = Line(18_00, quantity=6 * WHOLE)
    flower = Line(35_00, quantity=3_500)  # ten dollars a gram
    assert off(cheapest, "$4", six_pack) == [0, 3_00]
    assert off(cheapest, flower, "$12") == [10_00, 0]


@pytest.mark.rule("RD07")
def test_the_cheapest_of_equal_items_is_the_first_and_half_off_is_half() -> None:
    half = reward("half", RewardKind.CHEAPEST_ITEM, percent=50)
    assert off(half, "$6", "$6") == [3_00, 0]


def test_a_bundle_takes_the_dearest_items_together_to_its_price() -> None:
    three_for_25 = reward("bundle", RewardKind.BUNDLE, items=3, cents=25_00)
    assert sum(off(three_for_25, "$10", "$10", "$10", "$2")) == 5_00
    assert off(three_for_25, "$10", "$10", "$10", "$2")[3] == 0
    assert off(three_for_25, "$10", "$10") == [0, 0]
    assert off(three_for_25, Line(30_00, quantity=3 * WHOLE)) == [5_00]


def test_points_goods_and_words_take_nothing_off() -> None:
    for kind in (RewardKind.BONUS_POINTS, RewardKind.MERCHANDISE, RewardKind.ACCESS, RewardKind.CUSTOM):
        assert off(reward("x", kind), "$20") == [0]
        assert not discounts.takes_off(reward("x", kind))


def test_offers_about_certain_goods_are_taken_off_the_lines() -> None:
    flower = Goods(categories=frozenset({"flower"}))
    assert discounts.is_on_lines(reward(cents=1, goods=flower))
    assert discounts.is_on_lines(reward(cents=1, scope=Scope.LINES))
    assert not discounts.is_on_lines(reward(cents=1))


rewards = st.builds(
    lambda kind, cents, percent, cap, items: reward(
        "r", kind, cents=cents, percent=percent, cap_cents=cap, items=items
    ),
    st.sampled_from(RewardKind),
    st.integers(1, 60_00),
    st.integers(1, 100),
    st.none() | st.integers(1, 60_00),
    st.integers(1, 5),
)
lines = st.lists(
    st.builds(Line, st.integers(0, 90_00), quantity=st.sampled_from((500, WHOLE, 3_500, 6 * WHOLE))), max_size=6
)


@pytest.mark.rule("RD06", "E04")
@given(rewards, lines)
def test_no_line_goes_below_nothing_and_no_offer_above_its_cap(offer: Reward, bought: list[Line]) -> None:
    taken = off(offer, *bought)
    assert all(0 <= part <= line.cents for part, line in zip(taken, bought, strict=True))
    if offer.cap_cents is not None:
        assert sum(taken) <= offer.cap_cents
    if offer.kind is RewardKind.AMOUNT_OFF:
        most = sum(line.cents for line in bought)
        assert sum(taken) == min(offer.cents, most, most if offer.cap_cents is None else offer.cap_cents)
