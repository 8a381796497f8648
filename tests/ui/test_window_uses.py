"""Points, offers and returns in the whole window over a shop in memory, by keyboard and by mouse."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.facts import Line, VisitRecorded
from tests.builders import Shop
from tests.ui.keys import Key, alt, press
from tests.ui.shop import People
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.screens import Panel, Screen


def test_the_points_open_by_key_click_and_name_and_escape_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.scanned("MARIA-4417")
    alt(Key.Key_P)
    page = window.page.left.page(Screen.POINTS)
    assert page.isVisible()
    assert page.heading.text() == "Points of Maria G."  # type: ignore[attr-defined]
    assert page.list.rows[0].spoken == "Visit, until Jan 27, 2027, 450, Jan 27 · $450 · rules version 1"  # type: ignore[attr-defined]
    press(Key.Key_Escape)
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    qtbot.mouseClick(head.points, Qt.MouseButton.LeftButton)
    assert window.model.screen is Screen.POINTS
    assert window.page.top.search.hasFocus()
    press(Key.Key_Escape, Key.Key_F10, "points", Key.Key_Return)
    assert window.model.screen is Screen.POINTS
    press(Key.Key_F8)
    assert "450" not in page.list.rows[0].spoken  # type: ignore[attr-defined]


def test_goods_come_back_by_line_by_keyboard_alone(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    press(Key.Key_F7, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    view = window.page.left.page(Panel.RETURN)
    names = [row.name.text() for row in view.line_rows()]  # type: ignore[attr-defined]
    assert names == ["Hilltop Farms", "Kivara", "Sablewood Small Batch Concentrates"]
    press("+", Key.Key_Down, "1", Key.Key_Down, "+", "-", Key.Key_Up)
    assert [line.typed for line in window.model.panels.goods_back.lines] == ["1", "1", ""]
    after = "Refund $180.00 · 225 points taken back · 10 % off the next purchase is lost"
    assert view.after.text() == after  # type: ignore[attr-defined]
    press(Key.Key_Return)
    assert window.page.toast.words == f"Returned. {after}"
    rows = window.page.left.page(Screen.HISTORY).list.rows  # type: ignore[attr-defined]
    assert rows[2].chip.words == "Part back"
    press(Key.Key_Return)
    alt(Key.Key_A)
    press(Key.Key_Return)
    rows = window.page.left.page(Screen.HISTORY).list.rows  # type: ignore[attr-defined]
    assert rows[2].chip.words == "All back"
    press(Key.Key_Return)
    assert window.page.toast.words == "All of this visit has come back already."


def test_a_line_comes_back_by_mouse_too(window: MainWindow, qtbot: QtBot) -> None:
    window.scanned("MARIA-4417")
    press(Key.Key_F7)
    history = window.page.left.page(Screen.HISTORY).list  # type: ignore[attr-defined]
    where = history.visualRect(history.model().index(0, 0)).center()
    qtbot.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=where)
    view = window.page.left.page(Panel.RETURN)
    (row,) = view.line_rows()  # type: ignore[attr-defined]
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert row.line.text() == "1"
    qtbot.mouseClick(row.less, Qt.MouseButton.LeftButton)
    assert row.line.text() == ""
    qtbot.mouseClick(view.all, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    qtbot.mouseClick(window.page.bottom.record, Qt.MouseButton.LeftButton)
    assert window.page.toast.words.startswith("Returned. Refund $62.00")


def test_an_offer_is_used_by_key_while_the_amount_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.scanned("MARIA-4417")
    alt(Key.Key_2)
    press("62.50")
    view, offers = window.page.left.page(Panel.VISIT), window.page.right.page(Screen.MEMBER)
    assert view.amount.line.text() == "62.50"  # type: ignore[attr-defined]
    assert view.uses.pay.text() == "Pay $56.25 instead of $62.50"  # type: ignore[attr-defined]
    assert view.amount.caption.text() == "Amount before offers: $62.50"  # type: ignore[attr-defined]
    row = offers.offer_rows()[1]  # type: ignore[attr-defined]
    assert (row.offer.chosen, row.line.text()) == (True, "$6.25 off")
    alt(Key.Key_2)
    assert view.uses.pay.text() == ""  # type: ignore[attr-defined]
    alt(Key.Key_B)
    assert view.uses.pay.text() == "Pay $56.25 instead of $62.50"  # type: ignore[attr-defined]
    qtbot.mouseClick(row.use, Qt.MouseButton.LeftButton)
    assert not row.offer.chosen
    qtbot.mouseClick(row.use, Qt.MouseButton.LeftButton)
    press(Key.Key_Return)
    assert window.page.toast.words == "Saved. Visit 10 for Maria G."
    assert offers.rule.text() == "Offers add up"  # type: ignore[attr-defined]
    assert "10 % off" not in offers.offer_rows()[1].title.text()  # type: ignore[attr-defined]


def test_points_pay_like_money_in_the_visit_panel(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    press(Key.Key_F2, "62.50")
    view = window.page.left.page(Panel.VISIT)
    view.points.line.setFocus()  # type: ignore[attr-defined]
    press("250")
    assert [(use.title, use.gives) for use in view.uses.shown()] == [("Paid with points", "$2.50 for 250 points")]  # type: ignore[attr-defined]
    assert view.uses.pay.text() == "Pay $60.00 instead of $62.50"  # type: ignore[attr-defined]
    press(Key.Key_Return)
    assert window.model.card is not None
    assert window.model.card.standing.redemptions[-1].value_cents == 2_50


def test_an_offer_about_goods_asks_for_their_price_right_after_the_amount(window: MainWindow) -> None:
    window.scanned("MARIA-4417")
    alt(Key.Key_1)
    press("62.50", Key.Key_Tab, "12.00")
    view = window.page.left.page(Panel.VISIT)
    assert view.price.line.text() == "12.00"  # type: ignore[attr-defined]
    assert view.price.line.accessibleName() == "Pre-rolls: price"  # type: ignore[attr-defined]
    assert view.uses.pay.text() == "Pay $50.50 instead of $62.50"  # type: ignore[attr-defined]
    alt(Key.Key_1)
    assert not view.price.isVisible()  # type: ignore[attr-defined]
    assert view.uses.pay.text() == ""  # type: ignore[attr-defined]


def test_a_long_receipt_scrolls_inside_the_panel_and_every_line_is_reached_by_key(
    window: MainWindow, shop: Shop, people: People, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, 150)
    lines = tuple(Line(10_00, "Kivara", "Edibles", f"Mints no. {number}") for number in range(1, 15))
    shop.happened(VisitRecorded(lines), people.maria)
    window.scanned("MARIA-4417")
    press(Key.Key_F7, Key.Key_Down, Key.Key_Return, *[Key.Key_Down] * 13, "+")
    view = window.page.left.page(Panel.RETURN)
    last = view.line_rows()[-1].line  # type: ignore[attr-defined]
    assert last.hasFocus()
    assert last.text() == "1"
    assert not last.visibleRegion().isEmpty()
    assert window.page.body.verticalScrollBar().maximum() == 0
    assert view.save.geometry().bottom() <= view.height()  # type: ignore[attr-defined]
