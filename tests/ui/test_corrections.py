"""What is put right about a member on the screen: points, a tier, whose a receipt is; by keyboard, with a reason."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.correction_facts import VisitMoved
from posdesk.domain.given_facts import PointsAdjusted, TierOverridden
from tests.builders import Shop
from tests.ui.keys import Key, alt, press
from tests.ui.office import an_office
from tests.ui.raising import raised
from tests.ui.shop import People
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.views.corrections_view import CorrectionsView


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings) -> Iterator[MainWindow]:
    office = an_office(shop)
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replace(office, desk=desk))
    raised(qtbot, window)
    yield window
    qapp.removeEventFilter(window)


def opened(window: MainWindow) -> CorrectionsView:
    window.scanned("MARIA-4417")
    alt(Key.Key_K)
    assert window.evenings is not None
    assert window.evenings.corrections is not None
    return window.evenings.corrections


def bodies(shop: Shop, kind: type) -> list[object]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, kind)]


def test_without_a_card_it_says_what_to_do(window: MainWindow) -> None:
    alt(Key.Key_K)
    assert window.page.toast.words == "Open a member's card first, then put it right."


def test_points_are_given_by_hand_with_a_reason(window: MainWindow, shop: Shop) -> None:
    view = opened(window)
    assert view.reason.line.hasFocus()
    view.points.line.setFocus()
    press("50")
    alt(Key.Key_J)
    assert view.wrong.words.text().startswith("Say why")
    assert bodies(shop, PointsAdjusted) == []
    view.reason.line.setFocus()
    press("waited long")
    alt(Key.Key_J)
    assert bodies(shop, PointsAdjusted) == [PointsAdjusted(50_00, "waited long")]
    assert view.done.words.text().startswith("Maria G. has ")
    press(Key.Key_Escape)
    assert window.model.card is not None
    assert f"has {window.model.card.standing.points // 100:,}" in view.done.words.text()


def test_a_tier_is_held_to_a_day(window: MainWindow, shop: Shop) -> None:
    view = opened(window)
    press("promised")
    view.tier.setFocus()
    press(Key.Key_Down)
    view.until.line.setFocus()
    press("soon")
    alt(Key.Key_T)
    assert view.wrong.words.text() == "“soon” is no date. Write it like 2026-12-31."
    view.until.line.clear()
    press("2026-12-31")
    alt(Key.Key_T)
    (held,) = bodies(shop, TierOverridden)
    assert isinstance(held, TierOverridden)
    assert (held.tier, str(held.until), held.reason) == (view.tier.key, "2026-12-31", "promised")


def test_a_receipt_is_given_to_whom_it_belongs(window: MainWindow, shop: Shop, people: People) -> None:
    view = opened(window)
    receipts = len(view.list.rows)
    press("his card")
    view.whose.line.setFocus()
    press("Jamal")
    alt(Key.Key_G)
    assert view.done.words.text() == "The receipt is Jamal K.'s now, not Maria G.'s. Both are reckoned anew."
    assert len(view.list.rows) == receipts - 1
    assert len(bodies(shop, VisitMoved)) == 1


def test_what_is_short_is_written_off_only_where_something_is(window: MainWindow, shop: Shop) -> None:
    view = opened(window)
    assert view.write_off.isHidden()
    assert window.model.card is not None
    shop.happened(PointsAdjusted(-window.model.card.standing.points - 5_00, "spent"), window.model.card.member.id)
    press(Key.Key_Escape)
    view = opened(window)
    press("our fault")
    alt(Key.Key_W)
    assert bodies(shop, PointsAdjusted)[-1] == PointsAdjusted(5_00, "our fault", write_off=True)
    assert view.write_off.isHidden()
