"""What follows from an ID at the desk: the gate first, then whose card it is, then what the visit keeps."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from posdesk.counter import id_checks, visits
from posdesk.counter.card import ChipKind, open_card
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.ports import Desk
from posdesk.counter.visits import VisitEntry
from posdesk.domain.business_day import to_instant
from posdesk.domain.facts import MemberField, MemberFieldSet, VisitRecorded
from posdesk.domain.gate import GateOutcome
from posdesk.domain.id_card import CheckMethod, Document, IdCard
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import CALENDAR, Shop, a_shop
from tests.fakes.state_packs import FakeStatePacks

WILLOW = IdCard(
    Document.LICENCE,
    date(1984, 7, 9),
    expires_on=date(2099, 7, 9),
    first="WILLOW",
    middle="FERN",
    last="TESTERLING",
    id_number="Q7719042",
    jurisdiction="CO",
)


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


def gated(shop: Shop, state: str = "CO") -> Desk:
    return replace(shop.desk, state_packs=FakeStatePacks(state))


def refused(act: object, *given: object) -> RefusalCode:
    with pytest.raises(Refused) as no:
        act(*given)  # type: ignore[operator]
    return no.value.refusal.code


def test_the_gate_is_off_until_the_store_chooses_its_state(shop: Shop) -> None:
    assert refused(id_checks.look, shop.desk, WILLOW) is RefusalCode.NO_STATE_PACK
    assert refused(id_checks.by_hand, shop.desk, "07/09/1984", "07/09/2099") is RefusalCode.NO_STATE_PACK
    desk = replace(shop.desk, state_packs=FakeStatePacks())
    assert id_checks.choose(desk, "CO") is not None
    assert id_checks.look(desk, WILLOW).answer.outcome is GateOutcome.ADULT
    assert id_checks.choose(desk, None) is None
    assert refused(id_checks.look, desk, WILLOW) is RefusalCode.NO_STATE_PACK


@pytest.mark.rule("G01")
def test_whom_the_gate_does_not_let_in_is_not_even_looked_for(shop: Shop) -> None:
    shop.member("Willow", "Testerling", birthday="1984-07-09")
    look = id_checks.look(gated(shop), replace(WILLOW, expires_on=date(2020, 1, 1)))
    assert look.answer.outcome is GateOutcome.EXPIRED
    assert (look.card, look.found, look.checked, look.prefill) == (None, None, None, None)


def test_a_good_scan_finds_the_member_by_name_and_birthday(shop: Shop) -> None:
    member = shop.member("Willow", "Testerling", birthday="1984-07-09")
    shop.member("Willow", "Testerling", birthday="1984-07-10")
    shop.member("Willowbee", "Testerling", birthday="1984-07-09")
    shop.member("Willow", "Testerlinger", birthday="1984-07-09")
    shop.member("Willow", "Testerling")
    shop.member("Willow", "Testerling", birthday="07-09")  # without a year it is nobody's proof (DT05)
    look = id_checks.look(gated(shop), WILLOW)
    assert look.card is not None
    assert look.card.member.id == member
    assert look.prefill is None


def test_a_birthday_that_was_corrected_counts_as_it_is_now(shop: Shop) -> None:
    member = shop.member("Willow", "Testerling", birthday="1984-07-09")
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "1985-07-09"), member)
    assert id_checks.look(gated(shop), WILLOW).card is None
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "1984-07-09"), member)
    assert id_checks.look(gated(shop), WILLOW).card is not None


def test_accents_and_case_are_no_hindrance_and_a_second_name_is_none(shop: Shop) -> None:
    member = shop.member("José Luis", "D'Ángelo-Ruiz", birthday="1984-07-09")
    look = id_checks.look(gated(shop), replace(WILLOW, first="JOSE", last="DANGELO RUIZ"))
    assert look.card is not None
    assert look.card.member.id == member


def test_two_with_the_same_name_and_birthday_are_shown_and_none_is_opened(shop: Shop) -> None:
    for _ in range(2):
        shop.member("Willow", "Testerling", birthday="1984-07-09")
    look = id_checks.look(gated(shop), WILLOW)
    assert look.card is None
    assert look.found is not None
    assert len(look.found.hits) == 2


@pytest.mark.rule("G06")
def test_a_name_that_was_cut_off_finds_nobody(shop: Shop) -> None:
    shop.member("Willow", "Testerling", birthday="1984-07-09")
    look = id_checks.look(gated(shop), replace(WILLOW, last_truncated=True))
    assert (look.found, look.card) == (None, None)
    assert look.answer.lets_in


def test_nobody_found_offers_the_form_where_the_pack_allows_it(shop: Shop) -> None:
    assert id_checks.look(gated(shop, "CO"), WILLOW).prefill is WILLOW
    look = id_checks.look(gated(shop, "CA"), WILLOW)
    assert look.answer.lets_in
    assert look.prefill is None


def test_a_state_that_lets_no_machine_read_ids_is_obeyed(shop: Shop) -> None:
    packs = FakeStatePacks("CO")
    pack = packs.chosen()
    assert pack is not None
    packs._chosen = replace(pack, scan=replace(pack.scan, allowed=False))
    desk = replace(shop.desk, state_packs=packs)
    assert refused(id_checks.look, desk, WILLOW) is RefusalCode.NO_STATE_PACK
    assert id_checks.by_hand(desk, "07/09/1984", "07/09/2099").answer.lets_in


@pytest.mark.rule("DT02", "G08")
def test_the_day_is_the_calendars_and_not_the_business_day(shop: Shop) -> None:
    zone = ZoneInfo(CALENDAR.zone)
    shop.clock.set(to_instant(datetime(2026, 11, 28, 0, 30, tzinfo=zone)))  # the business day is still the 27th
    desk = gated(shop)
    assert id_checks.local_day(desk) == date(2026, 11, 28)
    assert id_checks.by_hand(desk, "2005-11-28", "2030-01-01").answer.outcome is GateOutcome.ADULT
    assert id_checks.by_hand(desk, "1990-01-01", "2026-11-27").answer.outcome is GateOutcome.EXPIRED


@pytest.mark.rule("G02", "G13")
def test_a_visit_says_that_an_id_was_checked_and_nothing_of_it(shop: Shop) -> None:
    desk = gated(shop)
    member = shop.member("Willow", "Testerling", birthday="1984-07-09")
    look = id_checks.look(desk, WILLOW)
    assert look.checked is not None
    saved = visits.record(desk, member, VisitEntry(6_250, id_check=look.checked))
    fact = shop.ledger.fact(saved.visit_id)
    assert fact is not None
    assert isinstance(fact.body, VisitRecorded)
    check = fact.body.id_check
    assert check is not None
    assert (check.method, check.checked_at, check.staff) == (CheckMethod.SCAN, shop.clock.now(), "Dana R.")
    assert set(check.__slots__) == {"method", "checked_at", "staff"}


def test_a_check_by_hand_says_so(shop: Shop) -> None:
    look = id_checks.by_hand(gated(shop), "07/09/1984", "7/9/2099")
    assert look.checked is not None
    assert look.checked.method is CheckMethod.BY_HAND
    assert look.answer.words.startswith("Checked by hand")


@pytest.mark.rule("G01")
def test_a_medical_card_is_asked_for_and_its_date_is_looked_at(shop: Shop) -> None:
    desk = gated(shop)
    today = id_checks.local_day(desk)
    born = f"{today.year - 19}-01-01"
    assert id_checks.by_hand(desk, born, "2099-01-01").answer.outcome is GateOutcome.MEDICAL_NEEDS_CARD
    assert id_checks.by_hand(desk, born, "2099-01-01", "2099-01-01").answer.outcome is GateOutcome.MEDICAL
    assert id_checks.by_hand(desk, born, "2099-01-01", "2001-01-01").answer.outcome is GateOutcome.MEDICAL_CARD_EXPIRED


@pytest.mark.parametrize(
    "born", ["", "1985", "13/01/1984", "02/30/1984", "2099-01-01", "01/01/1850", "07-09", "x" * 500]
)
def test_a_birth_date_that_cannot_be_is_refused_without_repeating_it(shop: Shop, born: str) -> None:
    with pytest.raises(Refused) as no:
        id_checks.by_hand(gated(shop), born, "07/09/2099")
    assert no.value.refusal.code is RefusalCode.BAD_DATE
    assert not born or born not in no.value.refusal.words


@pytest.mark.parametrize("text", ["1984-07-09", "07/09/1984", "7/9/1984", "07-09-1984", "07091984", " 07.09.1984 "])
def test_the_ways_a_date_is_typed_off_a_card(text: str) -> None:
    assert id_checks.typed_date(text, "birth date") == date(1984, 7, 9)


def test_the_card_asks_for_the_id_while_the_gate_is_on(shop: Shop) -> None:
    member = enrol(shop.desk, EnrolmentForm("Willow Testerling")).card.member.id
    assert ChipKind.ID_CHECK not in [chip.kind for chip in open_card(shop.desk, member).chips]
    assert open_card(gated(shop), member).chips[0].kind is ChipKind.ID_CHECK


@pytest.mark.rule("G13")
def test_nothing_that_may_be_logged_says_who_it_was(shop: Shop) -> None:
    shop.member("Willow", "Testerling", birthday="1984-07-09")
    look = id_checks.look(gated(shop), WILLOW)
    assert not any(word in f"{look!r}".upper() for word in ("WILLOW", "TESTERLING", "1984", "Q7719042"))
