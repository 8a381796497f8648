"""Enrolling: a plain form becomes one fact, each field in one form, and a phone or card that is taken is said so."""

from dataclasses import replace

import pytest

from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.domain.facts import MemberEnrolled
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.scan_code import normal_card_code
from tests.builders import STORE, Shop, a_shop

FORM = EnrolmentForm("maria  garcia", "(303) 555-4417", " Maria@Example.com ", "05/30/2001")


def written(shop: Shop, member: str) -> MemberEnrolled:
    """The enrolment in the ledger."""
    (fact,) = shop.ledger.facts_about(member)
    assert isinstance(fact.body, MemberEnrolled)
    return fact.body


def refusal(shop: Shop, form: EnrolmentForm) -> Refused:
    """What enrolling is refused with; nothing is written then."""
    before = len(shop.ledger.facts)
    with pytest.raises(Refused) as caught:
        enrol(shop.desk, form)
    assert len(shop.ledger.facts) == before
    return caught.value


def test_a_form_becomes_one_fact_in_one_form() -> None:
    shop = a_shop()
    enrolled = enrol(shop.desk, replace(FORM, birthday=None))
    body = written(shop, enrolled.member_id)
    assert (body.phone, body.email, body.home_store) == ("+13035554417", "maria@example.com", STORE)
    assert (body.first_name.casefold(), body.last_name.casefold()) == ("maria", "garcia")
    assert body.enrolled_on.isoformat() == "2026-11-23"
    assert enrolled.card.member.id == enrolled.member_id
    assert enrolled.card.standing.visits == 0


def test_a_name_is_enough_and_one_word_is_a_name() -> None:
    shop = a_shop()
    enrolled = enrol(shop.desk, EnrolmentForm("Cher", phone=" ", email="", birthday="", card_code=""))
    body = written(shop, enrolled.member_id)
    assert (body.first_name, body.last_name, body.phone, body.email, body.birthday) == ("Cher", "", None, None, None)
    assert enrolled.card.member.short_name == "Cher"


def test_a_card_code_is_made_and_can_be_scanned() -> None:
    shop = a_shop()
    codes = [written(shop, enrol(shop.desk, EnrolmentForm("Ola Berg")).member_id).card_code for _ in range(3)]
    assert len(set(codes)) == 3
    for code in codes:
        assert code is not None
        assert normal_card_code(code) == code


def test_a_phone_that_is_taken_names_who_has_it_and_a_family_may_share_it() -> None:
    shop = a_shop()
    shop.member("Ola", "Berg", phone="+13035554417")
    refused = refusal(shop, EnrolmentForm("Kim Berg", "303-555-4417"))
    assert refused.refusal.code is RefusalCode.PHONE_TAKEN
    assert "Ola B.'s already" in refused.refusal.words
    shared = enrol(shop.desk, EnrolmentForm("Kim Berg", "303-555-4417", share_phone=True))
    assert written(shop, shared.member_id).phone == "+13035554417"


def test_a_card_that_is_taken_is_refused() -> None:
    shop = a_shop()
    code = written(shop, enrol(shop.desk, EnrolmentForm("Ola Berg")).member_id).card_code
    assert refusal(shop, EnrolmentForm("Kim Berg", card_code=code)).refusal.code is RefusalCode.CARD_TAKEN


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (EnrolmentForm(""), RefusalCode.BAD_NAME),
        (EnrolmentForm("Ola Berg", phone="12"), RefusalCode.BAD_PHONE),
        (EnrolmentForm("Ola Berg", email="ola"), RefusalCode.BAD_EMAIL),
        (EnrolmentForm("Ola Berg", birthday="soon"), RefusalCode.BAD_BIRTHDAY),
        (EnrolmentForm("Ola Berg", card_code="\t\n\x01x"), RefusalCode.BAD_CARD_CODE),
    ],
)
def test_a_field_that_cannot_be_is_refused_and_nothing_is_written(form: EnrolmentForm, code: RefusalCode) -> None:
    assert refusal(a_shop(), form).refusal.code is code


def test_when_the_disk_is_full_nobody_is_enrolled() -> None:
    shop = a_shop()
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")
    before = len(shop.ledger.facts)
    with pytest.raises(EnvironmentTrouble):
        enrol(shop.desk, EnrolmentForm("Ola Berg"))
    assert len(shop.ledger.facts) == before
