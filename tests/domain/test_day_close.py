"""A closed day stays as it was; what comes later is named by the next revision."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.codec import MAX_BODY, MAX_LINES, encode_body
from posdesk.domain.day_close import MOST_LATE, close, closed_day, of_day, revise
from posdesk.domain.facts import Fact, Line, VisitRecorded
from posdesk.domain.store_facts import DayClosed
from tests.domain.histories import moment, sealed

STORE, DAY = "denver-1", date(2026, 11, 20)


def visit(number: int, day: int = 20, store: str = STORE) -> Fact:
    """A visit of that day, by one of three registers."""
    return sealed(
        VisitRecorded((Line(number * 100),)),
        moment(f"2026-11-{day:02d} {8 + number % 12:02d}:00"),
        number,
        register=f"register {number % 3}",
        store=store,
    )


def said(body: DayClosed, number: int, day: int = 21) -> Fact:
    """A close, sealed the next morning."""
    return sealed(body, moment(f"2026-11-{day:02d} 09:00") + number, 10_000 + number)


@pytest.mark.rule("VS07")
def test_a_late_fact_leaves_the_close_as_it_was_and_revision_2_names_it() -> None:
    there = [visit(1), visit(2), visit(3, day=19), visit(4, store="boulder-1")]
    first = close(there, STORE, DAY, 42, "abc")
    assert (first.number, first.revision, first.late, first.previous) == (42, 1, (), "abc")
    facts = [*there, said(first, 1)]
    assert revise(facts, STORE, DAY, None) is None
    facts += [visit(5), visit(6, day=19)]
    closed = closed_day(facts, STORE, DAY)
    assert closed is not None
    assert [fact.sequence for fact in closed.included] == [1, 2]
    second = revise(facts, STORE, DAY, "def")
    assert second == DayClosed(DAY, 42, "", 2, (visit(5).id,), "def")
    facts.append(said(second, 2))
    assert revise(facts, STORE, DAY, None) is None
    again = closed_day(facts, STORE, DAY)
    assert again is not None
    assert (again.revisions, again.included) == ((first, second), closed.included)
    assert again.late == ((visit(5),),)


@pytest.mark.rule("VS07")
def test_a_day_that_is_open_has_no_close_and_no_revision() -> None:
    assert closed_day([visit(1)], STORE, DAY) is None
    assert revise([visit(1)], STORE, DAY, None) is None


@pytest.mark.rule("VS07")
def test_of_two_closes_that_did_not_know_of_each_other_the_first_stands() -> None:
    first, second = close([visit(1)], STORE, DAY, 42, None), close([visit(1), visit(2)], STORE, DAY, 42, None)
    facts = [visit(1), visit(2), said(second, 2), said(first, 1)]
    closed = closed_day(facts, STORE, DAY)
    assert closed is not None
    assert closed.revisions == (first,)
    late = revise(facts, STORE, DAY, None)
    assert late is not None
    assert late.late == (visit(2).id,)


@pytest.mark.rule("VS07")
@given(
    st.sets(st.integers(1, 60)), st.lists(st.sets(st.integers(1, 60)), max_size=4), st.randoms(use_true_random=False)
)
def test_whatever_arrives_and_in_any_order_what_is_included_stays_and_all_is_named_once(
    here: set[int], arriving: list[set[int]], chance: random.Random
) -> None:
    facts: list[Fact] = [visit(number) for number in here]
    included = of_day(facts, STORE, DAY)
    facts.append(said(close(facts, STORE, DAY, 7, None), 0))
    for number, more in enumerate(arriving, start=1):
        facts += [visit(each) for each in more]
        chance.shuffle(facts)
        revision = revise(facts, STORE, DAY, None)
        if revision is not None:
            facts.append(said(revision, number))
        closed = closed_day(facts, STORE, DAY)
        assert closed is not None
        assert list(closed.included) == included
        named = [*closed.included, *(fact for late in closed.late for fact in late)]
        assert len(named) == len({fact.id for fact in named})
        assert sorted(named, key=lambda fact: fact.sequence) == sorted(
            of_day(facts, STORE, DAY), key=lambda fact: fact.sequence
        )


@pytest.mark.rule("VS07")
@given(
    st.lists(st.tuples(st.sampled_from(["close", "revise"]), st.sets(st.integers(1, 12))), max_size=6),
    st.randoms(use_true_random=False),
)
def test_registers_that_did_not_know_of_each_others_closes_name_no_fact_twice(
    saw: list[tuple[str, set[int]]], chance: random.Random
) -> None:
    there = [visit(number) for number in range(1, 13)]
    first = said(close(there[:3], STORE, DAY, 7, None), 50)
    facts: list[Fact] = [*there, first]
    for number, (does, seen) in enumerate(saw):
        before = [first, *(visit(each) for each in seen)]
        body = close(before, STORE, DAY, 7, None) if does == "close" else revise(before, STORE, DAY, None)
        facts += [] if body is None else [said(body, 49 - number if does == "close" else 60 + number)]
    while (revision := revise(facts, STORE, DAY, None)) is not None:
        facts.append(said(revision, 100 + len(facts)))
    chance.shuffle(facts)
    closed = closed_day(facts, STORE, DAY)
    assert closed is not None
    named = [fact.sequence for facts in (closed.included, *closed.late) for fact in facts]
    assert sorted(named) == [fact.sequence for fact in there]


@pytest.mark.rule("VS07")
def test_a_fact_of_the_close_or_of_an_earlier_revision_is_not_late_once_more() -> None:
    facts = [visit(1), visit(2), said(close([visit(1)], STORE, DAY, 7, None), 5)]
    second = revise(facts, STORE, DAY, None)
    assert second is not None
    facts += [said(second, 6), said(close(facts, STORE, DAY, 7, None), 1)]
    closed = closed_day(facts, STORE, DAY)
    assert closed is not None
    assert [fact.sequence for fact in closed.included] == [1, 2]
    assert closed.late == ((),)


def test_ten_thousand_facts_fit_in_one_close() -> None:
    closed = close([visit(number, store="s") for number in range(1, 10_001)], "s", DAY, 1, None)
    assert len(encode_body(closed)) < MAX_BODY


@pytest.mark.rule("VS07")
def test_more_late_facts_than_one_revision_names_are_named_by_the_next() -> None:
    assert MOST_LATE <= MAX_LINES
    facts = [said(close([], STORE, DAY, 1, None), 0), *(visit(number) for number in range(1, MOST_LATE + 3))]
    named: list[str] = []
    for number in (1, 2):
        revision = revise(facts, STORE, DAY, None)
        assert revision is not None
        named += revision.late
        facts.append(said(revision, number))
    assert len(named) == len(set(named)) == MOST_LATE + 2
    assert revise(facts, STORE, DAY, None) is None
