"""Which answers of members want one from the shop, and when they have it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from posdesk.domain.business_day import DAY_MS, AsOf, as_of
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.exceptional import Exceptional, Kind, key_of
from posdesk.domain.facts import Body, Fact, MemberErased, kind_of
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.fold import fold
from posdesk.domain.follow_ups import KIND, LASTS_DAYS, key_of_answer, unanswered, wants_an_answer
from posdesk.domain.hybrid_clock import COUNTER_BITS
from tests.builders import CALENDAR, a_shop

AT = 1_795_456_800_000
DAY = as_of(AT, CALENDAR).day
MEMBER = "01930000-0000-7000-8000-0000000000aa"


def fact(body: Body, n: int = 1, subject: str | None = MEMBER) -> Fact:
    """A fact of that many minutes later."""
    at, (kind, version) = AT + n * 60_000, kind_of(body)
    place = ("denver-1", "register 1", 1, n, "Dana", at, DAY, at << COUNTER_BITS)
    return Fact(f"01930000-0000-7000-8000-{n:012d}", kind, version, subject, *place, body)


def answered(n: int, said: int) -> Fact:
    return fact(ExceptionSettled(key_of_answer(fact(FeedbackGiven(0), said).id), Remedy.ACCEPT, "called"), n)


def waits(facts: Sequence[Fact], *, days: int = 0) -> str | None:
    found = unanswered(facts, AsOf(AT + DAY_MS * (days + 1), DAY + timedelta(days=days)))
    return None if found is None else found.id


@pytest.mark.parametrize(("score", "wants"), [(0, True), (6, True), (7, False), (10, False)])
def test_a_detractor_wants_an_answer_and_nobody_else_does(score: int, wants: bool) -> None:
    assert wants_an_answer(fact(FeedbackGiven(score))) is wants
    assert not wants_an_answer(fact(FeedbackGiven(score), subject=None)), "a guest cannot be answered"


def test_its_key_is_the_one_of_the_exception() -> None:
    assert KIND == Kind.FOLLOW_UP
    about = fact(FeedbackGiven(3))
    each = Exceptional(Kind.FOLLOW_UP, about.store, about.business_day, MEMBER, "Dana", (about.id,), 3)
    assert key_of(each) == key_of_answer(about.id)


def test_the_last_word_counts_until_somebody_answers_it() -> None:
    low, high, later = fact(FeedbackGiven(2), 1), fact(FeedbackGiven(9), 2), fact(FeedbackGiven(5), 3)
    assert waits([low]) == low.id
    assert waits([high, low]) is None, "she has changed her mind"
    assert waits([later, high, low]) == later.id
    assert waits([low, answered(2, 1)]) is None
    assert waits([low, later, answered(4, 1)]) == later.id, "another answer is another one"
    assert waits([]) is None
    assert waits([fact(MemberErased())]) is None


def test_what_comes_after_the_moment_is_left_out() -> None:
    facts = [fact(FeedbackGiven(2), 1), answered(9, 1)]
    assert unanswered(facts, AsOf(AT + 5 * 60_000, DAY)) == facts[0]
    assert unanswered(facts, AsOf(AT, DAY)) is None


def test_after_a_month_nobody_speaks_of_it_any_more() -> None:
    low = fact(FeedbackGiven(2))
    assert waits([low], days=LASTS_DAYS) == low.id
    assert waits([low], days=LASTS_DAYS + 1) is None


def test_nothing_is_given_for_a_score_or_for_an_answer() -> None:
    shop = a_shop()
    maria = shop.member("Maria", "Gomez")
    shop.visit(maria, 40_00, days_ago=2)
    moment = as_of(shop.clock.now(), CALENDAR)
    about = shop.ledger.facts_about(maria)
    before = fold(maria, about, shop.desk.programs.timeline(), moment)
    for score in (0, 6, 10):
        said = shop.happened(FeedbackGiven(score), maria)
        shop.happened(ExceptionSettled(key_of_answer(said.id), Remedy.ACCEPT, "called"), maria)
    after = fold(maria, shop.ledger.facts_about(maria), shop.desk.programs.timeline(), moment)
    assert (after.points, after.tier, after.awards, after.milestones) == (
        before.points,
        before.tier,
        before.awards,
        before.milestones,
    )
