"""The end of the day on the screen: report, checklist, close, revision, exceptions, periods; by keyboard alone."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.facts import Fact, VisitVoided
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_close
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.ui.evenings import an_odd_day
from tests.ui.keys import Key, alt, press
from tests.ui.office import an_office
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, lock_of, sign_in
from ui.main_window import MainWindow
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.viewmodels.period_page import Length, PeriodPage, span_of
from ui.views.evening_pages import EveningPages

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(shop: Shop, people: People) -> Office:
    return an_office(shop)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, office: Office, settings: QSettings) -> Iterator[MainWindow]:
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield window
    qapp.removeEventFilter(window)


def replaced(office: Office, desk: object) -> Office:
    """The office at the desk of whoever is signed in, as the composition root makes it."""
    return Office(desk, office.audiences, office.templates, office.days)  # type: ignore[arg-type]


def evening(window: MainWindow) -> EveningPages:
    press(Key.Key_F12)
    assert window.evenings is not None
    assert window.evenings.shown is not None
    return window.evenings.shown


def closes(shop: Shop) -> list[Fact]:
    return [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, DayClosed)]


def checked(pages: EveningPages) -> list[str]:
    return [line.words.text() for line in pages.day_view.lines if not line.isHidden()]


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


# ------------------------------------------------------------------------------------------------------------ people


def test_a_budtender_needs_a_managers_pin(
    qtbot: QtBot, qapp: QApplication, staffed: Shop, settings: QSettings, office: Office
) -> None:
    window = MainWindow(staffed.desk, StraightLane(), settings, office=lambda desk: replaced(office, desk))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
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


# -------------------------------------------------------------------------------------------------------- exceptions


def test_exceptions_are_settled_by_keyboard_alone(window: MainWindow, shop: Shop, people: People) -> None:
    an_odd_day(shop, people)
    pages = evening(window)
    alt(Key.Key_E)
    view = pages.list_view
    assert [(row.cells[0], row.cells[1]) for row in view.list.rows] == [
        ("One receipt of $1,240.00", "Maria G."),
        ("One member, 3 receipts in one day, all rung up by Dana R.", "Jamal K."),
        ("The same member and the same $45.00 twice within minutes", "Jamal K."),
    ]
    press(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert view.reason.line.hasFocus()
    alt(Key.Key_T)
    assert view.wrong.words.text().startswith("Say why")
    press("rung up twice")
    alt(Key.Key_T)
    assert view.note.text() == "Settled. Take it back. 2 exceptions left."
    assert sum(isinstance(fact.body, VisitVoided) for fact in shop.ledger.facts.values()) == 2
    press(Key.Key_Escape)
    assert "No visit looks recorded twice" in checked(pages)


def test_a_receipt_is_given_to_whoever_is_typed(window: MainWindow, shop: Shop, people: People) -> None:
    an_odd_day(shop, people)
    pages = evening(window)
    alt(Key.Key_E)
    view = pages.list_view
    press(Key.Key_Return)
    press("his card")
    view.whose.line.setFocus()
    press("Ma")
    alt(Key.Key_G)
    assert view.wrong.words.text().startswith("That finds no one, or several members.")
    view.whose.line.clear()
    press("Jamal")
    alt(Key.Key_G)
    assert view.note.text().startswith("Settled.")
    settled = [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, ExceptionSettled)]
    assert [(each.how, each.to) for each in settled] == [(Remedy.ASSIGN, people.jamal)]


# ----------------------------------------------------------------------------------------------------------- periods


def test_a_period_is_chosen_by_keys(window: MainWindow, shop: Shop, people: People) -> None:
    pages = evening(window)
    alt(Key.Key_R)
    view = pages.period_view
    assert view.days.text() == "Nov 23, 2026 to Nov 29, 2026"
    assert view.report.paper.tables[0].title == "Totals"
    alt(Key.Key_Q)
    assert view.days.text() == "Oct 1, 2026 to Dec 31, 2026"
    alt(Key.Key_Left)
    assert view.days.text() == "Jul 1, 2026 to Sep 30, 2026"
    alt(Key.Key_S)
    assert "Store against store" in [table.title for table in view.report.paper.tables]
    press(Key.Key_Escape, Key.Key_Escape)
    assert window.page.top.search.hasFocus()


@pytest.mark.parametrize(
    ("length", "day", "first", "last"),
    [
        (Length.WEEK, date(2026, 11, 29), date(2026, 11, 23), date(2026, 11, 29)),
        (Length.MONTH, date(2024, 2, 10), date(2024, 2, 1), date(2024, 2, 29)),
        (Length.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (Length.QUARTER, date(2026, 11, 2), date(2026, 10, 1), date(2026, 12, 31)),
        (Length.QUARTER, date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_period_has_whole_weeks_months_and_quarters(length: Length, day: date, first: date, last: date) -> None:
    assert span_of(length, day) == (first, last)


def test_a_period_that_is_stopped_shows_nothing_of_it(qapp: QApplication, shop: Shop, office: Office) -> None:
    lane = FakeLane()
    page = PeriodPage(DeskDoor(shop.desk, StraightLane()), lambda _: office, lane)
    page.open(TODAY)
    assert page.part is not None
    page.cancel()
    lane.run()
    assert (page.part, page.said, page.words) == (None, None, "Stopped. Nothing was changed.")
    page.make()
    lane.run()
    assert page.said is not None
