"""The form of a new member, without a window."""

from datetime import date

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.enrolment import Enrolled
from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.referral_code import code_of
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui import enrolment_wording
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.enrolment_form import EnrolmentPanel


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def lane() -> FakeLane:
    return FakeLane()


@pytest.fixture
def form(shop: Shop, lane: FakeLane) -> EnrolmentPanel:
    return EnrolmentPanel(DeskDoor(shop.desk, lane))


def enrolled(form: EnrolmentPanel) -> list[Enrolled]:
    done: list[Enrolled] = []
    form.saved.connect(done.append)
    return done


def test_a_name_is_enough(form: EnrolmentPanel, lane: FakeLane) -> None:
    done = enrolled(form)
    form.open()
    form.set_field("name", "ada lovelace")
    form.enter()
    assert form.saving
    lane.run()
    (new,) = done
    assert new.card.member.short_name.casefold() == "ada l."
    assert not form.is_open


def test_a_wrong_phone_is_said_at_its_field_and_the_rest_stays(form: EnrolmentPanel, lane: FakeLane) -> None:
    done = enrolled(form)
    form.open()
    form.set_field("name", "Ada Lovelace")
    form.set_field("phone", "12")
    form.enter()
    lane.run()
    assert (done, form.wrong_field, form.is_open) == ([], "phone", True)
    assert form.error
    form.set_field("phone", "303 866 4411")
    assert form.error is None
    form.enter()
    lane.run()
    assert done[0].card.member.phone == "+13038664411"


def test_a_missing_name_is_said_at_its_field(form: EnrolmentPanel, lane: FakeLane) -> None:
    form.open(phone="303-866-4411")
    form.enter()
    lane.run()
    assert form.wrong_field == "name"


def test_a_phone_that_somebody_has_is_shared_when_saved_again(form: EnrolmentPanel, shop: Shop, lane: FakeLane) -> None:
    shop.member("Maria", "Garcia", phone="+13038664411")
    done = enrolled(form)
    form.open(phone="303-866-4411")
    form.set_field("name", "Luis Garcia")
    form.enter()
    lane.run()
    assert form.error is not None
    assert "Maria G." in form.error
    assert done == []
    form.enter()
    lane.run()
    assert done[0].card.member.phone == "+13038664411"


@pytest.mark.rule("I05")
def test_a_number_that_has_a_new_owner_is_said_so_before_it_is_saved(
    form: EnrolmentPanel, shop: Shop, lane: FakeLane
) -> None:
    kim = shop.member("Kim", "Berg", phone="+13038664411")
    done = enrolled(form)
    form.open(phone="303-866-4411")
    form.set_field("name", "Luis Garcia")
    form.left("phone")
    lane.run()
    assert form.phone_taken
    form.take_phone()
    lane.run()
    assert not form.phone_taken
    assert form.said_of("phone") == (enrolment_wording.NEW_OWNER_LINE, False)
    form.enter()
    lane.run()
    assert shop.directory.by_phone("+13038664411") == [done[0].member_id]
    assert open_card(shop.desk, kim).member.phone is None


def test_another_phone_after_the_refusal_is_asked_about_anew(form: EnrolmentPanel, shop: Shop, lane: FakeLane) -> None:
    shop.member("Maria", "Garcia", phone="+13038664411")
    shop.member("Jamal", "Kerr", phone="+13038664422")
    done = enrolled(form)
    form.open(phone="303-866-4411")
    form.set_field("name", "Luis Garcia")
    form.enter()
    lane.run()
    form.set_field("phone", "303-866-4422")
    form.enter()
    lane.run()
    assert form.error is not None
    assert "Jamal K." in form.error
    assert done == []


def test_what_the_search_told_is_no_typing_that_could_be_lost(form: EnrolmentPanel) -> None:
    form.open(phone="303-866-4411")
    assert not form.typed
    form.set_field("name", "A")
    assert form.typed


def test_trouble_of_the_computer_leaves_the_form_as_it_is(form: EnrolmentPanel, shop: Shop, lane: FakeLane) -> None:
    form.open()
    form.set_field("name", "Ada Lovelace")
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    form.enter()
    lane.run()
    assert (form.is_open, form.saving, form.values["name"]) == (True, False, "Ada Lovelace")


def typed_in(form: EnrolmentPanel, lane: FakeLane, field: str, text: str) -> tuple[str, bool]:
    """What stands under a field once it was typed into, before it is left."""
    form.set_field(field, text)
    lane.run()
    return form.said_of(field)


def test_what_is_half_typed_is_not_called_wrong_and_what_is_whole_or_left_is(
    form: EnrolmentPanel, lane: FakeLane
) -> None:
    form.open()
    assert typed_in(form, lane, "phone", "303 86") == ("", False)
    form.left("phone")
    lane.run()
    assert form.said_of("phone") == ("A phone here has ten digits; this one has 5.", True)
    assert typed_in(form, lane, "phone", "303 866 441") == ("A phone here has ten digits; this one has 9.", True)
    assert typed_in(form, lane, "phone", "303 866 4411") == ("", False)
    words, wrong = typed_in(form, lane, "birthday", "30/5/1990")
    assert wrong
    assert words.startswith("There is no month 30")


def test_an_answer_about_what_is_no_longer_there_is_not_shown(form: EnrolmentPanel, lane: FakeLane) -> None:
    form.open()
    form.set_field("phone", "555-555-5555")
    form.set_field("phone", "")
    lane.run()
    assert form.said_of("phone") == ("", False)


def test_an_e_mail_that_was_meant_is_offered_and_never_put_in_by_itself(form: EnrolmentPanel, lane: FakeLane) -> None:
    form.open()
    form.set_field("email", "ada@gmial.com")
    lane.run()
    assert (form.meant, form.values["email"]) == ("ada@gmail.com", "ada@gmial.com")
    form.use_meant()
    lane.run()
    assert (form.meant, form.values["email"]) == (None, "ada@gmail.com")


@pytest.mark.rule("LG10")
def test_whose_referral_it_is_stands_under_its_code(form: EnrolmentPanel, shop: Shop, lane: FakeLane) -> None:
    maria = shop.member("Maria", "Garcia")
    form.open()
    assert typed_in(form, lane, "referral", code_of(maria)) == ("Maria G.", False)
    words, wrong = typed_in(form, lane, "referral", "NOBODY-AT-ALL")
    assert (wrong, words.startswith("Nobody has this referral code")) == (True, True)
    form.set_field("referral", code_of(maria))
    form.set_field("name", "Luis Ortega")
    done = enrolled(form)
    form.enter()
    lane.run()
    assert done[0].brought_by == "Maria G."


@pytest.mark.rule("DT04", "G06")
def test_an_id_fills_in_name_and_birthday_and_what_it_cuts_off_is_said(form: EnrolmentPanel, lane: FakeLane) -> None:
    form.open(phone="303-866-4411")
    card = IdCard(Document.LICENCE, date(1990, 5, 30), first="WOLFESCHLEGELSTEIN", last="KERR", first_truncated=True)
    form.fill_from_id(card)
    lane.run()
    assert (form.values["name"], form.values["phone"]) == ("Wolfeschlegelstein Kerr", "303-866-4411")
    assert form.said_of("name") == (enrolment_wording.CUT_OFF, True)
    form.set_field("birthday", "1990-05-31")
    assert form.values["birthday"] == "1990-05-30"
    assert not form.typed
    done = enrolled(form)
    form.enter()
    lane.run()
    assert done[0].card.member.birthday_locked


def test_members_it_may_be_are_named_with_their_reasons(form: EnrolmentPanel, shop: Shop, lane: FakeLane) -> None:
    maria = shop.member("Maria", "Garcia", phone="+13038664411")
    form.open(phone="303-866-4411")
    form.set_field("name", "maria garcia")
    lane.run()
    (alike,) = form.alike
    assert (alike.member, alike.name, alike.phone_ends) == (maria, "Maria G.", "4411")
    assert "same phone" in alike.reasons
    opened: list[str] = []
    form.taken_over.connect(opened.append)
    form.take_over(maria)
    assert (opened, form.is_open) == ([maria], False)


def test_a_name_that_was_typed_stays_when_an_id_is_scanned(form: EnrolmentPanel, lane: FakeLane) -> None:
    form.open(name="ada")
    form.set_field("name", "Ada K. Lovelace")
    form.fill_from_id(IdCard(Document.LICENCE, date(1990, 5, 30), first="ADA", last="KERR", last_truncated=True))
    lane.run()
    assert (form.values["name"], form.values["birthday"]) == ("Ada K. Lovelace", "1990-05-30")
    assert form.said_of("name") == ("", False)
