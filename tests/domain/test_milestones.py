"""Milestones: awarded at exactly the count, once for ever, with one key; nudged once; no back-pay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.facts import Line
from posdesk.domain.program import Basis
from posdesk.domain.standing import MilestoneStanding
from tests.domain.histories import History, a_program, milestone, usd

TENTH = a_program(milestones=(milestone("tenth", at=10),))
EVERY_10 = a_program(milestones=(milestone("every-10", every=10, nudge=5),))
EVERY_1000 = a_program(milestones=(milestone("every-1000", Basis.SPEND, every=usd("$1,000")),))


def reach(history: History, when: str = "2039-12-31") -> MilestoneStanding:
    """How far the first milestone is."""
    return history.standing(when).milestones[0]


@pytest.mark.rule("M01", "E07")
def test_the_award_comes_at_exactly_the_tenth_visit_and_never_again() -> None:
    history = History(TENTH)
    visits = history.daily_visits(9)
    assert history.awards() == []
    visits.append(history.visit("2026-01-10"))
    assert history.awards() == [("tenth", 1)]
    assert history.standing().awards[0].earned_by == visits[9]
    history.daily_visits(25, "2026-02-01")
    assert history.awards() == [("tenth", 1)]
    assert reach(history).reached


@pytest.mark.rule("M01")
def test_a_return_and_a_repeat_do_not_award_it_again() -> None:
    history = History(TENTH)
    visits = history.daily_visits(10)
    history.returned("2026-01-11", visits[9], "$10")
    history.visit("2026-01-12")
    history.facts *= 2
    assert history.awards() == [("tenth", 1)]


@pytest.mark.rule("M02")
def test_a_nudge_at_5_shows_once() -> None:
    history = History(EVERY_10)
    history.daily_visits(4)
    assert not reach(history).nudge_due
    history.visit("2026-01-05")
    assert reach(history).nudge_due
    history.visit("2026-01-06", nudges=("every-10",))  # it was on the screen with this visit
    assert not reach(history).nudge_due
    history.daily_visits(3, "2026-01-07")
    assert not reach(history).nudge_due


@pytest.mark.rule("M02")
def test_a_count_that_jumps_from_4_to_7_is_nudged_once_with_the_true_count() -> None:
    history = History(EVERY_10)
    history.daily_visits(4)
    assert not reach(history).nudge_due
    history.daily_visits(3, "2026-01-05")  # synced from another register, no nudge said
    assert reach(history).nudge_due
    assert (reach(history).current, reach(history).missing) == (7, 3)


@pytest.mark.rule("M02")
def test_a_nudge_never_comes_after_the_milestone_and_comes_again_in_the_next_round() -> None:
    once = History(a_program(milestones=(milestone(at=10, nudge=5),)))
    again = History(EVERY_10)
    for history in (once, again):
        history.daily_visits(10)
        assert not reach(history).nudge_due
        history.daily_visits(5, "2026-02-01")
    assert not reach(once).nudge_due
    assert reach(again).nudge_due
    assert reach(again).target == 20


@pytest.mark.rule("M02")
def test_a_nudge_said_with_a_visit_that_was_voided_was_not_said() -> None:
    history = History(EVERY_10)
    history.daily_visits(5)
    wrong = history.visit("2026-01-06", nudges=("every-10",))
    history.voided("2026-01-06 12:05", wrong)
    assert reach(history).nudge_due


@pytest.mark.rule("M03")
def test_recurring_awards_are_numbered_and_two_registers_cannot_both_make_number_one() -> None:
    history = History(EVERY_10)
    for day in range(1, 26):  # both registers see the member every day, neither knows of the other
        history.visit(f"2026-01-{day:02d} 10:00", register="register 1")
        history.visit(f"2026-01-{day:02d} 15:00", register="register 2")
    assert history.awards() == [("every-10", 1), ("every-10", 2)]


@pytest.mark.rule("M04")
def test_one_sale_of_2500_dollars_gives_number_one_and_two() -> None:
    history = History(EVERY_1000)
    history.visit("2026-01-01", "$2,500")
    assert history.awards() == [("every-1000", 1), ("every-1000", 2)]


@pytest.mark.rule("M04", "E07")
def test_from_999_99_one_cent_gives_number_one() -> None:
    history = History(EVERY_1000)
    history.visit("2026-01-01", "$999.99")
    assert (history.awards(), reach(history).missing) == ([], 1)
    history.visit("2026-01-02", "$0.01")
    assert history.awards() == [("every-1000", 1)]


@pytest.mark.rule("M05")
def test_falling_below_1000_dollars_and_crossing_again_gives_no_second_number_one() -> None:
    history = History(EVERY_1000)
    visit = history.visit("2026-01-01", "$1,100")
    history.returned("2026-01-02", visit, "$300")
    history.visit("2026-01-03", "$100")
    history.visit("2026-01-04", "$400")
    assert history.standing().spend_cents == usd("$1,300")
    assert history.awards() == [("every-1000", 1)]
    assert reach(history).target == usd("$2,000")


@pytest.mark.rule("M07")
def test_a_voided_tenth_visit_takes_its_award_along_and_the_next_visit_opens_the_same_key() -> None:
    history = History(TENTH)
    tenth = history.daily_visits(10)[-1]
    history.voided("2026-01-10 13:00", tenth)
    assert history.awards() == []
    following = history.visit("2026-01-11")
    assert history.awards() == [("tenth", 1)]
    assert history.standing().awards[0].earned_by == following


@pytest.mark.rule("M10")
def test_an_opening_count_of_237_pays_nothing_for_100_and_200_and_the_next_is_300() -> None:
    history = History(a_program(milestones=(milestone("every-100", every=100), milestone("tenth", at=10))))
    history.opened("2026-01-01", visits=237)
    assert history.awards() == []
    assert (reach(history).current, reach(history).target, reach(history).missing) == (237, 300, 63)
    assert history.standing().milestones[1].reached
    history.daily_visits(62, "2026-02-01")
    assert history.awards() == []
    history.visit("2026-05-01")
    assert history.awards() == [("every-100", 3)]


@pytest.mark.rule("M10")
@pytest.mark.parametrize(("lifetime", "reached_by"), [(False, 10), (True, 8)])
def test_a_rule_created_later_counts_from_its_start_unless_set_to_lifetime(lifetime: bool, reached_by: int) -> None:
    history = History()
    history.daily_visits(12)
    rule = milestone("every-10", every=10, lifetime=lifetime)
    history.program_from("2026-01-20", a_program(version=2, milestones=(rule,)))
    assert history.awards() == []
    history.daily_visits(reached_by - 1, "2026-02-01")
    assert history.awards() == []
    history.visit("2026-03-01")
    assert history.awards() == [("every-10", 2 if lifetime else 1)]


@pytest.mark.rule("M10")
def test_a_rule_that_was_away_pays_nothing_for_what_was_passed_meanwhile() -> None:
    history = History(EVERY_10)
    history.daily_visits(12)
    history.program_from("2026-01-20", a_program(version=2))
    history.daily_visits(20, "2026-02-01")
    history.program_from("2026-02-25", a_program(version=3, milestones=EVERY_10.milestones))
    history.daily_visits(7, "2026-03-01")
    assert history.awards() == [("every-10", 1)]
    history.visit("2026-03-10")
    assert history.awards() == [("every-10", 1), ("every-10", 4)]


@pytest.mark.rule("M10")
def test_a_smaller_step_pays_nothing_for_what_lies_behind() -> None:
    history = History(EVERY_10)
    history.daily_visits(12)
    history.program_from("2026-01-20", a_program(version=2, milestones=(milestone("every-10", every=3),)))
    history.daily_visits(2, "2026-02-01")
    assert history.awards() == [("every-10", 1)]
    history.visit("2026-02-10")
    assert history.awards() == [("every-10", 1), ("every-10", 5)]


@pytest.mark.rule("M11")
def test_an_award_is_valid_from_its_day_to_the_end_of_day_n_inclusive() -> None:
    history = History(a_program(milestones=(milestone(at=1, valid_days=30),)))
    history.visit("2026-03-01 23:30")
    award = history.standing("2026-03-31 23:59").awards[0]
    assert (award.earned_on, award.valid_until, award.expired) == (date(2026, 3, 1), date(2026, 3, 31), False)
    assert not history.standing("2026-04-01 03:59").awards[0].expired  # the business day goes on
    assert history.standing("2026-04-01 04:00").awards[0].expired


@pytest.mark.rule("E10")
def test_an_award_names_the_rule_and_the_version_it_was_made_by() -> None:
    history = History(a_program(version=1, milestones=(milestone("every-2", every=2),)))
    history.program_from("2026-01-03 14:00", a_program(version=2, milestones=(milestone("every-2", every=2),)))
    history.daily_visits(4)
    awards = history.standing().awards
    assert [(award.rule.id, award.rule.version, award.n) for award in awards] == [("every-2", 1, 1), ("every-2", 2, 2)]


happenings = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 900), st.integers(0, 900)), max_size=25)


@pytest.mark.rule("M01", "M03", "M04", "M05")
@given(happenings, st.integers(1, 9), st.integers(1, 1500))
def test_milestones_are_what_a_naive_model_gives(happened: list[tuple[int, int, int]], visits: int, cents: int) -> None:
    program = a_program(
        milestones=(
            milestone("once", at=visits),
            milestone("visits", every=visits),
            milestone("spend", Basis.SPEND, every=cents),
        )
    )
    history, start = History(program), date(2026, 1, 1)
    days: set[int] = set()
    spend = highest = 0
    for day, bought, back in sorted(happened):
        visit = history.visit((start + timedelta(days=day)).isoformat(), Line(bought))
        history.returned(f"{start + timedelta(days=day)} 12:00", visit, Line(back))
        days.add(day)
        spend += bought
        highest = max(highest, spend)
        spend -= min(back, bought)
    expected = {("visits", n) for n in range(1, len(days) // visits + 1)}
    expected |= {("spend", n) for n in range(1, highest // cents + 1)}
    expected |= {("once", 1)} if len(days) >= visits else set()
    assert sorted(history.awards()) == sorted(expected)
