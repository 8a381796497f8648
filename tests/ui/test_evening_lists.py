"""Exceptions and periods on the screen, by keyboard alone."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.facts import VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.ui.evenings import an_odd_day, checked, evening
from tests.ui.keys import Key, alt, press
from tests.ui.shop import People
from ui.main_window import MainWindow
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.viewmodels.period_page import Length, PeriodPage, span_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def window(evening_window: MainWindow) -> MainWindow:
    return evening_window


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


def test_an_unhappy_member_is_followed_up_by_keyboard_alone(window: MainWindow, shop: Shop, people: People) -> None:
    shop.happened(FeedbackGiven(3, words="the <b>line</b> was long"), people.maria)
    pages = evening(window)
    assert "1 member unhappy, not followed up yet" in checked(pages)
    assert pages.day_view.close_day.isEnabled()
    alt(Key.Key_E)
    view = pages.list_view
    assert [row.cells[0] for row in view.list.rows] == ["3 of 10: a member is unlikely to recommend the shop"]
    told = [line.text() for line in view.lines if not line.isHidden()]
    assert told[0] == "“the <b>line</b> was long”"
    assert told[1].startswith("The visit before: Nov ")
    assert told[1].endswith(", served by Dana R.")
    assert view.buttons[Remedy.ACCEPT].accessibleName() == "Followed up"
    press(Key.Key_Return)
    assert view.reason.line.accessibleName() == "What was done about it"
    press("called her")
    alt(Key.Key_L)
    assert view.note.text() == "Settled. Followed up. Nothing is left."
    settled = next(fact for fact in shop.ledger.facts.values() if isinstance(fact.body, ExceptionSettled))
    assert isinstance(settled.body, ExceptionSettled)
    assert (settled.subject, settled.body.note) == (people.maria, "called her")
    press(Key.Key_Escape)
    assert not [words for words in checked(pages) if "unhappy" in words]


def test_another_exception_asks_why_again(window: MainWindow, shop: Shop, people: People) -> None:
    an_odd_day(shop, people)
    shop.happened(FeedbackGiven(3), people.maria)
    view = evening(window).list_view
    alt(Key.Key_E)
    names = set()
    for _ in range(4):
        names.add((view.reason.line.accessibleName(), view.buttons[Remedy.ACCEPT].accessibleName()))
        press(Key.Key_Down)
    assert names == {("Why", "Leave it"), ("What was done about it", "Followed up")}


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


def test_a_period_that_is_stopped_shows_nothing_of_it(qapp: QApplication, shop: Shop, evening_office: Office) -> None:
    lane = FakeLane()
    page = PeriodPage(DeskDoor(shop.desk, StraightLane()), lambda _: evening_office, lane)
    page.open(TODAY)
    assert page.part is not None
    page.cancel()
    lane.run()
    assert (page.part, page.said, page.words) == (None, None, "Stopped. Nothing was changed.")
    page.make()
    lane.run()
    assert page.said is not None
