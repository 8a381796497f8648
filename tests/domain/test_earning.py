"""Points for money: what earns, how it is rounded, and which program says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import earning, money
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import EarnRule, Tier
from tests.domain.histories import POINT_A_DOLLAR, STAR_EACH_50, History, a_program, usd

WHOLE_STARS = a_program(earn_rules=(STAR_EACH_50,), earn_unit=100)


def points_of(*lines: Line, **more: int) -> int:
    """What one visit with these lines earns at a point a dollar."""
    history = History(a_program(excluded_brands=frozenset({"bare roots"}), excluded_categories=frozenset({"papers"})))
    history.visit("2026-03-02", *lines, **more)
    return history.standing().points


@pytest.mark.rule("E01")
def test_60_dollars_with_a_10_dollar_offer_and_5_dollars_of_points_earn_45_points() -> None:
    assert points_of(Line(60_00), discount_cents=10_00, points_paid_cents=5_00) == 45_00
    assert points_of(Line(20_00), Line(40_00), discount_cents=10_00, points_paid_cents=5_00) == 45_00


@pytest.mark.rule("E02")
@pytest.mark.parametrize("kind", [kind for kind in LineKind if kind is not LineKind.PRODUCT])
def test_what_is_no_product_never_earns_and_is_no_spend(kind: LineKind) -> None:
    history = History()
    history.visit("2026-03-02", Line(40_00), Line(20_00, kind=kind))
    assert history.standing().points == 40_00
    assert history.standing().spend_cents == usd("$40")


@pytest.mark.rule("E02")
@pytest.mark.parametrize(
    "line", [Line(20_00, brand="Bare Roots"), Line(20_00, category="PAPERS"), Line(20_00, product="old stock")]
)
def test_excluded_products_never_earn_however_they_are_written(line: Line) -> None:
    history = History(
        a_program(
            excluded_brands=frozenset({"bare roots"}),
            excluded_categories=frozenset({"papers"}),
            excluded_products=frozenset({"old stock"}),
        )
    )
    history.visit("2026-03-02", line, Line(5_00))
    assert history.standing().points == 5_00


@pytest.mark.rule("E03")
def test_30_then_20_dollars_at_a_star_for_50_give_one_star() -> None:
    history = History(WHOLE_STARS)
    first = history.visit("2026-03-02", "$30")
    second = history.visit("2026-03-03", "$20")
    assert history.outcome(first).points == 0
    assert history.outcome(second).points == 1_00
    assert history.standing().points == 1_00


@pytest.mark.rule("E03")
def test_rounding_happens_once_on_the_visit_never_on_each_line() -> None:
    history = History(a_program(earn_unit=100))
    history.visit("2026-03-02", *[Line(50)] * 5)  # five times half a point
    assert history.standing().points == 2_00
    history.visit("2026-03-03", Line(50))
    assert history.standing().points == 3_00


@pytest.mark.rule("E04")
def test_a_discount_of_10_cents_over_three_equal_lines_is_4_3_3() -> None:
    assert earning.net_cents((Line(1_00),) * 3, 10) == [96, 97, 97]


@pytest.mark.rule("E04")
@given(st.lists(st.integers(0, 500_00), min_size=1, max_size=12), st.integers(0, 900_00))
def test_the_shares_of_a_discount_sum_to_the_cent_and_no_line_goes_below_zero(cents: list[int], discount: int) -> None:
    net = earning.net_cents(tuple(Line(each) for each in cents), discount)
    assert sum(net) == max(sum(cents) - discount, 0)
    assert all(0 <= after <= before for after, before in zip(net, cents, strict=True))


@pytest.mark.rule("E04")
@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_split_sums_to_the_cent_and_is_never_a_cent_from_its_exact_share(total: int, weights: list[int]) -> None:
    shares = money.split_by_weight(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        assert all(abs(share * whole - total * weight) < whole for share, weight in zip(shares, weights, strict=True))


@pytest.mark.rule("E04")
@given(st.integers(-(10**9), 10**9), st.integers(1, 30))
def test_an_even_split_differs_by_at_most_a_cent(total: int, parts: int) -> None:
    shares = money.split_evenly(total, parts)
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


def test_rules_of_a_brand_and_of_a_category_add_to_the_common_one() -> None:
    rules = (
        POINT_A_DOLLAR,
        EarnRule("double-wren", 100, 100, brands=frozenset({"wren & moss"})),
        EarnRule("tea-week", 50, 100, categories=frozenset({"tea"})),
    )
    history = History(a_program(earn_rules=rules))
    history.visit("2026-03-02", Line(10_00, "Wren & Moss", "Tea"), Line(10_00, "Other", "Tea"), Line(10_00))
    assert history.standing().points == 30_00 + 10_00 + 10_00


@pytest.mark.rule("E06")
def test_points_use_the_tier_held_before_the_visit() -> None:
    ladder = (Tier("green", "Green", 0), Tier("gold", "Gold", usd("$100"), earn_percent=110))
    history = History(a_program(tiers=ladder))
    history.visit("2026-03-02", "$99")
    crossing = history.visit("2026-03-02 12:01", "$1")  # another receipt of the same day: spend counts, tier follows
    next_one = history.visit("2026-03-02 12:02", "$50")
    assert history.outcome(crossing).points == 1_00
    assert history.outcome(crossing).tier_after == "gold"
    assert history.outcome(next_one).points == 55_00


@pytest.mark.rule("E10")
def test_a_rule_changed_at_14_00_applies_from_14_00_on_even_to_what_syncs_later() -> None:
    history = History(a_program(version=1))
    double = EarnRule("double", 200, 100)
    history.program_from("2026-03-02 14:00", a_program(version=2, earn_rules=(double,)))
    after = history.visit("2026-03-02 14:00", "$10")
    before = history.visit("2026-03-02 13:59", "$10", register="register 2")  # arrives later, happened earlier
    assert (history.outcome(before).points, history.outcome(before).program) == (10_00, 1)
    assert (history.outcome(after).points, history.outcome(after).program) == (20_00, 2)


@pytest.mark.rule("E03", "E10")
def test_the_remainder_is_carried_into_the_next_program() -> None:
    history = History(WHOLE_STARS)
    history.visit("2026-03-02", "$30")
    per_20 = EarnRule("star-each-20", 100, 20_00)
    history.program_from("2026-03-03", a_program(version=2, earn_rules=(per_20,), earn_unit=100))
    history.visit("2026-03-04", "$8")  # 0.6 of a star from before and 0.4 now
    assert history.standing().points == 1_00
