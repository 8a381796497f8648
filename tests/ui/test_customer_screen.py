"""The customer screen: what it shows and never shows, for how long, what it does to the counter, on which display."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter import cards, visits
from posdesk.counter.card import open_card
from posdesk.counter.saying import LAST_TIME
from posdesk.counter.visits import VisitEntry
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import AwardGiven
from posdesk.hardware.qr import dots
from posdesk.hardware.settings import HardwareSettings
from tests.builders import Shop
from tests.rules.sources import PROJECT
from tests.ui.beside import Plugs, a_window_with, beside
from tests.ui.keys import Key, press
from tests.ui.shop import People
from tests.ui.two_displays import configuration
from ui import hardware_wording as wording
from ui import theme
from ui.main_window import MainWindow
from ui.viewmodels.mirror import Mirror, Shown
from ui.viewmodels.privacy import Privacy
from ui.viewmodels.screens import Panel
from ui.views.customer_view import CustomerScreenView
from ui.views.offers_column import OffersColumn
from ui.widgets.code_picture import QUIET, CodePicture
from ui.wording import SAY_HIDDEN

SECRETS = ("Garcia", "4417", "303", "1988", "Nov 26", "Birthday", "birthday", "975", "317", "Hilltop", "Kivara")
"""What is known of Maria and stands on her card at the counter."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings) -> Iterator[MainWindow]:
    plugs = Plugs(HardwareSettings(join="https://example.com/join"))
    with a_window_with(qtbot, shop, settings, plugs) as made:
        yield made


def ink(view: CustomerScreenView) -> float:
    """The part of a picture that is not its ground."""
    picture, ground = view.grab().toImage(), theme.token("bg").rgb()
    spots = [(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)]
    return sum(picture.pixel(x, y) != ground for x, y in spots) / len(spots)


@pytest.fixture
def view(qtbot: QtBot, window: MainWindow) -> CustomerScreenView:
    """What a second display would show; here there is one only, so it is turned on without a place."""
    made = CustomerScreenView(beside(window).mirror)
    qtbot.addWidget(made)
    beside(window).mirror.turn_on("https://example.com/join")
    made.resize(1280, 800)
    return made


def test_a_member_is_shown_by_first_name_tier_steps_and_titles(window: MainWindow, view: CustomerScreenView) -> None:
    window.scanned("MARIA-4417")
    mirror = beside(window).mirror
    assert mirror.facing is not None
    assert (mirror.facing.first_name, mirror.facing.tier) == ("Maria", "Gold")
    assert (mirror.facing.done, mirror.facing.total, mirror.facing.reward) == (9, 10, "$10 off")
    assert mirror.facing.offers[:2] == (cards.TREAT, "10 % off the next purchase")
    assert mirror.number is not None
    assert f"{wording.YOUR_NUMBER}, {mirror.number}" in view.words()


def test_what_is_hers_alone_is_nowhere_on_it(window: MainWindow, view: CustomerScreenView) -> None:
    window.scanned("MARIA-4417")
    shown = f"{view.words()} {beside(window).mirror.facing}"
    assert [secret for secret in SECRETS if secret in shown] == []


def test_that_she_was_unhappy_is_nowhere_on_it(
    shop: Shop, people: People, window: MainWindow, view: CustomerScreenView
) -> None:
    shop.happened(FeedbackGiven(2, words="the line was long"), people.maria)
    window.scanned("MARIA-4417")
    assert LAST_TIME in open_card(shop.desk, people.maria).say
    shown = f"{view.words()} {beside(window).mirror.facing}"
    assert "Maria" in shown
    assert LAST_TIME not in shown
    assert "the line was long" not in shown
    (column,) = window.page.findChildren(OffersColumn)
    assert column.say.text() == SAY_HIDDEN, "others may see the counter, too, while it is on"


def test_it_has_no_room_for_more(shop: Shop, people: People) -> None:
    facing = cards.facing(open_card(shop.desk, people.maria), (9, 10))
    assert set(facing.__slots__) == {"first_name", "tier", "done", "total", "reward", "offers"}


def test_while_it_is_on_details_are_hidden_at_the_counter_and_the_counter_says_so(
    window: MainWindow, view: CustomerScreenView
) -> None:
    assert window.page.top.mirror.isVisible()
    assert window.model.hidden
    window.scanned("MARIA-4417")
    assert window.model.hidden
    press(Key.Key_F8)
    assert not window.model.hidden
    beside(window).mirror.turn_off()
    assert not window.page.top.mirror.isVisible()
    window.scanned("MARIA-4417")
    assert not window.model.hidden


def test_esc_takes_the_member_off_and_the_start_shows_how_to_join(window: MainWindow, view: CustomerScreenView) -> None:
    mirror = beside(window).mirror
    assert (mirror.shown, wording.JOIN in view.words()) == (Shown.JOIN, True)
    window.scanned("MARIA-4417")
    window.run_command("points")
    press(Key.Key_Escape)
    assert (mirror.shown, mirror.facing, view.words()) == (Shown.BLANK, None, "")
    assert window.model.card is not None
    press(Key.Key_Escape)
    assert mirror.shown is Shown.JOIN


def test_a_member_is_shown_for_half_a_minute_and_again_when_something_is_new(
    qtbot: QtBot, window: MainWindow, shop: Shop, people: People
) -> None:
    mirror = Mirror(window.model, window._door, blank_ms=1, parent=window)
    mirror.turn_on("")
    window.scanned("MARIA-4417")
    qtbot.waitUntil(lambda: mirror.shown is Shown.BLANK)
    assert (mirror.facing, mirror.number) == (None, None)
    press(Key.Key_F8)  # showing details is no news
    assert mirror.shown is Shown.BLANK
    visits.record(shop.desk, people.maria, VisitEntry(10_00))
    window.scanned("MARIA-4417")
    assert mirror.facing is not None


def test_the_lock_takes_the_member_off(window: MainWindow, view: CustomerScreenView) -> None:
    window.scanned("MARIA-4417")
    assert window.locking is not None
    window.locking.signing.begin_first()
    assert beside(window).mirror.shown is not Shown.MEMBER


@pytest.mark.rule("LG09")
def test_the_number_read_aloud_is_typed_and_what_is_used_then_carries_it(
    window: MainWindow, view: CustomerScreenView, shop: Shop, people: People
) -> None:
    shop.happened(AwardGiven("ten-off", "$10 off", "sorry"), people.maria)
    window.scanned("MARIA-4417")
    number = beside(window).mirror.number or ""
    window.run_command("presence")
    assert window.model.panel is Panel.PRESENCE
    press("000000", Key.Key_Return)
    assert window.model.panels.presence.error is not None
    press(*[Key.Key_Backspace] * 6, number.replace(" ", ""), Key.Key_Return)
    assert window.model.panel is Panel.NONE
    toast = window.model.notices.toast
    assert toast is not None
    assert toast.words.startswith("Maria G. is here.")
    assert window.model.card is not None
    usable = [offer.title for offer in window.model.card.offers if offer.usable]
    press(Key.Key_F2, "50.00")
    window.model.use(usable.index("$10 off") + 1)
    press(Key.Key_Return)
    used = [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, RewardRedeemed)]
    assert [body.proof for body in used] == ["number"]


def test_without_a_customer_screen_or_a_member_there_is_no_number_to_ask_for(window: MainWindow) -> None:
    window.run_command("presence")
    assert window.model.notices.toast is not None
    assert window.model.notices.toast.words == wording.TURN_ON_FIRST
    beside(window).mirror.turn_on("")
    window.run_command("presence")
    assert window.model.panel is Panel.NONE


def test_with_one_display_f9_says_that_a_second_is_needed(window: MainWindow) -> None:
    press(Key.Key_F9)
    assert window.model.notices.toast is not None
    assert window.model.notices.toast.words == wording.NO_SECOND
    assert beside(window).mirror.shown is Shown.OFF
    assert not window.model.hidden


def test_privacy_stays_as_it_is_while_somebody_types_beside_a_customer_screen() -> None:
    privacy = Privacy()
    privacy.mirror(True)
    privacy.new_member()
    assert privacy.hidden
    privacy.toggle()
    privacy.new_member()
    assert not privacy.hidden
    privacy.mirror(False)
    assert not privacy.hidden


@pytest.mark.parametrize("look", [theme.Theme.LIGHT, theme.Theme.DARK, theme.Theme.CONTRAST])
def test_a_code_is_black_on_white_in_every_theme_dot_for_dot(
    qtbot: QtBot, qapp: QApplication, look: theme.Theme
) -> None:
    theme.apply(qapp, look, 150)
    picture, code = CodePicture("code"), dots("https://example.com/join")
    qtbot.addWidget(picture)
    picture.show_code(code)
    picture.resize(picture.sizeHint())
    drawn, side = picture.grab().toImage(), len(code) + 2 * QUIET
    pitch = drawn.width() // side
    first = (drawn.width() - pitch * side) // 2 + pitch // 2
    at = [first + number * pitch for number in range(side)]
    seen = [[drawn.pixelColor(x, y).lightness() < 128 for x in at] for y in at]
    assert [row[QUIET:-QUIET] for row in seen[QUIET:-QUIET]] == [list(row) for row in code]
    assert not any(any(row) for row in (*seen[:QUIET], *seen[-QUIET:]))


@pytest.mark.parametrize("size", [(1280, 800), (800, 480), (1080, 1920), (320, 240)])
@pytest.mark.parametrize("look", [theme.Theme.LIGHT, theme.Theme.CONTRAST])
def test_it_is_drawn_on_a_display_of_any_size(
    window: MainWindow, view: CustomerScreenView, qapp: QApplication, look: theme.Theme, size: tuple[int, int]
) -> None:
    theme.apply(qapp, look, 100)
    view.resize(*size)
    assert ink(view) > 0.03
    window.scanned("MARIA-4417")
    assert ink(view) > 0.03


def test_what_is_blank_shows_next_to_nothing(window: MainWindow, view: CustomerScreenView) -> None:
    window.scanned("MARIA-4417")
    assert ink(view) > 0.03
    beside(window).mirror.blank()
    assert ink(view) < 0.01


def test_a_picture_that_tests_a_display_goes_by_itself_and_never_over_a_member(
    qtbot: QtBot, window: MainWindow
) -> None:
    mirror = beside(window).mirror
    mirror.show_picture()
    assert (mirror.shown, mirror.on) == (Shown.PICTURE, False)
    mirror.turn_on("")
    mirror.show_picture()
    assert mirror.shown is Shown.JOIN


@pytest.fixture
def played(tmp_path: Path) -> Any:
    """What happened in a process with so many displays."""

    def play(displays: int) -> dict[str, Any]:
        made_up = tmp_path / "displays.json"
        made_up.write_text(configuration(displays))
        environ = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={made_up}"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.ui.two_displays", str(tmp_path)],
            cwd=PROJECT, env=environ, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return said

    return play


def test_it_fills_the_second_display_and_goes_with_it(played: Any) -> None:
    saw = played(2)
    assert saw["said"] == wording.mirror_on("customer")
    assert (saw["display"], saw["place"]) == ("customer", [1366, 0, 1280, 800])
    assert saw["frameless"]
    assert saw["visible"]
    assert saw["typing_goes_to"] == "SearchBox"
    assert "Maria" in saw["words"]
    assert (saw["after"], saw["said_then"]) == (False, wording.SECOND_GONE)


def test_it_never_comes_up_over_the_counter(played: Any) -> None:
    assert played(1) == {"said": wording.NO_SECOND}
