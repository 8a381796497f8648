"""Goods that come back: never more than was bought, line by line, in any steps, and points end where they began."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain import returned
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import Basis, EarnRule
from tests.domain.histories import POINT_A_DOLLAR, History, a_program, milestone, tiers, usd

POINT_EACH_10 = a_program(earn_rules=(EarnRule("point-each-10", 100, 10_00),), earn_unit=100)


@pytest.mark.rule("X02")
def test_10_dollars_for_a_point_returned_as_5_and_5_take_one_point() -> None:
    history = History(POINT_EACH_10)
    visit = history.visit("2026-03-02", "$10")
    assert history.standing().points == 1_00
    history.returned("2026-03-03", visit, "$5")
    history.returned("2026-03-04", visit, "$5")
    assert history.outcome(visit).points == 0
    assert history.standing().points == 0
    assert history.standing().spend_cents == 0


@pytest.mark.rule("X02")
def test_a_part_that_stays_keeps_the_points_it_earns_alone() -> None:
    history = History()
    visit = history.visit("2026-03-02", Line(60_00, "A"), Line(40_00, "B"), discount_cents=10_00)
    history.returned("2026-03-03", visit, Line(40_00, "B"))
    assert history.outcome(visit).spend_cents == usd("$54")  # 60 of 100 paid at 90
    assert history.outcome(visit).points == 54_00


@pytest.mark.rule("X03")
def test_points_of_a_line_go_with_that_line_not_in_proportion_to_the_amount() -> None:
    bonus = EarnRule("triple-wren", 200, 100, brands=frozenset({"wren"}))
    history = History(a_program(earn_rules=(POINT_A_DOLLAR, bonus)))
    lines = (Line(10_00, "Other"), Line(10_00, "Wren"), Line(10_00, "Moss"))
    for back, left in (("Wren", 20_00), ("Moss", 40_00)):
        history.facts.clear()
        visit = history.visit("2026-03-02", *lines)
        assert history.standing().points == 50_00
        history.returned("2026-03-03", visit, Line(10_00, back))
        assert history.standing().points == left


@pytest.mark.rule("X04")
def test_never_more_is_clawed_back_than_was_earned() -> None:
    history = History()
    visit = history.visit("2026-03-02", "$20")
    history.returned("2026-03-03", visit, "$20")
    history.returned("2026-03-04", visit, "$20")
    history.returned("2026-03-05", visit, "$500")
    assert (history.standing().points, history.standing().spend_cents) == (0, 0)


@pytest.mark.rule("X06", "X09")
def test_a_return_never_earns_never_counts_and_the_visit_stays() -> None:
    program = a_program(milestones=(milestone(at=2), milestone("spend", Basis.SPEND, every=usd("$50"))))
    history = History(program)
    visit = history.visit("2026-03-02", Line(40_00, "Wren"))
    history.returned("2026-03-03", visit, Line(40_00, "Wren"))
    standing = history.standing()
    assert (standing.visits, standing.spend_cents, standing.points) == (1, 0, 0)
    assert standing.awards == ()
    assert standing.last_visit == date(2026, 3, 2)
    assert [(month.visits, month.spend_cents) for month in history.standing("2026-03-31").months][-1] == (1, 0)


@pytest.mark.rule("X06")
def test_goods_all_returned_are_no_purchase_of_their_brand() -> None:
    history = History()
    for day in range(1, 4):
        visit = history.visit(f"2026-03-0{day}", Line(10_00, "Wren"), Line(1_00, "Moss"))
        history.returned(f"2026-03-0{day} 13:00", visit, Line(10_00, "Wren"))
    assert [(habit.name, habit.visits, habit.lines) for habit in history.standing("2026-03-09").brands] == [
        ("Moss", 3, 3)
    ]


@pytest.mark.rule("X08")
def test_a_return_that_meets_no_visit_waits_and_resolves_when_the_visit_is_there() -> None:
    history = History()
    waiting = history.returned("2026-03-02 11:00", None, "$10", receipt="T-77")
    other = history.visit("2026-03-02 12:00", "$30", receipt="T-76")
    assert history.standing().orphans == (waiting,)
    assert history.standing().spend_cents == usd("$30")
    visit = history.visit("2026-03-02 12:10", "$25", receipt="T-77")
    assert history.standing().orphans == ()
    assert history.outcome(visit).spend_cents == usd("$15")
    assert history.outcome(visit).returned_by == (waiting,)
    assert history.outcome(other).spend_cents == usd("$30")


@pytest.mark.rule("X10")
def test_earning_and_refunding_100_times_changes_nothing() -> None:
    program = a_program(
        earn_rules=(EarnRule("star-each-7", 100, 7_00),),
        earn_unit=100,
        tiers=tiers(usd("$100")),
        milestones=(milestone("spend", Basis.SPEND, every=usd("$100")),),
    )
    history, start = History(program), date(2026, 1, 1)
    history.visit("2025-12-31", "$30")
    before = history.standing("2026-06-01")
    for day in range(100):
        visit = history.visit((start + timedelta(days=day)).isoformat(), "$20")
        history.returned(f"{start + timedelta(days=day)} 13:00", visit, "$20")
    after = history.standing("2026-06-01")
    assert (after.points, after.spend_cents, after.tier, after.awards) == (
        before.points,
        before.spend_cents,
        before.tier,
        before.awards,
    )


baskets = st.lists(
    st.tuples(
        st.lists(
            st.builds(Line, st.integers(0, 90_00), st.sampled_from(["A", "B", None]), quantity=st.integers(1, 3000)),
            min_size=1,
            max_size=4,
        ),
        st.integers(0, 60_00),  # discount
        st.lists(st.integers(0, 70_00), max_size=4),  # returned in these steps, then the rest
    ),
    min_size=1,
    max_size=5,
)
units = st.sampled_from([1, 50, 100])
rates = st.sampled_from([(100, 100), (100, 50_00), (33, 7_00), (150, 3)])


def _return_all(bought: list[tuple[list[Line], int, list[int]]], unit: int, rate: tuple[int, int]) -> None:
    history = History(a_program(earn_unit=unit, earn_rules=(EarnRule("r", *rate), EarnRule("a", 50, 1_00))))
    history.visit("2025-12-01", "$12.34")
    start = date(2026, 1, 1)
    ids = [
        history.visit((start + timedelta(days=day)).isoformat(), *lines, discount_cents=discount)
        for day, (lines, discount, _) in enumerate(bought)
    ]
    before = history.standing("2025-12-31")
    for visit, (lines, _, steps) in zip(ids, bought, strict=True):
        for step in steps:
            history.returned("2026-02-01", visit, Line(step, "A"))
        history.returned("2026-02-02", visit, Line(sum(line.cents for line in lines)))
    after = history.standing()
    assert (after.points, after.spend_cents) == (before.points, before.spend_cents)
    assert after.visits == before.visits + len(bought)


@pytest.mark.rule("X02", "X10", "E03")
@given(baskets, units, rates)
def test_returning_everything_in_any_steps_ends_where_it_began(
    bought: list[tuple[list[Line], int, list[int]]], unit: int, rate: tuple[int, int]
) -> None:
    _return_all(bought, unit, rate)


@pytest.mark.long
@settings(max_examples=2000)
@given(baskets, units, rates)
def test_returning_everything_in_any_steps_ends_where_it_began_long(
    bought: list[tuple[list[Line], int, list[int]]], unit: int, rate: tuple[int, int]
) -> None:
    _return_all(bought, unit, rate)


@pytest.mark.rule("X02", "X04")
@given(st.lists(st.integers(1, 50_00), min_size=1, max_size=4), st.lists(st.integers(0, 60_00), max_size=6))
def test_what_stays_is_what_was_bought_less_what_came_back_and_never_below_zero(
    cents: list[int], back: list[int]
) -> None:
    history = History()
    visit = history.visit("2026-03-02", *[Line(each) for each in cents])
    for each in back:
        history.returned("2026-03-03", visit, Line(each))
    assert history.outcome(visit).spend_cents == max(sum(cents) - sum(back), 0)
    assert history.outcome(visit).points == history.outcome(visit).spend_cents


def test_a_share_of_a_line_is_in_proportion_rounded_down_and_all_of_it_at_the_end() -> None:
    line = Line(10_00, quantity=3_000)
    assert [returned.share_of(line, quantity) for quantity in (0, 1_000, 2_000, 2_999, 3_000, 9_000)] == [
        0, 3_33, 6_66, 9_99, 10_00, 10_00
    ]  # fmt: skip
    assert returned.share_of(line, -5) == 0


def test_all_of_the_price_takes_all_pieces_and_all_pieces_all_of_the_price() -> None:
    line = Line(10_00, quantity=2_000)
    assert returned.less(line, 10_00, 0) == Line(0, quantity=0)
    assert returned.less(line, 3_00, 2_000) == Line(7_00, quantity=0)
    assert returned.less(line, 3_00, 1_000) == Line(7_00, quantity=1_000)
    assert returned.less(Line(0, quantity=1_000), 0, 0) == Line(0, quantity=1_000)
    assert returned.less(Line(0, quantity=1_000), 0, 1_000) == Line(0, quantity=0)


def test_a_number_that_no_line_has_takes_nothing() -> None:
    lines = (Line(10_00), Line(20_00))
    assert returned.kept_lines(lines, [Line(5_00)], (7,)) == lines
    assert returned.kept_lines(lines, [Line(20_00)], (1,)) == (Line(10_00), Line(0, quantity=0))
    assert returned.kept_lines(lines, [Line(5_00, quantity=0), Line(20_00)], (0, 1)) == (
        Line(5_00),
        Line(0, quantity=0),
    )


def test_all_is_back_when_every_product_that_cost_something_is() -> None:
    bought = (Line(10_00), Line(0), Line(2_00, kind=LineKind.TAX))
    assert not returned.all_back(bought, bought)
    assert returned.all_back(bought, (Line(0, quantity=0), Line(0), Line(2_00, kind=LineKind.TAX)))
    free = (Line(0), Line(0))
    assert not returned.all_back(free, (Line(0, quantity=0), Line(0)))
    assert returned.all_back(free, (Line(0, quantity=0), Line(0, quantity=0)))
