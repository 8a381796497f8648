"""A scan is heard from wherever the focus is; typing arrives where it was going, unharmed; no scan fires a shortcut."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import scanning
from ui.scanning import ScanFilter

NO, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\n": Qt.Key.Key_J, "\x1d": Qt.Key.Key_BracketRight}
KEYS |= {"\x02": Qt.Key.Key_B, "\x03": Qt.Key.Key_C}


class Keyboard:
    """Sends key events as the window system does: shortcuts asked first, times in the events."""

    def __init__(self, target: QWidget) -> None:
        self.target, self.time = target, 10_000

    def press(self, text: str, gap: int, key: int | None = None, modifiers: Qt.KeyboardModifier = NO) -> None:
        self.time += gap
        key = key if key is not None else KEYS.get(text, ord(text.upper()[:1] or "\0"))
        if text in ("\n", "\x1d", "\x02", "\x03"):
            modifiers = CTRL
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self.time)
            event.setAccepted(kind != QEvent.Type.ShortcutOverride)
            QCoreApplication.sendEvent(self.target, event)
            if kind == QEvent.Type.ShortcutOverride:
                self.overridden = event.isAccepted()

    def type(self, text: str, gap: int) -> None:
        for sign in text:
            self.press(sign, gap)


class Page(QWidget):
    """A search box, a button, and what was heard."""

    def __init__(self) -> None:
        super().__init__()
        self.search, self.button = QLineEdit(), QPushButton("Delete")
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.button)
        self.entered: list[str] = []
        self.clicks: list[bool] = []
        self.search.returnPressed.connect(lambda: self.entered.append(self.search.text()))
        self.button.clicked.connect(lambda: self.clicks.append(True))


@pytest.fixture
def heard(qapp: QApplication) -> Iterator[ScanFilter]:
    made = scanning.install(qapp)
    yield made
    qapp.removeEventFilter(made)
    made.deleteLater()


@pytest.fixture
def page(qtbot: QtBot, heard: ScanFilter) -> Page:
    made = Page()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.search.setFocus()
    return made


def test_a_scan_is_heard_and_leaves_no_trace_in_the_box(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    with qtbot.waitSignal(heard.scanned) as scan:
        Keyboard(page.search).type("PD1:ABC123\r", 8)
    assert scan.args == ["PD1:ABC123"]
    assert page.search.text() == ""
    assert page.entered == []


def test_a_scan_while_a_button_has_the_focus_does_not_press_it(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    page.button.setFocus()
    page.button.setDefault(True)
    with qtbot.waitSignal(heard.scanned) as scan:
        Keyboard(page.button).type("AB 12 34\r", 8)
    assert scan.args == ["AB 12 34"]
    assert page.clicks == []


def test_a_scan_without_enter_is_heard_after_silence(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    with qtbot.waitSignal(heard.scanned) as scan:
        Keyboard(page.search).type("PD1:ABC123", 8)
    assert scan.args == ["PD1:ABC123"]


def test_an_id_arrives_whole_with_the_keys_a_scanner_presses_for_control_signs(
    qtbot: QtBot, heard: ScanFilter, page: Page
) -> None:
    fired: list[str] = []
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_F2), page)
    shortcut.activated.connect(lambda: fired.append("F2"))
    text = "@\n\x1d\rANSI 636000\rDAQ1\r"
    with qtbot.waitSignal(heard.scanned) as scan:
        Keyboard(page.search).type(text, 8)
    assert scan.args == [text]
    assert (page.search.text(), page.entered, fired) == ("", [], [])


@pytest.mark.parametrize("before", ["]L2", "\x02]L2", "X"])
@pytest.mark.parametrize("after", ["", "\t", "\r\n", "\x03"])
def test_an_id_arrives_whole_whatever_stands_around_it(
    qtbot: QtBot, heard: ScanFilter, page: Page, before: str, after: str
) -> None:
    text = "@\n\x1d\rANSI 636000\rDAQ1\r"
    with qtbot.waitSignal(heard.scanned) as scan:
        Keyboard(page.search).type(before + text + after, 8)
    assert scan.args == [before.removeprefix("\x02") + text + after.removesuffix("\x03")]
    assert (page.search.text(), page.entered, page.search.hasFocus()) == ("", [], True)


def test_ctrl_b_and_ctrl_c_of_a_hand_do_what_they_do_everywhere(
    qtbot: QtBot, qapp: QApplication, heard: ScanFilter, page: Page
) -> None:
    keyboard = Keyboard(page.search)
    keyboard.type("copied", 120)
    qtbot.waitUntil(lambda: page.search.text() == "copied")
    page.search.selectAll()
    keyboard.press("\x02", 200, Qt.Key.Key_B, CTRL)
    keyboard.press("\x03", 200, Qt.Key.Key_C, CTRL)
    assert qapp.clipboard().text() == "copied"


def test_slow_typing_arrives(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    Keyboard(page.search).type("maria g", 120)
    qtbot.waitUntil(lambda: page.search.text() == "maria g")


def test_fast_typing_arrives_whole_in_order_and_before_enter(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    keyboard = Keyboard(page.search)
    keyboard.type("maria", 35)
    keyboard.press("\r", 35)
    assert page.entered == ["maria"]
    keyboard.type("ñé-5", 20)
    qtbot.waitUntil(lambda: page.search.text() == "mariañé-5")


def test_typing_before_and_after_a_scan_is_kept(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    keyboard = Keyboard(page.search)
    keyboard.type("ab", 90)
    with qtbot.waitSignal(heard.scanned):
        keyboard.press("P", 200)
        keyboard.type("D1:ABC123\r", 8)
    keyboard.type("cd", 200)
    qtbot.waitUntil(lambda: page.search.text() == "abcd")


def test_a_shortcut_gives_back_what_was_typed_and_goes_on(heard: ScanFilter, page: Page) -> None:
    keyboard = Keyboard(page.search)
    keyboard.press("a", 200)
    keyboard.press("", 40, Qt.Key.Key_F2)
    assert not keyboard.overridden
    assert page.search.text() == "a"


def test_a_shortcut_inside_a_scan_is_dropped_and_counted(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    keyboard = Keyboard(page.search)
    with qtbot.waitSignal(heard.scanned) as scan:
        keyboard.type("PD1:AB", 8)
        keyboard.press("\x0b", 8, Qt.Key.Key_K, CTRL)
        assert keyboard.overridden
        keyboard.type("C123\r", 8)
    assert scan.args == ["PD1:ABC123"]
    assert heard.dropped == 1


def test_shift_between_the_characters_of_a_scan_means_nothing(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    keyboard = Keyboard(page.search)
    with qtbot.waitSignal(heard.scanned) as scan:
        for sign in "ABCDEF\r":
            keyboard.press("", 4, Qt.Key.Key_Shift, SHIFT)
            keyboard.press(sign, 4)
    assert scan.args == ["ABCDEF"]


@pytest.mark.parametrize("modifiers", [ALT, CTRL])
def test_a_digit_with_alt_or_control_is_a_shortcut(
    heard: ScanFilter, page: Page, modifiers: Qt.KeyboardModifier
) -> None:
    keyboard = Keyboard(page.search)
    keyboard.press("1", 200, modifiers=modifiers)
    assert not keyboard.overridden


def test_a_sign_sent_by_its_number_on_the_number_pad_fires_nothing_and_the_scan_goes_on(
    qtbot: QtBot, heard: ScanFilter, page: Page
) -> None:
    fired: list[str] = []
    for number in range(1, 10):
        QShortcut(QKeySequence(f"Alt+{number}"), page).activated.connect(partial(fired.append, str(number)))
    screen, pad = page.windowHandle(), ALT | Qt.KeyboardModifier.KeypadModifier
    with qtbot.waitSignal(heard.scanned) as scan:
        for sign in "\x02@\nANSI 636000\nDAQ1":
            if sign < " ":
                for digit in f"{ord(sign):03}":
                    QTest.keyClick(screen, ord(digit), pad)
            else:
                QTest.keyClick(screen, ord(sign))
    assert scan.args == ["@ANSI 636000DAQ1"]
    assert (fired, page.search.text()) == ([], "")
    QTest.keyClick(screen, Qt.Key.Key_2, ALT)
    assert fired == ["2"]


def test_a_key_held_down_is_a_finger(heard: ScanFilter, page: Page) -> None:
    for number in range(12):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_0, NO, "0", number > 0, 1)
        event.setTimestamp(10_000 + number * 25)
        QCoreApplication.sendEvent(page.search, event)
    assert page.search.text() == "0" * 12


def test_space_presses_a_button_and_lets_it_go(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    page.button.setFocus()
    Keyboard(page.button).press(" ", 200)
    qtbot.waitUntil(lambda: len(page.clicks) == 1)
    assert not page.button.isDown()


def test_a_scan_too_long_to_read_is_said_and_types_nothing(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    with qtbot.waitSignal(heard.too_long):
        Keyboard(page.search).type("A" * 4_200, 1)
    assert page.search.text() == ""


def test_typing_for_a_widget_that_is_gone_goes_to_the_focus(qtbot: QtBot, heard: ScanFilter, page: Page) -> None:
    gone = QLineEdit(page)
    Keyboard(gone).press("a", 200)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: page.search.text() == "a")


def test_through_the_window_system_no_scan_fires_a_shortcut_and_a_hand_still_does(
    qtbot: QtBot, heard: ScanFilter, page: Page
) -> None:
    fired: list[str] = []
    for key in ("Return", "F2", "Ctrl+K"):
        QShortcut(QKeySequence(key), page).activated.connect(partial(fired.append, key))
    screen = page.windowHandle()
    with qtbot.waitSignal(heard.scanned) as scan:
        for sign in "PD1:AB":
            QTest.keyClick(screen, ord(sign))
        QTest.keyClick(screen, ord("k"), CTRL)
        for sign in "C123":
            QTest.keyClick(screen, ord(sign))
        QTest.keyClick(screen, Qt.Key.Key_Return)
        QTest.keyClick(screen, Qt.Key.Key_Return)
    assert scan.args == ["PD1:ABC123"]
    assert fired == []
    assert page.search.text() == ""
    QTest.keyClick(screen, ord("a"))
    QTest.keyClick(screen, Qt.Key.Key_F2)
    assert (page.search.text(), fired) == ("a", ["F2"])
    QTest.keyClick(screen, ord("k"), CTRL)
    assert fired == ["F2", "Ctrl+K"]
