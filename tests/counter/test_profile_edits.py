"""Changing a field of a profile: sound values become one fact, a birthday off an ID stays, all others are said so."""

from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.profile_edits import set_field
from posdesk.domain.facts import FieldSource, MemberEnrolled, MemberField, MemberFieldSet
from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import Shop, a_shop


def refused(shop: Shop, member: str, field: MemberField, typed: str | None) -> RefusalCode:
    """Why a change is refused; nothing is written then."""
    before = len(shop.ledger.facts)
    with pytest.raises(Refused) as caught:
        set_field(shop.desk, member, field, typed)
    assert len(shop.ledger.facts) == before
    return caught.value.refusal.code


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (MemberField.FIRST_NAME, "  Ana  Lucia ", "Ana Lucia"),
        (MemberField.LAST_NAME, "de la Cruz", "de la Cruz"),
        (MemberField.LAST_NAME, " ", ""),
        (MemberField.PHONE, "(303) 555-4417", "+13035554417"),
        (MemberField.PHONE, None, None),
        (MemberField.EMAIL, " Maria@Example.com", "maria@example.com"),
        (MemberField.BIRTHDAY, "2001-05-30", "2001-05-30"),
        (MemberField.HOME_STORE, "denver-1", "denver-1"),
        (MemberField.MEMBER_TYPE, " medical ", "medical"),
    ],
)
def test_a_field_is_kept_in_its_one_form(field: MemberField, typed: str | None, kept: str | None) -> None:
    shop = a_shop()
    member = shop.member("Maria", "Garcia", phone="+13035550117")
    card = set_field(shop.desk, member, field, typed)
    assert getattr(card.member, field) == kept


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        (MemberField.PHONE, "12", RefusalCode.BAD_PHONE),
        (MemberField.PHONE, "303-555-4418", RefusalCode.PHONE_TAKEN),
        (MemberField.EMAIL, "maria", RefusalCode.BAD_EMAIL),
        (MemberField.BIRTHDAY, "2030-01-01", RefusalCode.BAD_BIRTHDAY),
        (MemberField.HOME_STORE, "nowhere", RefusalCode.BAD_STORE),
        (MemberField.MEMBER_TYPE, "x" * 41, RefusalCode.BAD_TEXT),
        (MemberField.FIRST_NAME, "", RefusalCode.NO_FIELD),
        (MemberField.CARD_CODE, None, RefusalCode.NO_FIELD),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(
    field: MemberField, typed: str | None, why: RefusalCode
) -> None:
    shop = a_shop()
    shop.member("Ann", "Lee", phone="+13035554418")
    assert refused(shop, shop.member("Maria", "Garcia"), field, typed) is why


def test_a_phone_may_be_shared_when_both_want_it_and_ones_own_is_no_other() -> None:
    shop = a_shop()
    shop.member("Ann", "Lee", phone="+13035554418")
    member = shop.member("Maria", "Garcia")
    shared = set_field(shop.desk, member, MemberField.PHONE, "303-555-4418", phone_use=PhoneUse.SHARED)
    assert shared.member.phone == "+13035554418"
    before = len(shop.ledger.facts)
    set_field(shop.desk, member, MemberField.PHONE, "303-555-4418", phone_use=PhoneUse.SHARED)
    assert len(shop.ledger.facts) == before


@pytest.mark.rule("I05")
def test_a_member_who_got_anothers_old_number_has_it_alone() -> None:
    shop = a_shop()
    ann, maria = shop.member("Ann", "Lee", phone="+13035554418"), shop.member("Maria", "Garcia")
    card = set_field(shop.desk, maria, MemberField.PHONE, "303-555-4418", phone_use=PhoneUse.NEW_OWNER)
    assert card.member.phone == "+13035554418"
    assert open_card(shop.desk, ann).member.phone is None


def test_nobody_has_no_fields() -> None:
    assert refused(a_shop(), "00000000-0000-7000-8000-00000000dead", MemberField.EMAIL, "a@b.co") is (
        RefusalCode.NO_MEMBER
    )


@pytest.mark.rule("DT04")
def test_a_birthday_off_an_id_is_changed_by_a_manager_or_another_id_only() -> None:
    shop = a_shop()
    member = shop.member("Maria", "Garcia")
    set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-05-30")
    set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-05-31")
    scanned = set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-06-01", FieldSource.ID_SCAN)
    assert scanned.member.birthday_locked
    assert refused(shop, member, MemberField.BIRTHDAY, "2001-05-30") is RefusalCode.FIELD_LOCKED
    assert refused(shop, member, MemberField.BIRTHDAY, None) is RefusalCode.FIELD_LOCKED
    by_manager = set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-06-02", FieldSource.MANAGER)
    assert (by_manager.member.birthday, by_manager.member.birthday_locked) == ("2001-06-02", True)
    other_id = set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-06-03", FieldSource.ID_SCAN)
    assert other_id.member.birthday == "2001-06-03"


@pytest.mark.rule("DT04")
def test_a_birthday_typed_at_a_register_that_did_not_know_of_the_id_does_not_count() -> None:
    shop = a_shop()
    member = shop.member("Maria", "Garcia")
    set_field(shop.desk, member, MemberField.BIRTHDAY, "2001-11-25", FieldSource.ID_SCAN)
    shop.clock.advance(5)
    shop.happened(MemberFieldSet(MemberField.BIRTHDAY, "2001-02-02"), member)  # by sync: nobody could refuse it
    card = set_field(shop.desk, member, MemberField.EMAIL, "a@b.co")
    assert card.member.birthday == "2001-11-25"


@pytest.mark.rule("DT04")
def test_one_enrolled_with_an_id_has_a_locked_birthday() -> None:
    shop = a_shop()
    member = shop.ids.new(shop.clock.now())
    body = MemberEnrolled(
        "Maria",
        "Garcia",
        date(2026, 11, 1),
        birthday="2001-05-30",
        birthday_source=FieldSource.ID_SCAN,
    )
    shop.happened(body, member)
    assert refused(shop, member, MemberField.BIRTHDAY, "2001-05-29") is RefusalCode.FIELD_LOCKED
