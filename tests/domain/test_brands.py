"""What a member usually buys: shares that add up, months that add up, and "always buys" only when it is so."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import brands
from posdesk.domain.facts import Line
from posdesk.domain.habits import Habit
from posdesk.domain.program import BrandHabit
from tests.domain.histories import History, a_program, usd

TODAY = "2026-06-30"


def habit(history: History, name: str, when: str = TODAY) -> Habit:
    """What is known of one brand."""
    return next(each for each in history.standing(when).brands if each.name == name)


def wren_and_others(wren: int, other: int, purchases: int = 3, brand: str | None = "Other") -> History:
    """Lately: `purchases` visits that sum to `wren` cents of Wren, and `other` cents of something else."""
    history = History()
    for number in range(purchases):
        share = wren // purchases if number else wren - wren // purchases * (purchases - 1)
        history.visit(f"2026-06-{number + 1:02d}", Line(share, "Wren"))
    history.visit("2026-06-20", Line(other, brand))
    return history


@pytest.mark.rule("DT08")
@pytest.mark.parametrize(
    ("wren", "other", "always"), [(60_00, 40_00, True), (59_99, 40_01, False), (100_00, 0, True), (10_00, 90_00, False)]
)
def test_always_buys_is_at_least_60_percent_of_the_spend(wren: int, other: int, always: bool) -> None:
    found = habit(wren_and_others(wren, other), "Wren")
    assert found.always is always
    assert found.why_not_always == (None if always else "less than 60 % of the last 180 days")


@pytest.mark.rule("DT08")
def test_with_fewer_than_3_purchases_it_is_false_and_says_why() -> None:
    found = habit(wren_and_others(100_00, 0, purchases=2), "Wren")
    assert not found.always
    assert found.why_not_always == "fewer than 3 purchases"


@pytest.mark.rule("DT08")
def test_three_lines_of_one_visit_are_one_purchase() -> None:
    history = History()
    history.visit("2026-06-01", Line(10_00, "Wren"), Line(10_00, "Wren"), Line(10_00, "wren"))
    assert habit(history, "Wren").why_not_always == "fewer than 3 purchases"


@pytest.mark.rule("DT08")
def test_spend_without_a_brand_is_not_claimed_for_one() -> None:
    assert not habit(wren_and_others(59_99, 40_01, brand=None), "Wren").always
    assert habit(wren_and_others(60_00, 40_00, brand=None), "Wren").always


@pytest.mark.rule("DT08")
def test_what_cannot_earn_takes_no_part() -> None:
    history = History(a_program(excluded_categories=frozenset({"gift cards"})))
    for day in range(1, 4):
        history.visit(f"2026-06-0{day}", Line(10_00, "Wren"), Line(90_00, "Shop", "Gift cards"))
    assert habit(history, "Wren").always
    assert habit(history, "Shop").why_not_always == "less than 60 % of the last 180 days"


@pytest.mark.rule("DT08")
def test_the_window_is_180_days_with_today() -> None:
    history = History()
    for day in ("2026-01-02", "2026-01-02 12:30", "2026-01-03"):
        history.visit(day, Line(10_00, "Wren"))
    assert habit(history, "Wren", "2026-06-30").always  # 2026-01-02 is the 180th day, today being the first
    assert habit(history, "Wren", "2026-07-01").why_not_always == "fewer than 3 purchases"


@pytest.mark.rule("DT08")
def test_share_days_and_purchases_are_settings() -> None:
    setting = BrandHabit(share_percent=90, days=10, purchases=1)
    history = History(a_program(habit=setting))
    history.visit("2026-06-21", Line(89_00, "Wren"), Line(11_00, "Moss"))
    assert habit(history, "Wren").why_not_always == "less than 90 % of the last 10 days"
    assert habit(history, "Wren", "2026-07-01").why_not_always == "fewer than 1 purchases"


def test_a_brand_shows_count_spend_share_and_last_day() -> None:
    history = History()
    history.visit("2026-05-01", Line(30_00, "Wren", "Tea"), Line(10_00, "Moss", "Tea"))
    history.visit("2026-06-01", Line(20_00, "WREN", "Oil"))
    found = habit(history, "WREN")  # the latest spelling
    assert (found.visits, found.lines, found.spend_cents, found.share, found.last) == (
        2,
        2,
        usd("$50"),
        8333,
        date(2026, 6, 1),
    )
    assert habit(history, "Moss").share == 1666
    kinds = {each.name: each.spend_cents for each in history.standing(TODAY).categories}
    assert kinds == {"Tea": usd("$40"), "Oil": usd("$20")}


def test_recent_purchases_weigh_more() -> None:
    history = History()
    history.visit("2025-01-01", Line(100_00, "Old love"))
    history.visit("2026-06-30", Line(60_00, "New love"))
    assert [each.name for each in history.standing(TODAY).brands] == ["New love", "Old love"]
    assert habit(history, "Old love").share > habit(history, "New love").share


def test_a_purchase_weighs_half_after_each_half_life() -> None:
    assert [brands.weight(age, 90) for age in (0, 90, 180, 270)] == [1_000_000, 500_000, 250_000, 125_000]
    for age in range(0, 720, 7):
        curve = 1_000_000 * 2 ** (-age / 90)
        assert curve <= brands.weight(age, 90) + 1 <= curve * 1.062 + 1


bought = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.lists(st.tuples(st.integers(0, 99_00), st.sampled_from(["A", "a", "B", "C", None])), min_size=1, max_size=3),
        st.integers(0, 30_00),
        st.integers(0, 60_00),
    ),
    max_size=12,
)


@given(bought, st.integers(0, 1000))
def test_brands_and_months_add_up_to_the_spend(
    visits: list[tuple[int, list[tuple[int, str | None]], int, int]], asked: int
) -> None:
    history, start = History(), date(2024, 1, 1)
    for day, lines, discount, back in visits:
        made = [Line(cents, brand) for cents, brand in lines]
        visit = history.visit((start + timedelta(days=day)).isoformat(), *made, discount_cents=discount)
        history.returned(f"{start + timedelta(days=day)} 13:00", visit, Line(back, "A"))
    today = start + timedelta(days=asked)
    standing = history.standing(f"{today} 20:00")
    named = sum(each.spend_cents for each in standing.brands)
    assert 0 <= named <= standing.spend_cents
    if all(line.brand for visit in standing.history for line in visit.lines):
        assert named == standing.spend_cents
    if named:
        assert 10_000 - len(standing.brands) < sum(each.share for each in standing.brands) <= 10_000
        weighed = sum(each.weighted_share for each in standing.brands)
        assert weighed == 0 or 10_000 - len(standing.brands) < weighed <= 10_000
    first = f"{today.year - 1}-{today.month:02d}"
    shown = [visit for visit in standing.history if visit.day.isoformat()[:7] >= first]
    assert [month.month for month in standing.months] == sorted({month.month for month in standing.months})
    assert (len(standing.months), standing.months[0].month, standing.months[-1].month) == (13, first, f"{today:%Y-%m}")
    assert sum(month.spend_cents for month in standing.months) == sum(visit.spend_cents for visit in shown)
    assert sum(month.visits for month in standing.months) == sum(visit.counted for visit in shown)
