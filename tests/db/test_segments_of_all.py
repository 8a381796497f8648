"""A segment asked of all members at once is the segment asked of each: CM01, for one register."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import figure_stale
from db.engine import writing
from db.readers import facts_about
from db.reckoning import Reckoning
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Line,
    LineKind,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    ProgramPublished,
    RewardRedeemed,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.member import profile
from posdesk.domain.membership import holds
from tests.builders import SAMPLE_PROGRAM
from tests.db.tills import Till, a_till
from tests.domain.nodes import Ground, Words, nodes, segments

MEMBERS, NODES = 4, 6
FAR = "honolulu-1"
"""A store for whose members it is another business day for part of each day."""
BIRTHDAYS = (None, "1996-02-29", "1980-12-30", "01-02", "2005-11-23", "06-15")
KINDS = (
    *("visit",) * 6,
    *("void", "return", "stray", "opening", "points", "redeemed", "consent", "birthday", "email", "program", "ask"),
)
WORDS: Words = {
    "brand": ("moonridge", "tall pine", "nobody's"),
    "category": ("flower", "edibles", "lotion"),
    "word": ("moonridge", "flower", "denver-1", FAR, "medical", "nobody's"),
}
Event = tuple[str, int, int, int]


@st.composite
def years(draw: st.DrawFn) -> list[Event]:
    """What happened: its kind, to which member, how many hours later, and a number."""
    hours = st.sampled_from((0, 1, 5, 24, 24, 24, 50, 100, 700, 3000))
    event = st.tuples(st.sampled_from(KINDS), st.integers(0, MEMBERS - 1), hours, st.integers(0, 9))
    return draw(st.lists(event, min_size=5, max_size=40))


def body_of(kind: str, what: int, visits: list[str]) -> Body:
    """What an event says."""
    visit = visits[what % len(visits)] if visits else "00000000-0000-7000-8000-00000000ffff"
    match kind:
        case "void" | "stray":
            return VisitVoided(visit, "typing error")
        case "return":
            return VisitReturned((Line(what * 300 + 1, "Moonridge", "Flower"),), visit=visit)
        case "opening":
            return OpeningRecorded(what, what * 1000, what * 100)
        case "points":
            return PointsAdjusted(what * 500 - 1000, "because")
        case "redeemed":
            return RewardRedeemed("treat", "a treat", spent=what * 100)
        case "consent":
            return ConsentSet((Channel.TEXT, Channel.EMAIL)[what % 2], what % 3 > 0, "counter, wording 1")
        case "birthday":
            return MemberFieldSet(MemberField.BIRTHDAY, BIRTHDAYS[what % len(BIRTHDAYS)])
        case "email":
            return MemberFieldSet(MemberField.EMAIL, f"{what}@example.com" if what % 2 else None)
        case "program":
            text = SAMPLE_PROGRAM.read_text(encoding="utf-8")
            return ProgramPublished(text.replace("version = 1", f"version = {what + 2}", 1))
    lines = (
        Line(1000 * what + 7, "Moonridge", "Flower"),
        Line(500, "MOONRIDGE", "Edibles", quantity=2000),
        Line(2500, "Tall Pine", None),
        Line(900, None, "Edibles"),
        Line(300, "Moonridge", "Flower", kind=LineKind.GIFT_CARD),
    )
    return VisitRecorded(lines[what % 3 : 1 + what % 5])


def happen(till: Till, events: list[Event], members: list[str]) -> None:
    """Let it happen; now and then somebody asks, so that part of it is filed already."""
    visits: list[str] = []
    for kind, who, hours, what in events:
        till.clock.advance(hours * 60)
        if kind == "ask":
            till.store.audiences.refresh(till.clock.now())
            continue
        about = None if kind in ("stray", "program") else members[who]
        fact = till.happened(body_of(kind, what, visits), about)
        if isinstance(fact.body, VisitRecorded):
            visits.append(fact.id)


@contextmanager
def a_shop() -> Iterator[tuple[Till, list[str]]]:
    """A register with some members, one of them of a store far away, one never enrolled."""
    with TemporaryDirectory() as folder:
        till = a_till(Path(folder, "till"))
        try:
            till.opened()
            far = till.draft(StoreOpened("Far Leaf", "Pacific/Honolulu", 240), at=till.clock.now() - 86_400_000)
            till.store.ledger.append([far._replace(store=FAR)])
            members = [till.ids.new(till.clock.now()) for _ in range(MEMBERS)]
            for number, member in enumerate(members[:-1]):
                home = (None, FAR, "denver-1")[number]
                day = till.draft(VisitRecorded(())).business_day
                kind = "medical" if number == 2 else None
                phone = f"+1303556010{number}"
                till.happened(
                    MemberEnrolled(
                        "Maria", "Gomez", day, phone, birthday=BIRTHDAYS[number], home_store=home, member_type=kind
                    ),
                    member,
                )
            yield till, members
        finally:
            till.close()


def figures_by_hand(till: Till, members: list[str]) -> dict[str, Figures]:
    """The figures of everybody enrolled, each folded now."""
    store, found = till.store, {}
    how, timeline = Reckoning(store.programs, store.store, till.clock.now()), store.programs.timeline()
    for member_id in members:
        about = facts_about(store.connections.reader, store.names, member_id)
        member = profile(member_id, about)
        if member is not None:
            moment = how.moment(member.home_store)
            standing = fold(member_id, about, timeline, moment)
            found[member_id] = figures_of(member, about, standing, timeline.at(moment.at), moment.day)
    return found


def words_with_marks(figures: dict[str, Figures]) -> Words:
    """What clauses may name: also what these members have marks of."""
    marked: dict[str, list[str]] = {}
    for one in figures.values():
        for mark in sorted(one.marks):
            _, _, name = mark.partition(":")
            marked.setdefault("mark", []).append(name)
    names = tuple(dict.fromkeys((*marked.get("mark", ()), "treat")))
    return {**WORDS, **dict.fromkeys(("milestone", "reward", "interest", "field", "store"), names)}


def compare(data: st.DataObject, till: Till, members: list[str]) -> None:
    """Draw segments; both readings find the same members."""
    at, audiences = till.clock.now(), till.store.audiences
    figures = figures_by_hand(till, members)
    some = list(figures.values())
    ground = Ground(some[0].day, some, words_with_marks(figures))
    named = data.draw(segments(ground))
    for _ in range(NODES):
        node = data.draw(nodes(ground))
        wanted = {member for member, one in figures.items() if holds(one, node, named).holds}
        assert set(audiences.members(node, named, at, 100)) == wanted, node
        assert audiences.count(node, named, at) == len(wanted)


def check_both_readings(data: st.DataObject, events: list[Event]) -> None:
    """Let things happen and compare; let more happen and compare again; then what is filed is what a rebuild files."""
    with a_shop() as (till, members):
        half = len(events) // 2
        for some in (events[:half], events[half:]):
            happen(till, some, members)
            compare(data, till, members)
        filed = filed_rows(till)
        with writing(till.writer):
            figure_stale.clear(till.writer)
        till.store.audiences.refresh(till.clock.now())
        assert filed_rows(till) == filed


def filed_rows(till: Till) -> dict[str, list[tuple[object, ...]]]:
    """What is filed, names written out; on which day a member was filed, and until when that holds, left out."""
    reader = till.store.connections.reader
    names = dict(reader.execute("SELECT key, name FROM figure_names").fetchall())
    columns = [row[1] for row in reader.execute("PRAGMA table_info(figure_members)")]
    words = [columns.index(word) for word in ("stage", "tier", "member_type", "home_store")]
    members = [list(row) for row in reader.execute("SELECT * FROM figure_members ORDER BY key")]
    for row in members:
        row[columns.index("filed_on")] = row[columns.index("good_until")] = None
        for place in words:
            row[place] = names.get(row[place])
    goods, marks = reader.execute("SELECT * FROM figure_goods"), reader.execute("SELECT * FROM figure_marks")
    return {
        "members": [tuple(row) for row in members],
        "days": list(reader.execute("SELECT * FROM figure_days")),
        "goods": sorted((names[name], *rest) for name, *rest in goods),
        "marks": sorted((names[name], *rest) for name, *rest in marks),
    }


@pytest.mark.rule("CM01")
@settings(max_examples=20)
@given(st.data(), years())
def test_a_segment_of_all_is_the_segment_of_each(data: st.DataObject, events: list[Event]) -> None:
    check_both_readings(data, events)


@pytest.mark.long
@settings(max_examples=300)
@given(st.data(), years())
def test_ten_thousand_pairs_of_member_and_segment_agree(data: st.DataObject, events: list[Event]) -> None:
    # 300 histories, 3 members or more, 12 segments each
    check_both_readings(data, events)
