"""Tiers: the ladder, its windows, what is missing and until when; and a naive recount that must always agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain import tiers
from posdesk.domain.facts import Line
from posdesk.domain.program import Basis, Counting, Program, Tier, Window
from posdesk.domain.standing import VisitOutcome
from tests.domain.histories import History, a_program, usd
from tests.domain.histories import tiers as ladder

ROLLING = a_program(tier_window=Window.ROLLING_12_MONTHS, tiers=ladder(usd("$500"), usd("$1,000")))


@pytest.mark.rule("E07")
@pytest.mark.parametrize(("spent", "tier"), [("$999.99", "tier-0"), ("$1,000.00", "tier-1"), ("$1,000.01", "tier-1")])
def test_a_tier_is_reached_at_exactly_its_minimum_of_spend(spent: str, tier: str) -> None:
    history = History(a_program(tiers=ladder(usd("$1,000"))))
    history.visit("2026-03-02", spent)
    assert history.standing().tier.id == tier


@pytest.mark.rule("E07")
def test_a_tier_is_reached_at_exactly_ten_visits() -> None:
    history = History(a_program(tier_basis=Basis.VISITS, tiers=ladder(10)))
    history.daily_visits(9)
    assert history.standing().tier.id == "tier-0"
    history.visit("2026-03-02")
    assert history.standing().tier.id == "tier-1"


@pytest.mark.rule("E08")
def test_below_a_tiers_minimum_nothing_of_it_is_given_and_the_first_tier_is_there_for_everyone() -> None:
    silver = Tier("silver", "Silver", usd("$100"), earn_percent=200)
    history = History(a_program(tiers=(*ladder(), silver)))
    assert history.standing("2026-01-01").tier.id == "tier-0"
    visit = history.visit("2026-03-02", "$99.99")
    following = history.visit("2026-03-03", "$10")
    assert history.outcome(visit).tier_after == "tier-0"
    assert history.outcome(following).points == 10_00
    history.returned("2026-03-04", visit, "$99.99")
    history.returned("2026-03-04", following, "$10")
    assert history.standing().tier.id == "tier-0"


@pytest.mark.rule("E06")
def test_the_visit_that_crosses_a_threshold_earns_at_the_old_tier_and_says_so() -> None:
    gold = Tier("gold", "Gold", usd("$100"), earn_percent=150)
    history = History(a_program(tiers=(*ladder(), gold)))
    crossing = history.visit("2026-03-02", "$100")
    after = history.visit("2026-03-03", "$100")
    assert (history.outcome(crossing).tier_before, history.outcome(crossing).tier_after) == ("tier-0", "gold")
    assert history.outcome(crossing).points == 100_00
    assert history.outcome(after).tier_before == "gold"
    assert history.outcome(after).points == 150_00


@pytest.mark.rule("TI01")
@pytest.mark.parametrize("basis", [Basis.SPEND, Basis.POINTS, Basis.VISITS])
def test_paying_with_points_does_not_demote(basis: Basis) -> None:
    minimum = {Basis.SPEND: usd("$100"), Basis.POINTS: 100_00, Basis.VISITS: 1}[basis]
    history = History(a_program(tier_basis=basis, tiers=ladder(minimum)))
    history.visit("2026-03-02", "$100")
    before = history.standing().tier
    history.visit("2026-03-03", "$50", points_paid_cents=50_00)
    assert history.standing().tier.id == before.id == "tier-1"
    assert history.standing().tier.metric >= before.metric


@pytest.mark.rule("TI02")
def test_rolling_12_months_on_2025_03_15_start_on_2024_03_16_and_end_before_2025_03_16() -> None:
    assert tiers.window(ROLLING, date(2025, 3, 15)) == (date(2024, 3, 16), date(2025, 3, 16))
    history = History(ROLLING)
    history.visit("2024-03-15", "$400")
    history.visit("2024-03-16", "$500")
    assert history.standing("2025-03-15").tier.metric == usd("$500")
    assert history.standing("2025-03-15").tier.id == "tier-1"
    assert history.standing("2025-03-16").tier.metric == 0


@pytest.mark.rule("TI02")
def test_rolling_12_months_begin_and_end_at_the_stores_own_turn_of_the_day() -> None:
    history = History(ROLLING)
    history.visit("2024-03-16 03:59", "$400")  # still the 15th
    history.visit("2024-03-16 04:00", "$500")
    assert history.standing("2025-03-15 23:00").tier.metric == usd("$500")


@pytest.mark.rule("TI02")
@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-01-15", -1, "2024-12-15"),
    ],
)
def test_month_arithmetic_clamps_to_the_months_end(day: str, months: int, result: str) -> None:
    assert tiers.add_months(date.fromisoformat(day), months) == date.fromisoformat(result)


@pytest.mark.rule("TI02")
def test_a_calendar_year_begins_anew_and_a_lifetime_never_does() -> None:
    year = History(a_program(tier_window=Window.CALENDAR_YEAR, tiers=ladder(usd("$500"))))
    year.visit("2025-12-31", "$500")
    assert year.standing("2025-12-31").tier.id == "tier-1"
    assert year.standing("2026-01-01 03:59").tier.id == "tier-1"  # that night belongs to the old year
    assert year.standing("2026-01-01 04:00").tier.id == "tier-0"
    life = History(a_program(tiers=ladder(usd("$500"))))
    life.visit("2015-01-01", "$500")
    assert life.standing("2035-01-01").tier.id == "tier-1"


@pytest.mark.rule("TI02")
def test_a_window_of_days_holds_so_many_days_with_today() -> None:
    history = History(a_program(tier_window=Window.DAYS, tier_days=30, tiers=ladder(usd("$500"))))
    history.visit("2026-03-01", "$500")
    assert history.standing("2026-03-30").tier.id == "tier-1"
    assert history.standing("2026-03-31").tier.id == "tier-0"


def test_what_is_missing_to_the_next_tier_and_until_when_todays_spend_counts() -> None:
    history = History(ROLLING)
    history.visit("2025-06-10", "$300")
    history.visit("2025-08-20", "$100")
    following = history.standing("2025-09-01").tier.next
    assert following is not None
    assert (following.id, following.needed, following.missing) == ("tier-1", usd("$500"), usd("$100"))
    assert following.until == date(2026, 6, 9)
    history.visit("2025-09-02", "$600")
    assert history.standing("2025-09-02").tier.next is None


@pytest.mark.rule("TI04")
def test_the_same_facts_and_moment_give_the_same_tier_wherever_and_in_whatever_order() -> None:
    history = History(ROLLING)
    for day in range(1, 29):
        history.visit(f"2026-02-{day:02d}", "$40", register=f"register {day % 3}")
    here = history.standing("2026-03-01").tier
    there = history.standing("2026-03-01", facts=[*reversed(history.facts), *history.facts[::2]]).tier
    assert here == there
    assert here.id == "tier-2"


@pytest.mark.rule("TI09")
def test_an_old_visit_shows_the_tier_of_that_time() -> None:
    history = History(ROLLING)
    old = history.visit("2024-02-01", "$600")
    history.visit("2026-02-01", "$10")
    assert history.outcome(old).tier_after == "tier-1"
    assert history.standing("2024-02-02").tier.id == "tier-1"
    assert history.standing("2026-02-02").tier.id == "tier-0"


def test_a_return_after_a_voided_visit_in_another_year_leaves_nothing_in_the_window() -> None:
    history = History(ROLLING)
    bought = history.visit("2024-01-10", "$800")
    voided = history.visit("2025-06-01", "$50")
    history.voided("2025-06-01 12:05", voided)
    history.returned("2025-06-02", bought, "$800")
    later = history.visit("2025-07-01", "$10")
    assert history.outcome(later).tier_before == "tier-0"
    assert history.standing("2025-07-01").tier.metric == usd("$10")


entries = st.lists(
    st.tuples(
        st.integers(0, 900),  # the day
        st.integers(0, 400_00),  # bought
        st.one_of(st.none(), st.tuples(st.integers(0, 500), st.integers(0, 500_00))),  # returned after days, how much
        st.booleans(),  # voided
    ),
    max_size=14,
)
programs = st.builds(
    lambda window, basis, days, every: a_program(
        tier_window=window,
        tier_basis=basis,
        tier_days=days,
        counting=Counting.EVERY_SALE if every else Counting.BUSINESS_DAY,
        tiers=ladder(3, 6) if basis is Basis.VISITS else ladder(usd("$300"), usd("$900")),
    ),
    st.sampled_from(Window),
    st.sampled_from(Basis),
    st.integers(1, 400),
    st.booleans(),
)


@pytest.mark.rule("TI02", "TI04")
@given(programs, entries, st.integers(0, 1500))
def test_the_tier_is_what_a_naive_recount_of_the_history_gives(
    program: Program, bought: list[tuple[int, int, tuple[int, int] | None, bool]], asked: int
) -> None:
    _compare_with_recount(program, bought, asked)


def _compare_with_recount(
    program: Program, bought: list[tuple[int, int, tuple[int, int] | None, bool]], asked: int
) -> None:
    history, start = History(program), date(2023, 1, 1)
    for day, cents, back, voided in bought:
        visit = history.visit((start + timedelta(days=day)).isoformat(), Line(cents))
        if back is not None:
            history.returned(f"{start + timedelta(days=day + back[0])} 13:00", visit, Line(back[1]))
        if voided:
            history.voided(f"{start + timedelta(days=day)} 14:00", visit)
    today = start + timedelta(days=asked)
    standing = history.standing(f"{today} 20:00")
    first = _first_day(program, today)
    mine = [visit for visit in standing.history if visit.voided_by is None and visit.day >= first]
    column = {
        Basis.VISITS: sum(visit.counted for visit in mine),
        Basis.SPEND: sum(visit.spend_cents for visit in mine),
        Basis.POINTS: sum(visit.points for visit in mine),
    }
    metric = column[program.tier_basis]
    assert standing.tier.metric == metric
    reached = max(tier.minimum for tier in program.tiers if tier.minimum <= max(metric, 0))
    assert program.tier_by_id[standing.tier.id].minimum == reached
    if standing.tier.next is not None and program.tier_window in (Window.DAYS, Window.ROLLING_12_MONTHS):
        assert standing.tier.next.until == _last_day_of_all(program, mine)


def _last_day_of_all(program: Program, visits: list[VisitOutcome]) -> date | None:
    """The last day on which the oldest day that gave something still counts, found by walking on."""
    given_on: dict[date, int] = {}
    for visit in visits:
        amount = {Basis.VISITS: int(visit.counted), Basis.SPEND: visit.spend_cents, Basis.POINTS: visit.points}
        given_on[visit.day] = given_on.get(visit.day, 0) + amount[program.tier_basis]
    oldest = min((day for day, amount in given_on.items() if amount > 0), default=None)
    if oldest is None:
        return None
    last = oldest
    while _first_day(program, last + timedelta(days=1)) <= oldest:
        last += timedelta(days=1)
    return last


@pytest.mark.long
@settings(max_examples=2000)
@given(programs, entries, st.integers(0, 1500))
def test_the_tier_is_what_a_naive_recount_gives_long(
    program: Program, bought: list[tuple[int, int, tuple[int, int] | None, bool]], asked: int
) -> None:
    _compare_with_recount(program, bought, asked)


def _first_day(program: Program, day: date) -> date:
    """The first day that counts on `day`, found by walking back."""
    match program.tier_window:
        case Window.LIFETIME:
            return date.min
        case Window.CALENDAR_YEAR:
            return date(day.year, 1, 1)
        case Window.DAYS:
            return day - timedelta(days=program.tier_days - 1)
        case Window.ROLLING_12_MONTHS:
            tomorrow = day + timedelta(days=1)
            first = tomorrow
            while (first.year, first.month) != (tomorrow.year - 1, tomorrow.month):
                first -= timedelta(days=1)  # ends on the last day of that month a year ago
            while first.day > tomorrow.day:
                first -= timedelta(days=1)
            return first
