"""The whole window over a shop in memory, by keyboard as a budtender uses it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.domain.facts import VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop
from tests.ui.keys import Key, press
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.commands import key_rows
from ui.viewmodels.connection import Connection, Reach
from ui.viewmodels.screens import Panel, Screen


def test_a_whole_visit_by_keyboard_alone(window: MainWindow) -> None:
    press("maria gar", Key.Key_Return, Key.Key_F2, "62.50", Key.Key_Tab, Key.Key_Tab, Key.Key_Space)
    visit = window.model.visit
    assert [chip.name for chip in visit.brands if chip.ticked] == ["Hilltop Farms"]
    assert visit.after == "After this: 10 visits · 78 points · $10 off earned · $975.50 to Platinum"
    press(Key.Key_Return)
    assert window.page.toast.words == "Saved. Visit 10 for Maria G."
    assert window.page.toast.isVisible()
    assert window.page.top.search.hasFocus()
    press(Key.Key_F4)
    assert window.page.toast.words == "Undone. Maria G. has 9 visits again"


def test_a_new_member_by_keyboard_alone(window: MainWindow) -> None:
    press("720 866 0187", Key.Key_F3, "zebulon quist", Key.Key_Return)
    assert window.model.screen is Screen.MEMBER
    assert window.model.card is not None
    assert window.model.card.member.phone == "+17208660187"
    assert window.page.top.search.hasFocus()
    assert window.page.top.search.text() == ""


def test_a_brand_is_typed_with_completion(window: MainWindow, shop: Shop) -> None:
    press(Key.Key_F2, "20.00", Key.Key_Tab, Key.Key_Tab, "sab", Key.Key_Return, Key.Key_Return)
    assert window.page.toast.words == "Saved. Guest visit, $20.00"
    body = list(shop.ledger.facts.values())[-1].body
    assert isinstance(body, VisitRecorded)
    assert body.lines[0].brand == "Sablewood"


def test_the_keys_move_in_the_matches(window: MainWindow) -> None:
    press("mar", Key.Key_Down, Key.Key_Down, Key.Key_Up)
    assert window.model.search.marked == 1
    wanted = window.model.search.hits[1].member
    press(Key.Key_Return)
    assert window.model.card is not None
    assert window.model.card.member.id == wanted


def test_what_is_typed_anywhere_goes_to_the_search_box(window: MainWindow) -> None:
    window.page.bottom.undo.setFocus()
    press("ma")
    assert window.page.top.search.text() == "ma"
    assert window.page.top.search.hasFocus()


def test_letters_typed_over_a_list_go_to_the_search_box_too(window: MainWindow) -> None:
    press(Key.Key_F7)
    window.page.left.page(Screen.TODAY).list.setFocus()  # type: ignore[attr-defined]
    press("j")
    assert window.page.top.search.text() == "j"


def test_a_scan_is_on_the_screen_at_once(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.isVisible()
    assert (head.name.text(), head.tier.words) == ("Maria G.", "Gold")
    assert head.steps.accessibleName() == "9 of 10 visits to $10 off"


def test_the_question_of_a_second_visit_is_answered_by_enter_or_escape(window: MainWindow, shop: Shop) -> None:
    window.scanned("MARIA-4417")
    press(Key.Key_F2, "10.00", Key.Key_Return, Key.Key_F2)
    view = window.page.left.page(Panel.VISIT)
    assert view.question.words.text() == "Recorded at 11:31 by Dana R. Record another?"  # type: ignore[attr-defined]
    press(Key.Key_Escape)
    assert window.model.panel is Panel.NONE
    press(Key.Key_F2, Key.Key_Return)
    assert window.model.visit.asking is None
    press("5.00", Key.Key_Return)
    assert "same business day" in window.page.toast.words


def test_enter_on_cancel_cancels(window: MainWindow, shop: Shop) -> None:
    before = len(shop.ledger.facts)
    press(Key.Key_F2, "10.00")
    window.page.left.page(Panel.VISIT).cancel.setFocus()  # type: ignore[attr-defined]
    press(Key.Key_Return)
    assert window.model.panel is Panel.NONE
    assert len(shop.ledger.facts) == before


def test_f8_hides_what_others_should_not_read(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    press(Key.Key_F8)
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert (head.name.text(), head.about.text()) == ("M. G.", "Details hidden")
    assert window.page.bottom.hide_details.accessibleName() == "Show"


def test_a_command_is_found_by_name(window: MainWindow) -> None:
    press(Key.Key_F10, "dark", Key.Key_Return)
    assert window.look.theme == "dark"
    assert theme.look().shown is theme.Theme.DARK
    assert window.model.panel is Panel.NONE
    assert window.page.top.search.hasFocus()


def test_the_look_is_changed_at_once_in_its_panel(window: MainWindow) -> None:
    window.run_command("look")
    press(Key.Key_Tab, Key.Key_Tab)
    panel = window.overlay(Panel.LOOK)
    panel.scales[133].click()  # type: ignore[attr-defined]
    assert theme.look().scale == 133
    press(Key.Key_Escape)
    assert not panel.isVisible()


def test_the_list_of_keys_names_every_key_that_works_and_no_other(window: MainWindow) -> None:
    bound = {shortcut.key().toString() for shortcut in window.findChildren(QShortcut)}
    named = {
        "F1",
        "F2",
        "F3",
        "F4",
        "F5",
        "F6",
        "F7",
        "F8",
        "F10",
        "F11",
        "F12",
        "Ctrl+K",
        "Ctrl+L",
        "Alt+K",
        "Alt+W",
        "Alt+P",
        "Alt+B",
        "Alt+C",
        "Alt+A",
        "Alt+Q",
        "Alt+H",
        "Alt+I",
    }
    assert bound == named | {f"Alt+{number}" for number in range(1, 10)}
    rows = " ".join(key for key, _ in key_rows(window.commands))
    assert all(key in rows for key in (*named, "Alt+1 ... Alt+9"))


@pytest.mark.parametrize("taken", ["Ctrl+J", "Ctrl+M", "Ctrl+]", "Ctrl+^", "Ctrl+Z"])
def test_keys_that_scanners_type_are_never_bound(window: MainWindow, taken: str) -> None:
    assert QKeySequence(taken) not in [shortcut.key() for shortcut in window.findChildren(QShortcut)]


def test_trouble_is_a_red_banner_and_the_typed_visit_stays(window: MainWindow, shop: Shop) -> None:
    press(Key.Key_F2, "20.00")
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    press(Key.Key_Return)
    assert (window.page.trouble.words, window.page.trouble.tone) == ("The disk is full. Make room.", "bad")
    assert window.page.trouble.isVisible()
    amount = window.page.left.page(Panel.VISIT).amount  # type: ignore[attr-defined]
    assert amount.line.text() == "20.00"
    assert not window.page.toast.isVisible()


def test_what_was_saved_before_does_not_stand_in_the_way_of_the_next(window: MainWindow) -> None:
    press(Key.Key_F2, "20.00", Key.Key_Return)
    assert window.page.toast.isVisible()
    press(Key.Key_F2)
    assert not window.page.toast.isVisible()


def test_one_enter_saves_once(window: MainWindow, shop: Shop) -> None:
    before = len(shop.ledger.facts)
    press(Key.Key_F2, "20.00", Key.Key_Return)
    assert len(shop.ledger.facts) == before + 1


def test_offline_is_a_banner_and_no_trouble(window: MainWindow) -> None:
    window.model.connection.tell(Connection(Reach.OFFLINE, 14, since="11:52", offers_from="11:50 today"))
    assert window.page.offline.isVisible()
    assert window.page.top.sync.words == "14 waiting since 11:52"
    window.model.connection.tell(Connection(Reach.UP_TO_DATE, 0, at="12:41"))
    assert not window.page.offline.isVisible()


def test_nothing_modal_ever_stands_between_a_key_and_its_answer(window: MainWindow) -> None:
    for keys in ((Key.Key_F1,), (Key.Key_F10,), (Key.Key_Escape, Key.Key_F2), (Key.Key_Escape, Key.Key_F3)):
        press(*keys)
        assert QApplication.activeModalWidget() is None
        assert QApplication.activePopupWidget() is None


def test_full_screen_and_back(window: MainWindow) -> None:
    press(Key.Key_F11)
    assert window.isFullScreen()
    press(Key.Key_F11)
    assert not window.isFullScreen()


def test_offers_stand_under_the_card_in_a_narrow_window(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    left, right = window.page.left, window.page.right
    assert left.x() < right.x()
    window.resize(1024, 768)
    QApplication.processEvents()
    assert left.x() == right.x()
    assert left.y() < right.y()


EVERYWHERE = [
    *("idle", "matches", "card", "history", "points", "visit", "question", "return", "new-member"),
    *("keys", "commands", "look", "check-id"),
]


def go(window: MainWindow, where: str) -> None:
    """Bring a screen up."""
    if where in ("card", "history", "points", "visit", "question", "return"):
        window.scanned("MARIA-4417")
    if where == "question":
        press(Key.Key_F2, "10.00", Key.Key_Return)
    keys: dict[str, list[Key | str]] = {
        "matches": ["mar"],
        "history": [Key.Key_F7],
        "return": [Key.Key_F7, Key.Key_Down, Key.Key_Return],
        "visit": [Key.Key_F2],
        "question": [Key.Key_F2],
    }
    press(*keys.get(where, []))
    named = {"commands": "more"}
    if where in ("points", "new-member", "keys", "commands", "look", "check-id"):
        window.run_command(named.get(where, where))
    QApplication.processEvents()


def focusable(window: MainWindow) -> list[QWidget]:
    every = [each for each in window.findChildren(QWidget) if each.isVisible()]
    return [each for each in every if each.focusPolicy() != Qt.FocusPolicy.NoFocus]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_everything_that_takes_the_focus_says_its_name_and_is_large_enough(window: MainWindow, where: str) -> None:
    go(window, where)
    for widget in focusable(window):
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert spoken.strip(), f"{widget} has no name"
        assert widget.height() >= theme.TARGET, f"{spoken}: {widget.height()} px high"
        assert widget.width() >= theme.TARGET, f"{spoken}: {widget.width()} px wide"


@pytest.mark.parametrize("where", EVERYWHERE)
def test_tab_reaches_everything_and_comes_back(window: MainWindow, where: str) -> None:
    go(window, where)
    wanted = {each for each in focusable(window) if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    first, seen = QApplication.focusWidget(), set()
    for _ in range(len(wanted) + 2):
        here = QApplication.focusWidget()
        assert here is not None
        seen.add(here)
        QTest.keyClick(here, Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break
    assert {_name(each) for each in wanted - seen} == set()


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"


def test_the_fields_of_a_visit_come_in_the_order_they_are_read(window: MainWindow) -> None:
    go(window, "visit")
    names = []
    for _ in range(11):
        here = QApplication.focusWidget()
        assert here is not None
        names.append(here.accessibleName())
        QTest.keyClick(here, Key.Key_Tab)
    brands = ["Hilltop Farms", "Blue Fern", "Kivara", "Sablewood Small Batch Concentrates"]
    assert names == [
        *("Amount paid", "Ticket number, optional", *brands, "Another brand, optional", "Pay with points (optional)"),
        *("Save", "Cancel", "Best"),
    ]


def test_a_key_or_a_click_shows_that_somebody_is_there(window: MainWindow, qtbot: QtBot) -> None:
    timer = window.model.privacy._timer
    timer.stop()
    press("m")
    assert timer.isActive()


def test_buttons_do_not_take_the_focus_from_the_search_box(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.page.bottom.hide_details, Qt.MouseButton.LeftButton)
    assert window.page.top.search.hasFocus()
    assert window.model.hidden
