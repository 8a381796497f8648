"""The form of a new member, without a window."""

import pytest

from posdesk.counter.enrolment import Enrolled
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
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
