"""Recording, previewing, voiding and listing visits: durable or refused in words, and one undo takes one away."""

from dataclasses import replace

import pytest

from posdesk.counter.ports import Station
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, VisitUndone, preview, record, today, visit_body, void
from posdesk.domain.facts import Line, VisitRecorded, VisitVoided
from posdesk.domain.money import MAX_CENTS
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.standing import NotCounted
from tests.builders import STORE, Shop, a_shop


def maria(shop: Shop, visits: int = 0) -> str:
    """A member who came on each of the last `visits` days."""
    member = shop.member("Maria", "Garcia", phone="+13035550117")
    for days in range(visits, 0, -1):
        shop.visit(member, 20_00, "Wren & Moss", days_ago=days)
    return member


def code_of(refused: pytest.ExceptionInfo[Refused]) -> RefusalCode:
    """Why it was refused."""
    return refused.value.refusal.code


def test_a_visit_recorded_is_in_the_ledger_and_the_card_shows_it() -> None:
    shop = a_shop("Dana")
    member = maria(shop, 9)
    saved = record(shop.desk, member, VisitEntry(62_50, ("Wren & Moss",), "T-1"))
    fact = shop.ledger.fact(saved.visit_id)
    assert fact is not None
    assert (fact.subject, fact.staff) == (member, "Dana")
    assert fact.body == VisitRecorded((Line(62_50, "Wren & Moss"),), receipt="T-1", estimated=True)
    assert saved.words == "Saved. Visit 10 for Maria G."
    assert saved.card is not None
    assert saved.card.standing.visits == 10
    assert [award.rule.id for award in saved.card.standing.awards] == ["every-10-visits"]


@pytest.mark.rule("VS01")
def test_a_second_receipt_of_the_day_says_that_it_is_the_same_visit() -> None:
    shop = a_shop()
    member = maria(shop, 3)
    record(shop.desk, member, VisitEntry(10_00))
    saved = record(shop.desk, member, VisitEntry(20_00))
    assert NotCounted.SAME_BUSINESS_DAY in saved.words
    assert "4 visits" in saved.words


@pytest.mark.rule("VS02", "VS04")
def test_a_visit_has_the_business_day_of_its_own_store() -> None:
    shop = a_shop()
    member = maria(shop)
    shop.clock.set(shop.days_ago(0, 1) + 30 * 60_000)  # 01:30 at night
    fact = shop.ledger.fact(record(shop.desk, member, VisitEntry(10_00)).visit_id)
    assert fact is not None
    assert fact.business_day.isoformat() == "2026-11-22"


@pytest.mark.rule("E04")
def test_an_amount_with_brands_is_shared_evenly_and_marked_as_estimated() -> None:
    body = visit_body(VisitEntry(100_00, ("A", "B", " A ", "", "C")))
    assert [(line.brand, line.cents) for line in body.lines] == [("A", 33_34), ("B", 33_33), ("C", 33_33)]
    assert body.estimated
    assert not visit_body(VisitEntry(100_00)).estimated


def test_known_parts_of_an_amount_keep_their_price_and_the_brands_share_the_rest() -> None:
    pre_roll = Line(12_00, category="Pre-rolls")
    assert visit_body(VisitEntry(62_50, ("A", "B"), parts=(pre_roll,))).lines == (
        pre_roll,
        Line(25_25, "A"),
        Line(25_25, "B"),
    )
    assert visit_body(VisitEntry(62_50, parts=(pre_roll,))).lines == (pre_roll, Line(50_50))
    assert visit_body(VisitEntry(12_00, parts=(pre_roll,))).lines == (pre_roll,)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (VisitEntry(10_00, parts=(Line(12_00),)), RefusalCode.BAD_AMOUNT),
        (VisitEntry(-1), RefusalCode.BAD_AMOUNT),
        (VisitEntry(MAX_CENTS + 1), RefusalCode.BAD_AMOUNT),
        (VisitEntry(1, receipt="x" * 41), RefusalCode.BAD_TEXT),
        (VisitEntry(1, ("x" * 201,)), RefusalCode.BAD_TEXT),
        (VisitEntry(1, tuple(str(number) for number in range(21))), RefusalCode.BAD_TEXT),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_nothing_is_saved(entry: VisitEntry, code: RefusalCode) -> None:
    shop = a_shop()
    member = maria(shop)
    before = len(shop.ledger.facts)
    for subject in (member, None):
        with pytest.raises(Refused) as refused:
            record(shop.desk, subject, entry)
        assert code_of(refused) is code
    with pytest.raises(Refused):
        preview(shop.desk, member, entry)
    assert len(shop.ledger.facts) == before


def test_a_visit_of_nobody_known_is_refused() -> None:
    shop = a_shop()
    with pytest.raises(Refused) as refused:
        record(shop.desk, "00000000-0000-7000-8000-00000000dead", VisitEntry(10_00))
    assert code_of(refused) is RefusalCode.NO_MEMBER


def test_a_guest_visit_has_no_member() -> None:
    shop = a_shop()
    saved = record(shop.desk, None, VisitEntry(12_00))
    assert saved.card is None
    assert saved.words == "Saved. Guest visit, $12.00"
    assert undo_last(shop.desk).words == "Undone. The guest visit is voided"


def test_when_the_disk_is_full_nothing_says_saved() -> None:
    shop = a_shop()
    member = maria(shop)
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")
    with pytest.raises(EnvironmentTrouble):
        record(shop.desk, member, VisitEntry(10_00))
    assert today(shop.desk).visits == 0


def test_the_preview_tells_what_the_visit_would_do_and_saves_nothing() -> None:
    shop = a_shop()
    member = maria(shop, 9)
    before = len(shop.ledger.facts)
    words = preview(shop.desk, member, VisitEntry(62_50)).words
    assert words == "After this: 10 visits · 62 points · $10 off earned · $257.50 to Silver"
    assert len(shop.ledger.facts) == before
    saved = record(shop.desk, member, VisitEntry(62_50))
    assert saved.card is not None
    assert saved.card.standing.visits == 10


@pytest.mark.rule("VS01", "E06")
def test_the_preview_says_when_it_would_not_count_and_when_a_tier_is_reached() -> None:
    shop = a_shop()
    member = maria(shop)
    record(shop.desk, member, VisitEntry(400_00))
    words = preview(shop.desk, member, VisitEntry(100_00)).words
    assert words == "After this: 1 visit (same business day) · 100 points · now Silver · $1,000 to Gold"


@pytest.mark.rule("LG01", "X09")
def test_a_void_is_a_fact_with_a_link_and_the_visit_stays_in_the_ledger() -> None:
    shop = a_shop("Dana")
    member = maria(shop, 2)
    visit = record(shop.desk, member, VisitEntry(10_00)).visit_id
    undone = void(shop.desk, visit, " wrong member ")
    (reversing,) = [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, VisitVoided)]
    assert reversing.body == VisitVoided(visit, "wrong member")
    assert (reversing.subject, reversing.staff) == (member, "Dana")
    assert shop.ledger.fact(visit) is not None
    assert undone.words == "Undone. Maria G. has 2 visits again"
    assert undone.card is not None
    assert undone.card.standing.visits == 2


def test_voiding_twice_or_what_is_no_visit_is_refused() -> None:
    shop = a_shop()
    member = maria(shop)
    for subject in (member, None):
        visit = record(shop.desk, subject, VisitEntry(10_00)).visit_id
        void(shop.desk, visit, "")
        with pytest.raises(Refused) as again:
            void(shop.desk, visit, "")
        assert code_of(again) is RefusalCode.ALREADY_VOIDED
    enrolment = next(fact.id for fact in shop.ledger.facts.values() if fact.subject == member)
    for wrong in (enrolment, "nothing"):
        with pytest.raises(Refused) as refused:
            void(shop.desk, wrong, "")
        assert code_of(refused) is RefusalCode.NO_VISIT


def test_undo_takes_the_last_visit_and_pressing_it_twice_takes_no_second_one() -> None:
    shop = a_shop()
    member = maria(shop)
    first = record(shop.desk, member, VisitEntry(10_00)).visit_id
    shop.clock.advance(1)
    second = record(shop.desk, None, VisitEntry(20_00)).visit_id
    undone = undo_last(shop.desk)
    assert isinstance(undone, VisitUndone)
    assert undone.visit_id == second
    with pytest.raises(Refused) as refused:
        undo_last(shop.desk)
    assert code_of(refused) is RefusalCode.NOTHING_TO_UNDO
    assert [(row.visit_id, row.voided) for row in today(shop.desk).rows] == [(second, True), (first, False)]


def test_undo_reaches_neither_yesterday_nor_another_register() -> None:
    shop = a_shop()
    shop.visit(maria(shop), 10_00, days_ago=1)
    with pytest.raises(Refused) as refused:
        undo_last(shop.desk)
    assert code_of(refused) is RefusalCode.NOTHING_TO_UNDO
    shop.visit(None, 10_00)
    other = replace(shop.desk, station=Station(STORE, "register 2"))
    with pytest.raises(Refused):
        undo_last(other)
    assert undo_last(shop.desk).card is None


def test_today_lists_the_visits_of_this_register_newest_first() -> None:
    shop = a_shop("Dana")
    member = maria(shop, 1)
    shop.member("Noor", "Haddad", joined_days_ago=0)
    first = record(shop.desk, member, VisitEntry(62_50)).visit_id
    shop.clock.advance(65)
    guest = record(shop.desk, None, VisitEntry(5_00)).visit_id
    void(shop.desk, guest, "test")
    seen = today(shop.desk)
    assert (seen.day.isoformat(), seen.visits, seen.new_members) == ("2026-11-23", 1, 1)
    assert [(row.visit_id, row.local_time, row.initials, row.amount_cents, row.staff) for row in seen.rows] == [
        (guest, "12:36", None, 5_00, "Dana"),
        (first, "11:31", "M. G.", 62_50, "Dana"),
    ]


@pytest.mark.rule("VS05")
def test_a_register_whose_clock_is_a_year_ahead_records_on_the_right_day_and_says_so() -> None:
    shop = a_shop()
    member = maria(shop, 3)
    shop.clock.go_wrong(365 * 86_400_000)
    saved = record(shop.desk, member, VisitEntry(10_00))
    fact = shop.ledger.fact(saved.visit_id)
    assert fact is not None
    assert (fact.corrected_at, fact.occurred_at) == (shop.clock.now(), shop.clock.now() + 365 * 86_400_000)
    assert fact.business_day.isoformat() == "2026-11-23"
    assert saved.card is not None
    assert saved.card.standing.history[-1].clock_suspect
    assert (saved.card.standing.visits, saved.card.days_since) == (4, 0)
    assert undo_last(shop.desk) is not None
