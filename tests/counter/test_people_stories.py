"""People at the counter: whole stories through the real window, a real encrypted store and its own lane."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.store import open_store
from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import Refused
from posdesk.domain.staff_facts import ApprovalGiven, Role
from posdesk.office import staff
from tests.counter.conftest import NO_BALLAST, Counter, a_counter, bare_desk, waited
from tests.fakes.ids import FakeIds

Key = Qt.Key
OWNERS, MANAGERS, BUDTENDERS = "4719", "80352", "913604"


def lock(counter: Counter) -> None:
    """Ctrl+L."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    counter.settle()


def sign_in(counter: Counter, name: str, pin: str) -> None:
    """To the name by arrows, then the PIN and Enter."""
    assert counter.window.locking is not None
    entry = counter.window.locking.signing.entry
    names = [each.name for each in entry.people]
    counter.keys.press(*[Key.Key_Up] * len(names), *[Key.Key_Down] * names.index(name))
    counter.keys.type(pin)
    counter.keys.press(Key.Key_Return)
    counter.settle()


def signed_in(counter: Counter) -> str:
    return counter.window.page.top.person.words


def colleagues(desk: Desk) -> None:
    """Ana, who owns the shop, adds Ben and Cy."""
    ana = signing_in.sign_in(desk, "Ana", OWNERS)
    staff.add(ana, "Ben", Role.MANAGER, MANAGERS)
    staff.add(ana, "Cy", Role.BUDTENDER, BUDTENDERS)


def test_from_the_first_pin_to_an_approved_undo(counter: Counter, qtbot: QtBot) -> None:
    window = counter.window
    window.run_command("first-owner")
    counter.keys.type("Ana")
    counter.keys.press(Key.Key_Tab)
    counter.keys.type(OWNERS)
    counter.keys.press(Key.Key_Tab)
    counter.keys.type(OWNERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert signed_in(counter) == "Ana"
    waited(qtbot, counter.lane, lambda: colleagues(counter.desk))
    lock(counter)
    sign_in(counter, "Ana", OWNERS)
    counter.keys.scan("MARIA-4417")
    qtbot.waitUntil(lambda: window.model.card is not None)
    counter.keys.press(Key.Key_F2)
    counter.settle()
    counter.keys.type("20.00")
    counter.keys.press(Key.Key_Return)
    counter.settle()
    lock(counter)
    counter.keys.scan("MARIA-4417")
    qtbot.waitUntil(lambda: window.locking is not None and window.locking.signing.note is not None)
    sign_in(counter, "Cy", BUDTENDERS)
    assert (signed_in(counter), window.model.card) == ("Cy", None)
    counter.keys.press(Key.Key_F4)
    counter.settle()
    assert window.locking is not None
    assert window.locking.approval is not None
    assert window.locking.approval.isVisible()
    counter.keys.press(Key.Key_Down)
    counter.keys.type(MANAGERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.said.startswith("Undone.")
    assert signed_in(counter) == "Cy"
    told = waited(qtbot, counter.lane, lambda: names_of_the_undo(counter.desk))
    assert told == ("Ana", "Cy", "Ben")


def names_of_the_undo(desk: Desk) -> tuple[str | None, str | None, str | None]:
    """Who recorded the visit, who undid it, and who approved."""
    (maria,) = desk.ledger.members()
    facts = {fact.kind: fact for fact in desk.ledger.facts_about(maria)}
    voided = facts["visit.voided"]
    given = next(fact for fact in desk.ledger.facts_since(voided.business_day, {"approval.given"}))
    assert isinstance(given.body, ApprovalGiven)
    assert given.body.approved == (voided.id,)
    named = (facts["visit.recorded"].staff, voided.staff, given.body.by)
    return tuple(permissions.named(desk, each) for each in named)  # type: ignore[return-value]


def test_a_lock_out_outlives_the_program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with a_counter(qtbot, qapp, tmp_path) as counter:
        waited(qtbot, counter.lane, lambda: signing_in.make_owner(counter.desk, "Ana", OWNERS))
        lock_by_hand = counter.window.locking
        assert lock_by_hand is not None
        lock_by_hand.signing.refresh()
        counter.settle()
        for _ in range(3):
            counter.keys.type("5555")
            counter.keys.press(Key.Key_Return)
            counter.settle()
        assert lock_by_hand.signing.entry.words == "That PIN does not go with that name. Try again in 5 seconds."
        clock = counter.clock
    qtbot.waitUntil(lambda: not (tmp_path / "store" / "posdesk.db-wal").exists())
    clock.advance(-60)
    again = open_store(tmp_path / "store", clock=clock, ids=FakeIds(), ballast_bytes=NO_BALLAST)
    try:
        desk = bare_desk(again)
        with pytest.raises(Refused, match=r"Too many wrong PINs\. Try again in 5 seconds"):
            signing_in.sign_in(desk, "Ana", OWNERS)
        clock.advance(0.1)
        assert signing_in.sign_in(desk, "Ana", OWNERS).station.staff
    finally:
        again.close()
