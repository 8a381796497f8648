"""Whom the bench measures with: as many as were asked for, the same each time, and nobody's phones."""

from collections import Counter
from random import Random

import pytest

from posdesk.bench import crowd
from posdesk.bench.readings import mistyped
from posdesk.domain.facts import MemberEnrolled, VisitRecorded

UNTIL = 1_795_458_660_000
SMALL = crowd.Sizes(members=90, tens=6, hundreds=4, thousands=1, others=60)


def test_the_store_has_the_facts_and_the_panels_it_was_asked_for() -> None:
    facts = list(crowd.make_facts(SMALL, UNTIL))
    assert len(facts) == SMALL.facts
    visits = Counter(fact.subject for fact in facts if isinstance(fact.body, VisitRecorded))
    numbers = Counter(visits.values())
    assert (numbers[1000], numbers[100]) == (1, 4)
    assert numbers[10] >= 6
    assert sum(isinstance(fact.body, MemberEnrolled) for fact in facts) == 90


def test_facts_come_in_the_order_in_which_they_happened_and_end_before_now() -> None:
    times = [fact.occurred_at for fact in crowd.make_facts(SMALL, UNTIL)]
    assert times == sorted(times)
    assert times[-1] < UNTIL


def test_the_same_sizes_make_the_same_facts() -> None:
    assert list(crowd.make_facts(SMALL, UNTIL)) == list(crowd.make_facts(SMALL, UNTIL))


def test_no_area_code_of_the_bench_is_in_service() -> None:
    bodies = [fact.body for fact in crowd.make_facts(SMALL, UNTIL)]
    assert all(body.phone and body.phone[3] == "9" for body in bodies if isinstance(body, MemberEnrolled))


@pytest.mark.parametrize("members", [400, 20_000, 1_000_000])
def test_sizes_grow_with_the_members(members: int) -> None:
    how = crowd.sizes(members)
    assert members < how.facts < members * 60
    assert how.thousands >= 8


def test_a_store_too_small_for_its_panels_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least"):
        crowd.sizes(100)


def test_names_are_each_once_and_a_million_members_have_half_a_million_facts_more() -> None:
    named = crowd.pool(Random(1), 50, 200)
    assert (len(set(named.first)), len(set(named.last))) == (50, 200)
    assert crowd.sizes(1_000_000).facts < 1_600_000


def test_a_typing_error_keeps_the_first_letter_and_changes_one_place() -> None:
    rng = Random(3)
    for _ in range(50):
        wrong = mistyped("marisol", rng)
        assert wrong[0] == "m"
        assert abs(len(wrong) - 7) <= 1
    assert mistyped("li", rng) == "li"
