"""What stands beside the register, in the whole window: slips, the member's card, the hardware page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.counter import signing_in
from posdesk.domain.staff_facts import Role
from posdesk.hardware.scanner import Reading
from posdesk.hardware.settings import NAMES, HardwareSettings, Paper, Printer
from posdesk.office import staff
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.fakes.slip_printer import OFF
from tests.ui.beside import Plugs, a_window_with, beside
from tests.ui.keys import Key, press
from tests.ui.shop import People
from tests.ui.signing import OWNERS
from ui import hardware_wording as wording
from ui import settings_wording, theme
from ui.main_window import MainWindow
from ui.viewmodels.screens import Panel, Screen


@pytest.fixture
def plugs() -> Plugs:
    return Plugs()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings, plugs: Plugs
) -> Iterator[MainWindow]:
    with a_window_with(qtbot, shop, settings, plugs) as made:
        yield made


def toast(window: MainWindow) -> str:
    said = window.model.notices.toast
    return "" if said is None else said.words


def test_the_slip_of_the_member_shown_is_printed_and_printed_again(window: MainWindow, plugs: Plugs) -> None:
    window.scanned("MARIA-4417")
    window.run_command("print-slip")
    window.run_command("print-slip")
    assert [slip.lines[0].left for slip in plugs.printer.slips] == ["Maria G."] * 2
    assert toast(window) == wording.SLIP_PRINTED


def test_at_the_start_it_is_that_of_whoever_was_here_last(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("print-slip")
    assert [slip.lines[0].left for slip in plugs.printer.slips] == ["Jamal K."]


def test_a_printer_that_is_off_is_words_in_passing_and_the_slip_comes_when_it_is_on(
    window: MainWindow, plugs: Plugs
) -> None:
    plugs.printer.off = True
    window.scanned("MARIA-4417")
    window.run_command("print-slip")
    assert (toast(window), plugs.printer.slips) == (OFF, [])
    plugs.printer.off = False
    window.run_command("print-slip")
    assert len(plugs.printer.slips) == 1


def test_a_visit_does_not_wait_for_its_slip(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings
) -> None:
    plugs, lane = Plugs(HardwareSettings(slip_after_visit=True)), FakeLane()
    with a_window_with(qtbot, shop, settings, plugs, lane) as window:
        window.scanned("MARIA-4417")
        press(Key.Key_F2, "62.50", Key.Key_Return)
        assert toast(window) == "Saved. Visit 10 for Maria G."
        assert (lane.waiting(), plugs.printer.slips) == (1, [])
        window.scanned("MARIA-4417")
        assert window.model.screen is Screen.MEMBER
        lane.run()
        assert [slip.title for slip in plugs.printer.slips] == ["Visit 10"]
        assert toast(window) == "Saved. Visit 10 for Maria G."  # that it was printed can be seen
        press(Key.Key_Escape, Key.Key_Escape, Key.Key_F2, "5.00", Key.Key_Return)
        assert lane.waiting() == 0  # a guest's has none


def test_the_card_of_a_member_is_shown_printed_and_saved(window: MainWindow, plugs: Plugs, people: People) -> None:
    window.run_command("card-code")
    assert window.model.panel is Panel.NONE
    window.scanned("MARIA-4417")
    window.run_command("card-code")
    view = beside(window).card
    assert (window.model.panel, view.letters.text(), view.name.text()) == (Panel.CARD, "MARIA-4417", "Maria")
    assert view.print_button.hasFocus()
    press(Key.Key_Return)
    assert [slip.codes[0].text for slip in plugs.printer.slips] == ["MARIA-4417"]
    view.saved.emit(Path("card.png"), False)
    view.saved.emit(Path("status.pdf"), True)
    assert plugs.written == [(people.maria, Path("card.png"), False), (people.maria, Path("status.pdf"), True)]
    press(Key.Key_Escape)
    assert window.model.panel is Panel.NONE


def test_who_has_no_code_gets_one_there(window: MainWindow, people: People) -> None:
    window.model.open_member(people.newcomer)
    window.run_command("card-code")
    view = beside(window).card
    assert (view.letters.text(), view.make_button.hasFocus()) == (wording.NO_CARD, True)
    press(Key.Key_Return)
    assert view.letters.text().startswith("PD1-")
    assert not view.make_button.isVisible()


def test_a_return_has_its_slip_where_visits_have(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings
) -> None:
    plugs = Plugs(HardwareSettings(slip_after_visit=True))
    with a_window_with(qtbot, shop, settings, plugs) as window:
        window.scanned("MARIA-4417")
        press(Key.Key_F7, Key.Key_Down, Key.Key_Return)
        window.run_command("all-back")
        press(Key.Key_Return)
        assert [slip.title for slip in plugs.printer.slips] == ["Return"]


# --------------------------------------------------------------------------------------------------- the hardware page


def test_a_scan_on_the_hardware_page_is_told_of_and_opens_no_card(window: MainWindow) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    beside(window).scan_read(Reading(tuple("MARIA-4417"), (7,) * 9, True))
    window.scanned("MARIA-4417")
    assert view.shown.text() == "MARIA-4417"
    assert view.pace.text() == "10 signs, 7 ms between two (7 to 7)"
    assert window.model.card is None
    press(Key.Key_Escape)
    assert view.model.report is None
    assert view.shown.text() == "" or not view.shown.isVisible()
    window.scanned("MARIA-4417")
    assert window.model.card is not None


def test_a_scan_elsewhere_is_not_kept_for_the_page(window: MainWindow) -> None:
    beside(window).scan_read(Reading(tuple("MARIA-4417"), (7,) * 9, True))
    window.run_command("hardware")
    assert beside(window).hardware.model.report is None


def test_what_is_chosen_there_is_in_force_at_once(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    view.printer.chosen.emit("network")
    view.address.line.setText("192.168.1.50")
    view.address.line.editingFinished.emit()
    view.after_visit.click()
    view.survey.line.setText("nonsense")
    view.survey.line.editingFinished.emit()
    assert plugs.settings == HardwareSettings(Printer.NETWORK, "192.168.1.50", slip_after_visit=True)
    assert beside(window).settings == plugs.settings
    assert "no address" in view.wrong.words.text()


def test_f4_takes_back_what_was_set_there_the_last_first(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    assert not view.undo.isEnabled()
    press(Key.Key_F4)
    assert view.wrong.words.text() == settings_wording.NOTHING_TO_UNDO
    for name, text in (("paper", "58"), ("slip_after_visit", "yes"), ("scanner_baud", "19200"), ("paper", "58")):
        view.model.set(name, text)
    assert view.undo.text() == "Undo: speed of the scanner"
    press(Key.Key_F4, Key.Key_F4)
    assert plugs.settings == HardwareSettings(paper=Paper.NARROW) == beside(window).settings
    assert view.done.words.text() == "Taken back: slip after each visit."
    assert not view.after_visit.isChecked()
    press(Key.Key_F4)
    assert (plugs.settings, view.undo.isEnabled()) == (HardwareSettings(), False)


def test_what_was_set_before_the_page_was_left_is_not_taken_back(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    view.model.set("paper", "58")
    press(Key.Key_Escape)
    window.run_command("hardware")
    press(Key.Key_F4)
    assert plugs.settings.paper is Paper.NARROW


def test_a_setting_that_cannot_be_put_back_is_words_and_can_be_tried_again(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    view.model.set("paper", "58")
    plugs.full = True
    press(Key.Key_F4)
    assert (plugs.settings.paper, view.wrong.words.text()) == (Paper.NARROW, "The settings were not saved.")
    plugs.full = False
    press(Key.Key_F4)
    assert (plugs.settings.paper, view.wrong.isVisible()) == (Paper.WIDE, False)


def test_every_setting_has_a_name_to_be_taken_back_by() -> None:
    assert set(settings_wording.SETTINGS) == set(NAMES)


def test_a_test_is_printed_and_says_how_it_went(window: MainWindow, plugs: Plugs) -> None:
    window.run_command("hardware")
    view = beside(window).hardware
    assert view.print_test.hasFocus()
    press(Key.Key_Return)
    assert [slip.title for slip in plugs.printer.slips] == ["Test of the printer"]
    assert view.printed.words.text() == wording.TEST_PRINTED
    plugs.printer.off = True
    view.print_test.click()
    assert view.not_printed.words.text() == OFF


def test_settings_are_for_who_may_change_them(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings, plugs: Plugs
) -> None:
    owner = signing_in.make_owner(shop.desk, "Ana", OWNERS)
    staff.add(owner, "Cy", Role.BUDTENDER, "2468")
    cy = signing_in.sign_in(shop.desk, "Cy", "2468")
    with a_window_with(qtbot, replace(shop, desk=cy), settings, plugs) as window:
        window.run_command("hardware")
        beside(window).hardware.model.set("paper", "58")
        assert plugs.settings == HardwareSettings()


@pytest.mark.parametrize("scale", [100, 150])
def test_everything_on_the_page_says_its_name_and_is_large_enough(
    qapp: QApplication, window: MainWindow, scale: int
) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    window.run_command("hardware")
    every = [each for each in beside(window).hardware.findChildren(QWidget) if each.isVisible()]
    focusable = [each for each in every if each.focusPolicy() != QWidget().focusPolicy()]
    assert len(focusable) >= 10
    for widget in focusable:
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert spoken.strip(), f"{widget} has no name"
        assert widget.height() >= theme.TARGET
        assert widget.width() >= theme.TARGET


def test_a_scan_of_the_serial_line_is_a_scan(window: MainWindow) -> None:
    beside(window).line.scanned.emit(Reading(tuple("MARIA-4417"), (1,) * 9, True), "MARIA-4417")
    assert window.model.card is not None
    assert window.model.card.member.short_name == "Maria G."
