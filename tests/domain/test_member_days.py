"""What each day did to a member, found in one walk, is what a fold for every evening finds."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain import liability
from posdesk.domain.business_day import BusinessCalendar, end_of_day
from posdesk.domain.facts import MemberField
from posdesk.domain.fold import fold
from posdesk.domain.member_days import MemberDay, Reached, Won, member_days
from posdesk.domain.standing import AwardState, ExceptionKind, Movement, NotCounted, Standing
from tests.domain.histories import DENVER, MEMBER, NEW_YORK, History, a_program, milestone, moment, tiers
from tests.domain.test_whole_fold import DAYS, FIRST, histories

STORE = "denver-1"


def days_of(history: History) -> dict[date, MemberDay]:
    found = member_days(MEMBER, history.facts, history.timeline(), lambda store: DENVER)
    assert all(each.store == STORE for each in found)
    return {each.day: each for each in found}


def evening(history: History, day: date) -> Standing:
    return fold(MEMBER, history.facts, history.timeline(), end_of_day(day, DENVER))


def every_day_is_the_difference_of_two_folds(history: History) -> None:
    found, worth = days_of(history), 0
    before = evening(history, FIRST - timedelta(days=2))  # deeds after midnight are the day's before
    for number in range(-1, DAYS + 60):
        day = FIRST + timedelta(days=number)
        after, ours = evening(history, day), found.pop(day, MemberDay(MEMBER, STORE, day))
        slow = liability.of_member(before, after).get(STORE, liability.Liability())
        assert dict(ours.points) == dict(slow.movements)
        worth += ours.worth
        assert worth == slow.closing
        visits = [visit for visit in after.history if visit.day == day and visit.voided_by is None]
        assert ours.counted == sum(visit.counted for visit in visits)
        assert list(ours.why_not) == [visit.why_not for visit in visits if visit.why_not]
        if visits:
            assert (ours.tier, ours.tier_after) == (visits[0].tier_before, visits[-1].tier_after)
        assert ours.refund_cents == sum(each.refund_cents for each in after.returns if each.day == day)
        earned = {
            (award.rule.id, award.n)
            for award in after.awards
            if award.earned_on == day and award.source in ("milestone", "tier") and award.why is None
        }
        assert {(each.rule, each.n) for each in ours.reached} == earned
        odd = [(line.kind, line.fact) for line in ours.odd if line.kind is not ExceptionKind.ORPHAN_RETURN]
        known = {(line.kind, line.fact) for line in before.exceptions}
        new = [(line.kind, line.fact) for line in after.exceptions if line.kind is not ExceptionKind.ORPHAN_RETURN]
        assert sorted(odd) == sorted(each for each in new if each not in known)
        before = after
    assert all(not each.counted and not each.reached for each in found.values())


@pytest.mark.rule("LG03")
@given(histories)
@settings(max_examples=40)
def test_every_day_is_the_difference_of_two_folds(history: History) -> None:
    every_day_is_the_difference_of_two_folds(history)


@pytest.mark.long
def test_every_day_is_the_difference_of_two_folds_in_a_long_run() -> None:
    settings(max_examples=1500)(given(histories)(every_day_is_the_difference_of_two_folds))()


@pytest.mark.rule("LG02")
@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_order_and_repetition_change_no_day(history: History, rng: Any) -> None:
    once = days_of(history)
    history.facts = [*history.facts, *history.facts]
    rng.shuffle(history.facts)
    assert days_of(history) == once


@pytest.mark.rule("X09", "LG03")
def test_what_a_later_day_takes_back_is_that_days() -> None:
    history = History()
    visit = history.visit("2026-03-01", "$10")
    history.voided("2026-03-03", visit)
    found = days_of(history)
    assert (found[date(2026, 3, 1)].counted, found[date(2026, 3, 1)].points) == (1, ((Movement.EARNED, 10_00),))
    assert (found[date(2026, 3, 3)].counted, found[date(2026, 3, 3)].points) == (0, ((Movement.REVERSED, -10_00),))


@pytest.mark.rule("X09")
def test_a_visit_voided_on_its_own_day_does_not_stand() -> None:
    history = History()
    history.voided("2026-03-01 13:00", history.visit("2026-03-01 12:00", "$10"))
    (day,) = days_of(history).values()
    assert (day.counted, day.tier, day.worth) == (0, None, 0)


@pytest.mark.rule("M01", "E06")
def test_a_day_tells_which_award_was_earned_and_which_tier_was_come_to() -> None:
    history = History(a_program(tiers=tiers(30_00), milestones=(milestone("third", at=3),)))
    history.daily_visits(3, "2026-03-01", "$15")
    last = days_of(history)[date(2026, 3, 3)]
    second = days_of(history)[date(2026, 3, 2)]
    assert last.reached == (Reached("third", 1, "a treat"),)
    assert (second.tier, second.tier_after, last.tier) == ("tier-0", "tier-1", "tier-1")


@pytest.mark.rule("VS01")
def test_a_second_receipt_of_a_day_says_why_it_does_not_count() -> None:
    history = History()
    history.visits("2026-03-01 12:00", "2026-03-01 13:00")
    (day,) = days_of(history).values()
    assert (day.counted, day.why_not) == (1, (NotCounted.SAME_BUSINESS_DAY,))


def test_a_field_is_won_once_by_who_asked_for_it_first() -> None:
    history = History()
    history.enrolled("2026-03-01", phone="+13035550100")
    history.field_set("2026-03-02", MemberField.EMAIL, "a@example.com")
    history.field_set("2026-03-03", MemberField.EMAIL, None)
    history.field_set("2026-03-04", MemberField.EMAIL, "b@example.com")
    won = {day: each.won for day, each in days_of(history).items() if each.won}
    assert won == {
        date(2026, 3, 1): (Won(None, MemberField.PHONE),),
        date(2026, 3, 2): (Won(None, MemberField.EMAIL),),
    }


@pytest.mark.rule("X08")
def test_a_return_without_its_visit_is_odd_once_it_has_waited() -> None:
    history = History()
    history.returned("2026-03-01", None, "$10", receipt="T-1")
    (day,) = days_of(history).values()
    assert (day.day, [line.kind for line in day.odd]) == (date(2026, 3, 8), [ExceptionKind.ORPHAN_RETURN])


@pytest.mark.rule("VS04", "LG03")
def test_each_stores_days_are_by_its_own_clock() -> None:
    history = History()
    history.visit("2026-03-01 23:30", "$10")
    history.visit("2026-03-02 05:00", "$10", store="albany-1", calendar=NEW_YORK)
    where: dict[str, BusinessCalendar] = {"denver-1": DENVER, "albany-1": NEW_YORK}
    found = member_days(MEMBER, history.facts, history.timeline(), where.__getitem__)
    assert [(each.store, each.day, each.worth) for each in found] == [
        ("albany-1", date(2026, 3, 2), 10_00),
        ("denver-1", date(2026, 3, 1), 10_00),
    ]


def test_facts_after_the_moment_asked_for_are_left_out() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    history.visit("2026-03-02", "$10")
    found = member_days(MEMBER, history.facts, history.timeline(), lambda store: DENVER, moment("2026-03-01 20:00"))
    assert [each.day for each in found] == [date(2026, 3, 1)]
    assert AwardState.OPEN not in {award.state for award in evening(history, date(2026, 3, 2)).awards}
