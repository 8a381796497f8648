"""A manager's PIN for one act, in the whole window over a shop in memory; and how all that asks for PINs looks."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter import permissions, signing_in
from posdesk.domain.facts import VisitReturned
from posdesk.domain.staff_facts import ApprovalGiven, Role
from posdesk.office import staff
from tests.builders import Shop
from tests.ui.golden import Golden
from tests.ui.keys import Key, press
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, OWNERS, a_window, lock_of, press_lock, sign_in, signed_in
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.screens import Panel
from ui.widgets.buttons import KeyButton

# -------------------------------------------------------------------------------------------------- a manager's PIN


def a_return(window: MainWindow) -> None:
    """Cy types a return of Maria's, and saves it."""
    sign_in(window, "Cy", BUDTENDERS)
    window.scanned("MARIA-4417")
    assert window.model.card is not None
    visit = next(each for each in reversed(window.model.card.standing.history) if each.voided_by is None)
    window.model.panels.take_back(visit.fact_id)
    press("1", Key.Key_Return)


def returns_in(shop: Shop) -> int:
    return sum(isinstance(fact.body, VisitReturned) for fact in shop.ledger.facts.values())


def approvals_in(shop: Shop) -> list[ApprovalGiven]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, ApprovalGiven)]


def test_a_managers_pin_lets_a_return_be_done_once(locked: MainWindow, staffed: Shop) -> None:
    a_return(locked)
    approval = lock_of(locked).approval
    assert approval is not None
    assert approval.isVisible()
    assert approval.words.text() == "Taking goods back is for a manager or an owner."
    assert [button.text() for button in approval.part.tiles.buttons] == ["Ana", "Ben"]
    assert approval.part.line.hasFocus()
    press(Key.Key_Down, "5555", Key.Key_Return)
    assert approval.part.wrong.words.text() == "That PIN does not go with that name."
    assert returns_in(staffed) == 0
    press(MANAGERS, Key.Key_Return)
    assert not approval.isVisible()
    assert (returns_in(staffed), len(approvals_in(staffed))) == (1, 1)
    assert permissions.roster(staffed.desk).name_of(approvals_in(staffed)[0].by) == "Ben"
    assert signed_in(locked) == "Cy"
    assert locked.page.top.search.hasFocus()
    press(Key.Key_F2)
    assert locked.model.panel is Panel.VISIT


def test_without_a_pin_it_is_not_done_and_what_was_typed_is_there(locked: MainWindow, staffed: Shop) -> None:
    a_return(locked)
    press(Key.Key_F2, Key.Key_F4)  # the counter's keys wait
    press(Key.Key_Escape)
    approval = lock_of(locked).approval
    assert approval is not None
    assert not approval.isVisible()
    assert (returns_in(staffed), approvals_in(staffed)) == (0, [])
    assert locked.model.panel is Panel.RETURN
    assert locked.model.panels.goods_back.error == "Taking goods back is for a manager or an owner."
    assert not locked.model.panels.goods_back.saving


def test_a_scan_gives_up_what_waits_for_a_pin(locked: MainWindow, staffed: Shop) -> None:
    a_return(locked)
    locked.scanned("MARIA-4417")
    approval = lock_of(locked).approval
    assert approval is not None
    assert not approval.isVisible()
    assert returns_in(staffed) == 0


def test_undoing_what_a_colleague_recorded_asks_for_a_manager(locked: MainWindow, staffed: Shop) -> None:
    sign_in(locked, "Ben", MANAGERS)
    press(Key.Key_F2, "20", Key.Key_Return)
    press_lock()
    sign_in(locked, "Cy", BUDTENDERS)
    press(Key.Key_F4)
    approval = lock_of(locked).approval
    assert approval is not None
    assert approval.words.text() == "Undoing what somebody else recorded is for a manager or an owner."
    press(OWNERS, Key.Key_Return)
    assert [each.act for each in approvals_in(staffed)] == ["void_of_another"]


def test_locking_gives_up_what_waits_for_a_pin(locked: MainWindow, staffed: Shop) -> None:
    a_return(locked)
    press_lock()
    assert not locked.page.isVisible()
    assert lock_of(locked).appeals.appeal is None
    sign_in(locked, "Cy", BUDTENDERS)
    assert locked.model.panel is Panel.RETURN
    assert returns_in(staffed) == 0


# ------------------------------------------------------------------------------------------------------ how it looks


@pytest.mark.golden
@pytest.mark.parametrize(("look", "scale"), [("light", 100), ("dark", 150)])
@pytest.mark.parametrize("name", ["lock", "first", "approval"])
def test_it_looks_as_it_was_looked_at(
    name: str, look: str, scale: int, qtbot: QtBot, qapp: QApplication, shop: Shop, people: People,
    settings: QSettings, golden: Golden,
) -> None:  # fmt: skip
    settings.setValue("look/theme", look)
    settings.setValue("look/scale", scale)
    if name != "first":
        owner = signing_in.make_owner(shop.desk, "Ana Ruiz", OWNERS)
        staff.add(owner, "Ben Ito", Role.MANAGER, MANAGERS)
        for colleague in ("Cy", "Dana Reed", "Eli", "Fay Montgomery-Stewart"):
            staff.add(owner, colleague, Role.BUDTENDER, BUDTENDERS)
    window = a_window(qtbot, shop, settings, first=True)
    if name == "approval":
        a_return(window)
    elif name == "lock":
        window.scanned("MARIA-4417")
        press("5555", Key.Key_Return, "91")
    QApplication.processEvents()
    golden(f"people-{name}-{look}-{scale}", window.grab())
    qapp.removeEventFilter(window)


def test_everything_that_asks_for_a_pin_is_named_and_large_enough_for_a_finger(locked: MainWindow) -> None:
    view = lock_of(locked).view
    assert view is not None
    a_return(locked)
    approval = lock_of(locked).approval
    assert approval is not None
    for part in (view.part, approval.part):
        assert all(each.accessibleName() for each in (part.line, *part.findChildren(KeyButton)))
    shown = (approval.part.line, *approval.part.findChildren(KeyButton))
    small = [(each.accessibleName(), each.width(), each.height()) for each in shown]
    assert [each for each in small if min(each[1:]) < theme.TARGET] == []
    for field in (view.first.name, view.first.pin, view.first.again):
        assert field.line.accessibleName()


def test_the_panel_is_walked_through_by_tab_and_closed_by_its_button(locked: MainWindow, staffed: Shop) -> None:
    a_return(locked)
    approval = lock_of(locked).approval
    assert approval is not None
    seen = set()
    for _ in range(20):
        press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        seen.add(focused)
        if focused is approval.part.cancel:
            break
    assert approval.part.cancel in seen
    press(Key.Key_Return)
    assert not approval.isVisible()
    assert returns_in(staffed) == 0
