"""Who is who, in the real window by keyboard: pairs are compared and joined or told apart, a merge is taken back, what
is held is saved, and nobody is forgotten by one key."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.domain.facts import MemberErased
from posdesk.domain.people_facts import DataForm, MemberDataGiven, MemberMerged, MemberToldApart, MemberUnmerged
from tests.builders import Shop
from tests.ui.keys import Key, alt, press
from tests.ui.office import an_office
from tests.ui.raising import raised
from tests.ui.shop import People, twins
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.views.duplicates_view import DuplicatesView
from ui.views.record_view import RecordView
from ui.widgets.buttons import KeyButton


@pytest.fixture
def again(shop: Shop, people: People) -> str:
    return twins(shop, people)


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, again: str, settings: QSettings
) -> Iterator[MainWindow]:
    office = an_office(shop)
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replace(office, desk=desk))
    raised(qtbot, window)
    yield window
    qapp.removeEventFilter(window)


def pairs(window: MainWindow) -> DuplicatesView:
    window.run_command("duplicates")
    evenings = window.made_evenings()
    assert evenings is not None
    assert evenings.who.pairs is not None
    return evenings.who.pairs


def record(window: MainWindow, card: str = "MARIA-4417") -> RecordView:
    window.scanned(card)
    alt(Key.Key_W)
    evenings = window.made_evenings()
    assert evenings is not None
    assert evenings.who.record is not None
    return evenings.who.record


def bodies(shop: Shop, kind: type) -> list[object]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, kind)]


def listed(view: DuplicatesView) -> list[tuple[str, ...]]:
    return [row.cells for row in view.list.rows]


@pytest.mark.rule("I02")
def test_pairs_are_listed_the_likeliest_first_and_the_marked_one_is_looked_at(window: MainWindow) -> None:
    view = pairs(window)
    assert view.list.hasFocus()
    assert listed(view) == [("Maria G. · 4417", "María G. · 4417"), ("Maria G. · 4417", "Mary G. · 4499")]
    assert [row.below[0] for row in view.list.rows] == ["Maybe one", "Maybe one"]
    assert view.note.text() == "2 pairs among 12 members"
    assert view.lines[0].text() == "Maybe one: the same phone, the same first name, one last name part of the other."
    figures = {row.cells[0]: row.cells[1:] for row in view.figures.rows}
    assert figures["Visits"] == ("9", "3", "11")  # one of them on one day
    assert figures["Messages"] == ("texts", "-", "-")
    assert "No texts any more" in view.lines[1].text()
    press(Key.Key_Down)
    assert view.lines[0].text().startswith("Maybe one: the same birthday")


@pytest.mark.rule("I03")
def test_a_pair_is_made_one_with_a_reason_and_taken_back_on_the_card(
    window: MainWindow, shop: Shop, people: People, again: str
) -> None:
    view = pairs(window)
    alt(Key.Key_G)
    assert view.wrong.words.text().startswith("Say why")
    before = len(bodies(shop, MemberMerged))
    press(Key.Key_Return)
    assert view.reason.line.hasFocus()
    press("two cards")
    alt(Key.Key_G)
    assert bodies(shop, MemberMerged)[before:] == [MemberMerged(again, "two cards")]
    assert view.note.text() == "Maria G. is one member now. It can be taken back on the card: Alt+W."
    assert len(listed(view)) == 1
    press(Key.Key_Escape)
    assert window.model.card is None
    page = record(window)
    assert [row.cells[0] for row in page.cards.rows] == ["Maria G.", "María G.", "Maria G."]
    press(Key.Key_Down)
    alt(Key.Key_T)
    assert page.wrong.words.text().startswith("Say why")
    page.reason.line.setFocus()
    press("mother and daughter")
    alt(Key.Key_T)
    assert [body.reason for body in bodies(shop, MemberUnmerged)] == ["mother and daughter"]  # type: ignore[attr-defined]
    assert page.done.words.text() == "Taken back. María G. and Maria G. are members of their own."
    assert [row.cells[0] for row in page.cards.rows] == ["Maria G.", "Maria G."]


@pytest.mark.rule("I02")
def test_a_pair_told_apart_does_not_come_back(window: MainWindow, shop: Shop) -> None:
    view = pairs(window)
    alt(Key.Key_N)
    assert len(bodies(shop, MemberToldApart)) == 2
    assert view.note.text() == "Noted: they are two, and are not suggested again."
    assert len(listed(view)) == 1
    alt(Key.Key_R)
    assert len(listed(view)) == 1


def test_the_search_ends_when_nobody_wants_it(window: MainWindow) -> None:
    view = pairs(window)
    view.model.searching = True
    view.model._search = None
    press(Key.Key_Escape)
    assert not view.model.searching


def test_who_looks_like_her_is_compared_from_the_card(window: MainWindow, people: People, again: str) -> None:
    page = record(window)
    assert [row.cells for row in page.alike.rows] == [("María G. · 4417",), ("Mary G. · 4499",)]
    alt(Key.Key_V)
    evenings = window.made_evenings()
    assert evenings is not None
    view = evenings.who.pairs
    assert view is not None
    assert view.model.two == (people.maria, again)
    assert view.list.isHidden()
    assert view.reason.line.hasFocus()
    alt(Key.Key_R)
    assert len(listed(view)) == 2
    alt(Key.Key_M)
    assert window.model.card is not None
    assert window.model.card.member.id == people.maria


def test_without_a_card_it_says_what_to_do(window: MainWindow) -> None:
    alt(Key.Key_W)
    assert window.page.toast.words == "Open a member's card first."


@pytest.mark.rule("I06")
def test_what_is_held_is_saved_under_a_name_that_tells_nobody(
    window: MainWindow, shop: Shop, people: People, tmp_path: Path
) -> None:
    page = record(window)
    alt(Key.Key_J)
    assert page.dialog is not None
    assert page.dialog.selectedFiles()[0].endswith(f"member-data {people.maria}.json")
    page.dialog.close()
    page.model.save(tmp_path / "maria.json", pdf=False)
    assert json.loads((tmp_path / "maria.json").read_text("utf-8"))["profile"]["last_name"] == "Garcia"
    page.model.save(tmp_path / "maria.pdf", pdf=True)
    assert (tmp_path / "maria.pdf").read_bytes().startswith(b"%PDF")
    assert bodies(shop, MemberDataGiven) == [MemberDataGiven(DataForm.JSON), MemberDataGiven(DataForm.PDF)]
    assert page.done.words.text().startswith("Saved as maria.pdf.")


@pytest.mark.rule("I06")
def test_nobody_is_forgotten_by_one_key(window: MainWindow, shop: Shop) -> None:
    page = record(window)
    alt(Key.Key_F)
    assert bodies(shop, MemberErased) == []
    assert page.asked.words.text().startswith("Maria G. would be forgotten here")
    assert page.forget.accessibleName().startswith("Really forget, for ever")
    alt(Key.Key_N)
    assert page.asked.isHidden()
    alt(Key.Key_F)
    assert bodies(shop, MemberErased) == []
    alt(Key.Key_F)
    assert len(bodies(shop, MemberErased)) == 2  # of both cards that are one
    assert window.model.card is None
    assert window.page.toast.words.startswith("Forgotten.")


def test_receipts_are_given_to_another_from_here(window: MainWindow) -> None:
    record(window)
    alt(Key.Key_K)
    assert window.evenings is not None
    assert window.evenings.corrections is not None
    assert window.evenings.corrections.isVisible()


def test_everything_that_is_focused_has_a_name_and_is_large_enough(window: MainWindow) -> None:
    for view in (pairs(window), record(window)):
        for button in view.findChildren(KeyButton):
            assert button.accessibleName()
            assert not button.isVisible() or min(button.width(), button.height()) >= theme.TARGET
        for part in view.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert part.accessibleName(), part
