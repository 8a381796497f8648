"""A member who would not recommend the shop: listed once, with what she said, and settled with what was done."""

import pytest

from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.exceptional import Kind, Unit
from posdesk.domain.facts import Line, VisitRecorded, VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.office import exception_words, exceptions
from posdesk.office.exceptions import Listed
from posdesk.office.follow_ups import Visited, answer_of
from tests.reports.evenings import TODAY, YESTERDAY, Evening, an_evening, wall

SLOW = "the line was long"


@pytest.fixture
def evening() -> Evening:
    return an_evening()


def open_now(evening: Evening) -> list[Listed]:
    found = exceptions.still_open(evening.shop.desk, evening.days)
    return [each for each in found if each.what.kind is Kind.FOLLOW_UP]


def settle(evening: Evening, each: Listed, note: str = "called her") -> Listed:
    return exceptions.settle(evening.shop.desk, evening.days, each.key, Remedy.ACCEPT, note)


def test_a_low_score_is_listed_with_who_and_why_it_matters(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    said = evening.shop.happened(FeedbackGiven(3, words=SLOW), maria)
    for score in (7, 10):
        evening.shop.happened(FeedbackGiven(score), maria)
    evening.shop.happened(FeedbackGiven(0))
    (each,) = open_now(evening)
    what = each.what
    assert (what.member, what.staff, what.facts, what.day) == (maria, "Dana", (said.id,), TODAY)
    assert (what.amount, what.unit, what.remedies) == (3, Unit.SCORE, (Remedy.ACCEPT,))
    assert exception_words.happened(what) == "3 of 10: a member is unlikely to recommend the shop"
    assert exception_words.WHY[what.kind] == "Whoever was unhappy and hears nothing may not come back."
    assert exception_words.can(what.kind, Remedy.ACCEPT) == "Say what was done about it"


def test_settling_is_a_fact_about_her_with_person_and_what_was_done(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    evening.shop.happened(FeedbackGiven(3), maria)
    (each,) = open_now(evening)
    with pytest.raises(Refused) as no:
        settle(evening, each, " ")
    assert no.value.refusal.code is RefusalCode.NO_REASON
    done = settle(evening, each)
    assert done.settled is not None
    assert (done.settled.by, done.settled.note) == ("Dana", "called her")
    assert open_now(evening) == []
    fact = evening.shop.ledger.facts_about(maria)[-1]
    assert (fact.body, fact.subject) == (ExceptionSettled(each.key, Remedy.ACCEPT, "called her"), maria)


def test_of_two_who_are_one_she_is_the_one_who_is_shown(evening: Evening) -> None:
    maria, same = evening.shop.member("Maria", "Gomez"), evening.shop.member("Mary", "Gomez")
    evening.shop.happened(FeedbackGiven(3), same)
    evening.shop.happened(MemberMerged(maria, "one person"), same)
    (each,) = open_now(evening)
    assert each.what.member == evening.shop.ledger.joined()[same]
    settle(evening, each)
    assert open_now(evening) == []


def test_what_she_said_names_the_visit_and_who_served(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    visit = evening.bought(maria, Line(35_00), at="2026-11-22 11:00")
    evening.bought(maria, Line(9_00), at="2026-11-23 09:00")
    evening.shop.happened(FeedbackGiven(3, visit, SLOW), maria)
    (each,) = open_now(evening)
    answer = answer_of(evening.shop.desk, each.what)
    assert answer is not None
    assert (answer.score, answer.words) == (3, SLOW)
    assert answer.visit == Visited(visit, YESTERDAY, 35_00, "Dana", named=True)
    assert exception_words.said(answer) == (
        f"“{SLOW}”",
        "About the visit of Nov 22, 2026, $35.00, served by Dana",
    )


def test_where_no_visit_is_named_it_is_the_last_one_before_that_stands(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    evening.shop.happened(VisitRecorded((Line(35_00),)), maria, wall("2026-11-22 11:00"))
    wrong = evening.bought(maria, Line(9_00), at="2026-11-23 09:00")
    evening.shop.happened(VisitVoided(wrong, "slip"), maria, wall("2026-11-23 09:01"))
    evening.shop.happened(FeedbackGiven(3), maria, wall("2026-11-23 09:30"))
    evening.bought(maria, Line(50_00), at="2026-11-23 10:00")
    (each,) = open_now(evening)
    answer = answer_of(evening.shop.desk, each.what)
    assert answer is not None
    assert exception_words.said(answer) == ("The visit before: Nov 22, 2026, $35.00, served by Dana",)


def test_a_visit_that_is_not_here_is_not_spoken_of(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria, Line(9_00), at="2026-11-23 09:00")
    evening.shop.happened(FeedbackGiven(3, "019ac1d0-0000-7000-8000-00000000dead"), maria)
    (each,) = open_now(evening)
    answer = answer_of(evening.shop.desk, each.what)
    assert answer is not None
    assert exception_words.said(answer) == ()


def test_nothing_is_told_of_an_exception_of_another_kind(evening: Evening) -> None:
    evening.bought(None, Line(1500_00))
    (large,) = exceptions.still_open(evening.shop.desk, evening.days)
    assert answer_of(evening.shop.desk, large.what) is None


def test_what_was_said_is_in_no_report(evening: Evening) -> None:
    maria = evening.shop.member("Maria", "Gomez")
    evening.shop.happened(FeedbackGiven(3, words=SLOW), maria)
    evening.close()
    assert SLOW not in repr(evening.report())
