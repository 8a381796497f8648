"""The sync page: what waits and what to do about it, by keyboard alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from posdesk.counter.hub_line import Difference, Loaded, SetAside
from posdesk.domain.facts import KINDS as ALL_KINDS
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Done, Lineage
from posdesk.sync.trouble import Revoked
from tests.builders import Shop
from tests.fakes.hub_line import no_answer
from tests.ui.hub import MINUTE, URL, Hub, paired, some_wait
from tests.ui.shop import People
from ui import sync_wording as wording
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.door import StraightLane
from ui.viewmodels.exchanges import Exchanges
from ui.viewmodels.screens import Panel
from ui.viewmodels.sync_page import SyncPage
from ui.views.sync_view import SyncView
from ui.widgets.buttons import KeyButton

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hub(shop: Shop, people: People) -> Hub:
    return Hub(shop, paired(shop), StraightLane())


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, hub: Hub, settings: QSettings) -> MainWindow:
    window = MainWindow(shop.desk, StraightLane(), settings, hub=hub.side)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(window.page.top.search.hasFocus)
    return window


def press(key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)
    QApplication.processEvents()


def write(text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QLineEdit)
    QTest.keyClicks(target, text)


def opened(window: MainWindow) -> SyncView:
    """Alt+H, from wherever the focus is."""
    press(Key.Key_H, ALT)
    assert window.sync is not None
    assert window.sync.isVisible()
    return window.sync


def page(hub: Hub) -> SyncPage:
    """The view-model alone."""
    return SyncPage(hub.door(), hub.side, hub.begun(), hub.connection)


# ---------------------------------------------------------------------------------------------------------- view-model


def test_what_waits_stands_by_kind_most_first_with_its_oldest(hub: Hub) -> None:
    hub.line.trouble = no_answer()
    hub.line.wait(*some_wait(hub.shop))
    rows = [(row.cells, row.heading) for row in page(hub).rows]
    assert rows == [
        (("Waits for the hub: 14 entries", ""), True),
        (("11 visits", "since 10:52"), False),
        (("2 campaigns shown", "since 11:11"), False),
        (("1 new member", "since 11:06"), False),
    ]


def test_what_needs_attention_stands_in_few_words_with_all_of_them_behind(hub: Hub) -> None:
    now = hub.shop.clock.now()
    aside = (
        SetAside("a", "visit.recorded", now - 26 * 60 * MINUTE, "It names a member that was erased."),
        SetAside("b", None, now, "The hub holds another fact under this id."),
    )
    hub.line.is_now = replace(hub.line.is_now, aside=aside, unread=3)
    hub.line.will = Done(lineage=Lineage.RESTORED)
    rows = page(hub).rows[3:]
    assert [row.cells for row in rows] == [
        ("This register is an older copy of itself", ""),
        ("3 entries for a newer PosDesk", ""),
        ("Visit not taken by the hub", "Nov 22, 09:31"),
        ("The hub's entry stands, not ours", "11:31"),
    ]
    assert rows[0].words == wording.RESTORED
    assert rows[2].words == "It names a member that was erased."


def test_every_kind_of_fact_has_its_words() -> None:
    assert set(wording.KINDS) == {kind for kind, _ in ALL_KINDS}
    assert wording.kind("moon.phase", 2) == "2 other entries"


def test_a_comparison_names_each_day_that_differs(hub: Hub) -> None:
    hub.line.differences = [Difference("denver-1", "2026-11-21", 118, 120), Difference("aspen", "2025-12-31", 7, 7)]
    model = page(hub)
    model.compare()
    assert [row.cells for row in model.rows[3:]] == [
        ("Nov 21, denver-1", "118 here, 120 at the hub"),
        ("Dec 31, 2025, aspen", "7 on both sides, not the same ones"),
    ]
    hub.line.differences = []
    model.compare()
    assert model.words == "This register and the hub hold the same for the last 30 days."
    hub.line.trouble = no_answer("Nobody answered.")
    model.compare()
    assert (model.words, model.trouble, model.busy) == ("", "Nobody answered.", "")


# ------------------------------------------------------------------------------------------------------------- screens


def test_alt_h_opens_the_page_and_escape_leaves_it(window: MainWindow) -> None:
    sync = opened(window)
    assert sync.sync.hasFocus()
    assert sync.state.words == "Up to date 11:31"
    assert [line.text() for line in sync.lines if line.isVisible()] == [
        f"Hub: {URL}",
        "Last in step: 11:31",
        "The token is in the key ring.",
    ]
    press(Key.Key_Escape)
    assert window.page.isVisible()
    assert window.page.top.search.hasFocus()


def test_the_chip_opens_the_page_by_mouse_and_by_tab(window: MainWindow) -> None:
    QTest.mouseClick(window.page.top.sync, Qt.MouseButton.LeftButton)
    assert window.sync is not None
    assert window.sync.isVisible()
    press(Key.Key_Escape)
    for _ in range(3):
        press(Key.Key_Tab)
        if window.page.top.sync.hasFocus():
            break
    press(Key.Key_Space)
    assert window.sync.isVisible()


def test_what_is_typed_into_a_visit_is_saved_first(window: MainWindow) -> None:
    press(Key.Key_F2)
    write("12")
    press(Key.Key_H, ALT)
    assert window.sync is None
    assert window.model.panel is Panel.VISIT


def test_f5_exchanges_from_the_counter_and_from_the_page(window: MainWindow, hub: Hub) -> None:
    before = hub.line.exchanges
    press(Key.Key_F5)
    assert hub.line.exchanges == before + 1
    assert window.page.toast.words == "In step with the hub."
    opened(window)
    press(Key.Key_F5)
    assert hub.line.exchanges == before + 2


def test_trouble_stands_in_words_and_goes_by_itself(window: MainWindow, hub: Hub) -> None:
    hub.line.trouble = Revoked("This register may not speak to the hub any more. A manager has to pair it again.")
    press(Key.Key_F5)
    assert window.page.offline.isVisible()
    sync = opened(window)
    assert (sync.state.words, sync.state.tone) == ("Not let in", "bad")
    assert sync.trouble.words.text() == hub.line.trouble.words
    hub.line.trouble = None
    press(Key.Key_F5)
    assert not sync.trouble.isVisible()
    assert sync.state.words == "Up to date 11:31"


def test_a_register_is_paired_by_keyboard_alone(window: MainWindow, hub: Hub) -> None:
    hub.line.is_now = replace(hub.line.is_now, url=None)
    assert window.exchanges is not None
    window.exchanges.began_anew()
    sync = opened(window)
    assert sync.address.line.hasFocus()
    press(Key.Key_Return)
    assert sync.wrong.words.text() == "Type the hub's address and the code first."
    write(URL)
    press(Key.Key_Tab)
    write("WRONG")
    press(Key.Key_Return)
    assert sync.wrong.words.text() == "This code is not good: ask for a new one at the hub."
    assert not sync.sync.isVisible()
    sync.code.line.selectAll()
    write(" ABCD-2345 ")
    press(Key.Key_Return)
    assert hub.line.paired_with == [(URL, "ABCD-2345")]
    assert sync.note.words.text() == "Paired. What the shop holds comes now."
    assert sync.sync.hasFocus()
    assert not sync.address.isVisible()
    assert window.page.top.sync.words == "Up to date 11:31"


def test_the_whole_text_of_the_qr_code_stands_for_address_and_code(window: MainWindow, hub: Hub) -> None:
    hub.line.is_now = replace(hub.line.is_now, url=None)
    assert window.exchanges is not None
    window.exchanges.began_anew()
    opened(window)
    write(f"{URL}#ABCD-2345.KEY")  # as a scanner types it
    press(Key.Key_Return)
    assert hub.line.paired_with == [(f"{URL}#ABCD-2345.KEY", "")]


def test_unpairing_asks_once_and_is_refused_while_something_waits(window: MainWindow, hub: Hub) -> None:
    hub.line.trouble = no_answer()
    hub.line.wait(*some_wait(hub.shop))
    sync = opened(window)
    press(Key.Key_X, ALT)
    assert sync.unpair.text() == "Really unpair?"
    press(Key.Key_X, ALT)
    assert sync.wrong.words.text() == "14 entries wait for the hub. Sync first, or save a copy."
    assert sync.unpair.text() == "Unpair"
    hub.line.wait()
    press(Key.Key_X, ALT)
    press(Key.Key_X, ALT)
    assert hub.line.is_now.url is None
    assert sync.note.words.text().startswith("This register works alone now.")
    assert sync.address.line.hasFocus()
    assert window.page.top.sync.words == "Works alone"


def chosen(sync: SyncView, path: Path) -> None:
    """Type a path into the dialog that stands over the page, and press Enter."""
    dialog = sync.dialog
    assert isinstance(dialog, QFileDialog)
    line = dialog.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setText(str(path))
    QTest.keyClick(line, Key.Key_Return)
    assert not dialog.isVisible()


def test_what_waits_is_saved_to_a_file(window: MainWindow, hub: Hub, tmp_path: Path) -> None:
    hub.line.trouble = no_answer()
    hub.line.wait(*some_wait(hub.shop))
    sync = opened(window)
    press(Key.Key_S, ALT)
    chosen(sync, tmp_path / "waiting.jsonl")
    assert len((tmp_path / "waiting.jsonl").read_text("utf-8").splitlines()) == 14
    assert sync.note.words.text() == "14 entries saved to waiting.jsonl. Another register or the hub can load it."


def test_a_file_is_loaded_and_the_counter_asks_anew(
    window: MainWindow, hub: Hub, shop: Shop, people: People, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "copy.jsonl"
    path.write_text("{}\n", "utf-8")
    hub.files[path.name] = [Loaded(100, 90, 10), Loaded(103, 91, 10, ((101, "is not JSON"), (102, "is not JSON")))]
    window.scanned("MARIA-4417")
    sync = opened(window)
    press(Key.Key_L, ALT)
    shop.visit(people.maria, 5_000)
    chosen(sync, path)
    assert sync.note.words.text() == "91 entries new, 10 known already. 2 lines could not be taken."
    assert sync.wrong.words.text() == "Line 101: is not JSON Line 102: is not JSON"
    qtbot.waitUntil(lambda: window.model.card is not None and window.model.card.standing.visits == 10)


def test_a_file_that_cannot_be_read_is_refused_in_words(window: MainWindow, hub: Hub, tmp_path: Path) -> None:
    def load(_: object, path: Path) -> Iterator[Loaded]:
        raise Refused(Refusal(RefusalCode.BAD_FILE, f"{path.name} cannot be read: it is a folder."))

    model = SyncPage(hub.door(), replace(hub.side, load=load), hub.begun(), hub.connection)
    model.load(tmp_path / "x.jsonl")
    assert (model.trouble, model.busy) == ("x.jsonl cannot be read: it is a folder.", "")


def test_a_scan_is_answered_at_the_counter(window: MainWindow) -> None:
    opened(window)
    window.scanned("MARIA-4417")
    assert window.page.isVisible()
    assert window.model.card is not None


def test_letters_mean_nothing_on_the_page(window: MainWindow) -> None:
    opened(window)
    press(Key.Key_M)
    press(Key.Key_F2)
    assert window.model.search.text == ""
    assert not window.page.isVisible()


def test_the_marked_row_is_told_in_full(window: MainWindow, hub: Hub) -> None:
    aside = tuple(SetAside(name, "visit.recorded", 0, f"{name}: " + "very long words " * 9) for name in "ab")
    hub.line.is_now = replace(hub.line.is_now, aside=aside)
    sync = opened(window)
    assert sync.detail.text().startswith("a: very long words")
    sync.list.setFocus()
    press(Key.Key_Down)
    assert sync.detail.text().startswith("b: very long words")
    press(Key.Key_Up)
    press(Key.Key_Up)
    assert not sync.detail.isVisible()


def test_everything_that_takes_the_focus_has_a_name_and_tab_comes_to_it(window: MainWindow, hub: Hub) -> None:
    for alone in (False, True):
        if alone:
            hub.line.is_now = replace(hub.line.is_now, url=None)
        sync = opened(window)
        wanted = {
            each
            for each in sync.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and each.isEnabled()
        }
        assert all(each.accessibleName() for each in wanted)
        assert len(wanted) == 7
        reached = set()
        for _ in range(20):
            reached.add(QApplication.focusWidget())
            press(Key.Key_Tab)
        assert wanted <= reached
        press(Key.Key_Escape)


@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("alone", [False, True])
def test_nothing_is_cut_on_the_page_and_buttons_are_targets(
    window: MainWindow, hub: Hub, qapp: QApplication, scale: int, alone: bool
) -> None:
    hub.line.is_now = replace(hub.line.is_now, url=None if alone else URL)
    theme.apply(qapp, theme.Theme.LIGHT, scale)
    sync = opened(window)
    QApplication.processEvents()
    for button in sync.findChildren(KeyButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert min(button.width(), button.height()) >= theme.TARGET
            assert sync.rect().contains(button.mapTo(sync, button.rect().bottomRight()))
    for words in sync.findChildren(QLabel):
        if words.isVisible() and words.wordWrap():
            assert words.height() >= words.heightForWidth(words.width())
        assert words.textFormat() is Qt.TextFormat.PlainText


def test_what_a_hub_says_is_never_read_as_markup(window: MainWindow, hub: Hub) -> None:
    hub.line.trouble = Revoked("<font size=20>All is well</font>")
    press(Key.Key_F5)
    assert window.page.top.sync.toolTip() == "<p>&lt;font size=20&gt;All is well&lt;/font&gt;</p>"
    assert window.page.offline.words == hub.line.trouble.words


def test_unpairing_gives_up_an_exchange_that_is_stuck(shop: Shop) -> None:
    hub = Hub(shop, paired(shop))
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.refresh()
    model = SyncPage(hub.door(), hub.side, exchanges, hub.connection)
    assert exchanges.now.running
    model.unpair()
    model.unpair()
    assert hub.lane.renewed == 1
    assert hub.line.is_now.url is None
    assert not exchanges.now.running
