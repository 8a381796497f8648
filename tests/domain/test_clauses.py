"""Explanations to the letter: each clause with what was seen, what is needed, how far it is, and the rule."""

from datetime import date
from typing import Any

from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of, failing
from posdesk.domain.offers import Choice, may_use, resolve_code
from posdesk.domain.program import RuleRef
from posdesk.domain.rewards import Coupon, Offline
from tests.domain.baskets import GIFT, MONEY, asker, basket, member, pay_with, reward, used
from tests.domain.histories import tiers

C = ClauseCode
TEN = RuleRef("ten", 1)
DAY = date(2026, 6, 15)


def said(clause: Clause) -> list[tuple[Any, ...]]:
    """The clauses below one: code, holds, law, seen, needed, distance, unit, fact."""
    assert all(part.rule == clause.rule for part in clause.parts)
    return [
        (each.code, each.holds, each.law, each.seen, each.needed, each.distance, each.unit, each.fact)
        for part in clause.parts
        for each in (part.parts or (part,))
    ]


def test_all_hold_when_every_part_does_and_name_what_fails() -> None:
    yes, no = Clause(C.STORE, True), Clause(C.TIER, False)
    both = all_of([yes, no], TEN, "RD01")
    assert (both.code, both.holds, both.rule, both.law) == (C.ALL, False, TEN, "RD01")
    assert all_of([yes, yes]).holds
    assert list(failing(all_of([both, no]))) == [no, no]
    assert list(failing(all_of([yes]))) == []


def test_a_coupon_that_works_has_every_clause_in_order() -> None:
    coupon = Coupon("SPRING1", "ten", date(2026, 6, 1), date(2026, 6, 30), frozenset({"denver-1", "boulder-1"}))
    clause, choice = resolve_code(asker(member(reward(cost=None), coupons=(coupon,))), "SPRING1")
    assert choice == Choice("ten", code="SPRING1")
    assert (clause.rule, clause.law) == (TEN, "RD14")
    assert said(clause) == [
        (C.COUPON_KNOWN, True, "RD14", "SPRING1", None, None, Unit.WORD, None),
        (C.COUPON_UNUSED, True, "RD14", None, None, None, Unit.DATE, None),
        (C.COUPON_UNTIL, True, "RD14", DAY, date(2026, 6, 30), None, Unit.DATE, None),
        (C.COUPON_FROM, True, "RD14", DAY, date(2026, 6, 1), None, Unit.DATE, None),
        (C.COUPON_STORE, True, "RD14", "denver-1", "boulder-1, denver-1", None, Unit.WORD, None),
    ]


def test_a_coupon_that_does_not_work_says_all_that_speaks_against_it() -> None:
    coupon = Coupon("SOON1", "ten", date(2026, 6, 18), date(2026, 6, 14), frozenset({"boulder-1"}))
    history = member(reward(cost=None), coupons=(coupon,))
    fact = history.redeemed("2026-06-10", reward="ten", code="SOON1", register="register 2")
    clause, choice = resolve_code(asker(history), "SOON1")
    assert choice is None
    assert said(clause) == [
        (C.COUPON_KNOWN, True, "RD14", "SOON1", None, None, Unit.WORD, None),
        (C.COUPON_UNUSED, False, "RD14", date(2026, 6, 10), "register 2", None, Unit.DATE, fact),
        (C.COUPON_UNTIL, False, "RD14", DAY, date(2026, 6, 14), None, Unit.DATE, None),
        (C.COUPON_FROM, False, "RD14", DAY, date(2026, 6, 18), 3, Unit.DATE, None),
        (C.COUPON_STORE, False, "RD14", "denver-1", "boulder-1", None, Unit.WORD, None),
    ]
    unknown, nothing = resolve_code(asker(history), "NOSUCH")
    assert nothing is None
    assert unknown == Clause(C.COUPON_KNOWN, False, None, "RD14", "NOSUCH", unit=Unit.WORD)


def test_a_coupon_whose_use_was_taken_back_works_again() -> None:
    history = member(reward(cost=None), coupons=(Coupon("SPRING1", "ten"),))
    visit = "00000000-0000-7000-9000-000000000001"
    history.redeemed("2026-06-10", reward="ten", code="SPRING1", visit=visit)
    history.visit("2026-06-10", "$20", id=visit)
    assert resolve_code(asker(history), "SPRING1")[1] is None
    history.voided("2026-06-11", visit)
    assert resolve_code(asker(history), "SPRING1")[1] is not None


def test_points_like_money_ask_for_a_price_a_number_and_enough() -> None:
    who = asker(member(point_rules=MONEY))
    clause = may_use(who, pay_with(300_00))
    assert clause.rule == RuleRef("points", 1)
    assert said(clause) == [
        (C.POINTS_PAY, True, "RD01", None, None, None, Unit.NONE, None),
        (C.POINTS_POSITIVE, True, "RD01", 300_00, 1, None, Unit.POINTS, None),
        (C.POINTS_NOT_NEGATIVE, True, "RD11", 1000_00, 0, None, Unit.POINTS, None),
        (C.POINTS_ENOUGH, True, "RD01", 1000_00, 300_00, None, Unit.POINTS, None),
    ]
    assert said(may_use(who, pay_with(300_00), spent=800_00))[-1] == (
        C.POINTS_ENOUGH, False, "RD01", 200_00, 300_00, 100_00, Unit.POINTS, None
    )  # fmt: skip
    short = member(points=10_00, point_rules=MONEY)
    short.redeemed("2026-05-03", 30_00)
    assert said(may_use(asker(short), pay_with(1)))[2:] == [
        (C.POINTS_NOT_NEGATIVE, False, "RD11", -20_00, 0, 20_00, Unit.POINTS, None),
        (C.POINTS_ENOUGH, False, "RD01", 0, 1, 1, Unit.POINTS, None),
    ]


def test_a_reward_with_every_limit_says_each_of_them() -> None:
    offer = reward(
        cost=1_00,
        valid_from=date(2026, 6, 20),
        valid_until=date(2026, 6, 10),
        weekdays=frozenset({2, 1}),
        stores=frozenset({"boulder-1"}),
        tier="tier-2",
        member_types=frozenset({"senior", "medical"}),
        uses=2,
        offline=Offline.ALLOWANCE,
        counted=True,
    )
    history = member(offer, tiers=tiers(1, 500_00))
    clause = may_use(asker(history, online=False, stock={"ten": 0}), Choice("ten"))
    assert said(clause) == [
        (C.VALID_FROM, False, "RD03", DAY, date(2026, 6, 20), 5, Unit.DATE, None),
        (C.VALID_UNTIL, False, "RD03", DAY, date(2026, 6, 10), None, Unit.DATE, None),
        (C.WEEKDAY, False, "", 0, "1,2", None, Unit.WORD, None),
        (C.STORE, False, "", "denver-1", "boulder-1", None, Unit.WORD, None),
        (C.TIER, False, "E08", "Tier 1", "Tier 2", None, Unit.WORD, None),
        (C.MEMBER_TYPE, False, "", "", "medical, senior", None, Unit.WORD, None),
        (C.USES_LEFT, True, "RD10", 0, 2, None, Unit.USES, None),
        (C.CAN_BE_BOUGHT, True, "RD01", None, None, None, Unit.NONE, None),
        (C.POINTS_NOT_NEGATIVE, True, "RD11", 1000_00, 0, None, Unit.POINTS, None),
        (C.POINTS_ENOUGH, True, "RD01", 1000_00, 1_00, None, Unit.POINTS, None),
        (C.ALLOWANCE, False, "RD10", 0, 1, 1, Unit.USES, None),
        (C.STOCK, False, "", 0, 1, 1, Unit.ITEMS, None),
    ]


def test_an_award_says_that_it_is_earned_unused_kept_in_time_and_free() -> None:
    clause = may_use(asker(member(reward())), Choice("ten", GIFT))
    assert said(clause) == [
        (C.AWARD_EARNED, True, "M03", "first:1", None, None, Unit.WORD, None),
        (C.AWARD_UNUSED, True, "RD10", None, None, None, Unit.DATE, None),
        (C.AWARD_NOT_REVOKED, True, "M06", None, None, None, Unit.NONE, None),
        (C.AWARD_UNTIL, True, "M11", DAY, date(2026, 7, 30), None, Unit.DATE, None),
        (C.NOT_HELD, True, "RD08", None, None, None, Unit.NONE, None),
    ]
    last_day = may_use(asker(member(reward()), "2026-07-30"), Choice("ten", GIFT))
    assert last_day.holds


def test_a_birthday_treat_that_is_announced_says_from_when_it_can_be_used() -> None:
    from posdesk.domain.program import AwardRule, BirthdayRule

    rule = BirthdayRule(AwardRule("A treat", None, "ten"))
    history = member(reward(), birthday=rule)
    history.enrolled("2026-01-01", birthday="1990-06-25")
    found = said(may_use(asker(history), Choice("ten", ("birthday", 2026))))
    assert (C.AWARD_FROM, False, "DT03", DAY, date(2026, 6, 18), 3, Unit.DATE, None) in found


def test_a_basket_that_lacks_something_says_how_much_and_of_what() -> None:
    from posdesk.domain.rewards import Goods, RewardKind

    flower = Goods(categories=frozenset({"flower"}), not_brands=frozenset({"wren"}))
    fifty = reward("fifty", cents=50_00, minimum_cents=100_00, goods=flower)
    bundle = reward("bundle", RewardKind.BUNDLE, items=4, cents=1_00)
    who = asker(member(fifty, bundle))
    (refused,) = used(who, basket("$50", "$20"), "fifty").refused
    assert said(refused.why)[-2:] == [
        (C.GOODS, False, "RD03", "flower", None, None, Unit.WORD, None),
        (C.MINIMUM, False, "RD03", 0, 100_00, 100_00, Unit.CENTS, None),
    ]
    (refused,) = used(who, basket("$50", "$20"), "bundle").refused
    assert said(refused.why)[-3:] == [
        (C.GOODS, True, "RD03", "", None, None, Unit.WORD, None),
        (C.ENOUGH_ITEMS, False, "RD07", 2, 4, 2, Unit.ITEMS, None),
        (C.GIVES_SOMETHING, False, "RD06", 0, 1, None, Unit.CENTS, None),
    ]
