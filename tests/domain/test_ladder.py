"""The tier that is held: up at once, down at its review, held by a manager, told before it drops."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import ladder
from posdesk.domain import tiers as measuring
from posdesk.domain.given_facts import TierOverridden
from posdesk.domain.program import AwardRule, Basis, Program, Review, Tier, Window
from posdesk.domain.standing import TierStanding
from tests.domain.histories import History, a_program, tiers, usd


def by_spend(*minimums: str, **more: object) -> Program:
    """Tiers by spend of the last 30 days: tier-0, and tier-1, tier-2 ... at these amounts."""
    setting: dict[str, object] = {"tier_window": Window.DAYS, "tier_days": 30, "tier_grace_days": 10, **more}
    return a_program(tiers=tiers(*[usd(minimum) for minimum in minimums]), **setting)


def tier(history: History, day: str) -> TierStanding:
    """The tier at noon of a day."""
    return history.standing(day).tier


@pytest.mark.rule("TI03")
def test_a_tier_is_come_to_at_once_and_lost_after_the_grace_days() -> None:
    history = History(by_spend("$100"))
    history.visit("2026-03-01", "$100")
    assert tier(history, "2026-03-01").id == "tier-1"
    assert tier(history, "2026-03-31").natural == "tier-0"  # the visit has left the window
    assert [tier(history, f"2026-04-{day:02d}").id for day in (9, 10)] == ["tier-1", "tier-0"]


@pytest.mark.rule("TI03")
def test_no_grace_days_are_at_once() -> None:
    history = History(by_spend("$100", tier_grace_days=0))
    history.visit("2026-03-01", "$100")
    assert [tier(history, f"2026-03-{day}").id for day in (30, 31)] == ["tier-1", "tier-0"]


@pytest.mark.rule("TI03")
def test_spending_within_the_grace_days_keeps_the_tier() -> None:
    history = History(by_spend("$100"))
    history.visit("2026-03-01", "$100")
    history.visit("2026-04-05", "$100")
    assert tier(history, "2026-04-20").id == "tier-1"
    assert tier(history, "2026-04-20").drop is not None


@pytest.mark.rule("TI03")
def test_a_visit_in_the_grace_days_still_earns_at_the_tier_that_is_held() -> None:
    gold = (Tier("base", "Base", 0), Tier("gold", "Gold", usd("$100"), earn_percent=200))
    history = History(a_program(tiers=gold, tier_window=Window.DAYS, tier_days=30, tier_grace_days=10))
    history.visit("2026-03-01", "$100")
    within, after = history.visit("2026-04-09", "$10"), history.visit("2026-04-10", "$10")
    assert [history.outcome(visit).points for visit in (within, after)] == [20_00, 10_00]


@pytest.mark.rule("TI03")
def test_two_steps_are_lost_one_after_the_other_each_after_its_own_grace() -> None:
    history = History(by_spend("$100", "$200"))
    history.visit("2026-03-01", "$100")
    history.visit("2026-03-20", "$100")
    held = {day: tier(history, day).id for day in ("2026-04-09", "2026-04-10", "2026-04-28", "2026-04-29")}
    assert list(held.values()) == ["tier-2", "tier-1", "tier-1", "tier-0"]


@pytest.mark.rule("TI03")
def test_a_tier_of_a_calendar_year_is_held_to_the_end_of_the_next_and_then_is_what_that_year_gave() -> None:
    program = by_spend("$100", "$500", tier_window=Window.CALENDAR_YEAR, tier_review=Review.NEXT_PERIOD)
    history = History(program)
    history.visit("2025-06-01", "$500")
    history.visit("2026-11-01", "$100")
    held = {
        day: tier(history, day).id for day in ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    }
    assert list(held.values()) == ["tier-2", "tier-2", "tier-1", "tier-1", "tier-0"]


@pytest.mark.rule("TI01")
def test_redeeming_points_never_demotes() -> None:
    history = History(a_program(tiers=tiers(100_00), tier_basis=Basis.POINTS))
    history.visit("2026-03-01", "$100")
    history.redeemed("2026-03-02", 100_00)
    assert tier(history, "2026-03-03").id == "tier-1"


@pytest.mark.rule("TI05")
@pytest.mark.parametrize(("returned", "held"), [("2026-03-15", "tier-0"), ("2026-03-16", "tier-1")])
def test_a_refund_takes_a_tier_at_once_when_it_is_at_most_14_days_old_else_at_its_review(
    returned: str, held: str
) -> None:
    history = History(by_spend("$100", tier_window=Window.LIFETIME))
    visit = history.visit("2026-03-01", "$100")
    history.returned(returned, visit, "$1")
    assert tier(history, returned).id == held
    assert tier(history, "2026-03-25").id == held
    assert tier(history, "2026-03-26").id == "tier-0"


@pytest.mark.rule("TI05")
def test_an_old_step_stays_when_a_young_one_above_it_is_lost() -> None:
    history = History(by_spend("$100", "$200", tier_window=Window.LIFETIME))
    old = history.visit("2026-01-01", "$100")
    history.visit("2026-03-01", "$100")
    history.returned("2026-03-05", old, "$100")
    assert tier(history, "2026-03-05").id == "tier-1"


@pytest.mark.rule("TI05")
def test_a_refund_that_loses_a_tier_revokes_its_unused_entry_reward_and_coming_again_opens_the_same_one() -> None:
    ladder_ = (Tier("base", "Base", 0), Tier("gold", "Gold", usd("$100"), 100, AwardRule("Welcome to Gold")))
    history = History(a_program(tiers=ladder_))
    visit = history.visit("2026-03-01", "$100")
    assert history.award_states("2026-03-01") == {("tier:gold", 1): "open"}
    history.returned("2026-03-02", visit, "$1")
    assert history.award_states("2026-03-02") == {("tier:gold", 1): "revoked"}
    history.visit("2026-03-03", "$1")
    assert history.award_states("2026-03-03") == {("tier:gold", 1): "open"}


@pytest.mark.rule("TI06")
def test_a_manager_holds_a_member_at_a_tier_to_the_end_of_a_day_and_the_natural_one_stands_beside_it() -> None:
    gold = (Tier("base", "Base", 0), Tier("gold", "Gold", usd("$100"), earn_percent=200))
    history = History(a_program(tiers=gold))
    held = history.happened("2026-03-01", TierOverridden("gold", date(2026, 3, 10), "a regular who moved here"))
    visit = history.visit("2026-03-10", "$10")
    now = tier(history, "2026-03-10")
    assert (now.id, now.natural, now.held_by, now.held_until) == ("gold", "base", held, date(2026, 3, 10))
    assert history.outcome(visit).points == 20_00
    assert tier(history, "2026-03-11").id == "base"


@pytest.mark.rule("TI06")
def test_the_last_word_of_a_manager_counts_also_downwards_and_an_unknown_tier_is_none() -> None:
    history = History(by_spend("$100"))
    history.visit("2026-03-01", "$100")
    history.happened("2026-03-02", TierOverridden("tier-1", date(2026, 12, 31), "first"))
    history.happened("2026-03-03", TierOverridden("tier-0", date(2026, 3, 5), "second"))
    assert tier(history, "2026-03-04").id == "tier-0"
    assert tier(history, "2026-03-06").held_by is None
    history.happened("2026-03-07", TierOverridden("diamond", date(2026, 12, 31), "third"))
    assert tier(history, "2026-03-08").id == "tier-1"


@pytest.mark.rule("TI07")
def test_a_drop_within_30_days_is_told_with_what_keeps_the_tier() -> None:
    history = History(by_spend("$100"))
    history.visit("2026-03-01", "$80")
    history.visit("2026-03-15", "$45")
    assert tier(history, "2026-03-10").drop is None
    drop = tier(history, "2026-03-16").drop
    assert drop is not None
    # the $80 leave the window on Mar 31, the grace ends on Apr 10, and $55 are missing on the day before
    assert (str(drop.on), drop.to, drop.keeps) == ("2026-04-10", "tier-0", usd("$55"))
    history.visit("2026-04-01", "$54.99")
    assert tier(history, "2026-04-02").drop is not None
    history.visit("2026-04-02", "$0.01")
    again = tier(history, "2026-04-02 13:00").drop
    assert again is not None
    assert str(again.on) == "2026-04-24"


@pytest.mark.rule("TI07")
def test_a_tier_of_a_calendar_year_tells_its_drop_in_december() -> None:
    program = by_spend("$100", tier_window=Window.CALENDAR_YEAR, tier_review=Review.NEXT_PERIOD)
    history = History(program)
    history.visit("2025-06-01", "$100")
    history.visit("2026-06-01", "$30")
    assert tier(history, "2026-12-01").drop is None
    drop = tier(history, "2026-12-10").drop
    assert drop is not None
    assert (str(drop.on), drop.to, drop.keeps) == ("2027-01-01", "tier-0", usd("$70"))


def test_another_program_keeps_a_tier_it_has_lifts_at_once_and_lets_fall_after_its_grace() -> None:
    history = History(by_spend("$100", "$200", tier_window=Window.LIFETIME))
    history.visit("2026-03-01", "$150")
    history.program_from("2026-03-10", by_spend("$100", "$140", tier_window=Window.LIFETIME))
    assert [tier(history, f"2026-03-{day:02d}").id for day in (9, 11)] == ["tier-1", "tier-2"]
    history.program_from("2026-03-20", by_spend("$100", "$999", tier_window=Window.LIFETIME))
    assert [tier(history, f"2026-03-{day}").id for day in (29, 31)] == ["tier-2", "tier-1"]
    only = (Tier("base", "Base", 0), Tier("friend", "Friend", usd("$50")))
    history.program_from("2026-04-10", a_program(tiers=only))
    assert tier(history, "2026-04-11").id == "friend"


programs = st.builds(
    lambda window, days, grace: by_spend("$50", "$120", tier_window=window, tier_days=days, tier_grace_days=grace),
    st.sampled_from((Window.DAYS, Window.CALENDAR_YEAR, Window.ROLLING_12_MONTHS, Window.LIFETIME)),
    st.sampled_from((1, 7, 30)),
    st.sampled_from((0, 1, 9)),
) | st.just(by_spend("$50", "$120", tier_window=Window.CALENDAR_YEAR, tier_review=Review.NEXT_PERIOD))
bookings = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 90_00)), max_size=12).map(sorted)
FIRST = date(2023, 11, 15)


def day_by_day(program: Program, booked: list[tuple[int, int]], until: int) -> str:
    """Which tier is held on day `until`, found by looking at every single day."""
    held, below, year = program.tiers[0], 0, FIRST.year
    for number in range(until + 1):
        today = FIRST + timedelta(days=number)
        start, end = measuring.window(program, today)

        def natural(before: bool, start: date | None = start, end: date | None = end, number: int = number) -> Tier:
            return program.tier_at(
                sum(
                    cents
                    for at, cents in booked
                    if at < number + (not before)
                    and (start is None or start <= FIRST + timedelta(days=at))
                    and (end is None or FIRST + timedelta(days=at) < end)
                )
            )

        if program.tier_review is Review.GRACE_DAYS:
            below = below + 1 if natural(before=True).minimum < held.minimum else 0
            if below > program.tier_grace_days:
                held, below = natural(before=True), 0
        elif today.year > year + 1 and (today.month, today.day) == (1, 1):
            year = today.year - 1
            of_year = sum(cents for at, cents in booked if (FIRST + timedelta(days=at)).year == year)
            held = min(held, program.tier_at(of_year), key=lambda tier: tier.minimum)
        if any(at == number for at, _ in booked) and natural(before=False).minimum >= held.minimum:
            held, below, year = natural(before=False), 0, today.year
    return held.id


@pytest.mark.rule("TI03")
@given(programs, bookings, st.integers(0, 1400), st.lists(st.integers(0, 1400), max_size=4))
def test_the_tier_held_is_what_looking_at_every_day_finds(
    program: Program, booked: list[tuple[int, int]], until: int, looks: list[int]
) -> None:
    held, metric = ladder.start(program), measuring.Metric()
    happened = [entry for entry in booked if entry[0] <= until]
    for at, cents in sorted([*happened, *((look, 0) for look in looks if look <= until)]):
        day = FIRST + timedelta(days=at)
        ladder.arrive(held, metric, program, day)
        if cents:
            measuring.add(metric, day, 1, cents, 0)
            ladder.rise(held, metric, program, day)
    found = ladder.arrive(held, metric, program, FIRST + timedelta(days=until))
    assert found.id == day_by_day(program, happened, until)


@given(st.sampled_from(Window), st.integers(1, 400), st.dates(date(2019, 1, 1), date(2029, 12, 31)))
def test_a_day_counts_until_the_last_window_that_has_it(window: Window, days: int, entered: date) -> None:
    program = a_program(tier_window=window, tier_days=days)
    last = measuring.counted_until(program, entered)
    if window is Window.LIFETIME:
        return
    for day, inside in ((last, True), (last + timedelta(days=1), False)):
        start, end = measuring.window(program, day)
        assert start is not None
        assert end is not None
        assert (start <= entered < end) is inside
