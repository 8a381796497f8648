"""The page of the store's settings in the whole window, by keyboard; and how it looks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.counter.hub_link import Link
from posdesk.counter.reach import HubReach
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.hardware.settings import Codes
from posdesk.office import programs
from tests.builders import Shop
from tests.fakes.link_home import FakeLinkHome
from tests.fakes.state_packs import FakeStatePacks
from tests.ui.beside import Plugs
from tests.ui.golden import Golden
from tests.ui.keys import Key, alt, press
from tests.ui.shop import People
from tests.ui.stores import MONTHS, a_window_of, erased, gone_for_years, months_of, opened, state_of
from tests.ui.stores import packs as four_states
from tests.ui.whole import assert_whole, scrolls
from ui import settings_wording, theme
from ui import store_wording as wording
from ui.main_window import MainWindow
from ui.views.store_view import NOT_KNOWN, StoreView
from ui.widgets.buttons import KeyButton
from ui.widgets.text import Label


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


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, shop: Shop, away: list[str], packs: FakeStatePacks, plugs: Plugs,
    settings: QSettings,
) -> Iterator[MainWindow]:  # fmt: skip
    with a_window_of(qtbot, shop, packs, plugs, settings) as made:
        yield made


def words_on(view: StoreView) -> str:
    """All that is shown, or read out."""
    parts = [each for each in view.findChildren(QWidget) if each.isVisible()]
    return "\n".join(f"{each.accessibleName()} {each.text() if isinstance(each, Label) else ''}" for each in parts)


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_a_state_is_chosen_by_arrows_at_once_and_f4_takes_it_back(window: MainWindow, packs: FakeStatePacks) -> None:
    view = opened(window)
    assert view.state.hasFocus()
    assert list(view.state.words) == ["off", "CA", "CO", "IL", "MI"]
    assert "no legal advice" in view.said.text()
    press(Key.Key_Down)
    assert (state_of(packs), view.done.words.text()) == ("IL", wording.gate_is_now(packs.chosen()))
    assert view.undo.text() == "Undo: state of the ID check"
    press(Key.Key_Up, Key.Key_Up, Key.Key_Up)
    assert (state_of(packs), view.said.text(), view.rules.focusPolicy()) == (
        None,
        wording.GATE_IS_OFF,
        Qt.FocusPolicy.NoFocus,
    )
    press(*[Key.Key_F4] * 4)
    assert (state_of(packs), view.state.key, view.undo.isEnabled()) == ("CO", "CO", False)
    press(Key.Key_F4)
    assert view.wrong.words.text() == settings_wording.NOTHING_TO_UNDO


def test_each_rule_is_read_by_keyboard_with_its_source(window: MainWindow) -> None:
    view = opened(window)
    told = words_on(view)
    assert "Retail marijuana is sold to people who are 21 or older." in told
    assert "Source: article XVIII, § 16." in told
    assert "Status: to be checked by the store's counsel." in told
    press(Key.Key_Tab)
    assert view.rules.hasFocus()
    press(Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageDown)
    assert view.rules.verticalScrollBar().value() == view.rules.verticalScrollBar().maximum() > 0


def test_a_choice_that_cannot_be_read_says_so_in_the_list_too(window: MainWindow, packs: FakeStatePacks) -> None:
    packs.damaged = "posdesk.gate.json is damaged."
    view = opened(window)
    assert (view.state.key, view.state.words[NOT_KNOWN]) == (NOT_KNOWN, "Not known")
    assert view.broken.words.text() == "posdesk.gate.json is damaged."
    assert not view.said.isVisible()
    press(Key.Key_Up)
    assert (state_of(packs), view.broken.isVisible(), NOT_KNOWN in view.state.words) == ("MI", False, False)


def test_months_are_typed_and_in_force_with_enter(window: MainWindow, shop: Shop) -> None:
    view = opened(window)
    press(Key.Key_Tab, Key.Key_Tab)
    assert view.months.line.hasFocus()
    view.months.line.selectAll()
    press("900", Key.Key_Return)
    assert (months_of(shop), view.due.text()) == (900, wording.NOBODY_DUE)
    assert view.kept.text() == "Whoever has not come for 900 months may be forgotten. Nothing does it by itself."
    assert not view.forget.isVisible()
    view.months.line.selectAll()
    press(Key.Key_Delete, Key.Key_Tab)  # leaving it is enough
    assert (months_of(shop), view.kept.text(), view.count.isVisible()) == (None, wording.FOR_EVER, False)
    press(Key.Key_F4, Key.Key_F4)
    assert (months_of(shop), view.months.line.text(), len(erased(shop))) == (MONTHS, "24", 0)


@pytest.mark.rule("I06", "G13")
def test_members_are_forgotten_by_two_keys_and_the_counter_does_not_show_them_any_more(
    window: MainWindow, shop: Shop, away: list[str]
) -> None:
    window.model.open_member(away[0])
    view = opened(window)
    assert view.due.text().startswith("Would forget 3 members last seen before Nov 23, 2024")
    assert view.kinds.text() == "First name 3 · Last name 3 · Phone 3 · E-mail 2 · Birthday 3"
    alt(Key.Key_X)
    assert view.forget.text() == "Forget 3 members for ever"
    assert "Nothing brings it back, and Undo does not." in view.asked.words.text()
    press(Key.Key_Escape)  # no
    assert (view.isVisible(), view.asked.isVisible(), erased(shop)) == (True, False, [])
    alt(Key.Key_X)
    alt(Key.Key_V)
    assert (view.asked.isVisible(), erased(shop)) == (False, [])
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert erased(shop) == away
    assert view.due.text().startswith("Forgot 3 members")
    press(Key.Key_Escape)
    assert (window.page.isVisible(), window.model.card) == (True, None)


@pytest.mark.rule("I06")
def test_who_stays_because_the_hub_lacks_something_is_counted_beside(
    qtbot: QtBot, qapp: QApplication, shop: Shop, away: list[str], packs: FakeStatePacks, plugs: Plugs,
    settings: QSettings,
) -> None:  # fmt: skip
    home = FakeLinkHome()
    home.pair(Link("https://hub.example", "a1b2"), "secret")
    at_hub = replace(shop, desk=replace(shop.desk, reach=HubReach(home, shop.clock, dict)))
    with a_window_of(qtbot, at_hub, packs, plugs, settings) as window:
        view = opened(window)
        window.grab()
        assert view.due.text().startswith("Would forget 0 members")
        assert view.stay.words.text() == "3 members stay: the hub lacks something of theirs. Sync first."
        assert not view.forget.isVisible()


@pytest.mark.rule("G13")
def test_the_report_is_saved_where_somebody_says(window: MainWindow, tmp_path: Path) -> None:
    view = opened(window)
    alt(Key.Key_S)
    assert view.dialog is None  # nothing was forgotten yet
    alt(Key.Key_X)
    alt(Key.Key_X)
    alt(Key.Key_S)
    assert view.dialog is not None
    assert view.dialog.selectedFiles()[0].endswith("purge 2026-11-23.txt")
    view.dialog.fileSelected.emit(str(tmp_path / "report.txt"))
    view.dialog.close()
    assert "Phone                                  3" in (tmp_path / "report.txt").read_text("utf-8")
    assert view.done.words.text() == wording.saved("report.txt")


@pytest.mark.rule("G27")
def test_nothing_on_the_page_says_of_what_kind_somebody_is(window: MainWindow, shop: Shop, away: list[str]) -> None:
    shop.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "cardholder"), away[0])
    view = opened(window)
    seen = words_on(view)
    alt(Key.Key_X)
    seen += words_on(view)
    alt(Key.Key_X)
    seen += words_on(view)
    assert "Forgot 3 members" in seen
    for word in ("cardholder", "Kind of member", "Zebulonica", "Quillfeather", "4100"):
        assert word not in seen


def test_slips_are_set_by_keyboard_and_hold_at_the_counter_at_once(window: MainWindow, plugs: Plugs) -> None:
    view = opened(window)
    alt(Key.Key_G)
    assert (plugs.settings.card_on_slip, view.on_slip.isChecked()) == (True, True)
    assert window.beside is not None
    assert window.beside.settings == plugs.settings
    view.codes.setFocus()
    press(Key.Key_Down)
    assert plugs.settings.codes is Codes.PICTURE
    press(Key.Key_F4, Key.Key_F4)
    assert (plugs.settings.card_on_slip, plugs.settings.codes, view.on_slip.isChecked()) == (
        False,
        Codes.PRINTER,
        False,
    )


def test_every_part_is_come_to_by_tab_and_none_twice(window: MainWindow) -> None:
    view = opened(window)
    come_to: list[QWidget | None] = []
    while focus() not in come_to:
        come_to.append(focus())
        press(Key.Key_Tab)
    wanted = (view.state, view.rules, view.months.line, view.count, view.forget, view.on_slip, view.codes, view.back)
    assert [each for each in come_to if each in wanted] == list(wanted)
    assert all(each is not None and view.isAncestorOf(each) for each in come_to)


def test_a_scan_goes_to_the_counter_and_what_was_asked_is_forgotten(window: MainWindow, shop: Shop) -> None:
    view = opened(window)
    alt(Key.Key_X)
    window.scanned("MARIA-4417")
    assert window.page.isVisible()
    assert window.model.card is not None
    opened(window)
    assert (view.asked.isVisible(), erased(shop)) == (False, [])


def test_whose_card_is_open_has_it_as_of_now_when_one_comes_back(window: MainWindow, packs: FakeStatePacks) -> None:
    packs.choose(None)
    window.scanned("MARIA-4417")
    opened(window)
    press(Key.Key_Down, Key.Key_Escape)
    assert state_of(packs) == "CA"
    assert window.model.card is not None
    assert window.model.card.member.short_name == "Maria G."
    assert window.page.isVisible()


def test_letters_and_the_counters_keys_do_nothing_there(window: MainWindow) -> None:
    view = opened(window)
    view.back.setFocus()
    press("gar", Key.Key_F2, Key.Key_F3, Key.Key_F7)
    assert view.isVisible()
    assert window.page.top.search.text() == ""


# --------------------------------------------------------------------------------------------------------- how it looks


@pytest.mark.parametrize("scale", [100, 150])
def test_everything_on_the_page_says_its_name_and_is_large_enough(
    qapp: QApplication, window: MainWindow, scale: int
) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    view = opened(window)
    focusable = [
        each for each in view.findChildren(QWidget) if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert len(focusable) >= 8
    for widget in focusable:
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert spoken.strip(), f"{widget} has no name"
        assert widget.height() >= theme.TARGET
        assert widget.width() >= theme.TARGET


@pytest.mark.parametrize("scale", [100, 115, 133, 150])
@pytest.mark.parametrize("asked", [False, True])
def test_nothing_is_cut(qapp: QApplication, window: MainWindow, scale: int, asked: bool) -> None:
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    view = opened(window)
    if asked:
        press(Key.Key_Down)
        alt(Key.Key_X)
    for _ in range(3):
        QApplication.processEvents()
    for widget in view.findChildren(QWidget):
        if widget.isVisible() and not scrolls(widget):
            assert_whole(widget)


def test_the_keys_on_its_buttons_are_each_for_one_thing(window: MainWindow) -> None:
    keys = [button.key for button in opened(window).findChildren(KeyButton) if button.key]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.golden
@pytest.mark.parametrize(
    ("what", "look", "scale"),
    [("counted", "light", 100), ("asked", "dark", 150), ("off", "light", 150), ("asked", "contrast", 100)],
)
def test_it_looks_as_it_was_looked_at(
    what: str, look: str, scale: int, qtbot: QtBot, qapp: QApplication, shop: Shop, away: list[str],
    packs: FakeStatePacks, plugs: Plugs, settings: QSettings, golden: Golden,
) -> None:  # fmt: skip
    settings.setValue("look/theme", look)
    settings.setValue("look/scale", scale)
    if what == "off":
        packs.choose(None)
        programs.keep_for(shop.desk, None)
    with a_window_of(qtbot, shop, packs, plugs, settings) as window:
        view = opened(window)
        if what == "asked":
            press(Key.Key_Down)
            alt(Key.Key_G)
            alt(Key.Key_X)
        QApplication.processEvents()
        golden(f"store-{what}-{look}-{scale}", window.grab())
        assert view.isVisible()
