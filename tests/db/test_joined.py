"""Members who are one at a register: one card, one line of the list, one of a segment; and two again, exactly."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.engine import sql
from db.figure_tables import figure_days, figure_goods, figure_members
from db.projections import rebuild
from db.state import projection_lines
from posdesk.domain.business_day import AsOf
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Fact,
    FieldSource,
    Line,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    RewardRedeemed,
    VisitRecorded,
    VisitVoided,
)
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.segment_document import parse
from tests.db.tills import Till, a_till

SAME = "the same person"
SEGMENTS = """
[[segment]]
id = "all"
title = "All who came"
all = [{ field = "visits", at_least = 0 }]
"""


def two(till: Till) -> tuple[str, str]:
    """Maria Gomez and Mary Santos, with a phone each; Maria was made first."""
    till.opened()
    first = till.member("Maria", "Gomez", "+13035550117")
    till.clock.advance(5)
    return first, till.member("Mary", "Santos", "+13035554417")


def merged(till: Till, one: str, other: str) -> Fact:
    """One becomes one with the other."""
    return till.happened(MemberMerged(other, SAME), one)


def found(till: Till, *words: str) -> list[str]:
    """The ids that the list shows for a name."""
    return [hit.member for hit in till.store.directory.by_names(words, 9)]


def counted(till: Till) -> int:
    """How many members a segment of everybody has."""
    node = {each.id: each for each in parse(SEGMENTS)}["all"].root
    return till.store.audiences.count(node, {}, till.clock.now())


@pytest.mark.rule("I03")
def test_every_name_phone_and_card_of_either_finds_the_one_card_once(till: Till) -> None:
    first, second = two(till)
    till.happened(MemberFieldSet(MemberField.CARD_CODE, "PD-0001"), second)
    merged(till, second, first)
    look_up = till.store.directory
    assert found(till, "gomez") == found(till, "santos") == found(till, "mar") == [first]
    assert look_up.by_phone("+13035550117") == look_up.by_phone("+13035554417") == [first]
    assert [hit.member for hit in look_up.by_phone_digits("5550117", 5)] == [first]
    card = look_up.by_card("PD-0001")
    assert card is not None
    assert card.member == first
    assert [hit.member for hit in look_up.recent(9)] == [first]
    assert [hit.member for hit in look_up.by_ids([first, second])] == [first, second]


@pytest.mark.rule("I03")
def test_either_id_yields_the_facts_of_both_each_once(till: Till) -> None:
    first, second = two(till)
    visit = till.visit(first)
    void = till.happened(VisitVoided(visit.id, "wrong member"), second)  # a stray that is theirs all the same
    merged(till, first, second)
    both = till.store.ledger.facts_about(first)
    assert both == till.store.ledger.facts_about(second)
    assert [fact.id for fact in both].count(void.id) == 1
    assert {fact.subject for fact in both} == {first, second}
    assert list(till.store.ledger.members()) == [first]
    assert till.store.ledger.joined() == {first: first, second: first}


def test_a_visit_of_either_brings_her_to_the_top_of_the_list_under_both_names(till: Till) -> None:
    first, second = two(till)
    third = till.member("Mara", "Zinn")
    merged(till, second, first)
    till.visit(third)
    assert found(till, "ma") == [third, first]
    till.visit(second)
    assert found(till, "ma") == [first, third]
    assert found(till, "gomez") == [first]
    sound = till.projections()
    rebuild(till.store)
    assert till.projections() == sound


def test_who_never_enrolled_under_the_name_she_is_shown_by_is_found_and_named(till: Till) -> None:
    till.opened()
    unknown = till.ids.new(till.clock.now() - 40 * 86_400_000)
    known = till.member("Maria", "Gomez")
    merged(till, known, unknown)
    assert found(till, "gomez") == [unknown]
    (hit,) = till.store.directory.by_ids([unknown])
    assert (hit.member, hit.first_name) == (unknown, "Maria")


@pytest.mark.rule("I03")
def test_a_segment_counts_the_person_once_and_each_again_when_they_are_two(till: Till) -> None:
    first, second = two(till)
    till.visit(first, days_ago=3)
    till.visit(second, brand="Tall Pine", days_ago=1)
    assert counted(till) == 2
    merge = merged(till, second, first)
    assert counted(till) == 1
    rows = till.writer.execute("SELECT member, count(*) FROM figure_days GROUP BY member").fetchall()
    assert [count for _, count in rows] == [2]
    till.happened(MemberUnmerged(merge.id, "two sisters"), second)
    assert counted(till) == 2
    rows = till.writer.execute("SELECT count(*) FROM figure_days GROUP BY member").fetchall()
    assert [count for (count,) in rows] == [1, 1]


def test_figures_of_a_merge_that_came_and_went_between_folding_and_filing_leave_nothing_behind(till: Till) -> None:
    first, second = two(till)
    till.visit(first, days_ago=3)
    till.visit(second, brand="Tall Pine", days_ago=1)
    for _ in range(3):
        merge = merged(till, second, first)
        counted(till)
        till.happened(MemberUnmerged(merge.id, "no"), second)
    counted(till)
    before = rows_of_figures(till)
    rebuild(till.store)
    counted(till)
    assert rows_of_figures(till) == before == [2, 2, 2]


def rows_of_figures(till: Till) -> list[int]:
    """How many days, goods and members are filed."""
    tables = (figure_days, figure_goods, figure_members)
    return [till.writer.execute(sql(select(func.count()).select_from(table))).fetchone()[0] for table in tables]


@pytest.mark.rule("I06")
def test_whoever_was_erased_is_in_no_segment_and_nobody_is_shown_who_is_one_with_her(till: Till) -> None:
    first, second = two(till)
    merged(till, second, first)
    assert counted(till) == 1
    till.happened(MemberErased(), second)
    assert found(till, "gomez") == found(till, "santos") == []
    assert profile(first, till.store.ledger.facts_about(first)) is None
    assert counted(till) == 0
    sound = till.projections()
    rebuild(till.store)
    assert till.projections() == sound
    assert found(till, "gomez") == []


@pytest.mark.rule("I03")
def test_a_circle_of_merges_is_one_person_until_its_last_link_is_taken_back(till: Till) -> None:
    first, second = two(till)
    third = till.member("Mara", "Zinn")
    links = [merged(till, first, second), merged(till, second, third), merged(till, third, first)]
    for link in links[:1]:
        till.happened(MemberUnmerged(link.id, "no"), link.subject)
    assert found(till, "ma") == [min(first, second, third)]
    till.happened(MemberUnmerged(links[1].id, "no"), links[1].subject)
    assert sorted(till.store.ledger.joined()) == sorted([first, third])
    assert found(till, "santos") == [second]


SAID: st.SearchStrategy[Body] = st.one_of(
    st.integers(100, 9000).map(lambda cents: VisitRecorded((Line(cents, "Moonridge"),))),
    st.sampled_from(["Lee", "Ann"]).map(lambda name: MemberFieldSet(MemberField.FIRST_NAME, name)),
    st.just(MemberFieldSet(MemberField.BIRTHDAY, "1990-05-01", FieldSource.ID_SCAN)),
    st.builds(ConsentSet, st.sampled_from(Channel), st.booleans(), st.just("counter")),
    st.just(RewardRedeemed("welcome", "Welcome", award_rule="campaign:welcome", award_n=1, bonus=5000)),
)


@pytest.mark.rule("I03")
@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), SAID), max_size=12),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_merges_that_are_all_taken_back_leave_everything_as_it_was(
    said: list[tuple[int, int, Body]], joins: list[tuple[int, int]], random: Random
) -> None:
    with TemporaryDirectory() as folder:
        till = a_till(Path(folder, "till")).opened()
        try:
            members = [till.member("Maria", name) for name in ("Gomez", "Santos", "Zinn")]
            for who, minutes, body in said:
                till.clock.advance(minutes)
                till.happened(body, members[who])
            before = shown(till, members)
            links = [merged(till, members[one], members[other]) for one, other in joins]
            random.shuffle(links)
            for link in links:
                till.happened(MemberUnmerged(link.id, "no"), link.subject)
            assert shown(till, members) == before
        finally:
            till.close()


def shown(till: Till, members: list[str]) -> list[object]:
    """Standing and profile of each, and all that is kept ready, but for the links themselves."""
    timeline, store = till.store.programs.timeline(), till.store
    last = till.store.ledger.facts_about(members[0])[0].business_day.replace(year=2030)
    known = [(one, store.ledger.facts_about(one)) for one in members]
    lines = [line for line in projection_lines(store.connections.reader) if not line.startswith("link ")]
    moment = AsOf(till.clock.now() + 86_400_000, last)
    return [*((fold(one, facts, timeline, moment), profile(one, facts)) for one, facts in known), *lines]


@pytest.mark.rule("I03", "I04")
def test_a_standing_of_two_is_the_standing_of_one_who_did_all_of_it(till: Till) -> None:
    first, second = two(till)
    for days, who in enumerate([first, second, second, first, second], start=1):
        till.visit(who, cents=3000, days_ago=days)
    till.visit(first, days_ago=1)  # the same day as the other's: one visit that counts (VS01)
    merged(till, second, first)
    both = till.store.ledger.facts_about(second)
    alone = [fact._replace(subject=first) for fact in both]
    timeline = till.store.programs.timeline()
    moment = AsOf(till.clock.now(), both[-1].business_day)
    together = fold(first, both, timeline, moment)
    assert together == fold(first, alone, timeline, moment)
    assert (together.visits, together.spend_cents) == (5, 17_500)
    assert isinstance(both[0].body, MemberEnrolled)
