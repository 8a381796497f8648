"""Who may use a reward: every refusal names the clause that stands in the way, and what is missing."""

from datetime import date
from typing import Any

import pytest

from posdesk.domain.clauses import Clause, ClauseCode, failing
from posdesk.domain.offers import Choice, may_use, resolve_code
from posdesk.domain.program import Basis
from posdesk.domain.rewards import Coupon, Offline, Reward, RewardKind
from posdesk.domain.standing import AwardState
from tests.domain.baskets import GIFT, MONEY, TODAY, asker, first_failing, member, pay_with, reward
from tests.domain.histories import History, tiers


def refusal(offer: Reward, choice: Choice | None = None, **more: Any) -> Clause | None:
    """The clause that stands in the way of buying the reward (or of the choice); None when it can be used."""
    program = {key: more.pop(key) for key in ("tiers", "tier_basis", "points") if key in more}
    clause = may_use(asker(member(offer, **program), **more), choice or Choice(offer.id))
    assert clause.holds is not any(failing(clause))
    return None if clause.holds else first_failing(clause)


def code_of(clause: Clause | None) -> ClauseCode | None:
    """What it is about."""
    return clause.code if clause else None


@pytest.mark.rule("RD01")
def test_a_reward_costs_no_more_than_is_available_and_the_refusal_says_what_is_missing() -> None:
    assert refusal(reward(cost=1000_00)) is None
    short = refusal(reward(cost=1200_00))
    assert short is not None
    assert (short.code, short.seen, short.needed, short.distance) == (
        ClauseCode.POINTS_ENOUGH, 1000_00, 1200_00, 200_00
    )  # fmt: skip
    assert short.rule is not None
    assert (short.rule.id, short.rule.version, short.law) == ("ten", 1, "RD01")


@pytest.mark.rule("RD01")
def test_any_number_of_points_pays_but_none_and_fewer_than_none() -> None:
    who = asker(member(point_rules=MONEY))
    assert may_use(who, pay_with(1)).holds
    assert may_use(who, pay_with(1000_00)).holds
    assert code_of(first_failing(may_use(who, pay_with(0)))) is ClauseCode.POINTS_POSITIVE
    assert code_of(first_failing(may_use(who, pay_with(-5)))) is ClauseCode.POINTS_POSITIVE
    assert code_of(first_failing(may_use(who, pay_with(1000_01)))) is ClauseCode.POINTS_ENOUGH


@pytest.mark.rule("RD01")
def test_pending_and_expired_points_do_not_pay() -> None:
    from posdesk.domain.program import Expiry, PointRules

    for rules in (PointRules(pending_days=400, pay_points=1_00, pay_cents=10), PointRules(Expiry.DAYS, 5, 0, 5)):
        history = History(member(point_rules=rules).programs[0][1])
        history.visit("2026-05-01", "$500")
        assert history.standing(TODAY).points_available == 0
        assert not may_use(asker(history), pay_with(1_00)).holds


@pytest.mark.rule("RD11")
def test_while_the_balance_is_negative_nothing_is_bought() -> None:
    history = member(reward(cost=0), points=10_00, point_rules=MONEY)
    history.redeemed("2026-05-03", 30_00)
    who = asker(history)
    for choice in (Choice("ten"), pay_with(1_00)):
        stands = first_failing(may_use(who, choice))
        assert (stands.code, stands.distance) == (ClauseCode.POINTS_NOT_NEGATIVE, 20_00)
    assert may_use(who, Choice("ten", GIFT)).holds  # an award costs no points


def test_a_reward_without_a_price_needs_its_award() -> None:
    only_earned = reward(cost=None)
    assert code_of(refusal(only_earned)) is ClauseCode.CAN_BE_BOUGHT
    assert refusal(only_earned, Choice("ten", GIFT)) is None


def test_a_reward_the_program_does_not_have_is_refused() -> None:
    assert code_of(refusal(reward(), Choice("eleven"))) is ClauseCode.REWARD_KNOWN


@pytest.mark.parametrize(
    ("more", "situation", "code"),
    [
        ({"valid_from": date(2026, 6, 16)}, {}, ClauseCode.VALID_FROM),
        ({"valid_until": date(2026, 6, 14)}, {}, ClauseCode.VALID_UNTIL),
        ({"weekdays": frozenset({1, 2})}, {}, ClauseCode.WEEKDAY),
        ({"stores": frozenset({"boulder-1"})}, {}, ClauseCode.STORE),
        ({"member_types": frozenset({"medical"})}, {}, ClauseCode.MEMBER_TYPE),
        ({"counted": True}, {}, ClauseCode.STOCK),
        ({"counted": True}, {"stock": {"ten": 0}}, ClauseCode.STOCK),
        ({"offline": Offline.ONLINE_ONLY}, {"online": False}, ClauseCode.ONLINE),
        ({"offline": Offline.ALLOWANCE}, {"online": False}, ClauseCode.ALLOWANCE),
        ({"valid_from": date(2026, 6, 15), "valid_until": date(2026, 6, 15)}, {}, None),
        ({"weekdays": frozenset({0})}, {}, None),
        ({"stores": frozenset({"denver-1"})}, {}, None),
        ({"counted": True}, {"stock": {"ten": 1}}, None),
    ],
)
def test_each_limit_of_the_program_is_a_clause(
    more: dict[str, Any], situation: dict[str, Any], code: ClauseCode | None
) -> None:
    assert code_of(refusal(reward(**more), **situation)) is code


@pytest.mark.rule("RD10")
@pytest.mark.parametrize(
    ("policy", "online", "allowed", "usable"),
    [
        (Offline.RECONCILE, False, 0, True),
        (Offline.ONLINE_ONLY, True, 0, True),
        (Offline.ONLINE_ONLY, None, 0, True),  # a shop on its own asks nobody
        (Offline.ONLINE_ONLY, False, 5, False),
        (Offline.ALLOWANCE, True, 0, True),
        (Offline.ALLOWANCE, False, 1, True),
        (Offline.ALLOWANCE, False, 0, False),
    ],
)
def test_what_may_be_given_without_the_hub_is_the_rewards_own_policy(
    policy: Offline, online: bool | None, allowed: int, usable: bool
) -> None:
    found = refusal(reward(offline=policy), online=online, allowances={"ten": allowed})
    assert (found is None) is usable


@pytest.mark.rule("E08")
def test_a_reward_for_a_tier_is_for_that_tier_and_those_above() -> None:
    ladder: dict[str, Any] = {"tiers": tiers(1, 2, 500_00), "tier_basis": Basis.SPEND}
    assert refusal(reward(tier="tier-1"), **ladder) is None
    above = refusal(reward(tier="tier-2"), **ladder)
    assert above is not None
    assert (above.code, above.seen, above.needed) == (ClauseCode.TIER, "Tier 1", "Tier 2")


def test_a_reward_for_one_use_is_refused_with_when_and_where_it_was_used() -> None:
    history = member(reward(uses=1, cost=1_00))
    fact = history.redeemed("2026-06-03", 1_00, reward="ten", register="register 2")
    stands = first_failing(may_use(asker(history), Choice("ten")))
    assert (stands.code, stands.seen, stands.needed, stands.fact) == (
        ClauseCode.USES_LEFT, date(2026, 6, 3), "register 2", fact
    )  # fmt: skip


def test_an_award_is_refused_when_it_is_unknown_used_over_or_taken_back() -> None:
    history = member(reward())
    assert first_failing(may_use(asker(history), Choice("ten", ("first", 2)))).code is ClauseCode.AWARD_EARNED
    late = first_failing(may_use(asker(history, "2026-07-31"), Choice("ten", GIFT)))
    assert (late.code, late.needed) == (ClauseCode.AWARD_UNTIL, date(2026, 7, 30))
    fact = history.redeemed("2026-06-01", reward="ten", award=GIFT)
    used = first_failing(may_use(asker(history), Choice("ten", GIFT)))
    assert (used.code, used.seen, used.needed, used.fact) == (
        ClauseCode.AWARD_UNUSED, date(2026, 6, 1), "register 1", fact
    )  # fmt: skip


@pytest.mark.rule("M06")
def test_an_award_whose_goods_came_back_is_refused_with_its_reason() -> None:
    from tests.domain.histories import a_program, milestone

    rule = milestone("big", Basis.SPEND, at=100_00, reward="ten")
    history = History(a_program(rewards=(reward(),), milestones=(rule,)))
    visit = history.visit("2026-05-01", "$100")
    history.returned("2026-05-02", visit, "$100")
    assert history.standing(TODAY).awards[0].state is AwardState.REVOKED
    assert first_failing(may_use(asker(history), Choice("ten", ("big", 1)))).code is ClauseCode.AWARD_NOT_REVOKED


COUPONS = (
    Coupon("SPRING1", "ten", date(2026, 6, 1), date(2026, 6, 30)),
    Coupon("OVER1", "ten", valid_until=date(2026, 6, 14)),
    Coupon("SOON1", "ten", valid_from=date(2026, 6, 16)),
    Coupon("ELSE1", "ten", stores=frozenset({"boulder-1"})),
)


@pytest.mark.rule("RD14")
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("NOSUCH", ClauseCode.COUPON_KNOWN),
        ("OVER1", ClauseCode.COUPON_UNTIL),
        ("SOON1", ClauseCode.COUPON_FROM),
        ("ELSE1", ClauseCode.COUPON_STORE),
    ],
)
def test_a_code_that_does_not_work_says_which_of_five_things_is_wrong(code: str, why: ClauseCode) -> None:
    clause, choice = resolve_code(asker(member(reward(cost=None), coupons=COUPONS)), code)
    assert choice is None
    assert first_failing(clause).code is why


@pytest.mark.rule("RD14")
def test_a_code_stands_for_its_reward_once_a_member() -> None:
    history = member(reward(cost=None), coupons=COUPONS)
    clause, choice = resolve_code(asker(history), "SPRING1")
    assert clause.holds
    assert choice is not None
    assert may_use(asker(history), choice).holds
    history.redeemed("2026-06-10", reward="ten", code="SPRING1")
    clause, choice = resolve_code(asker(history), "SPRING1")
    assert choice is None
    assert first_failing(clause).code is ClauseCode.COUPON_UNUSED


def test_merchandise_asks_for_nothing_but_points() -> None:
    assert refusal(reward("shirt", RewardKind.MERCHANDISE, cost=900_00)) is None
