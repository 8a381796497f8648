"""Remembering an ID on the screen: a third question, only when there is something to remember; and forgetting it."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from posdesk.counter.card import open_card
from posdesk.counter.id_checks import IdLook
from posdesk.counter.id_memory import IdMark
from posdesk.domain.gate import GateAnswer, GateOutcome
from posdesk.domain.id_card import CheckMethod, IdChecked
from posdesk.domain.people_facts import MemberIdRead
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import WORDINGS, Shop, a_shop
from tests.fakes.id_hashes import FakeIdHashes
from tests.fakes.state_packs import FakeStatePacks
from tests.scanned_ids import scan, with_
from tests.ui.keys import press
from tests.ui.shop import People
from ui import enrolment_wording, id_wording
from ui.main_window import MainWindow
from ui.viewmodels.gate import Gate
from ui.viewmodels.screens import Panel, Screen
from ui.views.consent_view import ConsentView

Key = Qt.Key


@pytest.fixture
def packs() -> FakeStatePacks:
    """A store's own, which allows that a hash is kept."""
    return FakeStatePacks("CO", remembers=True)


@pytest.fixture
def shop(packs: FakeStatePacks) -> Shop:
    """The store of that pack."""
    made = a_shop("Dana R.")
    return replace(made, desk=replace(made.desk, state_packs=packs, id_hashes=FakeIdHashes()))


def scanned(window: MainWindow, **changed: object) -> None:
    """Maria's own ID, or one on which something else stands."""
    own = {"first": "MARIA", "last": "GARCIA", "born": date(1988, 11, 26), "issued": date(2020, 1, 2)}
    window.model.scanned(scan(with_(**own | {"expires": date(2099, 1, 2)} | changed)))


def view(window: MainWindow) -> ConsentView:
    page = window.page.left.page(Panel.CONSENT)
    assert isinstance(page, ConsentView)
    return page


def read_for(shop: Shop, member: str) -> list[MemberIdRead]:
    return [fact.body for fact in shop.ledger.facts_about(member) if isinstance(fact.body, MemberIdRead)]


def asked(window: MainWindow) -> list[str]:
    """Which questions Alt+O brings up; none is answered."""
    window.run_command("consent")
    titles = []
    while window.model.panel is Panel.CONSENT:
        titles.append(view(window).title.text())
        press(Key.Key_Return)
    return titles


def agree_to_id(window: MainWindow, *, agreed: bool = True) -> None:
    """Leave the other questions for later, and answer the one about the ID."""
    window.run_command("consent")
    while view(window).title.text() != id_wording.MAY_WE:
        press(Key.Key_Return)
    window.run_command("agrees" if agreed else "declines")


@pytest.mark.rule("G13")
def test_after_a_scan_the_question_is_a_third_one_and_without_a_scan_there_is_none(
    window: MainWindow, people: People
) -> None:
    window.model.open_member(people.jamal)
    assert asked(window) == ["May we text?", "May we e-mail?"]
    scanned(window)
    assert window.model.screen is Screen.MEMBER
    assert asked(window)[-1] == "Remember this ID?"


@pytest.mark.rule("G13")
def test_an_answer_of_agrees_writes_one_fact_and_the_card_says_so_in_one_quiet_line(
    window: MainWindow, shop: Shop, people: People
) -> None:
    scanned(window)
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.note.isHidden()
    agree_to_id(window)
    (body,) = read_for(shop, people.maria)
    assert body.source == f"counter, agreed, wording {WORDINGS[-1].version}, en"
    assert window.page.toast.words == "Saved. The ID of Maria G is remembered."
    assert head.note.text() == id_wording.REMEMBERED
    assert id_wording.MAY_WE not in asked(window)


@pytest.mark.rule("G13")
def test_a_no_writes_nothing_and_is_not_asked_again_in_this_visit(
    window: MainWindow, shop: Shop, people: People
) -> None:
    before = len(shop.ledger.facts)
    scanned(window)
    agree_to_id(window, agreed=False)
    assert window.page.toast.words == "Nothing of the ID is kept."
    assert len(shop.ledger.facts) == before
    assert id_wording.MAY_WE not in asked(window)
    scanned(window)  # she is here another time
    assert id_wording.MAY_WE in asked(window)


@pytest.mark.rule("G13")
def test_later_and_esc_agree_to_nothing(window: MainWindow, shop: Shop, people: People) -> None:
    scanned(window)
    assert id_wording.MAY_WE in asked(window)
    window.run_command("consent")
    press(Key.Key_Escape)
    assert read_for(shop, people.maria) == []
    assert id_wording.MAY_WE in asked(window)


@pytest.mark.rule("G13")
def test_the_hash_of_one_id_is_never_offered_for_another_member_or_after_the_visit(
    window: MainWindow, people: People
) -> None:
    scanned(window)
    window.model.open_member(people.jamal)
    assert id_wording.MAY_WE not in asked(window)
    scanned(window)
    window.model.record()
    window.model.visit.set_amount("5000")
    window.model.record()
    if window.model.visit.asking:
        window.model.visit.say_yes()
        window.model.record()
    assert window.model.panel is Panel.NONE
    assert id_wording.MAY_WE not in asked(window)
    scanned(window)
    window.run_command("home")
    window.model.open_member(people.maria)
    assert id_wording.MAY_WE not in asked(window)


@pytest.mark.rule("G13")
def test_where_the_pack_does_not_allow_it_nothing_is_asked(
    window: MainWindow, packs: FakeStatePacks, people: People
) -> None:
    packs.remembers = False
    packs.choose("CO")
    scanned(window)
    assert window.model.card is not None
    assert id_wording.MAY_WE not in asked(window)


def test_the_question_is_asked_in_the_other_language_too(window: MainWindow, shop: Shop, people: People) -> None:
    scanned(window)
    window.run_command("consent")
    while view(window).title.text() != id_wording.MAY_WE:
        press(Key.Key_Return)
    window.run_command("other-language")
    assert view(window).text.text().startswith("Acepto que Corner Leaf me reconozca")
    window.run_command("agrees")
    (body,) = read_for(shop, people.maria)
    assert (body.source or "").endswith(", es")


def test_what_cannot_be_saved_stays_asked(window: MainWindow, shop: Shop, people: People) -> None:
    scanned(window)
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    agree_to_id(window)
    assert window.model.panel is Panel.CONSENT
    shop.ledger.trouble = None
    window.run_command("agrees")
    assert len(read_for(shop, people.maria)) == 1


@pytest.mark.rule("G13")
def test_after_enrolling_from_an_id_the_same_question_comes_in_the_consent_step(window: MainWindow, shop: Shop) -> None:
    scanned(window, first="WILLOW", last="TESTERLING", born=date(1984, 7, 9))
    assert window.model.screen is Screen.GATE
    window.run_command("new-member")
    press("720 866 0187", Key.Key_Return)
    assert window.model.panel is Panel.CONSENT
    assert view(window).title.text() == "May we text?"
    press(Key.Key_Return)
    assert view(window).title.text() == "Remember this ID?"
    window.run_command("agrees")
    card = window.model.card
    assert card is not None
    assert len(read_for(shop, card.member.id)) == 1
    window.run_command("home")
    scanned(window, first="FERN", last="ASHGROVE", born=date(1984, 7, 9))
    assert window.model.card is not None
    assert window.model.card.member.id == card.member.id


def test_one_id_of_two_members_lists_both_and_says_why(window: MainWindow, shop: Shop, people: People) -> None:
    scanned(window)
    agree_to_id(window)
    (body,) = read_for(shop, people.maria)
    shop.happened(body, people.jamal)
    scanned(window)
    assert window.model.screen is Screen.MATCHES
    assert window.model.search.text == id_wording.several(2, of_one_id=True)


@pytest.mark.rule("G13")
def test_it_is_forgotten_by_keyboard_in_the_consent_panel(window: MainWindow, shop: Shop, people: People) -> None:
    scanned(window)
    agree_to_id(window)
    window.run_command("consent")
    while not view(window).forget.hasFocus():
        press(Key.Key_Tab)
    press(Key.Key_Space)
    assert read_for(shop, people.maria)[-1] == MemberIdRead()
    assert open_card(shop.desk, people.maria).member.id_hash is None
    assert window.page.toast.words == id_wording.forgotten("Maria G.")
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.note.isHidden()
    assert view(window).forget.isHidden()


def test_with_nothing_to_ask_the_panel_says_that_it_is_remembered_and_enter_closes_it(
    window: MainWindow, shop: Shop
) -> None:
    member = shop.member("Ada", "Lovelace")
    shop.happened(MemberIdRead("c0ffee"), member)
    window.model.open_member(member)
    window.run_command("consent")
    page = view(window)
    assert (page.title.text(), page.agrees.isVisible(), page.declines.isVisible()) == ("ID remembered", False, False)
    assert page.later.hasFocus()
    press(Key.Key_Return)
    assert window.model.panel is Panel.NONE
    assert len(read_for(shop, member)) == 1
    window.run_command("consent")
    page.forget.click()
    assert window.model.panel is Panel.NONE
    assert read_for(shop, member)[-1] == MemberIdRead()
    window.run_command("consent")
    assert (window.model.panel, window.page.toast.words) == (Panel.NONE, enrolment_wording.NOTHING_TO_ASK)


def test_by_name_it_is_forgotten_from_the_card_and_without_one_it_is_said_what_to_do(
    window: MainWindow, people: People
) -> None:
    window.run_command("forget-id")
    assert window.page.toast.words == enrolment_wording.NO_CONSENT_OPEN
    window.model.open_member(people.maria)
    window.run_command("forget-id")
    assert window.page.toast.words == "No ID is remembered for this member."


def test_every_button_of_the_panel_has_a_name_and_is_large_enough(
    window: MainWindow, shop: Shop, people: People
) -> None:
    shop.happened(MemberIdRead("c0ffee"), people.maria)
    scanned(window)
    window.run_command("consent")
    page = view(window)
    for button in (page.agrees, page.declines, page.later, page.other, page.forget):
        assert button.accessibleName()
        assert button.height() >= 44


@pytest.mark.rule("G13")
def test_a_hash_that_is_nobodys_yet_becomes_that_of_the_next_card_and_no_others() -> None:
    gate = Gate()
    answer, checked = GateAnswer(GateOutcome.ADULT, "", "", CheckMethod.SCAN), IdChecked(CheckMethod.SCAN, 1)
    look = IdLook(answer, checked=checked, mark=IdMark("a1"))
    gate.take(look, "maria")
    assert (gate.mark_for("maria"), gate.mark_for("jamal")) == (look.mark, None)
    gate.take(look, None)
    gate.shown_card("jamal")
    assert (gate.mark_for("jamal"), gate.mark_for("maria")) == (look.mark, None)
    gate.answered()
    assert gate.mark_for("jamal") is None
