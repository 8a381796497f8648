"""A wrong clock is noticed, marked and corrected for, and never a reason to refuse anything."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.clock_trust import TRUSTED_MS, at_intake, off
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import Fact, Line, VisitRecorded, fold_order, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.program import ProgramTimeline
from tests.domain.histories import DENVER, MEMBER, History, a_program, moment, sealed

YEAR = 365 * 86_400_000


@pytest.mark.rule("VS05")
def test_a_clock_is_believed_up_to_two_minutes_and_no_further() -> None:
    assert off(None) == off(0) == off(TRUSTED_MS) == off(-TRUSTED_MS) == 0
    assert off(TRUSTED_MS + 1) == TRUSTED_MS + 1
    assert off(-YEAR) == -YEAR


@pytest.mark.rule("VS05")
def test_what_is_still_to_come_cannot_have_happened() -> None:
    now = moment("2026-11-20 12:00")
    assert at_intake(now + TRUSTED_MS, None, now) is None
    assert at_intake(now + TRUSTED_MS + 1, None, now) == now
    assert at_intake(now + YEAR, now - 5, now) == now - 5
    assert at_intake(now - YEAR, None, now) is None
    assert at_intake(now - YEAR, now + YEAR, now) == now


def wrong(fact: Fact, ahead: int) -> Fact:
    """The same fact, made by a clock that was so far ahead and known to be."""
    return fact._replace(occurred_at=fact.occurred_at + ahead, corrected_at=fact.occurred_at)


def visits(*days: int) -> list[Fact]:
    """A visit at noon of each of these days of November, by two registers in turn."""
    return [
        sealed(
            VisitRecorded((Line(10_00 * number),)),
            moment(f"2026-11-{day:02d} 12:00"),
            number,
            register=f"register {1 + number % 2}",
        )
        for number, day in enumerate(days, start=1)
    ]


@pytest.mark.rule("VS05")
def test_facts_of_a_wrong_clock_take_the_place_they_had_and_bear_the_mark() -> None:
    right = visits(1, 2, 3)
    mixed = [right[0], wrong(right[1], YEAR), wrong(right[2], -YEAR)]
    assert sorted(mixed, key=fold_order) == mixed
    standing, as_it_was = (History().standing("2026-11-20 12:00", facts=facts) for facts in (mixed, right))
    assert [visit.clock_suspect for visit in standing.history] == [False, True, True]
    assert [visit._replace(clock_suspect=False) for visit in standing.history] == list(as_it_was.history)
    assert (standing.visits, standing.points, standing.tier) == (3, as_it_was.points, as_it_was.tier)


@pytest.mark.rule("VS05")
def test_at_one_corrected_instant_the_register_and_then_the_sequence_decide() -> None:
    at = moment("2026-11-05 12:00")
    made = [
        sealed(VisitRecorded(()), at, sequence, register=register)
        for register, sequence in (("a", 1), ("a", 2), ("b", 1))
    ]
    shuffled = [wrong(made[2], YEAR), made[1], wrong(made[0], -YEAR)]
    assert [fact.id for fact in sorted(shuffled, key=fold_order)] == [fact.id for fact in made]


@pytest.mark.rule("VS05", "E10")
def test_the_program_in_force_is_that_of_the_corrected_time() -> None:
    double = a_program(version=2, earn_unit=1)
    timeline = ProgramTimeline([(0, a_program()), (moment("2026-11-10 00:00"), double)])
    late_clock = wrong(visits(5)[0], 30 * 86_400_000)
    standing = fold(MEMBER, [late_clock], timeline, History().as_of("2026-11-20 12:00"))
    assert standing.history[0].program == 1


@pytest.mark.rule("VS05", "LG02")
@given(st.lists(st.tuples(st.integers(1, 28), st.integers(-3, 3)), max_size=12), st.randoms(use_true_random=False))
def test_any_mix_of_wrong_clocks_in_any_order_gives_one_standing(
    happened: list[tuple[int, int]], chance: random.Random
) -> None:
    right = visits(*[day for day, _ in happened])
    mixed = [wrong(fact, years * YEAR) if years else fact for fact, (_, years) in zip(right, happened, strict=True)]
    delivered = [*mixed, *chance.sample(mixed, len(mixed) // 2)]
    chance.shuffle(delivered)
    one, other = (History().standing("2026-11-30 12:00", facts=facts) for facts in (mixed, delivered))
    assert one == other
    assert [visit.fact_id for visit in one.history] == [fact.id for fact in sorted(right, key=fold_order)]


@pytest.mark.rule("VS05")
@given(st.integers(0, 2 * YEAR), st.none() | st.integers(0, 3 * YEAR))
def test_the_corrected_time_travels_with_the_fact(at: int, corrected: int | None) -> None:
    fact = sealed(VisitRecorded(()), at, 1, calendar=DENVER)._replace(corrected_at=corrected)
    back = decode_fact(encode_fact(fact))
    assert back == fact
    assert happened_at(back) == (at if corrected is None else corrected)
    assert back.clock_suspect is (corrected is not None)
