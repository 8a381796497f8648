"""What chosen rewards give on a basket, in the one order, and which of them are best."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import best_offers, redemption
from posdesk.domain.clauses import ClauseCode, failing
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.offers import Choice
from posdesk.domain.rewards import Goods, Reward, RewardKind
from tests.domain.baskets import GIFT, MONEY, asker, basket, first_failing, member, pay_with, reward, used, why_not
from tests.domain.histories import History, a_program, milestone

FLOWER = Goods(categories=frozenset({"flower"}))
TENTH = reward("tenth", RewardKind.PERCENT_OFF, percent=10)
TEN = reward("ten", cents=10_00)
FIFTY = reward("fifty", cents=50_00, minimum_cents=100_00)


@pytest.mark.rule("RD03")
def test_a_minimum_of_100_dollars_passes_at_100_and_fails_at_99_99_with_a_cent_to_add() -> None:
    who = asker(member(FIFTY))
    assert used(who, basket("$60", "$40"), "fifty").saved == 50_00
    (refused,) = used(who, basket("$60", "$39.99"), "fifty").refused
    short = first_failing(refused.why)
    assert (short.code, short.distance, short.needed) == (ClauseCode.MINIMUM, 1, 100_00)


@pytest.mark.rule("RD03", "E07")
def test_a_minimum_is_measured_on_its_goods_before_tax_and_after_line_offers() -> None:
    flower_fifty = reward("fifty", cents=50_00, minimum_cents=100_00, goods=FLOWER)
    who = asker(member(flower_fifty, reward("five", RewardKind.FIXED_PRICE, cents=5_00)))
    flower, tax = Line(100_00, category="Flower"), Line(20_00, kind=LineKind.TAX)
    assert used(who, (flower, tax), "fifty").saved == 50_00
    assert why_not(used(who, (Line(99_99, category="Flower"), Line(50_00), tax), "fifty")) == [ClauseCode.MINIMUM]
    cheaper = used(
        asker(member(FIFTY, reward("five", RewardKind.FIXED_PRICE, cents=5_00))), basket("$100"), "fifty", "five"
    )
    assert why_not(cheaper) == [ClauseCode.MINIMUM]


@pytest.mark.rule("RD04")
def test_100_dollars_with_a_tenth_and_10_off_are_80_whichever_is_chosen_first() -> None:
    who = asker(member(TENTH, TEN))
    for choices in (("tenth", "ten"), ("ten", "tenth")):
        applied = used(who, basket("$100"), *choices)
        assert applied.pay_cents == 80_00
        assert [redemption.ORDER[each.stage] for each in applied.given] == [
            "percent off the basket",
            "amount off the basket",
        ]


@pytest.mark.rule("RD04")
def test_lines_come_first_then_percent_then_amount_then_points() -> None:
    item = reward("item", RewardKind.FREE_ITEM)
    who = asker(member(TENTH, TEN, item, point_rules=MONEY))
    applied = used(who, basket("$100", "$20"), pay_with(50_00), "ten", "tenth", "item")
    assert [each.choice.reward for each in applied.given] == ["item", "tenth", "ten", "points"]
    # $100 is the dearest and free; a tenth of $20 is $2, $10 off leaves $8, 50 points pay $5
    assert [each.value_cents for each in applied.given] == [100_00, 2_00, 10_00, 5_00]
    assert applied.pay_cents == 3_00
    assert [line.cents for line in applied.lines] == [0, 20_00]
    assert (applied.discount_cents, applied.points_paid_cents) == (12_00, 5_00)


@pytest.mark.rule("RD05")
def test_of_a_group_the_larger_saving_wins_then_the_earlier_end_then_the_lower_id() -> None:
    from datetime import date

    tenth = reward("tenth", RewardKind.PERCENT_OFF, percent=10, group="one")
    ten, also = reward("ten", cents=10_00, group="one"), reward("also", cents=10_00, group="one")
    ends = reward("ends", cents=10_00, group="one", valid_until=date(2026, 6, 20))
    who = asker(member(tenth, ten, also, ends))
    assert [each.choice.reward for each in used(who, basket("$200"), "ten", "tenth").given] == ["tenth"]
    assert [each.choice.reward for each in used(who, basket("$50"), "ten", "tenth").given] == ["ten"]
    assert [each.choice.reward for each in used(who, basket("$50"), "ten", "also").given] == ["also"]
    applied = used(who, basket("$50"), "also", "ends", "ten")
    assert [each.choice.reward for each in applied.given] == ["ends"]
    assert why_not(applied) == [ClauseCode.GROUP_FREE] * 2


@pytest.mark.rule("RD06")
def test_points_are_charged_only_for_value_given() -> None:
    applied = used(asker(member(point_rules=MONEY)), basket("$3.05"), pay_with(500_00))
    (given_,) = applied.given
    assert (given_.value_cents, given_.spent, applied.pay_cents) == (3_05, 30_50, 0)


@pytest.mark.rule("RD06")
def test_a_reward_that_would_take_nothing_off_is_refused_and_costs_nothing() -> None:
    who = asker(member(reward("five", RewardKind.FIXED_PRICE, cents=5_00, cost=100_00)))
    applied = used(who, basket("$4"), "five")
    assert why_not(applied) == [ClauseCode.GIVES_SOMETHING]
    assert applied.spent == 0
    free = used(asker(member(TEN, point_rules=MONEY)), basket("$10"), "ten", pay_with(100_00))
    assert why_not(free) == [ClauseCode.GIVES_SOMETHING]


@pytest.mark.rule("RD12")
def test_the_same_offer_twice_in_one_basket_is_refused() -> None:
    who = asker(member(TEN, point_rules=MONEY))
    assert why_not(used(who, basket("$50"), "ten", "ten")) == [ClauseCode.ONCE_IN_BASKET]
    assert why_not(used(who, basket("$50"), "ten", Choice("ten", GIFT))) == [ClauseCode.ONCE_IN_BASKET]
    assert why_not(used(who, basket("$50"), pay_with(5_00), pay_with(5_00))) == [ClauseCode.ONCE_IN_BASKET]


@pytest.mark.rule("RD01")
def test_two_rewards_together_cost_no_more_than_there_is() -> None:
    who = asker(member(reward("a", cents=1_00, cost=600_00), reward("b", cents=1_00, cost=600_00)))
    applied = used(who, basket("$50"), "a", "b")
    assert applied.spent == 600_00
    assert why_not(applied) == [ClauseCode.POINTS_ENOUGH]


@pytest.mark.rule("RD09")
def test_asking_changes_nothing() -> None:
    history = member(TEN)
    before = history.standing()
    used(asker(history), basket("$50"), Choice("ten", GIFT))
    assert history.standing() == before


@pytest.mark.rule("RD13")
def test_what_is_used_stands_before_its_visit_and_names_its_award() -> None:
    applied = used(asker(member(TEN)), basket("$50"), Choice("ten", GIFT))
    (body,) = redemption.bodies(applied, "00000000-0000-7000-8000-0000000000aa")
    assert (body.reward, body.award_rule, body.award_n, body.value_cents, body.spent) == ("ten", "first", 1, 10_00, 0)
    assert body.visit == "00000000-0000-7000-8000-0000000000aa"


def test_what_is_no_product_is_never_taken_off_and_stays_to_be_paid() -> None:
    who = asker(member(reward("all", RewardKind.PERCENT_OFF, percent=100), point_rules=MONEY))
    applied = used(who, (Line(20_00), Line(4_00, kind=LineKind.TAX)), "all")
    assert (applied.saved, applied.pay_cents) == (20_00, 4_00)


def test_goods_that_are_not_there_are_named() -> None:
    who = asker(member(reward("flower", cents=5_00, goods=FLOWER)))
    (refused,) = used(who, basket("$50"), "flower").refused
    stands = first_failing(refused.why)
    assert (stands.code, stands.seen) == (ClauseCode.GOODS, "flower")


def test_a_bundle_says_how_many_are_missing() -> None:
    who = asker(member(reward("three", RewardKind.BUNDLE, items=3, cents=20_00)))
    (refused,) = used(who, basket("$10", "$10"), "three").refused
    stands = first_failing(refused.why)
    assert (stands.code, stands.distance) == (ClauseCode.ENOUGH_ITEMS, 1)


def test_bonus_points_come_and_goods_to_be_handed_over_later_say_so() -> None:
    bonus = reward("bonus", RewardKind.BONUS_POINTS, points=50_00)
    shirt = reward("shirt", RewardKind.MERCHANDISE, cost=100_00, handed_over_later=True)
    applied = used(asker(member(bonus, shirt)), basket("$50"), "bonus", "shirt")
    first, second = redemption.bodies(applied, None)
    assert (first.bonus, first.handed_over) == (50_00, True)
    assert (second.spent, second.handed_over) == (100_00, False)


def test_an_award_without_a_reward_is_used_by_its_words() -> None:
    applied = used(asker(member()), basket("$50"), Choice("", GIFT))
    (body,) = redemption.bodies(applied, None)
    assert (body.reward, body.title, body.award_rule, body.value_cents) == ("award", "a treat", "first", 0)


def test_offers_are_listed_awards_first_then_by_what_they_cost() -> None:
    history = member(TEN, reward("dear", cents=5_00, cost=900_00), reward("cheap", cents=5_00, cost=100_00))
    found = redemption.offers(asker(history), basket("$50"))
    assert [(each.choice.reward, each.award is not None) for each in found] == [
        ("ten", True),
        ("ten", False),
        ("cheap", False),
        ("dear", False),
    ]
    assert [each.gives_cents for each in found] == [10_00, 10_00, 5_00, 5_00]
    assert all(each.usable for each in redemption.offers(asker(history), None))


def with_awards(*rewards: Reward, **program: Any) -> History:
    """A member who has an award for each of these rewards."""
    rules = tuple(milestone(f"m-{each.id}", at=1, reward=each.id) for each in rewards)
    history = History(a_program(rewards=rewards, milestones=rules, **program))
    history.visit("2026-05-01", "$1")
    return history


def test_the_best_combination_leaves_a_small_offer_out_that_would_spoil_a_large_one() -> None:
    who = asker(with_awards(FIFTY, reward("item", RewardKind.FREE_ITEM, cap_cents=5_00)))
    assert [each.reward for each in best_offers.best(who, basket("$100", "$8"))] == ["item", "fifty"]
    assert [each.reward for each in best_offers.best(who, basket("$60", "$40"))] == ["fifty"]
    assert [each.reward for each in best_offers.best(who, basket("$40"))] == ["item"]
    assert best_offers.best(who, basket("$0")) == ()


@pytest.mark.rule("RD05")
def test_where_the_best_one_wins_one_is_chosen() -> None:
    who = asker(with_awards(TENTH, TEN, best_only=True))
    assert [each.reward for each in best_offers.best(who, basket("$300"))] == ["tenth"]
    assert [each.reward for each in best_offers.best(who, basket("$30"))] == ["ten"]


rewards = st.lists(
    st.builds(
        lambda kind, cents, percent, minimum, group, goods: reward(
            "r", kind, cents=cents, percent=percent, minimum_cents=minimum, group=group, goods=goods
        ),
        st.sampled_from((RewardKind.AMOUNT_OFF, RewardKind.PERCENT_OFF, RewardKind.FREE_ITEM, RewardKind.FIXED_PRICE)),
        st.integers(1, 30_00),
        st.integers(1, 100),
        st.sampled_from((0, 0, 20_00, 60_00)),
        st.sampled_from(("", "", "a")),
        st.sampled_from((Goods(), Goods(), FLOWER)),
    ),
    max_size=5,
).map(lambda those: tuple(_named(each, number) for number, each in enumerate(those)))
baskets = st.lists(
    st.builds(
        Line,
        st.integers(0, 60_00),
        category=st.sampled_from(("Flower", "Edibles", None)),
        kind=st.sampled_from((LineKind.PRODUCT, LineKind.PRODUCT, LineKind.TAX)),
    ),
    max_size=4,
).map(tuple)


def _named(each: Reward, number: int) -> Reward:
    from dataclasses import replace

    return replace(each, id=f"r{number}")


@pytest.mark.rule("RD04", "RD06")
@given(rewards, baskets, st.randoms(use_true_random=False))
def test_any_choices_in_any_order_take_the_same_never_below_nothing_and_add_up(
    those: tuple[Reward, ...], lines: tuple[Line, ...], rng: Any
) -> None:
    who = asker(member(*those, point_rules=MONEY))
    choices = [*(Choice(each.id) for each in those), pay_with(75_00)]
    applied = redemption.apply(who, lines, choices)
    rng.shuffle(choices)
    again = redemption.apply(who, lines, choices)
    assert (again.lines, again.given, again.pay_cents) == (applied.lines, applied.given, applied.pay_cents)
    assert all(line.cents >= 0 for line in applied.lines)
    taken = sum(each.value_cents for each in applied.given)
    assert applied.pay_cents == sum(line.cents for line in lines) - taken
    assert taken == applied.saved + applied.points_paid_cents
    assert all(sum(each.shares) == each.value_cents for each in applied.given)
    assert all(any(failing(refused.why)) for refused in applied.refused)
    assert applied.spent <= who.available


@given(rewards, baskets)
def test_the_best_combination_saves_as_much_as_the_best_of_all_combinations(
    those: tuple[Reward, ...], lines: tuple[Line, ...]
) -> None:
    who = asker(with_awards(*those))
    choices = [Choice(each.id, (f"m-{each.id}", 1)) for each in those]
    most = max(
        redemption.apply(who, lines, some).saved
        for number in range(len(choices) + 1)
        for some in combinations(choices, number)
    )
    found = redemption.apply(who, lines, best_offers.best(who, lines))
    assert found.saved == most
    assert found.refused == ()


def test_of_many_offers_the_best_is_never_worse_than_any_one_or_all_of_them() -> None:
    those = tuple(
        _named(reward("r", RewardKind.AMOUNT_OFF, cents=1_00 + 37 * number, minimum_cents=1000 * (number % 4)), number)
        for number in range(9)
    )
    who = asker(with_awards(*those))
    lines = basket("$12", "$7", "$30")
    choices = [Choice(each.id, (f"m-{each.id}", 1)) for each in those]
    found = redemption.apply(who, lines, best_offers.best(who, lines)).saved
    assert found >= redemption.apply(who, lines, choices).saved
    assert found >= max(redemption.apply(who, lines, [each]).saved for each in choices)


def test_an_offer_is_told_whole_with_and_without_a_basket() -> None:
    from datetime import date

    dear = reward("dear", cents=5_00, cost=900_00, minimum_cents=20_00, valid_until=date(2026, 7, 1))
    who = asker(member(TEN, dear))
    award, _, bought = redemption.offers(who, basket("$30"))
    assert (award.choice, award.title, award.gives_cents, award.cost, award.until) == (
        Choice("ten", GIFT), "a treat", 10_00, 0, date(2026, 7, 30)
    )  # fmt: skip
    assert award.award is who.awards[GIFT]
    assert (bought.choice, bought.title, bought.gives_cents, bought.cost, bought.until, bought.award) == (
        Choice("dear"), "Dear", 5_00, 900_00, date(2026, 7, 1), None
    )  # fmt: skip
    assert (bought.why.rule, bought.why.holds) == (who.program.ref("dear"), True)
    *_, below = redemption.offers(who, basket("$10"))
    assert (below.usable, below.gives_cents) == (False, 0)
    *_, alone = redemption.offers(who, None)
    assert (alone.usable, alone.gives_cents) == (True, 0)


def test_what_is_given_is_told_whole() -> None:
    from posdesk.domain.redemption import Given

    points = reward("points-off", RewardKind.BONUS_POINTS, points=7_00, cost=2_00)
    who = asker(member(TEN, points, point_rules=MONEY))
    lines = basket("$30", "$10")
    applied = used(who, lines, pay_with(50_00), "points-off", Choice("ten", GIFT))
    assert applied.given == (
        Given(Choice("ten", GIFT), TEN, "a treat", 10_00, 0, 0, (7_50, 2_50), 2),
        Given(pay_with(50_00), None, "Paid with points", 5_00, 50_00, 0, (3_75, 1_25), 3),
        Given(Choice("points-off"), points, "Points-Off", 0, 2_00, 7_00, (0, 0), 4),
    )
    assert (applied.discount_cents, applied.points_paid_cents, applied.pay_cents, applied.saved, applied.spent) == (
        10_00, 5_00, 25_00, 10_00, 52_00
    )  # fmt: skip
    assert redemption.bodies(applied, "v")[2].bonus == 7_00


def test_the_loser_of_a_group_says_who_won_under_which_rule() -> None:
    one, two = reward("one", cents=1_00, group="g"), reward("two", cents=2_00, group="g")
    applied = used(asker(member(one, two)), basket("$30"), "one", "two")
    (refused,) = applied.refused
    assert (refused.choice, refused.why.code, refused.why.seen, refused.why.law) == (
        Choice("one"), ClauseCode.GROUP_FREE, "Two", "RD05"
    )  # fmt: skip
    assert refused.why.rule == asker(member(one, two)).program.ref("one")


def test_an_offer_of_a_group_that_does_not_fit_gives_way_to_one_that_does() -> None:
    large = reward("large", cents=50_00, minimum_cents=100_00, group="g")
    small = reward("small", cents=2_00, group="g")
    applied = used(asker(member(large, small)), basket("$30"), "large", "small")
    assert [each.choice.reward for each in applied.given] == ["small"]


def test_goods_of_a_group_that_take_nothing_off_are_a_group_too() -> None:
    shirt, cap = (reward(name, RewardKind.MERCHANDISE, group="gift") for name in ("shirt", "cap"))
    applied = used(asker(member(shirt, cap)), basket("$30"), "shirt", "cap")
    assert [each.choice.reward for each in applied.given] == ["cap"]
