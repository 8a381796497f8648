"""The same facts give the same state: in any order, however often, on any register, after a rebuild."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.projections import rebuild
from db.state import state_hash
from db.transfer import export_facts, import_facts
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Fact,
    Line,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from tests.db.conftest import Tills
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds

MEMBERS = 3
DAY_MS = 86_400_000
PARKED = (
    '{"body":{"score":9},"business_day":"2026-11-20","clock":459641216000000,"id":"00000000-0000-7000-8000-0000000000aa",'
    '"incarnation":1,"kind":"feedback.read_aloud","occurred_at":1795180000000,"register":"register 9","sequence":1,'
    '"staff":null,"store":"denver-1","subject":null,"version":1}'
)


@st.composite
def weeks(draw: st.DrawFn) -> list[tuple[str, int, int, int]]:
    """Some weeks in a shop: what happened, to which member (or nobody), how many hours later, which number."""
    kinds = st.sampled_from(
        [
            "visit",
            "visit",
            "guest",
            "void",
            "return",
            "stray",
            "name",
            "consent",
            "opening",
            "merge",
            "merge",
            "unmerge",
        ]
    )
    event = st.tuples(kinds, st.integers(0, MEMBERS - 1), st.integers(-30, 200), st.integers(0, 9))
    return draw(st.lists(event, max_size=25))


def happen(till: Till, events: list[tuple[str, int, int, int]]) -> None:
    """Let it happen at one register."""
    till.opened()
    members = [till.ids.new(till.clock.now()) for _ in range(MEMBERS)]
    visits: list[Fact] = []
    merges: list[Fact] = []
    for number, (kind, who, hours, what) in enumerate(events):
        till.clock.advance(hours * 60)
        if number == 3:  # somebody's visits came before the enrolment: an import may bring them so
            for member in members:
                today = till.draft(VisitRecorded(())).business_day
                till.happened(MemberEnrolled("Maria", f"Gomez {member[-2:]}", today, f"+1303556010{what}"), member)
        if "merge" in kind:
            merged_or_not(till, kind, members[who], members[what % MEMBERS], merges)
            continue
        body, about = story(kind, what, visits)
        draft = till.draft(body, members[who] if about else None)
        if what == 7:  # the register's clock was years off, and known to be
            wrong = draft.occurred_at + (hours - 85) * 30 * DAY_MS
            draft = draft._replace(occurred_at=wrong, corrected_at=draft.occurred_at)
        (fact,) = till.store.ledger.append([draft]).facts
        if isinstance(body, VisitRecorded):
            visits.append(fact)


def merged_or_not(till: Till, kind: str, one: str, other: str, merges: list[Fact]) -> None:
    """Two of them are one (or one with herself, which says nothing), or the last that were are so no more."""
    if kind == "merge":
        merges.append(till.happened(MemberMerged(other, "the same person"), one))
    elif merges:
        merge = merges.pop()
        till.happened(MemberUnmerged(merge.id, "a mistake"), merge.subject)


def story(kind: str, what: int, visits: list[Fact]) -> tuple[Body, bool]:
    """The body of an event, and whether it names its member."""
    visit = visits[what % len(visits)].id if visits else "00000000-0000-7000-8000-00000000ffff"
    if kind in ("void", "stray"):
        return VisitVoided(visit, "typing error"), kind == "void"
    if kind == "return":
        return VisitReturned((Line(what * 10 + 1, "Moonridge"),), visit=visit), what % 2 == 0
    if kind == "name":
        return MemberFieldSet(MemberField.LAST_NAME, f"Santos {what}"), True
    if kind == "consent":
        return ConsentSet(Channel.TEXT, what % 2 == 0, "counter, wording 1"), True
    if kind == "opening":
        return OpeningRecorded(what, what * 1000, what * 100), True
    lines = tuple(Line(1000 * what + 7, brand) for brand in ("Moonridge", "Tall Pine", None)[: 1 + what % 3])
    return VisitRecorded(lines), kind != "guest"


@pytest.mark.rule("LG02", "VS05", "I03")
@settings(max_examples=25)
@given(weeks(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_gives_the_same_state(events: list[tuple[str, int, int, int]], random: Random) -> None:
    with TemporaryDirectory() as folder:
        ids = FakeIds()
        one, other = a_till(Path(folder, "one"), "register 1", ids), a_till(Path(folder, "other"), "register 2", ids)
        try:
            happen(one, events)
            lines = list(export_facts(one.store))
            delivered = [*lines, *random.sample(lines, len(lines) // 2)]
            random.shuffle(delivered)
            half = len(delivered) // 2
            assert import_facts(other.store, delivered[:half]).refused == ()
            assert import_facts(other.store, delivered[half:]).refused == ()
            assert list(export_facts(other.store)) == lines
            assert other.projections() == one.projections()
            assert state_hash(other.store) == state_hash(one.store)
            before = one.projections(), state_hash(one.store)
            assert rebuild(one.store) == len(lines)
            assert (one.projections(), state_hash(one.store)) == before
        finally:
            one.close()
            other.close()


def test_one_fact_more_is_another_state(till: Till) -> None:
    empty = state_hash(till.store)
    till.visit(None)
    assert state_hash(till.store) != empty


def test_a_projection_that_drifted_shows_in_the_state_and_is_healed_by_a_rebuild(till: Till) -> None:
    member = till.member()
    till.visit(member)
    sound = state_hash(till.store)
    till.writer.execute("UPDATE brands SET visits = 7")
    assert state_hash(till.store) != sound
    rebuild(till.store)
    assert state_hash(till.store) == sound


def test_a_rebuild_tells_how_far_it_is(till: Till) -> None:
    for _ in range(4):
        till.visit(None)
    told: list[tuple[int, int]] = []
    assert rebuild(till.store, lambda done, total: told.append((done, total)), step=2) == 4
    assert told == [(2, 4), (4, 4)]


def test_facts_come_out_in_fold_order_whatever_day_they_claim(till: Till) -> None:
    late = till.visit(None)
    odd = till.draft(VisitRecorded((Line(1),)), at=late.occurred_at - 1)
    till.store.ledger.append([odd._replace(business_day=late.business_day.replace(year=2030))])
    early = till.visit(None, days_ago=9)
    ids = [line.split('"id":"')[1][:36] for line in export_facts(till.store)]
    assert ids == [early.id, odd.id, late.id]


def test_a_fact_of_a_newer_posdesk_is_parked_and_leaves_as_it_came(till: Till, tills: Tills) -> None:
    till.visit(None)
    imported = import_facts(till.store, [PARKED])
    assert (imported.new, imported.parked, imported.refused) == (1, 1, ())
    lines = list(export_facts(till.store))
    assert PARKED in lines
    other = tills("register 2")
    import_facts(other.store, reversed(lines))
    assert state_hash(other.store) == state_hash(till.store)
    assert rebuild(till.store) == 2
