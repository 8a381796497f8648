"""A manager's evening: whole stories through the real window, a real encrypted store and its own lane."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from posdesk.counter import signing_in
from posdesk.domain.day_chain import loose
from posdesk.domain.staff_facts import Role
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_close, staff
from posdesk.reports.making import day_report
from tests.counter.conftest import Counter, waited
from tests.fakes.clock import FakeClock
from ui.views.evening_pages import EveningPages

Key = Qt.Key
OWNERS, BUDTENDERS = "4719", "913604"
A_DAY = 24 * 60


def alt(counter: Counter, key: Key) -> None:
    """A key together with Alt, to whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, Qt.KeyboardModifier.AltModifier)
    counter.settle()


def first_owner(counter: Counter) -> None:
    """Ana types the first PIN of this shop."""
    counter.window.run_command("first-owner")
    for words in ("Ana", OWNERS):
        counter.keys.type(words)
        counter.keys.press(Key.Key_Tab)
    counter.keys.type(OWNERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()


def a_visit(counter: Counter, dollars: str) -> None:
    """Maria's card, F2, an amount, Enter."""
    counter.keys.scan("MARIA-4417")
    counter.qtbot.waitUntil(lambda: counter.window.model.card is not None)
    counter.keys.press(Key.Key_F2)
    counter.settle()
    counter.keys.type(dollars)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    counter.keys.press(Key.Key_Escape)


def end_of_day(counter: Counter) -> EveningPages:
    """F12."""
    counter.keys.press(Key.Key_F12)
    counter.settle()
    assert counter.window.evenings is not None
    assert counter.window.evenings.shown is not None
    return counter.window.evenings.shown


def closed(counter: Counter, note: str) -> None:
    """The note, and twice the key."""
    counter.keys.press(Key.Key_Tab)
    counter.keys.type(note)
    alt(counter, Key.Key_Z)
    alt(counter, Key.Key_Z)


def home(counter: Counter) -> None:
    counter.keys.press(Key.Key_Escape)
    counter.settle()


def later(clock: FakeClock, minutes: float) -> None:
    clock.advance(minutes)


def test_from_the_first_pin_to_z_0002_with_a_late_entry(counter: Counter, tmp_path: Path) -> None:
    first_owner(counter)
    a_visit(counter, "20.00")
    pages = end_of_day(counter)
    closed(counter, "quiet")
    assert pages.day_view.state.words == "Closed, Z 0001"
    assert counter.said == "Nov 23, 2026 is closed: Z 0001. What comes now is named by a revision."
    pages.day.save(tmp_path / "z.pdf")
    counter.settle()
    assert (tmp_path / "z.pdf").read_bytes().startswith(b"%PDF-")
    assert pages.day_view.print.text() == "Print a copy"
    home(counter)
    later(counter.clock, 30)
    a_visit(counter, "30.00")
    pages = end_of_day(counter)
    assert pages.day_view.late.words.text() == "1 entry came after the close: make revision 2"
    alt(counter, Key.Key_V)
    assert pages.day_view.state.words == "Closed, Z 0001, revision 2"
    home(counter)
    later(counter.clock, A_DAY)
    a_visit(counter, "40.00")
    pages = end_of_day(counter)
    assert pages.day_view.day.text() == "Nov 24, 2026"
    closed(counter, "better")
    assert [row.cells for row in pages.day_view.earlier.rows] == [
        ("Nov 24, 2026", "Z 0002"),
        ("Nov 23, 2026", "Z 0001, revision 2"),
    ]
    told = waited(counter.qtbot, counter.lane, lambda: sums_of(counter))
    assert told == [(1, 20_00, "quiet"), (2, 50_00, "quiet"), (1, 40_00, "better")]
    closes = waited(counter.qtbot, counter.lane, lambda: counter.days.closes(counter.desk.station.store))
    assert loose(closes) == []


def chain(counter: Counter) -> list[day_close.Report]:
    return day_close.chain_of(counter.days.closes(counter.desk.station.store))


def sums_of(counter: Counter) -> list[tuple[int, int, str | None]]:
    """Receipts, spend and note of each report, in the order of the chain."""
    found = []
    for each in chain(counter):
        assert isinstance(each.fact.body, DayClosed)
        said = day_report(counter.desk, counter.days, each.closed.day, revision=each.closed.revision)
        found.append((said.totals.receipts, said.totals.spend_cents, said.head.note))
    return found


def test_a_budtenders_evening_is_approved_act_by_act(counter: Counter) -> None:
    first_owner(counter)
    waited(counter.qtbot, counter.lane, lambda: add_cy(counter))
    locking = counter.window.locking
    assert locking is not None
    locking.signing.refresh()
    counter.settle()
    locking.signing.lock()
    counter.settle()
    counter.keys.press(Key.Key_Down)
    counter.keys.type(BUDTENDERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.window.page.top.person.words == "Cy"
    counter.keys.press(Key.Key_F12)
    counter.settle()
    assert locking.approval is not None
    assert locking.approval.isVisible()
    counter.keys.press(Key.Key_Escape)
    counter.settle()
    assert counter.said == "Closing the day is for a manager or an owner."
    assert counter.window.evenings is None or counter.window.evenings.shown is None
    counter.keys.press(Key.Key_F12)
    counter.settle()
    counter.keys.type(OWNERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.window.evenings is not None
    assert counter.window.evenings.shown is not None
    assert counter.window.evenings.shown.isVisible()


def add_cy(counter: Counter) -> None:
    ana = signing_in.sign_in(counter.desk, "Ana", OWNERS)
    staff.add(ana, "Cy", Role.BUDTENDER, BUDTENDERS)
