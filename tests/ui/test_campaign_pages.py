"""The manager's screens: the list with its keys, and a campaign made by keyboard alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from posdesk.domain.campaign_facts import CampaignPublished
from posdesk.domain.campaigns import State
from posdesk.office import campaigns
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.ui.office import an_office
from tests.ui.shop import People
from ui.main_window import MainWindow
from ui.viewmodels.campaign_editor import CampaignEditor
from ui.viewmodels.campaigns_page import CampaignsPage
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.views.office_page import OfficePage

Key = Qt.Key


@pytest.fixture
def office(shop: Shop, people: People) -> Office:
    return an_office(shop, "second-visit", "big-spenders")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, office: Office, settings: QSettings) -> MainWindow:
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda _: office)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(window.page.top.search.hasFocus)
    return window


def opened(window: MainWindow) -> OfficePage:
    window.open_office()
    assert window.office is not None
    return window.office


def press(key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)
    QApplication.processEvents()


def write(text: str) -> None:
    target = QApplication.focusWidget()
    assert isinstance(target, QLineEdit)
    target.selectAll()
    QTest.keyClicks(target, text)
    QApplication.processEvents()


def tab_to(wanted: QWidget) -> None:
    """Press Tab until this has the focus."""
    for _ in range(80):
        if QApplication.focusWidget() is wanted:
            return
        press(Key.Key_Tab)
    raise AssertionError(f"Tab never came to {wanted.accessibleName()}")


def choose(wanted: QComboBox, words: str) -> None:
    """Choose a word by arrow keys."""
    tab_to(wanted)
    press(Key.Key_Home)
    for _ in range(wanted.count()):
        if wanted.currentText() == words:
            return
        press(Key.Key_Down)
    raise AssertionError(f"{words} is not offered")


def test_the_list_says_state_window_and_how_many_it_is_for(window: MainWindow) -> None:
    page = opened(window)
    rows = [row.spoken for row in page.list.list.rows]
    assert rows == ["A shirt and stickers, no end, 2 members, Running", "Welcome back, no end, 4 members, Running"]
    assert page.list.bars.accessibleName().startswith("Calendar: A shirt and stickers, without an end")
    said = [line.text() for line in page.list.lines if line.text()]
    assert said[3:] == [
        "Shown to 0 members, kept from 0 to compare.",
        "0 uses by 0 members, $0 off baskets.",
        "Too few to say: 0 were shown it, 100 are needed.",
    ]


def test_by_keys_alone_one_is_paused_resumed_and_ended_with_two_presses(window: MainWindow, shop: Shop) -> None:
    page = opened(window)
    alt = Qt.KeyboardModifier.AltModifier

    def state() -> State:
        return campaigns.listed(shop.desk, "second-visit").state

    press(Key.Key_Down)
    press(Key.Key_U, alt)
    assert state() is State.PAUSED
    assert page.list.note.text() == "“Welcome back” is paused now."
    press(Key.Key_U, alt)
    assert state() is State.RUNNING
    press(Key.Key_X, alt)
    assert (state(), page.list.end.text()) == (State.RUNNING, "Really end it?")
    press(Key.Key_Up)
    press(Key.Key_Down)
    assert page.list.end.text() == "End"
    press(Key.Key_X, alt)
    press(Key.Key_X, alt)
    assert state() is State.ENDED
    assert [row.chip.words for row in page.list.list.rows if row.chip] == ["Running", "Ended"]


def test_a_campaign_is_made_and_published_by_keyboard_alone(window: MainWindow, shop: Shop, qtbot: QtBot) -> None:
    page = opened(window)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = page.form
    assert QApplication.focusWidget() is form.fields["title"].line
    assert form.count.text() == "To put right"
    assert not form.publish.isEnabled()
    write("$10 off for friends of Hilltop")
    assert form.fields["id"].line.text() == "10-off-for-friends-of-hilltop"
    tab_to(form.fields["say"].line)
    write("{name}, {title}.")
    choose(form.kind, "Dollars off")
    tab_to(form.fields["amount"].line)
    write("$10")
    press(Key.Key_A, Qt.KeyboardModifier.AltModifier)
    (clause,) = form.clauses.lines
    assert QApplication.focusWidget() is clause.field
    choose(clause.field, "Visits with brand")
    tab_to(clause.of)
    write("Hilltop Farms")
    tab_to(clause.value)
    write("none")
    assert any("Visits with brand is compared with a whole number" in wrong.words.text() for wrong in form.problems)
    assert not form.publish.isEnabled()
    tab_to(clause.value)
    write("2")
    qtbot.waitUntil(lambda: form.count.text() == "2 members")
    assert [line.text() for line in form.lines if line.text()] == [
        "Maria G.: Visits with brand: hilltop farms: 7 visits, at least 2 visits",
        "Jamal K.: Visits with brand: hilltop farms: 30 visits, at least 2 visits",
    ]
    press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert any(line.text().startswith("Of 6 members who came") for line in form.lines)
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.pages.currentWidget() is page.list
    assert page.list.note.text() == "Published “$10 off for friends of Hilltop”, version 1. It holds from now on."
    assert campaigns.listed(shop.desk, "10-off-for-friends-of-hilltop").state is State.RUNNING


def test_a_change_is_the_next_version_and_what_was_typed_is_not_lost_by_one_escape(
    window: MainWindow, shop: Shop
) -> None:
    page = opened(window)
    press(Key.Key_Return)
    assert page.pages.currentWidget() is page.form
    write("A hat and stickers")
    press(Key.Key_Escape)
    assert page.pages.currentWidget() is page.form
    assert page.note.text() == "Not published yet. Esc again leaves it."
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    found = campaigns.listed(shop.desk, "big-spenders")
    assert (found.campaign.title, found.campaign.version, found.versions) == ("A hat and stickers", 2, 2)
    press(Key.Key_Escape)
    assert window.page.isVisible()
    assert window.page.top.search.hasFocus()


def test_a_ready_campaign_is_a_beginning(window: MainWindow, shop: Shop) -> None:
    page = opened(window)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    press(Key.Key_Backtab)
    choose(page.form.template, "We missed you")
    assert page.form.fields["say"].line.text() == "Good to see you again, {name}: {title} today."
    assert (page.form.trigger.key, page.form.fields["lapse"].line.text()) == ("lapse", "200")
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert campaigns.listed(shop.desk, "win-back").campaign.holdout_percent == 10


def test_a_scan_is_answered_at_the_counter_and_the_half_written_campaign_stays(window: MainWindow) -> None:
    page = opened(window)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    write("Half")
    window.scanned("MARIA-4417")
    assert window.page.isVisible()
    assert window.model.card is not None
    window.open_office()
    assert page.pages.currentWidget() is page.form
    assert page.form.fields["title"].line.text() == "Half"


def test_the_keys_of_the_counter_mean_nothing_there(window: MainWindow) -> None:
    opened(window)
    press(Key.Key_F2)
    press(Key.Key_M)
    assert window.model.search.text == ""
    assert not window.page.isVisible()


def test_everything_that_takes_the_focus_has_a_name(window: MainWindow) -> None:
    page = opened(window)
    page.editor.open(None)
    page.editor.add_clause()
    for part in (page.list, page.form):
        for each in part.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.objectName().startswith("qt_"):
                assert each.accessibleName(), each


def test_a_campaign_of_a_newer_posdesk_is_named_with_its_reason(window: MainWindow, shop: Shop) -> None:
    shop.happened(CampaignPublished('[campaign]\nid = "moon"\ntitle = "Moonlight"\nphase = "full"\nsay = "x"\n'))
    page = opened(window)
    assert page.list.newer.text().startswith("Not applied, from a newer PosDesk: Moonlight (line 4: campaign.phase")


def test_audiences_are_counted_one_after_the_other_behind_the_list(shop: Shop, office: Office) -> None:
    lane = FakeLane()
    page = CampaignsPage(DeskDoor(shop.desk, lane), lambda _: office)
    page.refresh()
    lane.run(1)
    assert page.book is not None
    assert page.audiences == {}
    lane.run()
    assert page.audiences == {"big-spenders": 2, "second-visit": 4}
    assert set(page.results) == {"big-spenders"}


def test_a_trial_is_dropped_when_something_else_is_typed(shop: Shop, office: Office, qtbot: QtBot) -> None:
    lane = FakeLane()
    editor = CampaignEditor(DeskDoor(shop.desk, lane), lambda _: office)
    editor.open(campaigns.listed(shop.desk, "big-spenders").campaign)
    lane.run()
    editor.try_on_past()
    lane.run(1)
    editor.set_value("title", "Another")
    lane.run()
    assert editor.past == ()
    editor.try_on_past()
    lane.run()
    assert "Of 6 members who came, 2 would have had it." in editor.past


def test_a_change_begins_with_the_newest_version_though_another_is_in_force_still(shop: Shop, office: Office) -> None:
    later = (office.templates / "big-spenders.toml").read_text(encoding="utf-8")
    later = later.replace("[campaign]\n", "[campaign]\nversion = 2\nfirst_day = 2026-12-24\n", 1)
    campaigns.publish(shop.desk, later)
    assert campaigns.listed(shop.desk, "big-spenders").campaign.version == 1
    page = CampaignsPage(DeskDoor(shop.desk, StraightLane()), lambda _: office)
    editor = CampaignEditor(DeskDoor(shop.desk, StraightLane()), lambda _: office)
    page.edit_wanted.connect(editor.open)
    page.refresh()
    page.edit()
    assert (editor.form.values["first_day"], editor.form.values["version"]) == ("2026-12-24", "3")
    assert not editor.typed


def test_a_milestone_that_the_program_lacks_cannot_be_published_and_the_screen_says_why(
    window: MainWindow, shop: Shop
) -> None:
    page = opened(window)
    press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    values = {"title": "Spring", "say": "Hi", "trigger": "milestone_reached", "milestone": "visits-9999", "last": "7"}
    for name, text in values.items():
        page.editor.set_value(name, text)
    assert page.form.publish.isEnabled()  # as a document it is sound
    page.editor.look_now()
    assert not page.form.publish.isEnabled()
    assert "the program has no milestone “visits-9999”. It has every-10-visits" in page.form.problems[0].words.text()
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "spring" not in shop.desk.programs.campaigns().versions


def test_a_ready_campaign_that_somebody_spoilt_takes_nothing_else_with_it(
    shop: Shop, office: Office, tmp_path: Path
) -> None:
    for name in ("win-back", "interests"):
        shutil.copy(office.templates / f"{name}.toml", tmp_path)
    (tmp_path / "a-broken.toml").write_text("[campaign]\nid = ", encoding="utf-8")
    (tmp_path / "b-latin.toml").write_bytes(b'[campaign]\nid = "caf\xe9"\n')
    (tmp_path / "c-folder.toml").mkdir()
    spoilt = replace(office, templates=tmp_path)
    editor = CampaignEditor(DeskDoor(shop.desk, StraightLane()), lambda _: spoilt)
    editor.open(None)
    assert editor.known is not None
    assert [name for name, _ in editor.known.templates] == ["interests", "win-back"]
    editor.begin_with("win-back")
    assert editor.form.values["title"] == "We missed you"
