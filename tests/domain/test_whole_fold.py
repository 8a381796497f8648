"""Laws over generated histories of everything that can happen: whatever the order, whatever is repeated, it adds up.

Each law is tried on a few histories in every run, and on thousands with `-m long`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain import liability
from posdesk.domain.business_day import end_of_day
from posdesk.domain.facts import Line, MemberField, RedemptionVoided
from posdesk.domain.fold import checkpoint, fold, goes_on
from posdesk.domain.given_facts import AwardGiven, TierOverridden
from posdesk.domain.program import (
    AwardRule,
    Basis,
    BirthdayRule,
    EarnRule,
    Expiry,
    Multiplier,
    PointRules,
    Program,
    ReturnRules,
    Tier,
    Window,
)
from posdesk.domain.rewards import PAY_WITH_POINTS, Reward, RewardKind
from posdesk.domain.standing import AwardState, Movement, Standing
from tests.domain.histories import DENVER, MEMBER, History, a_program, milestone

FIRST = date(2026, 1, 5)
DAYS = 120
BRANDS = ("Hilltop", "Blue Fern", None)

points_rules = st.builds(
    PointRules,
    st.sampled_from(Expiry),
    st.integers(0, 3).map(lambda long: (5, 20, 45, 2)[long]),
    st.sampled_from((0, 0, 3)),
    grace_days=st.sampled_from((0, 10)),
    adjustment_is_activity=st.booleans(),
    visit_cap=st.sampled_from((None, 60_00)),
)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program with something of everything."""
    return a_program(
        earn_unit=draw(st.sampled_from((1, 1_00))),
        earn_rules=(EarnRule("a-dollar", 1_00, 1_00), EarnRule("a-visit", 2_00, 0)),
        multipliers=(Multiplier("hilltop", "promotion", 150, brands=frozenset({"hilltop"})),),
        tier_basis=draw(st.sampled_from(Basis)),
        tier_window=draw(st.sampled_from((Window.LIFETIME, Window.ROLLING_12_MONTHS, Window.DAYS))),
        tier_days=30,
        tier_grace_days=draw(st.sampled_from((0, 7))),
        tiers=(Tier("base", "Base", 0), Tier("gold", "Gold", 3_00, 120, AwardRule("Welcome to Gold", 30))),
        milestones=(milestone("five", every=5), milestone("hundred", Basis.SPEND, every=100_00, valid_days=20)),
        point_rules=draw(points_rules),
        return_rules=ReturnRules(claw_back_discount=draw(st.booleans())),
        birthday=BirthdayRule(AwardRule("A treat")),
        rewards=(Reward("ten", "$10 off", RewardKind.AMOUNT_OFF, cents=10_00, minimum_cents=40_00, uses=2),),
    )


deeds = st.tuples(
    st.integers(0, DAYS - 1),
    st.integers(0, 20),
    st.sampled_from(
        "visit visit visit visit return return void redeem pay undo adjust take award hold type birthday offer".split()
    ),
    st.integers(0, 30),
    st.integers(1, 90_00),
    st.sampled_from((1, 2)),
)


def told(program: Program, those: list[tuple[int, int, str, int, int, int]]) -> History:
    """A history of these deeds; each may concern a visit or a redemption told before it."""
    history = History(program)
    visits: list[str] = []
    uses: list[str] = []
    for number, (day, hour, deed, which, cents, register) in enumerate(those):
        when = f"{FIRST + timedelta(days=day)} {hour:02d}:{number % 60:02d}"
        visit = visits[which % len(visits)] if visits else "00000000-0000-7000-8000-00000000dead"
        place: dict[str, Any] = {"register": f"register {register}"}
        new = f"00000000-0000-7000-9000-{number:012x}"
        match deed:
            case "visit":
                lines = (Line(cents, BRANDS[which % 3]), Line(cents // 3, BRANDS[which % 2]))
                visits.append(history.visit(when, *lines, receipt=f"T-{number}", **place))
            case "pay" | "offer":
                value, spent = min(cents, 10_00), min(cents, 10_00) if deed == "pay" else 0
                reward, award = (PAY_WITH_POINTS, None) if deed == "pay" else ("ten", ("five", 1 + which % 2))
                uses.append(
                    history.redeemed(when, spent, reward=reward, award=award, visit=new, value_cents=value, **place)
                )
                visits.append(history.visit(when, Line(cents), id=new, discount_cents=value, **place))
            case "return":
                history.returned(when, visit, Line(cents // 2 + 1, BRANDS[which % 3]))
            case "void":
                history.voided(when, visit)
            case "redeem":
                uses.append(history.redeemed(when, cents, award=(("gold", 1), None)[which % 2], bonus=which, **place))
            case "undo" if uses:
                history.happened(when, RedemptionVoided(uses[which % len(uses)], "mistake"))
            case "adjust" | "take":
                history.adjusted(when, cents if deed == "adjust" else -cents)
            case "award":
                history.happened(when, AwardGiven("ten", "$10 off", "sorry"))
            case "hold":
                history.happened(when, TierOverridden("gold", FIRST + timedelta(days=day + which), "a friend"))
            case "type":
                history.field_set(when, MemberField.MEMBER_TYPE, ("medical", None)[which % 2])
            case "birthday":
                history.field_set(when, MemberField.BIRTHDAY, f"{1 + which % 12:02d}-10")
    return history


few_deeds = st.lists(deeds, max_size=12)
amounts = st.lists(st.integers(1, 90_00), min_size=1, max_size=6)
histories = st.builds(told, programs(), st.lists(deeds, max_size=30))


def on(history: History, day: int) -> Standing:
    """The standing at the end of a business day, counted from the first."""
    return fold(MEMBER, history.facts, history.timeline(), end_of_day(FIRST + timedelta(days=day), DENVER))


def order_and_repetition_change_nothing(history: History, rng: Any) -> None:
    once = on(history, DAYS)
    bought = (once.brands, once.categories, once.months)
    shuffled = [*history.facts, *history.facts]
    rng.shuffle(shuffled)
    history.facts = shuffled
    again = on(history, DAYS)
    assert again == once
    assert (again.brands, again.categories, again.months) == bought


@pytest.mark.rule("LG02", "VS06", "TI04")
@given(histories, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(history: History, rng: Any) -> None:
    order_and_repetition_change_nothing(history, rng)


def every_point_is_kept_reversed_redeemed_or_expired(history: History) -> None:
    for day in range(0, DAYS + 40, 7):
        standing = on(history, day)
        moved = {store: sum(movements.values()) for store, movements in standing.movements.items()}
        assert sum(moved.values()) == standing.points
        assert sum(movements.get(Movement.MOVED, 0) for movements in standing.movements.values()) == 0
        lots = sum(lot.left for lot in standing.lots)
        assert lots - sum(owed.points for owed in standing.owed) == standing.points
        assert all(0 < lot.left <= lot.earned for lot in standing.lots)
        assert all(lot.expires_on is None or lot.expires_on >= standing.as_of.day for lot in standing.lots)
        assert 0 <= standing.points_available <= max(standing.points, 0)


@pytest.mark.rule("P06", "LG03")
@given(histories)
def test_at_all_times_what_was_earned_is_kept_reversed_redeemed_or_expired(history: History) -> None:
    every_point_is_kept_reversed_redeemed_or_expired(history)


def a_day_closes_to_zero(history: History, day: int) -> None:
    by_store = liability.of_member(on(history, day - 1), on(history, day))
    assert all(each.difference == 0 for each in by_store.values())


@pytest.mark.rule("LG03")
@given(histories, st.integers(0, DAYS - 1))
def test_a_store_owes_in_the_evening_what_it_owed_in_the_morning_and_what_the_day_moved(
    history: History, day: int
) -> None:
    a_day_closes_to_zero(history, day)


def going_on_is_as_good_as_starting_over(history: History, day: int) -> None:
    cut = end_of_day(FIRST + timedelta(days=day), DENVER).at
    stop = checkpoint(history.facts, history.timeline(), cut)
    later = sorted((fact for fact in history.facts if fact.occurred_at > cut), key=lambda fact: fact.occurred_at)
    if goes_on(stop, later):
        moment = end_of_day(FIRST + timedelta(days=DAYS), DENVER)
        for _ in range(2):  # a checkpoint is not used up
            assert fold(MEMBER, later, history.timeline(), moment, stop) == on(history, DAYS)


@given(histories, st.integers(0, DAYS))
def test_going_on_from_a_checkpoint_is_as_good_as_starting_over(history: History, day: int) -> None:
    going_on_is_as_good_as_starting_over(history, day)


def returning_everything_restores(
    those: list[tuple[int, int, str, int, int, int]], cents_of: list[int], program: Program
) -> None:
    lasting = replace(program, tier_grace_days=0, point_rules=PointRules())
    history = told(lasting, those)
    before = on(history, DAYS)
    today = FIRST + timedelta(days=DAYS)
    for number, cents in enumerate(cents_of):
        visit = history.visit(
            f"{today} 12:{number:02d}", Line(cents, "Hilltop"), Line(cents // 2), receipt=f"R-{number}"
        )
        history.returned(f"{today} 13:{number:02d}", visit, Line(cents, "Hilltop"))
        history.returned(f"{today} 13:{number:02d}", visit, Line(cents // 2))
    after = on(history, DAYS)
    assert (after.points, after.spend_cents) == (before.points, before.spend_cents)
    if lasting.tier_basis is not Basis.VISITS:  # the visit itself stays counted (X09)
        assert after.tier.id == before.tier.id
    open_before, open_after = (
        [
            (award.rule.id, award.n)
            for award in each.awards
            if award.state is AwardState.OPEN and award.rule.id == "hundred"
        ]
        for each in (before, after)
    )
    assert open_after == open_before


@pytest.mark.rule("X01", "X04", "X10", "TI05", "M05")
@given(few_deeds, amounts, programs())
def test_returning_everything_brought_back_restores_balance_tier_and_milestones(
    those: list[tuple[int, int, str, int, int, int]], cents_of: list[int], program: Program
) -> None:
    returning_everything_restores(those, cents_of, program)


@pytest.mark.rule("X10")
def test_earning_and_refunding_a_hundred_times_changes_nothing() -> None:
    history = History(
        a_program(
            earn_unit=1_00,
            earn_rules=(EarnRule("a", 1_00, 3_00),),
            tiers=(Tier("base", "Base", 0), Tier("gold", "Gold", 50_00, 120, AwardRule("Welcome"))),
            milestones=(milestone("k", Basis.SPEND, every=60_00),),
        )
    )
    history.visit("2026-01-05", "$49.99")
    before = history.standing("2026-01-05")
    for number in range(100):
        when = f"2026-01-06 {8 + number // 20:02d}"
        visit = history.visit(f"{when}:{number % 20 * 3:02d}", "$17.35")
        history.returned(f"{when}:{number % 20 * 3 + 1:02d}", visit, "$17.35")
    after = history.standing("2026-01-06 20:00")
    assert (after.points, after.tier.id, after.spend_cents) == (before.points, before.tier.id, before.spend_cents)
    assert [award.state for award in after.awards] == ["revoked", "revoked"]
    assert after.milestones[0].missing == before.milestones[0].missing


@pytest.mark.rule("VS01")
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 90_00), st.integers(1, 89_00)), min_size=1, max_size=12))
def test_splitting_a_visit_into_two_receipts_of_a_day_changes_no_count(those: list[tuple[int, int, int]]) -> None:
    program = a_program(milestones=(milestone("five", every=5), milestone("k", Basis.SPEND, every=100_00)))
    whole, split = History(program), History(program)
    for number, (day, cents, part) in enumerate(those):
        when = FIRST + timedelta(days=day)
        part = min(part, cents)
        whole.visit(f"{when} 12:{number:02d}", Line(cents))
        split.visit(f"{when} 12:{number:02d}", Line(part))
        split.visit(f"{when} 13:{number:02d}", Line(cents - part))
    one, two = on(whole, DAYS), on(split, DAYS)
    assert (one.visits, one.spend_cents, one.points) == (two.visits, two.spend_cents, two.points)
    assert {(a.rule.id, a.n) for a in one.awards} == {(a.rule.id, a.n) for a in two.awards}


chances = st.randoms(use_true_random=False)
LAWS: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    "order and repetition": (order_and_repetition_change_nothing, (histories, chances)),
    "conservation": (every_point_is_kept_reversed_redeemed_or_expired, (histories,)),
    "liability": (a_day_closes_to_zero, (histories, st.integers(0, DAYS - 1))),
    "checkpoint": (going_on_is_as_good_as_starting_over, (histories, st.integers(0, DAYS))),
    "all returned": (returning_everything_restores, (few_deeds, amounts, programs())),
}


@pytest.mark.long
@pytest.mark.parametrize("law", LAWS)
def test_every_law_holds_in_a_long_run(law: str) -> None:
    holds, about = LAWS[law]
    settings(max_examples=3000)(given(*about)(holds))()
