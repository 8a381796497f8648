"""Enrolling: a plain form becomes one fact, each field in one form, and a phone or card that is taken is said so."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.enrolment import Checked, EnrolmentForm, check, enrol, form_of_id
from posdesk.counter.profile_edits import set_field
from posdesk.domain.facts import Channel, ConsentSet, FieldSource, MemberEnrolled, MemberField
from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.scan_code import normal_card_code
from tests.builders import STORE, WITHOUT_WELCOME, Shop, a_shop

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
    shared = enrol(shop.desk, EnrolmentForm("Kim Berg", "303-555-4417", phone_use=PhoneUse.SHARED))
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


AN_ID = IdCard(
    Document.LICENCE, date(1990, 5, 30), first="MARIA DEL CARMEN", middle="X", last="DE LA CRUZ", suffix="JR",
    id_number="94-1234", street="1 ELM ST", city="DENVER", postal_code="80202",
)  # fmt: skip


@pytest.mark.rule("DT04", "G13")
def test_an_id_fills_in_name_and_locked_birthday_and_nothing_else_of_it() -> None:
    shop = a_shop()
    form = form_of_id(AN_ID)
    assert form == EnrolmentForm(
        "de la Cruz Jr., Maria del Carmen", birthday="1990-05-30", birthday_source=FieldSource.ID_SCAN
    )
    enrolled = enrol(shop.desk, form)
    body = written(shop, enrolled.member_id)
    assert (body.first_name, body.last_name) == ("Maria del Carmen", "de la Cruz Jr.")
    assert enrolled.card.member.birthday_locked
    with pytest.raises(Refused) as caught:
        set_field(shop.desk, enrolled.member_id, MemberField.BIRTHDAY, "1990-05-31")
    assert caught.value.refusal.code is RefusalCode.FIELD_LOCKED
    assert not any(part in repr(body) for part in ("1234", "ELM", "DENVER", "80202"))


def test_an_id_keeps_what_was_typed_before_it_was_scanned() -> None:
    typed = EnrolmentForm("M", phone="303 866 4411")
    form = form_of_id(replace(AN_ID, first="ADA", last="LOVELACE", suffix=None), typed)
    assert (form.name, form.phone) == ("Ada Lovelace", "303 866 4411")
    nameless = form_of_id(IdCard(Document.STRIPE, date(1990, 5, 30)), typed)
    assert (nameless.name, nameless.birthday) == ("M", "1990-05-30")


@pytest.mark.rule("I01")
def test_the_stores_own_phone_is_nobodys() -> None:
    shop = a_shop(program=WITHOUT_WELCOME.replace("own_phones = []", 'own_phones = ["303-866-1000"]'))
    refused = refusal(shop, EnrolmentForm("Ada Lovelace", "+1 (303) 866-1000")).refusal
    assert refused.code is RefusalCode.BAD_PHONE
    assert "store's own phone" in refused.words
    member = shop.member("Ada", "Lovelace")
    with pytest.raises(Refused, match="store's own phone"):
        set_field(shop.desk, member, MemberField.PHONE, "303 866 1000")


def test_a_birthday_is_read_in_the_order_the_program_declares() -> None:
    day_first = WITHOUT_WELCOME.replace('birthdays = "month_first"', 'birthdays = "day_first"')
    for program, born in ((WITHOUT_WELCOME, "2001-05-06"), (day_first, "2001-06-05")):
        shop = a_shop(program=program)
        enrolled = enrol(shop.desk, EnrolmentForm("Ada Lovelace", birthday="5/6/2001"))
        assert written(shop, enrolled.member_id).birthday == born


def test_nobody_too_young_is_enrolled_and_who_is_old_enough_today_is() -> None:
    shop = a_shop()
    assert "Nobody under 18" in refusal(shop, EnrolmentForm("Ada Lovelace", birthday="11/24/2008")).refusal.words
    assert enrol(shop.desk, EnrolmentForm("Ada Lovelace", birthday="11/23/2008")).card.member.birthday == "2008-11-23"


@pytest.mark.rule("DT05")
def test_a_birthday_without_a_year_says_nothing_of_the_age() -> None:
    shop = a_shop()
    assert enrol(shop.desk, EnrolmentForm("Ada Lovelace", birthday="Feb 29")).card.member.birthday == "02-29"


def test_each_field_is_looked_at_by_itself_while_it_is_typed() -> None:
    shop = a_shop()
    shop.member("Ola", "Berg", phone="+13035554417", card="CARD-1")
    form = EnrolmentForm("ada  lovelace", "303", "ada@gmial.com", "5/30/2001", "card-1", referral="303 555 4417")
    assert check(shop.desk, form, "name") == Checked("ada lovelace")
    assert check(shop.desk, form, "email") == Checked("ada@gmial.com", meant="ada@gmail.com")
    assert check(shop.desk, form, "birthday") == Checked("2001-05-30")
    assert check(shop.desk, form, "referral") == Checked("Ola B.")
    assert check(shop.desk, replace(form, email=" "), "email") == Checked()
    codes = {field: check(shop.desk, form, field).refusal for field in ("phone", "card_code")}
    assert {field: no and no.code for field, no in codes.items()} == {
        "phone": RefusalCode.BAD_PHONE,
        "card_code": RefusalCode.CARD_TAKEN,
    }
    taken = replace(form, phone="303-555-4417")
    refused = check(shop.desk, taken, "phone").refusal
    assert refused is not None
    assert refused.code is RefusalCode.PHONE_TAKEN
    assert check(shop.desk, replace(taken, phone_use=PhoneUse.SHARED), "phone") == Checked("+13035554417")


@pytest.mark.rule("I05")
def test_a_number_with_a_new_owner_is_taken_off_the_old_one_who_stays_whoever_she_is() -> None:
    shop = a_shop()
    kim = shop.member("Kim", "Berg", phone="+13035554417")
    shop.visit(kim, 40_00)
    shop.happened(ConsentSet(Channel.TEXT, True, "counter"), kim)
    grace = enrol(shop.desk, EnrolmentForm("Grace Hopper", "303-555-4417", phone_use=PhoneUse.NEW_OWNER))
    assert grace.card.member.phone == "+13035554417"
    assert shop.directory.by_phone("+13035554417") == [grace.member_id]
    hers = open_card(shop.desk, kim)
    assert (hers.member.phone, hers.member.consents, hers.standing.visits) == (None, frozenset(), 1)
    assert grace.card.member.consents == frozenset()


@pytest.mark.rule("I05")
def test_where_nobody_else_has_the_number_a_new_owner_takes_it_off_nobody() -> None:
    shop = a_shop()
    before = len(shop.ledger.facts)
    enrol(shop.desk, EnrolmentForm("Grace Hopper", "303-555-4417", phone_use=PhoneUse.NEW_OWNER))
    assert len(shop.ledger.facts) == before + 1
