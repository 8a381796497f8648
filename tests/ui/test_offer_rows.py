"""The parts that show offers and points, with values made up here: how each state looks and names itself."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.viewmodels.uses import OfferLine
from ui.views.offers_column import OfferRow
from ui.widgets.points_button import PointsButton

USABLE = OfferLine("$10 off", "Earned today · until Dec 23", usable=True, order=1)
CHOSEN = OfferLine("$10 off", "Earned today", usable=True, order=1, chosen=True, gives="$10 off")
NOT_HERE = OfferLine("$50 off $100 or more", "Add $7.50", usable=False, order=2)
AHEAD = OfferLine("A free pre-roll", "300 points short", usable=False)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(560, 300)
    made.show()
    return made


def shown(window: QWidget, offer: OfferLine) -> OfferRow:
    row = OfferRow(offer)
    row.setParent(window)
    row.resize(527, row.sizeHint().height())
    row.show()
    return row


def test_what_can_be_used_has_a_button_with_its_key_large_enough_to_hit(window: QWidget) -> None:
    row = shown(window, USABLE)
    assert row.use is not None
    assert (row.use.key, row.use.isEnabled()) == ("Alt+1", True)
    assert min(row.use.width(), row.use.height()) >= theme.TARGET
    assert row.use.accessibleName() == "Use $10 off"
    assert row.accessibleName() == "$10 off. Earned today · until Dec 23"


def test_chosen_it_has_a_tick_says_what_it_gives_and_can_be_taken_off_again(window: QWidget) -> None:
    row = shown(window, USABLE)
    plain = row.grab().toImage()
    row.show_offer(CHOSEN)
    assert row.use is not None
    assert (row.line.text(), row.use.accessibleName()) == ("$10 off", "Take $10 off off again")
    assert row.use.isEnabled()
    assert row.grab().toImage() != plain
    row.show_offer(USABLE)
    assert row.grab().toImage() == plain


def test_on_a_basket_it_does_not_fit_its_button_is_grey_and_the_reason_stands_there(window: QWidget) -> None:
    row = shown(window, NOT_HERE)
    assert row.use is not None
    assert not row.use.isEnabled()
    assert row.line.text() == "Add $7.50"


def test_chosen_but_refused_it_can_still_be_taken_off(window: QWidget) -> None:
    row = shown(window, OfferLine("$50 off", "Add $7.50", usable=False, order=2, chosen=True))
    assert row.use is not None
    assert row.use.isEnabled()
    assert row.line.text() == "Add $7.50"


def test_what_is_ahead_has_no_button_and_says_how_far(window: QWidget) -> None:
    row = shown(window, AHEAD)
    assert row.use is None
    assert row.accessibleName() == "Not yet: A free pre-roll. 300 points short"


def test_the_tenth_offer_has_a_button_without_a_key(window: QWidget) -> None:
    row = shown(window, OfferLine("Tenth", "today", usable=True, order=10))
    assert row.use is not None
    assert row.use.key == ""


@pytest.mark.parametrize("scale", [100, 150])
def test_a_long_title_is_folded_and_never_cut(window: QWidget, qapp: QApplication, scale: int) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    row = shown(window, OfferLine("Birthday treat: a free pre-roll of the house", "until Dec 3", usable=True, order=1))
    row.resize(527, row.heightForWidth(527))
    QApplication.processEvents()
    assert row.title.height() >= row.title.heightForWidth(row.title.width())


def test_the_balance_is_a_button_that_says_what_ends_soon(qtbot: QtBot) -> None:
    made = PointsButton()
    qtbot.addWidget(made)
    made.show_balance("312 points", "40 end Dec 31")
    made.resize(made.sizeHint())
    made.show()
    assert made.accessibleName() == "312 points, 40 end Dec 31"
    assert made.accessibleDescription() == "Key Alt+P"
    assert min(made.width(), made.height()) >= theme.TARGET
    with qtbot.waitSignal(made.clicked):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_what_is_owed_has_an_icon_and_a_colour_too(qtbot: QtBot) -> None:
    made = PointsButton()
    qtbot.addWidget(made)
    made.show_balance("10 points short", "")
    made.resize(260, 48)
    made.show()
    plain, narrow = made.grab().toImage(), made.sizeHint().width()
    made.show_balance("10 points short", "", owed=True)
    assert made.grab().toImage() != plain
    assert made.sizeHint().width() > narrow


def test_the_balance_shows_the_pointer_over_it(qtbot: QtBot) -> None:
    made = PointsButton()
    qtbot.addWidget(made)
    made.show()
    QApplication.sendEvent(made, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    QApplication.sendEvent(made, QEvent(QEvent.Type.Leave))
    assert made.words == ("", "")
