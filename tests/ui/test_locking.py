"""The lock and the first owner, in the whole window over a shop in memory, by keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.domain.facts import VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.office import staff
from tests.builders import Shop
from tests.ui.keys import Key, press
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, OWNERS, a_window, lock_of, press_lock, sign_in, signed_in
from ui import people_wording as wording
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.viewmodels.exchanges import Came
from ui.viewmodels.screens import Panel, Screen
from ui.viewmodels.signing import Lock


@pytest.fixture
def fresh(qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings) -> Iterator[MainWindow]:
    """The window as it comes up for the first time."""
    window = a_window(qtbot, shop, settings, first=True)
    yield window
    qapp.removeEventFilter(window)


# --------------------------------------------------------------------------------------------------------- the lock


def test_a_shop_without_people_is_not_locked_and_says_so(window: MainWindow) -> None:
    press_lock()
    assert not lock_of(window).locked
    assert window.page.toast.words == wording.NOBODY_HAS_A_PIN
    assert window.page.top.person.isHidden()
    assert window.page.top.staff.words == "Dana R."


def test_a_shop_with_people_comes_up_locked_and_shows_nothing_of_the_store(locked: MainWindow) -> None:
    assert lock_of(locked).signing.lock_state is Lock.LOCKED
    assert not locked.page.isVisible()
    view = lock_of(locked).view
    assert view is not None
    assert [button.text() for button in view.part.tiles.buttons] == ["Ana", "Ben", "Cy"]
    assert view.part.line.hasFocus()


def test_signing_in_by_keyboard_opens_the_counter_under_that_name(locked: MainWindow, staffed: Shop) -> None:
    sign_in(locked, "Cy", BUDTENDERS)
    assert locked.page.isVisible()
    assert locked.page.top.search.hasFocus()
    assert (signed_in(locked), locked.page.top.staff.isHidden()) == ("Cy", True)
    press(Key.Key_F2, "20", Key.Key_Return)
    visit = list(staffed.ledger.facts.values())[-1]
    assert isinstance(visit.body, VisitRecorded)
    assert permissions.roster(staffed.desk).name_of(visit.staff) == "Cy"


def test_the_pad_signs_in_without_a_keyboard(locked: MainWindow) -> None:
    view = lock_of(locked).view
    assert view is not None
    view.part.tiles.buttons[2].click()
    buttons = {button.text(): button for button in view.part.pad.findChildren(type(view.part.enter))}
    for digit in "111":
        buttons[digit].click()
    buttons[wording.RUB_OUT].click()
    for digit in BUDTENDERS:
        buttons[digit].click()
    view.part.enter.click()
    assert signed_in(locked) == "Cy"


def test_the_same_person_finds_page_text_and_cursor_as_they_were(locked: MainWindow) -> None:
    sign_in(locked, "Cy", BUDTENDERS)
    locked.scanned("MARIA-4417")
    press(Key.Key_F2, "62.5")
    focused, screen = QApplication.focusWidget(), locked.model.screen
    assert isinstance(focused, QLineEdit)
    press_lock()
    assert not locked.page.isVisible()
    sign_in(locked, "Cy", BUDTENDERS)
    assert (locked.model.panel, locked.model.screen) == (Panel.VISIT, screen)
    assert QApplication.focusWidget() is focused
    assert focused.text() == "62.5"


def test_another_person_finds_the_start(locked: MainWindow) -> None:
    sign_in(locked, "Cy", BUDTENDERS)
    locked.scanned("MARIA-4417")
    press(Key.Key_F2, "62.5")
    locked.page.top.person.click()
    sign_in(locked, "Ben", MANAGERS)
    assert (locked.model.panel, locked.model.screen, locked.model.card) == (Panel.NONE, Screen.IDLE, None)
    assert signed_in(locked) == "Ben"
    assert locked.page.toast.words == "Signed in: Ben"


def test_whoever_locks_the_campaigns_comes_back_to_them(locked: MainWindow) -> None:
    sign_in(locked, "Ben", MANAGERS)
    locked.open_sync()  # no hub here: stays at the counter
    assert locked.page.isVisible()
    press_lock()
    press_lock()
    sign_in(locked, "Ben", MANAGERS)
    assert locked.page.isVisible()


def test_a_scan_while_locked_says_so_and_keeps_nothing(locked: MainWindow) -> None:
    locked.scanned("MARIA-4417")
    view = lock_of(locked).view
    assert view is not None
    assert view.note.words.text() == wording.SCAN_WHILE_LOCKED
    sign_in(locked, "Cy", BUDTENDERS)
    assert (locked.model.card, locked.page.top.search.text()) == (None, "")


def test_keys_of_the_counter_mean_nothing_while_it_is_locked(locked: MainWindow, staffed: Shop) -> None:
    before = len(staffed.ledger.facts)
    press(Key.Key_F2, Key.Key_F3, Key.Key_F4, Key.Key_F7, "maria", Key.Key_Escape)
    QTest.keyClick(locked, Key.Key_A)
    assert (locked.model.panel, locked.page.top.search.text()) == (Panel.NONE, "")
    assert len(staffed.ledger.facts) == before
    assert lock_of(locked).locked


def test_wrong_pins_are_said_and_cost_time(locked: MainWindow, staffed: Shop) -> None:
    view = lock_of(locked).view
    assert view is not None
    press(Key.Key_Return)
    assert view.part.wrong.words.text() == wording.TYPE_PIN
    for _ in range(3):
        press("5555", Key.Key_Return)
    assert view.part.wrong.words.text() == "That PIN does not go with that name. Try again in 5 seconds."
    press(OWNERS, Key.Key_Return)
    assert view.part.wrong.words.text() == "Too many wrong PINs. Try again in 5 seconds."
    staffed.clock.advance(1)
    press(OWNERS, Key.Key_Return)
    assert signed_in(locked) == "Ana"


def test_the_digits_are_never_shown_nor_said(locked: MainWindow) -> None:
    view = lock_of(locked).view
    assert view is not None
    press("4719")
    assert view.part.line.displayText() == "●" * 4
    said = QAccessible.queryAccessibleInterface(view.part.line)
    assert "4719" not in said.text(QAccessible.Text.Value) + said.text(QAccessible.Text.Name)
    assert said.text(QAccessible.Text.Name) == "PIN, Ana"


def test_it_locks_by_itself_when_nobody_is_there(locked: MainWindow) -> None:
    locking = lock_of(locked)
    sign_in(locked, "Cy", BUDTENDERS)
    assert (locking.idle.isActive(), locking.idle.interval()) == (True, 5 * 60_000)
    locking.idle.timeout.emit()
    assert not locked.page.isVisible()
    sign_in(locked, "Cy", BUDTENDERS)
    assert locked.page.isVisible()


def test_after_how_long_it_locks_is_a_setting_for_who_may_change_those(locked: MainWindow, settings: QSettings) -> None:
    sign_in(locked, "Ben", MANAGERS)
    locked.run_command("lock-after-15")
    assert lock_of(locked).idle.interval() == 15 * 60_000
    locked.run_command("lock-after-0")
    assert not lock_of(locked).idle.isActive()
    settings.setValue("people/lock_after", "soon")
    assert lock_of(locked).minutes == 5


def test_who_left_elsewhere_is_locked_out_with_the_next_exchange(locked: MainWindow, staffed: Shop) -> None:
    sign_in(locked, "Cy", BUDTENDERS)
    staff.end(signing_in.sign_in(staffed.desk, "Ana", OWNERS), "Cy")
    lock_of(locked).heard([Came(None, "visit.recorded")])
    assert not lock_of(locked).locked
    lock_of(locked).heard([Came(None, "staff.ended")])
    view = lock_of(locked).view
    assert view is not None
    assert lock_of(locked).locked
    assert [button.text() for button in view.part.tiles.buttons] == ["Ana", "Ben"]


# -------------------------------------------------------------------------------------------------- the first owner


def test_the_first_start_makes_the_owner(fresh: MainWindow, shop: Shop) -> None:
    view = lock_of(fresh).view
    assert view is not None
    assert view.heading.text() == wording.WHO_ARE_YOU
    press("Ana Ruiz", Key.Key_Tab, "4719", Key.Key_Tab, "4718", Key.Key_Return)
    assert view.first.wrong.words.text() == wording.NOT_THE_SAME
    assert (view.first.pin.line.text(), view.first.name.line.text()) == ("", "Ana Ruiz")
    press(Key.Key_Return, "1234", Key.Key_Tab, "1234", Key.Key_Return)
    assert "Everybody tries this PIN first" in view.first.wrong.words.text()
    press(Key.Key_Return, "4719", Key.Key_Tab, "4719", Key.Key_Return)
    assert signed_in(fresh) == "Ana Ruiz"
    assert fresh.page.top.search.hasFocus()
    assert [person.name for person in permissions.roster(shop.desk).active] == ["Ana Ruiz"]


def test_nobody_is_forced_and_nobody_is_asked_twice(
    fresh: MainWindow, qtbot: QtBot, shop: Shop, settings: QSettings, qapp: QApplication
) -> None:
    press(Key.Key_Escape)
    assert fresh.page.isVisible()
    assert fresh.page.top.search.hasFocus()
    again = a_window(qtbot, shop, settings, first=True)
    assert again.page.isVisible()
    again.run_command("first-owner")
    assert lock_of(again).signing.lock_state is Lock.FIRST
    qapp.removeEventFilter(again)


def test_where_people_sign_in_already_there_is_no_second_first_one(locked: MainWindow) -> None:
    sign_in(locked, "Ben", MANAGERS)
    locked.run_command("first-owner")
    assert not lock_of(locked).locked
    assert locked.page.toast.words == wording.HAS_PEOPLE


def test_a_store_that_is_opened_later_is_locked_then(
    qtbot: QtBot, qapp: QApplication, staffed: Shop, settings: QSettings
) -> None:
    tries: list[str] = []

    def desk() -> Desk:
        tries.append("try")
        if len(tries) == 1:
            raise EnvironmentTrouble(TroubleCode.IN_USE, "This store is open in another program.")
        return staffed.desk

    window = MainWindow(desk, StraightLane(), settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.start()
    assert window.model.notices.trouble == "This store is open in another program."
    assert not lock_of(window).locked
    window.page.top.search.setText("maria")
    assert lock_of(window).locked
    qtbot.waitUntil(lambda: Panel.VISIT in window.page.left.made())
    qapp.removeEventFilter(window)
