"""A window in a shop with people, and what one types to sign in."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import Shop
from tests.ui.keys import Key, press
from tests.ui.raising import raised
from ui.locking import Locking
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.viewmodels.screens import Panel

OWNERS, MANAGERS, BUDTENDERS = "4719", "80352", "913604"


def a_window(qtbot: QtBot, shop: Shop, settings: QSettings, *, first: bool = False) -> MainWindow:
    window = MainWindow(shop.desk, StraightLane(), settings, first=first)
    raised(qtbot, window)
    qtbot.waitUntil(lambda: Panel.VISIT in window.page.left.made())
    return window


def lock_of(window: MainWindow) -> Locking:
    assert window.locking is not None
    return window.locking


def press_lock() -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


def sign_in(window: MainWindow, name: str, pin: str) -> None:
    """By keyboard: down to the name, the PIN, Enter."""
    entry = lock_of(window).signing.entry
    names = [each.name for each in entry.people]
    for _ in range(len(names)):
        press(Key.Key_Up)
    for _ in range(names.index(name)):
        press(Key.Key_Down)
    press(pin, Key.Key_Return)


def signed_in(window: MainWindow) -> str:
    return window.page.top.person.words
