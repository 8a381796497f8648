"""The end of the day on the screen: report, checklist, close, revision, exceptions, periods; by keyboard alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_close
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.printer import FakePrinter
from tests.ui.evenings import an_odd_day, checked, closes, evening, replaced
from tests.ui.keys import Key, alt, press
from tests.ui.raising import raised
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, lock_of, sign_in
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(evening_office: Office) -> Office:
    return evening_office


@pytest.fixture
def window(evening_window: MainWindow) -> MainWindow:
    return evening_window


# ----------------------------------------------------------------------------------------------------------- the day


def test_f12_shows_the_report_and_the_checklist(window: MainWindow, shop: Shop, people: People) -> None:
    an_odd_day(shop, people)
    pages = evening(window)
    titles = [table.title for table in pages.day_view.report.paper.tables]
    assert titles[:4] == ["Totals", "Against before", "By hour", "Points owed to members"]
    assert {"To look at", "Voids and corrections"} <= set(titles)
    assert checked(pages) == [
        "All entries are sent",
        "1 possible double visit",
        "1 visit over $1,000",
        "1 void without a reason",
        "The clock is right",
        "1 other exception open",
    ]
    assert pages.day_view.lines[1].accessibleName() == "Look: 1 possible double visit"
    assert pages.day_view.counted.words.text() == "We have 7 tickets. What does the cash register say?"
    assert pages.day_view.tickets.line.hasFocus()


def test_tickets_are_compared_as_they_are_typed(window: MainWindow) -> None:
    pages = evening(window)
    press("6")
    assert pages.day_view.counted.words.text() == "Register says 6, we have 4: 2 not recorded here"
    press(Key.Key_Backspace, "4")
    assert pages.day_view.counted.words.text() == "The cash register's 4 tickets are ours"
    press("x")
    alt(Key.Key_Z)
    assert pages.day_view.wrong.words.text() == "Tickets are a number, such as 181."


def test_a_day_is_closed_with_two_presses_and_keeps_what_was_typed(window: MainWindow, shop: Shop) -> None:
    pages = evening(window)
    press("4", Key.Key_Tab, "quiet <b>day</b>")
    alt(Key.Key_Z)
    assert closes(shop) == []
    assert pages.day_view.close_day.text() == "Close for ever? (Z 0001)"
    alt(Key.Key_Z)
    (close,) = closes(shop)
    assert isinstance(close.body, DayClosed)
    assert (close.body.number, close.body.tickets, close.body.note) == (1, 4, "quiet <b>day</b>")
    assert window.page.toast.words == "Nov 23, 2026 is closed: Z 0001. What comes now is named by a revision."
    assert pages.day_view.state.words == "Closed, Z 0001"
    assert pages.day_view.close_day.isHidden()
    assert "Note: quiet <b>day</b>" in pages.day_view.report.paper.accessibleDescription()
    assert [row.cells for row in pages.day_view.earlier.rows] == [("Nov 23, 2026", "Z 0001")]


def test_another_key_between_takes_the_question_back(window: MainWindow, shop: Shop) -> None:
    evening(window)
    alt(Key.Key_Z)
    press("4")
    alt(Key.Key_Z)
    assert closes(shop) == []


def test_what_comes_after_the_close_makes_revision_2(window: MainWindow, shop: Shop, people: People) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    shop.clock.advance(1)
    shop.visit(people.maria, 20_00)
    shop.visit(people.jamal, 30_00)
    pages.day.refresh()
    assert pages.day_view.late.words.text() == "2 entries came after the close: make revision 2"
    alt(Key.Key_V)
    assert [fact.body.revision for fact in closes(shop) if isinstance(fact.body, DayClosed)] == [1, 2]
    assert pages.day_view.late.isHidden()
    assert pages.day_view.state.words == "Closed, Z 0001, revision 2"
    assert window.page.toast.words == "Nov 23, 2026 has revision 2, which names 2 entries."


def test_days_are_turned_by_keys_and_the_future_is_not_closed(window: MainWindow, shop: Shop) -> None:
    pages = evening(window)
    alt(Key.Key_Right)
    assert pages.day_view.day.text() == "Nov 24, 2026"
    assert "This day has not begun; today is Nov 23, 2026" in checked(pages)
    assert not pages.day_view.close_day.isEnabled()
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert closes(shop) == []
    alt(Key.Key_Left)
    alt(Key.Key_Left)
    assert pages.day_view.day.text() == "Nov 22, 2026"


def test_a_day_before_the_last_closed_one_stays_without(window: MainWindow) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    alt(Key.Key_Left)
    assert "Nov 23, 2026 is closed already: this day stays without a Z" in checked(pages)
    assert not pages.day_view.close_day.isEnabled()


def test_what_another_register_closed_meanwhile_is_said_and_nothing_is_closed_twice(
    window: MainWindow, shop: Shop, office: Office
) -> None:
    pages = evening(window)
    assert office.days is not None
    day_close.close_day(shop.desk, office.days, TODAY)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert len(closes(shop)) == 1
    assert pages.day_view.wrong.words.text().startswith("Nov 23, 2026 was closed with Z 0001")


def test_a_full_disk_closes_nothing_and_forgets_nothing(window: MainWindow, shop: Shop) -> None:
    pages = evening(window)
    press("4")
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Free some space.")
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert closes(shop) == []
    assert window.model.notices.trouble == "The disk is full. Free some space."
    assert pages.day_view.tickets.line.text() == "4"
    assert pages.day_view.close_day.isEnabled()
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert len(closes(shop)) == 1


def test_a_clock_before_the_last_z_is_said(window: MainWindow, shop: Shop) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    shop.clock.advance(24 * 60)
    pages.open(TODAY + timedelta(days=1))
    shop.clock.advance(-25 * 60)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert len(closes(shop)) == 1
    assert pages.day_view.wrong.words.text().startswith("This computer's clock is behind the last report")


def test_the_report_is_scrolled_by_keys(window: MainWindow, shop: Shop, people: People) -> None:
    an_odd_day(shop, people)
    pages = evening(window)
    report = pages.day_view.report
    report.setFocus()
    press(Key.Key_PageDown)
    assert report.verticalScrollBar().value() > 0
    press(Key.Key_End)
    assert report.verticalScrollBar().value() == report.verticalScrollBar().maximum()
    press(Key.Key_Home)
    assert report.verticalScrollBar().value() == 0
    press(Key.Key_Escape)
    assert window.page.top.search.hasFocus()


def test_a_closed_day_is_shown_as_it_was_and_as_it_is_now(window: MainWindow, shop: Shop, people: People) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    shop.clock.advance(1)
    shop.visit(people.maria, 20_00)
    pages.day.refresh()
    assert pages.day.said is not None
    assert pages.day.said.report.totals.receipts == 4
    alt(Key.Key_N)
    assert pages.day.said.report.totals.receipts == 5
    assert pages.day_view.late.words.text() == "1 entry came after the close: make revision 2"
    alt(Key.Key_N)
    assert pages.day.said.report.totals.receipts == 4


def test_a_day_that_was_left_open_is_listed_and_closed_first(window: MainWindow, shop: Shop, people: People) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    for _ in range(2):
        shop.clock.advance(24 * 60)
        shop.visit(people.maria, 20_00)
    shop.clock.advance(24 * 60)
    pages.open(TODAY + timedelta(days=3))
    assert "2 earlier days are open, from Nov 24, 2026 on: close them first, or they stay without a Z" in checked(pages)
    assert [row.cells for row in pages.day_view.earlier.rows] == [
        ("Nov 24, 2026", "Open: close it now"),
        ("Nov 25, 2026", "Open: close it now"),
        ("Nov 23, 2026", "Z 0001"),
    ]
    alt(Key.Key_O)
    assert pages.day_view.day.text() == "Nov 24, 2026"
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert pages.day_view.state.words == "Closed, Z 0002"
    pages.open(TODAY + timedelta(days=3))
    assert "Nov 25, 2026 is open: close it first, or it stays without a Z" in checked(pages)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert len(closes(shop)) == 3
    assert pages.day_view.open_day.isHidden()


@pytest.mark.rule("VS07")
def test_a_closed_day_says_so_for_as_long_as_it_lasts_here_and_at_the_counter(
    window: MainWindow, shop: Shop, people: People
) -> None:
    pages = evening(window)
    assert window.page.closed.isHidden()
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert pages.day_view.report.hasFocus()
    pages.open(TODAY)
    line = pages.day_view.lasting.words.text()
    assert line == "This day is closed (Z 0001). What is recorded for it now is named by revision 2."
    press(Key.Key_Escape)
    assert window.page.closed.isVisible()
    words = "Today is closed (Z 0001). What is recorded now is in no report until revision 2 names it."
    assert window.page.closed.words == words
    shop.clock.advance(1)
    shop.visit(people.maria, 20_00)
    pages.day.refresh()
    pages.day.revise()
    assert window.page.closed.words.endswith("until revision 3 names it.")
    shop.clock.advance(24 * 60)
    window.model.day.refresh()
    assert window.page.closed.isHidden()


# ------------------------------------------------------------------------------------------------------------- paper


def control(key: Key) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


def test_x_is_printed_any_time_and_of_a_z_the_first_print_is_the_original(
    window: MainWindow, printer: FakePrinter
) -> None:
    pages = evening(window)
    assert pages.day_view.print.text() == "Print X"
    control(Key.Key_P)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert pages.day_view.print.text() == "Print"
    control(Key.Key_P)
    assert pages.day_view.print.text() == "Print a copy"
    control(Key.Key_P)
    z = "denver-1, 2026-11-23, Z 0001"
    assert [pdf.decode() for pdf, _ in printer.printed] == ["denver-1, 2026-11-23, X", z, f"{z}, COPY"]
    assert printer.printed[-1][1] == z
    assert pages.day_view.done.words.text() == "Handed to the printer."


def test_a_printer_that_is_off_says_so_and_the_original_is_still_to_come(
    window: MainWindow, printer: FakePrinter
) -> None:
    pages = evening(window)
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    printer.off = True
    control(Key.Key_P)
    assert pages.day_view.wrong.words.text().endswith("Nothing is lost.")
    printer.off = False
    control(Key.Key_P)
    assert [pdf.decode() for pdf, _ in printer.printed] == ["denver-1, 2026-11-23, Z 0001"]


def test_a_report_is_saved_whole_or_not_at_all(window: MainWindow, tmp_path: Path) -> None:
    pages = evening(window)
    assert pages.day.file_name == "corner-leaf denver-1 2026-11-23 X.pdf"
    pages.day.save(tmp_path / "day.pdf")
    assert (tmp_path / "day.pdf").read_bytes() == b"denver-1, 2026-11-23, X"
    assert pages.day_view.done.words.text() == "Saved as day.pdf."
    pages.day.save(tmp_path / "nowhere" / "day.pdf")
    assert pages.day_view.wrong.words.text().endswith("its folder is there and no program has it open.")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".new"] == []


# ------------------------------------------------------------------------------------------------------------ people


def test_a_budtender_needs_a_managers_pin(
    qtbot: QtBot, qapp: QApplication, staffed: Shop, settings: QSettings, office: Office
) -> None:
    window = MainWindow(staffed.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    raised(qtbot, window)
    sign_in(window, "Cy", BUDTENDERS)
    press(Key.Key_F12)
    approval = lock_of(window).approval
    assert approval is not None
    assert approval.words.text() == "Closing the day is for a manager or an owner."
    press("1234", Key.Key_Return)
    assert approval.part.wrong.words.text() == "That PIN does not go with that name."
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert window.evenings is not None
    assert window.evenings.shown is not None
    assert window.evenings.shown.isVisible()
    alt(Key.Key_Z)
    alt(Key.Key_Z)
    assert closes(staffed) == []
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    (close,) = closes(staffed)
    assert close.staff == staffed.desk.staffing.people.roster().named("Cy")[0].id  # type: ignore[union-attr]
    qapp.removeEventFilter(window)
