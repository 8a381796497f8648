"""What faces the member, as pictures that were looked at: read from a metre, nothing cut, on displays of all shapes.

Nothing here is anybody's: the members are made up. What may stand on it at all: test_customer_screen.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.hardware.settings import HardwareSettings
from tests.builders import Shop
from tests.ui.beside import Plugs, a_window_with, beside
from tests.ui.golden import Golden, as_image
from tests.ui.shop import MARIA_CARD, People
from ui import theme
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.views.customer_view import CustomerScreenView

JOIN = "https://example.com/join"
SMALL, WIDE, COUNTER, UPRIGHT = (800, 480), (1024, 600), (1366, 768), (1080, 1920)
LONG_NAME = "LONG-0001"
LEVELS = 40
"""Of 255: 25 is the most that edges of large letters were seen to differ by."""


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings) -> Iterator[MainWindow]:
    shop.member("Maximiliana-Alexandrina", "Featherstonehaugh", card=LONG_NAME, joined_days_ago=900)
    with a_window_with(qtbot, shop, settings, Plugs(HardwareSettings(join=JOIN))) as made:
        yield made


@pytest.fixture
def taken(qtbot: QtBot, qapp: QApplication, window: MainWindow) -> Callable[[str, Theme, int, tuple[int, int]], QImage]:
    """A picture of the customer screen in a state, a look and a text size, on a display of a size."""

    def take(state: str, look: Theme, scale: int, size: tuple[int, int]) -> QImage:
        theme.apply(qapp, look, scale)
        mirror = beside(window).mirror
        view = CustomerScreenView(mirror)
        qtbot.addWidget(view)
        if state != "test":
            mirror.turn_on("" if state == "welcome" else JOIN)
        if state in ("member", "long-name", "blank"):
            window.scanned(LONG_NAME if state == "long-name" else MARIA_CARD)
            assert mirror.number is not None
        if state == "blank":
            mirror.blank()
        if state == "test":
            mirror.show_picture()
        view.resize(*size)
        return as_image(view)

    return take


@pytest.mark.golden
@pytest.mark.parametrize(
    ("state", "look", "size"),
    [
        ("member", Theme.LIGHT, SMALL),
        ("member", Theme.LIGHT, UPRIGHT),
        ("member", Theme.DARK, WIDE),
        ("member", Theme.CONTRAST, COUNTER),
        ("long-name", Theme.LIGHT, SMALL),
        ("long-name", Theme.DARK, UPRIGHT),
        ("join", Theme.LIGHT, COUNTER),
        ("join", Theme.DARK, UPRIGHT),
        ("join", Theme.LIGHT, SMALL),
        ("welcome", Theme.LIGHT, WIDE),
        ("blank", Theme.LIGHT, SMALL),
        ("test", Theme.LIGHT, WIDE),
    ],
)
def test_it_looks_as_it_was_looked_at(
    taken: Callable[[str, Theme, int, tuple[int, int]], QImage],
    golden: Golden,
    state: str,
    look: Theme,
    size: tuple[int, int],
) -> None:
    replace(golden, levels=LEVELS)(f"customer-{state}-{look}-{size[0]}", taken(state, look, 100, size))


@pytest.mark.golden
@pytest.mark.parametrize("scale", [100, 150])
def test_the_counters_text_size_changes_nothing_for_letters_are_as_large_as_the_display_lets_them(
    taken: Callable[[str, Theme, int, tuple[int, int]], QImage], golden: Golden, scale: int
) -> None:
    replace(golden, levels=LEVELS)("customer-member-light-1366", taken("member", Theme.LIGHT, scale, COUNTER))
