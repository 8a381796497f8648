"""Asking for consent on the screen: nothing is agreed by itself, each way is a question, one key stops texts."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from posdesk.counter.card import open_card
from posdesk.domain.facts import Channel, ConsentSet
from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop
from tests.ui.keys import press
from tests.ui.shop import People
from ui import enrolment_wording
from ui.main_window import MainWindow
from ui.viewmodels.screens import Panel, Screen
from ui.views.consent_view import ConsentView

Key = Qt.Key


def alt(window: MainWindow, key: str) -> None:
    """A key of the counter, by its command."""
    ids = {"O": "consent", "Y": "agrees", "N": "declines", "L": "other-language", "T": "stop-texts"}
    window.run_command(ids[key])


def view(window: MainWindow) -> ConsentView:
    page = window.page.left.page(Panel.CONSENT)
    assert isinstance(page, ConsentView)
    return page


def said(shop: Shop, member: str) -> list[ConsentSet]:
    return [fact.body for fact in shop.ledger.facts_about(member) if isinstance(fact.body, ConsentSet)]


@pytest.fixture
def asked(window: MainWindow, people: People) -> MainWindow:
    """Jamal, who has a phone and an e-mail, is asked."""
    window.model.open_member(people.jamal)
    alt(window, "O")
    assert window.model.panel is Panel.CONSENT
    return window


@pytest.mark.rule("G21")
def test_no_answer_is_chosen_beforehand_and_enter_agrees_to_nothing(
    asked: MainWindow, shop: Shop, people: People
) -> None:
    page = view(asked)
    assert page.later.hasFocus()
    assert not any(button.isCheckable() or button.isDefault() for button in (page.agrees, page.declines, page.later))
    press(Key.Key_Return, Key.Key_Return)
    assert asked.model.panel is Panel.NONE
    assert said(shop, people.jamal) == []


@pytest.mark.rule("G21")
def test_texts_and_e_mails_are_two_questions_and_two_facts(asked: MainWindow, shop: Shop, people: People) -> None:
    assert view(asked).title.text() == "May we text?"
    assert view(asked).step.text() == "1 of 2"
    alt(asked, "Y")
    assert view(asked).title.text() == "May we e-mail?"
    assert said(shop, people.jamal)[0].given
    alt(asked, "N")
    assert asked.model.panel is Panel.NONE
    texts, emails = said(shop, people.jamal)
    assert (texts.channel, texts.given) == (Channel.TEXT, True)
    assert (emails.channel, emails.given) == (Channel.EMAIL, False)
    assert asked.page.toast.words == "Saved. Jamal K does not allow e-mails."
    assert asked.model.card is not None
    assert asked.model.card.member.consents == {Channel.TEXT}


@pytest.mark.rule("G21")
def test_what_is_shown_is_what_is_agreed_to_in_either_language(asked: MainWindow, shop: Shop, people: People) -> None:
    assert view(asked).text.text().startswith("I agree that Corner Leaf may send me")
    alt(asked, "L")
    assert view(asked).text.text().startswith("Acepto que Corner Leaf me envíe")
    assert view(asked).other.text() == "In English"
    alt(asked, "Y")
    assert said(shop, people.jamal)[0].source.endswith(", es")
    assert open_card(shop.desk, people.jamal).member.language == "es"


def test_esc_and_a_visit_leave_it_for_later(asked: MainWindow, shop: Shop, people: People) -> None:
    press(Key.Key_Escape)
    assert (asked.model.panel, asked.model.screen) == (Panel.NONE, Screen.MEMBER)
    alt(asked, "O")
    press(Key.Key_F2)
    assert asked.model.panel is Panel.VISIT
    assert said(shop, people.jamal) == []


def test_what_cannot_be_saved_stays_asked(asked: MainWindow, shop: Shop, people: People) -> None:
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    alt(asked, "Y")
    assert asked.model.panel is Panel.CONSENT
    assert view(asked).agrees.isEnabled()
    shop.ledger.trouble = None
    alt(asked, "Y")
    assert [each.given for each in said(shop, people.jamal)] == [True]


@pytest.mark.rule("G23")
def test_stop_texts_is_one_key_on_the_card_and_is_shown_at_once(asked: MainWindow, shop: Shop, people: People) -> None:
    alt(asked, "Y")
    press(Key.Key_Escape)
    head = asked.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert (head.stop.isVisible(), head.stopped.isVisible()) == (True, False)
    head.stop.click()
    assert (head.stop.isVisible(), head.stopped.isVisible()) == (False, True)
    assert head.stopped.words == "No texts"
    assert asked.page.toast.words == "Stopped. Jamal K gets no texts any more, from any register."
    assert said(shop, people.jamal)[-1] == ConsentSet(Channel.TEXT, False, "counter, stop")
    alt(asked, "T")
    assert len(said(shop, people.jamal)) == 3


def test_without_a_member_the_keys_say_what_to_do(window: MainWindow) -> None:
    for key in "OYNLT":
        alt(window, key)
        assert window.page.toast.words == enrolment_wording.NO_CONSENT_OPEN


def test_who_has_nothing_left_to_be_asked_is_not_asked(window: MainWindow, shop: Shop) -> None:
    member = shop.member("Ada", "Lovelace")
    window.model.open_member(member)
    alt(window, "O")
    assert (window.model.panel, window.page.toast.words) == (Panel.NONE, enrolment_wording.NOTHING_TO_ASK)


# ------------------------------------------------------------------------------------------------ the form


def test_an_id_fills_the_form_and_its_birthday_is_not_typed_over(window: MainWindow) -> None:
    window.model.new_member(IdCard(Document.LICENCE, date(1990, 5, 30), first="ADA", last="LOVELACE"))
    page = window.page.left.page(Panel.NEW_MEMBER)
    fields = page.fields  # type: ignore[attr-defined]
    assert fields["name"].line.text() == "Ada Lovelace"
    assert fields["birthday"].line.isReadOnly()
    assert fields["birthday"].words.text() == enrolment_wording.LOCKED_LINE
    assert fields["phone"].line.hasFocus()
    press("720 866 0187", Key.Key_Return)
    assert window.model.card is not None
    assert window.model.card.member.birthday_locked


def test_somebody_who_is_a_member_already_is_opened_instead(window: MainWindow, people: People) -> None:
    window.model.new_member()
    page = window.page.left.page(Panel.NEW_MEMBER)
    press("Jamal Kerr", Key.Key_Tab, Key.Key_Tab, "jamal@kerr.example")
    first = page.alike[0]  # type: ignore[attr-defined]
    assert first.part.isVisible()
    assert first.words.text().startswith("Jamal K., phone ends 0142")
    assert first.open.accessibleName() == f"{enrolment_wording.TAKE_OVER}: Jamal K."
    first.open.click()
    assert window.model.panel is Panel.NONE
    assert window.model.card is not None
    assert window.model.card.member.id == people.jamal
