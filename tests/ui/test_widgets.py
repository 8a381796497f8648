"""Every part names itself, is large enough to hit, cuts words openly or not at all, and reads names as text."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gallery import COMMANDS, gallery
from ui import theme
from ui.widgets.banner import banner
from ui.widgets.bars import bars
from ui.widgets.buttons import icon_button, key_button
from ui.widgets.chips import chip, chip_button, tier_tone
from ui.widgets.command_box import CommandBox, command_box, matching
from ui.widgets.progress_line import ProgressLine
from ui.widgets.spend_line import Month, spend_line
from ui.widgets.steps import steps
from ui.widgets.text import clean, label
from ui.widgets.toast import SHOWN_MS, toast


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Maria", "Maria"),
        ("José 陈", "José 陈"),
        ("a\u202eb\u200bc\x00d\u2066e", "abcde"),
        ("two\r\nlines\tand", "two lines and"),
        ("<font size=20 color=red>GOLD TIER</font>", "<font size=20 color=red>GOLD TIER</font>"),
    ],
)
def test_a_name_is_shown_as_it_is_spelt_without_signs_that_lie(qtbot: QtBot, text: str, shown: str) -> None:
    made = label(text)
    qtbot.addWidget(made)
    assert clean(text) == made.text() == shown
    assert made.textFormat() is Qt.TextFormat.PlainText


def test_a_line_too_long_is_cut_with_dots_and_told_whole(qtbot: QtBot, window: QWidget) -> None:
    made = label("A <b>name</b> that is far longer than its place on the card")
    made.setParent(window)
    made.resize(120, 24)
    cut = made.grab().toImage()
    assert made.toolTip() == "<p>A &lt;b&gt;name&lt;/b&gt; that is far longer than its place on the card</p>"
    made.resize(900, 24)
    made.grab()
    assert made.toolTip() == ""
    assert right_edge(cut) <= 120


def right_edge(picture: QImage) -> int:
    ground = picture.pixel(0, 0)
    return max(x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != ground)


def test_an_ampersand_in_a_button_is_no_shortcut(qtbot: QtBot) -> None:
    made = key_button("Ann & Bob", "F3")
    qtbot.addWidget(made)
    assert made.text() == "Ann && Bob"
    assert made.shortcut().isEmpty()
    assert (made.accessibleName(), made.accessibleDescription()) == ("Ann & Bob", "Key F3")


@pytest.mark.parametrize("scale", list(theme.SCALES))
def test_every_button_is_a_target_and_takes_the_focus_by_tab_only(qapp: QApplication, qtbot: QtBot, scale: int) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    page.resize(page.sizeHint())
    buttons = page.findChildren(QPushButton)
    assert buttons
    for button in buttons:
        assert button.width() >= theme.TARGET
        assert button.height() >= theme.TARGET
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_every_widget_that_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    page = command_box(COMMANDS)
    qtbot.addWidget(page)
    parts = [page, *page.findChildren(QWidget)]
    nameless = [
        type(part).__name__
        for part in parts
        if part.focusPolicy() is not Qt.FocusPolicy.NoFocus and not part.accessibleName()
    ]
    assert nameless == []
    cross = icon_button("x", "Dismiss")
    qtbot.addWidget(cross)
    assert cross.accessibleName() == "Dismiss"


def test_a_button_shows_its_focus(qtbot: QtBot, window: QWidget) -> None:
    for primary in (False, True):
        made = key_button("Save", "Enter", primary=primary)
        made.setParent(window)
        made.show()
        window.activateWindow()
        without = made.grab().toImage()
        made.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(made.hasFocus)
        assert made.grab().toImage() != without
        made.hide()


@pytest.mark.parametrize(
    ("name", "rank", "tone"),
    [("Gold", 0, "gold"), ("PLATINUM", 0, "platinum"), ("Regular", 0, "bronze"), ("Whale", 9, "platinum")],
)
def test_a_tier_has_the_tone_of_its_metal_or_its_rank(name: str, rank: int, tone: str) -> None:
    assert tier_tone(name, rank) == tone


def test_a_chip_with_a_tone_or_icon_that_is_none_fails_when_told_not_when_painted(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        chip("x", "x", "pink")
    with pytest.raises(FileNotFoundError):
        chip("x", "no-such-icon")


@pytest.mark.parametrize("scale", theme.SCALES)
def test_a_chip_that_can_be_pressed_is_a_target_and_looks_like_one_that_cannot(
    qapp: QApplication, qtbot: QtBot, window: QWidget, scale: int
) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    pressed, plain = chip_button("14 waiting", "refresh-cw", "warn"), chip("14 waiting", "refresh-cw", "warn")
    for each in (pressed, plain):
        qtbot.addWidget(each)
        each.resize(each.sizeHint())
    assert min(pressed.width(), pressed.height()) >= theme.TARGET
    assert pressed.width() == plain.width()
    inner = pressed.grab().toImage().copy(0, round((pressed.height() - plain.height()) / 2), *_size(plain))
    assert inner == plain.grab().toImage().copy(0, 0, *_size(plain))


def test_a_chip_that_can_be_pressed_shows_its_focus_and_takes_it_by_tab_only(qtbot: QtBot, window: QWidget) -> None:
    made = chip_button("Works alone", "hard-drive", "ok")
    made.setParent(window)
    made.show()
    before = made.grab().toImage()
    assert made.focusPolicy() is Qt.FocusPolicy.TabFocus
    window.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    assert made.grab().toImage() != before
    assert (made.accessibleName(), made.text()) == ("Works alone", "Works alone")
    with pytest.raises(KeyError):
        made.set("x", "x", "plaid")


def test_a_line_of_progress_says_its_part_and_hides_without_one(qtbot: QtBot, window: QWidget) -> None:
    made = ProgressLine()
    made.setParent(window)
    assert not made.isVisibleTo(window)
    made.set_part(0.351)
    assert (made.isVisible(), made.part, made.accessibleName()) == (True, 0.351, "35 percent")
    made.set_part(7)
    assert made.part == 1.0
    made.set_part(None)
    assert not made.isVisible()


def _size(widget: QWidget) -> tuple[int, int]:
    return widget.width(), widget.height()


def test_steps_say_how_far_it_is(qtbot: QtBot) -> None:
    made = steps(9, 10, (5,))
    qtbot.addWidget(made)
    assert made.accessibleName() == "9 of 10 visits to the next reward"
    made.set(12, 10, reward="$10 off")
    assert made.accessibleName() == "10 of 10 visits to $10 off"


def test_steps_reach_both_edges_with_equal_gaps(qtbot: QtBot) -> None:
    made = steps(9, 10)
    qtbot.addWidget(made)
    made.resize(751, 27)
    boxes = [made._box_of(step) for step in range(1, 11)]
    assert boxes[0].left() == 0
    assert boxes[-1].right() == 751
    assert {round(after.left() - before.right()) for before, after in pairwise(boxes)} == {6}


def test_charts_say_their_figures(qtbot: QtBot) -> None:
    brands = bars((("Kiva", 4), ("Blue\u202e Fern", 2)))
    months = spend_line((Month("Oct", 9_900, "$99"), Month("Nov", 0, "nothing")), "Spent by month")
    for part in (brands, months, bars(), spend_line()):
        qtbot.addWidget(part)
        part.resize(300, 70)
        assert not part.grab().isNull()
    assert brands.accessibleName() == "Kiva 4; Blue Fern 2"
    assert months.accessibleName() == "Spent by month: Oct $99, Nov nothing"


def test_a_banner_is_hidden_until_told_and_goes_when_dismissed(qtbot: QtBot, window: QWidget) -> None:
    column = QVBoxLayout(window)
    made = banner()
    column.addWidget(made)
    assert made.isHidden()
    made.tell("The disk is full.", "circle-x", "bad", dismissable=True)
    assert (made.isVisible(), made.words, made.accessibleName()) == (True, "The disk is full.", "The disk is full.")
    with qtbot.waitSignal(made.dismissed):
        made._close.click()
    assert made.isHidden()


def test_a_note_stays_eight_seconds_and_an_error_until_dismissed(qtbot: QtBot, window: QWidget) -> None:
    made = toast(window)
    made.tell("Saved.", action="Undo", key="F4")
    assert made.timer.isActive()
    assert made.timer.interval() == SHOWN_MS == 8_000
    with qtbot.waitSignal(made.acted):
        made._action.click()
    made.timer.timeout.emit()
    assert made.isHidden()
    made.tell("Not saved.", "circle-x", "bad")
    assert not made.timer.isActive()
    made._close.click()
    assert made.isHidden()


def test_a_note_stands_bottom_left_over_the_row_of_buttons_at_every_size(
    qapp: QApplication, qtbot: QtBot, window: QWidget
) -> None:
    made = toast(window, above=66)
    made.tell("Saved. Visit 10 for Maria G.", action="Undo", key="F4")
    for scale in theme.SCALES:
        theme.apply(qapp, theme.Theme.LIGHT, scale)
        window.resize(800 + scale, 600)
        QApplication.sendPostedEvents(made, QEvent.Type.LayoutRequest.value)
        assert made.x() == 16
        assert made.geometry().bottom() == 600 - 66 - 8 - 1
        assert made.width() >= made.sizeHint().width()


@pytest.fixture
def palette(window: QWidget) -> CommandBox:
    made = command_box(COMMANDS)
    made.setParent(window)
    made.open()
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["visit", "new", "undo", "dark"]),
        ("rec vis", ["visit"]),
        ("visit", ["visit", "undo"]),
        ("VISIT last", ["undo"]),
        ("f3", ["new"]),
        ("ember", ["new"]),
        ("zzz", []),
    ],
)
def test_commands_are_found_by_words_in_any_order(typed: str, found: list[str]) -> None:
    assert [command.id for command in matching(COMMANDS, typed)] == found


def test_a_command_is_chosen_by_keyboard_alone(qtbot: QtBot, palette: CommandBox) -> None:
    QTest.keyClicks(palette.line, "visit")
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert chosen.args == ["undo"]
    with qtbot.waitSignal(palette.closed):
        QTest.keyClick(palette.line, Qt.Key.Key_Escape)


def test_nothing_is_chosen_where_nothing_matches(qtbot: QtBot, palette: CommandBox) -> None:
    QTest.keyClicks(palette.line, "zzz")
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.shown() == []
