"""Business days read from a real file are those of the facts: what is kept of them is what a walk over all facts
finds."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.quiet import days_in_pieces
from db.replica import SqlReplica
from posdesk.compose import desk_of
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Kind
from posdesk.domain.facts import Line, MemberErased, RewardRedeemed, VisitReturned, VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.follow_ups import key_of_answer, wants_an_answer
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.member_days import MemberDay, member_days
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.replication import Outcome, Verdict, Witness
from posdesk.domain.signals import StoreDay, summed
from posdesk.office import exceptions
from posdesk.office.exceptions import SETTLED
from posdesk.office.follow_ups import answer_of
from posdesk.office.ports import Cancelled, MembersDays
from tests.builders import CALENDAR
from tests.db.tills import Till, a_till

TODAY = date(2026, 11, 23)
LONG_AGO = TODAY - timedelta(days=400)


def adding_of(till: Till) -> Adding:
    ledger = till.store.ledger
    return Adding(ledger.joined(), {till.store.store: CALENDAR.zone}, ledger.fact)


def kept_sums(till: Till) -> list[StoreDay]:
    return list(till.store.days.sums(LONG_AGO, TODAY, None, adding_of(till)))


def fresh_sums(till: Till) -> list[StoreDay]:
    adding = adding_of(till)
    days = till.store.days.facts(LONG_AGO, TODAY, None)
    return [each for facts in days for each in summed(facts, adding)]


Deed = tuple[str, int, int, int]
Said = list[tuple[str, str]]
"""Facts by their ids, each with whom it is about."""
DEEDS = """visit visit visit void back adjust redeem merge unmerge erase quiet quiet feedback feedback answer
    ask""".split()
deeds = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        st.integers(0, 3),
        st.integers(0, 20),
        st.integers(1, 50_00),
    ),
    min_size=1,
    max_size=25,
)


def slow(till: Till, first: date, last: date) -> MembersDays:
    """Every member walked anew."""
    ledger, timeline = till.store.ledger, till.store.programs.timeline()
    opening: dict[str, int] = {}
    found: list[MemberDay] = []
    for member in ledger.members():
        for each in member_days(member, ledger.facts_about(member), timeline, lambda store: CALENDAR):
            if each.day < first:
                opening[each.store] = opening.get(each.store, 0) + each.worth
            elif each.day <= last:
                found.append(each)
    opening = {store: points for store, points in opening.items() if points}
    return MembersDays(opening, sorted(found, key=lambda each: (each.store, each.day, each.member)))


def quick(till: Till, first: date, last: date) -> MembersDays:
    opening, found = till.store.days.member_days(first, last, None)
    return MembersDays({store: points for store, points in opening.items() if points}, found)


def do(till: Till, members: list[str], visits: Said, merges: Said, pieces: list[Iterator[None]], deed: Deed) -> None:
    """One deed; it is about something done before. pieces: of the quiet moment under way, which others interrupt."""
    does, who, which, cents = deed
    member = members[who]
    visit, of = visits[which % len(visits)] if visits else ("", "")
    match does:
        case "visit":
            visits.append((till.visit(member, cents, "Hilltop", which).id, member))
        case "void" if visits:
            till.happened(VisitVoided(visit, "x"), of)
        case "back" if visits:
            till.happened(VisitReturned((Line(cents),), visit), of)
        case "adjust":
            till.happened(PointsAdjusted(cents, "x"), member)
        case "feedback":
            till.happened(FeedbackGiven(which % 11, visit or None, "slow" if cents % 2 else None), member)
        case "answer":
            low = [fact for fact in till.store.ledger.facts_about(member) if wants_an_answer(fact)]
            for fact in low[: which % 3]:
                till.happened(ExceptionSettled(key_of_answer(fact.id), Remedy.ACCEPT, "called"), member)
        case "redeem":
            till.happened(RewardRedeemed("shirt", "T-shirt", spent=cents), member)
        case "merge" if who:
            merges.append((till.happened(MemberMerged(members[who - 1], "x"), member).id, member))
        case "erase" if which == cents % 3:
            till.happened(MemberErased(), member)
        case "quiet":
            if cents % 2 or not pieces:
                pieces[:] = [days_in_pieces(till.store.days, TODAY)]
            for _ in islice(pieces[0], which * 2):
                pass
        case "unmerge" if merges:
            merge, one = merges[which % len(merges)]
            till.happened(MemberUnmerged(merge, "x"), one)
        case _:
            assert kept_sums(till) == fresh_sums(till)
            assert quick(till, TODAY - timedelta(days=which), TODAY) == slow(till, TODAY - timedelta(days=which), TODAY)


@pytest.mark.rule("LG03", "LG02")
@settings(max_examples=20)
@given(deeds)
def test_what_is_kept_of_days_is_what_a_walk_over_all_facts_finds(
    tmp_path_factory: pytest.TempPathFactory, those: list[Deed]
) -> None:
    till = a_till(Path(tmp_path_factory.mktemp("till")) / "till").opened()
    try:
        members = [till.member(name) for name in ("Maria", "Omar", "Lin", "Ada")]
        visits: list[tuple[str, str]] = []
        merges: list[tuple[str, str]] = []
        pieces: list[Iterator[None]] = []
        for deed in those:
            do(till, members, visits, merges, pieces, deed)
        for first, last in ((LONG_AGO, TODAY), (TODAY, TODAY), (TODAY - timedelta(days=3), TODAY - timedelta(days=1))):
            assert quick(till, first, last) == slow(till, first, last)
        assert kept_sums(till) == fresh_sums(till)
        assert kept_sums(till) == fresh_sums(till)  # from what is kept now
    finally:
        till.close()


def test_what_is_read_alone_is_what_the_sums_and_days_have(tmp_path: Path) -> None:
    till = a_till(tmp_path).opened()
    try:
        maria = till.member("Maria")
        for cents in (20_00, 20_00, 1500_00):
            till.visit(maria, cents)
        unknown = till.visit("00000000-0000-7000-8000-00000000dead", 7_00)
        days, adding = till.store.days, adding_of(till)
        for _ in range(2):  # the first time they are added up, then they are kept
            alone = list(days.signals(LONG_AGO, TODAY, None, adding))
            assert alone == [signal for each in kept_sums(till) for signal in each.signals]
        assert {signal.kind for signal in alone} >= {Kind.TWICE, Kind.LARGE}
        assert [fact.id for fact in days.strangers(LONG_AGO, TODAY, till.store.store)] == [unknown.id]
        assert days.strangers(LONG_AGO, TODAY, "another") == []
        everything = days.member_days(LONG_AGO, TODAY, None).days
        assert days.odd(LONG_AGO, TODAY, None) == [each for each in everything if each.odd]
    finally:
        till.close()


def test_what_the_hub_did_not_take_is_an_exception_of_the_day_it_happened(tmp_path: Path) -> None:
    till = a_till(tmp_path).opened()
    try:
        visit, other = till.visit(till.member("Maria"), 20_00, days_ago=1), till.visit(None, 30_00)
        verdicts = [Verdict(Outcome.PARKED, words="its body is too long"), Verdict(Outcome.ACCEPTED, position=1)]
        SqlReplica(till.store.ledger).note_verdicts([visit.id, other.id], verdicts, Witness(1, 1, "tag"))
        (aside,) = till.store.days.set_aside()
        assert (aside.fact, aside.words) == (visit.id, "its body is too long")
        desk, yesterday = desk_of(till.store), TODAY - timedelta(days=1)
        found = exceptions.still_open(desk, till.store.days)
        assert [(each.what.kind, each.what.day) for each in found] == [(Kind.SET_ASIDE, yesterday)]
        assert [each.kind for each in exceptions.beside_report(desk, till.store.days, yesterday)] == [Kind.SET_ASIDE]
        assert exceptions.beside_report(desk, till.store.days, TODAY) == []
    finally:
        till.close()


def test_what_an_older_posdesk_kept_is_added_up_anew(tmp_path: Path) -> None:
    till = a_till(tmp_path).opened()
    try:
        till.happened(FeedbackGiven(2), till.member("Maria"))
        first = kept_sums(till)
        adding = adding_of(till)
        till.writer.execute(
            "UPDATE store_days SET told = '[\"denver-1\"]' WHERE store = ''"
        )  # as it was without a number
        till.writer.execute("UPDATE store_days SET told = json_remove(told, '$.low', '$.signals') WHERE store <> ''")
        assert till.writer.execute("SELECT count(*) FROM store_days WHERE told = '[\"denver-1\"]'").fetchone()[0]
        found = list(till.store.days.signals(LONG_AGO, TODAY, None, adding))
        assert [each.kind for each in found] == [Kind.FOLLOW_UP]
        assert kept_sums(till) == first
    finally:
        till.close()


@pytest.mark.rule("I06")
def test_of_an_erased_member_the_score_stays_and_no_word_does(tmp_path: Path) -> None:
    till = a_till(tmp_path).opened()
    try:
        maria, desk = till.member("Maria"), desk_of(till.store)
        till.visit(maria, 20_00)
        for _ in range(2):
            till.happened(FeedbackGiven(3, words="I am Maria Gomez"), maria)
        first, second = exceptions.still_open(desk, till.store.days)
        exceptions.settle(desk, till.store.days, first.key, Remedy.ACCEPT, "called Maria Gomez")
        assert "Maria Gomez" in repr(answer_of(desk, second.what))
        till.happened(MemberErased(), maria)
        left = exceptions.listed(desk, till.store.days)
        assert {each.key for each in left} == {first.key, second.key}
        assert [each.settled.note for each in left if each.settled is not None] == ["erased"]
        told = answer_of(desk, second.what)
        assert told is not None
        assert (told.score, told.words) == (3, None)
        assert "Maria Gomez" not in repr(till.store.days.of_kinds(LONG_AGO, TODAY, None, {"feedback.given", SETTLED}))
    finally:
        till.close()


def test_reading_the_days_of_members_is_half_of_the_work_and_can_be_stopped_too(tmp_path: Path) -> None:
    till = a_till(tmp_path).opened()
    try:
        for name in ("Maria", "Jonas", "Wei"):
            till.visit(till.member(name), 20_00)
        days, said = till.store.days, list[tuple[int, int]]()
        whole = days.member_days(LONG_AGO, TODAY, None, lambda done, of: said.append((done, of))).days
        assert said == [(3, 6), (len(whole), 2 * len(whole))]

        def stop(done: int, of: int) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            days.member_days(LONG_AGO, TODAY, None, stop)
        assert days.member_days(LONG_AGO, TODAY, None).days == whole
    finally:
        till.close()
