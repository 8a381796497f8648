"""Whole stories of points, offers and returns: the real window, a real store on disk, by keyboard and scanner alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from posdesk.domain.coupons import coupon_code
from posdesk.domain.facts import RewardRedeemed, VisitReturned
from posdesk.office.adjustments import count_stock, give_award
from tests.counter.conftest import Counter
from tests.counter.test_stories import asked, open_maria, record, typed
from ui.viewmodels.screens import Panel, Screen

Key = Qt.Key


def alt(counter: Counter, key: Key) -> None:
    """A key together with Alt, to whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, Qt.KeyboardModifier.AltModifier)
    counter.settle()


def ten_visits(counter: Counter) -> None:
    for _ in range(10):
        open_maria(counter)
        record(counter, "40.00")
        counter.clock.advance(24 * 60)
    open_maria(counter)


def bodies(counter: Counter) -> list[object]:
    card = counter.window.model.card
    assert card is not None
    return [fact.body for fact in asked(counter, lambda desk: desk.ledger.facts_about(card.member.id))]


def pay(counter: Counter) -> str:
    view = counter.window.page.left.page(Panel.VISIT)
    return str(view.uses.pay.text())  # type: ignore[attr-defined]


@pytest.mark.rule("X01")
def test_the_tenth_visit_earns_it_is_used_part_comes_back_then_all_and_everything_is_reversed(counter: Counter) -> None:
    ten_visits(counter)
    offers = counter.window.page.right.page(Screen.MEMBER).offer_rows()  # type: ignore[attr-defined]
    assert offers[0].accessibleName().startswith("$10 off. Earned yesterday")
    alt(counter, Key.Key_1)
    assert counter.window.model.panel is Panel.VISIT
    typed(counter, "62.50", "amount")
    assert pay(counter) == "Pay $52.50 instead of $62.50"
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()
    assert counter.said == "Saved. Visit 11 for Maria G."
    (use,) = [body for body in bodies(counter) if isinstance(body, RewardRedeemed)]
    assert (use.reward, use.value_cents, use.award_rule) == ("ten-off", 10_00, "every-10-visits")

    counter.keys.press(Key.Key_F7, Key.Key_Down, Key.Key_Return)
    counter.settle()
    assert counter.window.model.panel is Panel.RETURN
    counter.keys.type("31.25")
    lines = counter.window.model.panels.goods_back.lines
    assert len(lines) == 1
    counter.qtbot.waitUntil(lambda: counter.window.model.panels.goods_back.lines[0].typed == "31.25")
    counter.settle()
    assert counter.window.model.panels.goods_back.after is not None
    assert counter.window.model.panels.goods_back.after.startswith("Refund $26.25")
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.said.startswith("Returned. Refund $26.25")

    counter.keys.press(Key.Key_Return)
    counter.settle()
    alt(counter, Key.Key_A)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.said.startswith("Returned. Refund $26.25")
    assert "$10 off can be used again" in counter.said
    assert len([body for body in bodies(counter) if isinstance(body, VisitReturned)]) == 2
    card = counter.window.model.card
    assert card is not None
    assert card.standing.points == 400_00
    assert [offer.title for offer in card.offers if offer.usable] == ["$10 off"]
    assert counter.window.model.screen is Screen.HISTORY


def test_the_points_of_a_member_open_into_their_lots(counter: Counter) -> None:
    open_maria(counter)
    record(counter, "62.50")
    counter.clock.advance(24 * 60)
    open_maria(counter)
    record(counter, "20.00")
    alt(counter, Key.Key_P)
    page = counter.window.page.left.page(Screen.POINTS)
    assert [row.cells[0] for row in page.list.rows] == ["Visit", "Visit"]  # type: ignore[attr-defined]
    assert [row.cells[2] for row in page.list.rows] == ["62", "20"]  # type: ignore[attr-defined]
    assert page.total.text() == "82 points · used from the top"  # type: ignore[attr-defined]
    counter.keys.press(Key.Key_F4)
    counter.settle()
    counter.qtbot.waitUntil(lambda: len(page.list.rows) == 1)  # type: ignore[attr-defined]
    counter.keys.press(Key.Key_Escape)
    assert counter.window.model.screen is Screen.MEMBER


def test_paying_with_points_and_undoing_it_brings_them_back(counter: Counter) -> None:
    open_maria(counter)
    record(counter, "300.00")
    counter.clock.advance(24 * 60)
    open_maria(counter)
    counter.keys.press(Key.Key_F2)
    counter.settle()
    typed(counter, "20.00", "amount")
    view = counter.window.page.left.page(Panel.VISIT)
    counter.keys.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    assert view.points.line.hasFocus()  # type: ignore[attr-defined]
    counter.keys.type("200")
    counter.qtbot.waitUntil(lambda: counter.window.model.visit.uses.points == "200")
    counter.settle()
    assert pay(counter) == "Pay $18.00 instead of $20.00"
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()
    card = counter.window.model.card
    assert card is not None
    assert card.standing.points == 118_00
    counter.keys.press(Key.Key_F4)
    counter.settle()
    assert counter.said == "Undone. Maria G. has 1 visit again · 200 points are back"


@pytest.mark.rule("RD14")
def test_a_coupon_is_typed_into_the_visit_used_and_taken_back(counter: Counter) -> None:
    open_maria(counter)
    counter.keys.press(Key.Key_F2)
    typed(counter, "62.50", "amount")
    alt(counter, Key.Key_C)
    view = counter.window.page.left.page(Panel.VISIT)
    assert view.coupon.line.hasFocus()  # type: ignore[attr-defined]
    counter.keys.type("GREENDAYK")
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert "misspelt" in (counter.window.model.visit.error or "")
    counter.keys.press(Key.Key_Backspace)
    counter.keys.type("J")
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert pay(counter) == "Pay $57.50 instead of $62.50"
    assert [(line.title, line.gives) for line in view.uses.shown()] == [("$5 off", "$5 off")]  # type: ignore[attr-defined]
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()
    (use,) = [body for body in bodies(counter) if isinstance(body, RewardRedeemed)]
    assert (use.reward, use.code, use.value_cents) == ("five-off", "GREENDAYJ", 5_00)
    counter.keys.scan("GREENDAYJ")
    counter.settle()
    assert counter.window.model.panel is Panel.VISIT
    assert (counter.window.model.visit.error or "").startswith("Used")


def test_a_coupon_that_is_scanned_with_nobody_open_says_what_to_do(counter: Counter) -> None:
    counter.keys.scan("GREENDAYJ")
    counter.settle()
    assert counter.window.model.problem == "That is a coupon. Open the member first, then scan it again."


def test_a_card_that_nobody_has_is_no_coupon_whatever_its_last_character_says(counter: Counter) -> None:
    counter.keys.scan(coupon_code("STRANGER"))
    counter.settle()
    assert counter.window.model.problem is None
    assert counter.window.model.screen is Screen.NOT_FOUND


@pytest.mark.rule("RD14")
def test_enter_takes_a_coupon_that_is_typed_before_it_saves(counter: Counter) -> None:
    open_maria(counter)
    counter.keys.press(Key.Key_F2)
    typed(counter, "62.50", "amount")
    alt(counter, Key.Key_C)
    counter.keys.type("GREENDAYJ")
    counter.qtbot.waitUntil(lambda: counter.window.model.visit.coupon == "GREENDAYJ")  # the last key is held back
    counter.window.model.visit.enter()  # F2, or Enter in another line
    counter.qtbot.waitUntil(lambda: pay(counter) == "Pay $57.50 instead of $62.50")
    assert counter.window.model.panel is Panel.VISIT
    counter.window.model.visit.enter()
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()
    assert [body.code for body in bodies(counter) if isinstance(body, RewardRedeemed)] == ["GREENDAYJ"]


def test_goods_are_given_without_a_visit_by_one_key_and_f4_takes_them_back(counter: Counter) -> None:
    open_maria(counter)
    card = counter.window.model.card
    assert card is not None
    asked(counter, lambda desk: count_stock(desk, "t-shirt", 2))
    asked(counter, lambda desk: give_award(desk, card.member.id, "t-shirt", "a long wait"))
    counter.window.model.open_member(card.member.id)
    counter.settle()
    alt(counter, Key.Key_1)
    assert counter.window.model.panel is Panel.NONE
    assert counter.said.startswith("Used A Corner Leaf T-shirt")
    assert [body.reward for body in bodies(counter) if isinstance(body, RewardRedeemed)] == ["t-shirt"]
    counter.keys.press(Key.Key_F4)
    counter.settle()
    assert counter.said == "Undone. A Corner Leaf T-shirt can be used again"
