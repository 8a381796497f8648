"""The sync page and the counter with a hub as pictures, kept exactly, in the states that matter."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter.hub_line import Difference, SetAside
from posdesk.domain.replication import Done, Lineage
from posdesk.sync.trouble import Revoked
from tests.builders import Shop
from tests.fakes.hub_line import no_answer
from tests.ui.golden import Golden
from tests.ui.hub import MINUTE, Hub, paired, some_wait
from tests.ui.shop import People
from ui import application
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.viewmodels.door import StraightLane

PAIR_ANEW = "This register may not speak to the hub any more. A manager has to pair it again: unpair it first."


def alone(hub: Hub) -> None:
    """Never paired."""
    hub.line.is_now = replace(hub.line.is_now, url=None)


def offline(hub: Hub) -> None:
    """Nobody answers, and something waits."""
    hub.line.wait(*some_wait(hub.shop))
    hub.line.trouble = no_answer()


def revoked(hub: Hub) -> None:
    """Not let in any more."""
    hub.line.wait(*some_wait(hub.shop))
    hub.line.trouble = Revoked(PAIR_ANEW)


def attention(hub: Hub) -> None:
    """A manager has to look at this."""
    now = hub.shop.clock.now()
    aside = (SetAside("a", "visit.recorded", now - 26 * 60 * MINUTE, "It names a member that was erased."),)
    hub.line.is_now = replace(hub.line.is_now, aside=aside, unread=3)
    hub.line.will = Done(lineage=Lineage.RESTORED)
    hub.line.differences = [Difference("denver-1", "2026-11-21", 118, 120)]


def clock_off(hub: Hub) -> None:
    """Thirteen minutes ahead."""
    hub.line.will = Done(off=13 * MINUTE)


PICTURES: list[tuple[str, Callable[[Hub], None], str, int]] = [
    ("page", alone, "light", 100),
    ("page", offline, "light", 100),
    ("page", attention, "contrast", 150),
    ("page", revoked, "dark", 100),
    ("counter", offline, "light", 100),
    ("counter", clock_off, "dark", 150),
]


@pytest.mark.golden
@pytest.mark.parametrize(("where", "state", "look", "scale"), PICTURES)
def test_it_looks_as_it_was_looked_at(
    where: str,
    state: Callable[[Hub], None],
    look: str,
    scale: int,
    shop: Shop,
    people: People,
    settings: QSettings,
    qapp: QApplication,
    qtbot: QtBot,
    golden: Golden,
) -> None:
    hub = Hub(shop, paired(shop), StraightLane())
    state(hub)
    settings.setValue("look/theme", look)
    settings.setValue("look/scale", scale)
    application.build(Theme(look), scale, headless=True)
    window = MainWindow(shop.desk, StraightLane(), settings, hub=hub.side)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    assert window.exchanges is not None
    hub.moments.pass_by(3 * MINUTE)
    window.exchanges.look()
    if where == "page":
        window.open_sync()
        assert window.sync is not None
        if state is attention:
            window.sync.compare.click()
    for _ in range(3):
        QCoreApplication.processEvents()
    golden(f"sync-{where}-{state.__name__}-{look}-{scale}", window)
