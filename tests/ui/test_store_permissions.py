"""Who may change the store's settings, in the whole window by keyboard: a PIN lets it be done once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.staff_facts import ApprovalGiven, Permission
from posdesk.office import programs
from tests.builders import Shop
from tests.fakes.state_packs import FakeStatePacks
from tests.ui.beside import Plugs
from tests.ui.keys import Key, alt, press
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, OWNERS, lock_of, sign_in
from tests.ui.stores import MONTHS, a_window_of, erased, gone_for_years, months_of, opened, state_of
from tests.ui.stores import packs as four_states
from ui import store_wording as wording
from ui.main_window import MainWindow
from ui.views.approval_view import ApprovalView


@pytest.fixture
def packs() -> FakeStatePacks:
    return FakeStatePacks("CO", four_states())


@pytest.fixture
def plugs() -> Plugs:
    return Plugs()


@pytest.fixture
def away(shop: Shop, people: People) -> list[str]:
    programs.keep_for(shop.desk, MONTHS)
    return gone_for_years(shop)


def approval_in(window: MainWindow) -> ApprovalView:
    made = lock_of(window).approval
    assert made is not None
    return made


def approvals(shop: Shop) -> list[Permission]:
    return [fact.body.act for fact in shop.ledger.facts.values() if isinstance(fact.body, ApprovalGiven)]


@pytest.fixture
def cys(
    qtbot: QtBot, qapp: QApplication, away: list[str], staffed: Shop, packs: FakeStatePacks, plugs: Plugs,
    settings: QSettings,
) -> Iterator[MainWindow]:  # fmt: skip
    """Cy, who serves, is signed in."""
    with a_window_of(qtbot, staffed, packs, plugs, settings) as made:
        sign_in(made, "Cy", BUDTENDERS)
        yield made


def test_a_managers_pin_lets_a_budtender_choose_the_state_once(
    cys: MainWindow, staffed: Shop, packs: FakeStatePacks
) -> None:
    view = opened(cys)
    press(Key.Key_Down)
    assert (state_of(packs), approval_in(cys).isVisible()) == ("CO", True)
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert (state_of(packs), approvals(staffed)) == ("IL", [Permission.CHANGE_SETTINGS])
    assert view.state.key == "IL"
    press(Key.Key_Down, Key.Key_Escape)
    assert (state_of(packs), view.state.key) == ("IL", "IL")
    assert view.wrong.words.text() == "Changing settings and stock of the store is for a manager or an owner."


def test_the_months_need_an_owner(cys: MainWindow, staffed: Shop) -> None:
    view = opened(cys)
    assert view.due.text() == wording.NOT_YOURS
    view.months.line.setFocus()
    view.months.line.selectAll()
    press("36", Key.Key_Return)
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert (months_of(staffed), approval_in(cys).isVisible()) == (MONTHS, True)
    press(Key.Key_Up, OWNERS, Key.Key_Return)
    assert (months_of(staffed), view.months.line.text(), view.wrong.isVisible()) == (36, "36", False)


@pytest.mark.rule("I06")
def test_counting_and_forgetting_ask_for_a_managers_pin_each(cys: MainWindow, staffed: Shop, away: list[str]) -> None:
    view = opened(cys)
    alt(Key.Key_R)
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert view.due.text().startswith("Would forget 3 members")
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert (erased(staffed), approval_in(cys).isVisible()) == ([], True)
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert erased(staffed) == away
    assert set(approvals(staffed)) == {Permission.ERASE}
