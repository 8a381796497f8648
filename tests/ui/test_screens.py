"""The screens as pictures, kept exactly; and that nothing on them is cut, at every text size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.domain.refusals import Refused
from tests.builders import Shop, a_shop
from tests.ui.evenings import an_odd_day
from tests.ui.golden import Golden
from tests.ui.office import an_office
from tests.ui.shop import People, fill, twins
from tests.ui.whole import assert_whole, scrolls
from ui import screenshots
from ui.main_window import MainWindow
from ui.viewmodels.connection import Connection, Reach
from ui.viewmodels.door import StraightLane
from ui.viewmodels.screens import Screen

PICTURES = [
    ("idle", "light", 100),
    ("matches", "light", 100),
    ("not-found", "light", 100),
    ("card", "light", 100),
    ("history", "light", 100),
    ("visit", "light", 100),
    ("points", "light", 100),
    ("return", "light", 100),
    ("uses", "light", 100),
    ("new-member", "light", 100),
    ("offline", "light", 100),
    ("hidden", "light", 100),
    ("keys", "light", 100),
    ("commands", "light", 100),
    ("look", "light", 100),
    ("card", "dark", 100),
    ("visit", "dark", 100),
    ("points", "dark", 100),
    ("uses", "dark", 100),
    ("card", "contrast", 100),
    ("uses", "contrast", 100),
    ("return", "contrast", 100),
    ("visit", "contrast", 100),
    ("card", "light", 150),
    ("visit", "light", 150),
    ("matches", "light", 150),
    ("points", "light", 150),
    ("return", "light", 150),
    ("uses", "light", 150),
    ("campaigns", "light", 100),
    ("campaign", "light", 100),
    ("campaigns", "dark", 100),
    ("campaign", "contrast", 150),
    ("end-of-day", "light", 100),
    ("end-of-day", "dark", 100),
    ("end-of-day", "contrast", 150),
    ("exceptions", "light", 100),
    ("exceptions", "dark", 150),
    ("period", "light", 100),
    ("put-right", "light", 100),
    ("put-right", "dark", 150),
    ("duplicates", "light", 100),
    ("duplicates", "dark", 150),
    ("who", "light", 100),
    ("who", "dark", 150),
    ("gate", "light", 100),
    ("gate", "dark", 150),
    ("id-check", "light", 100),
    ("id-check", "contrast", 150),
]
OFFICE = ("campaigns", "campaign", "end-of-day", "exceptions", "period", "put-right", "duplicates", "who")
"""Screens of the manager."""
EVENING = OFFICE[2:6]
WHO = OFFICE[6:]


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def people(shop: Shop) -> People:
    return fill(shop)


@pytest.mark.golden
@pytest.mark.parametrize(("name", "theme", "scale"), PICTURES)
def test_the_screen_looks_as_it_was_looked_at(
    name: str, theme: str, scale: int, shop: Shop, people: People, tmp_path: Path, qapp: QApplication, golden: Golden
) -> None:
    office = an_office(shop, "second-visit", "big-spenders", "win-back") if name in OFFICE else None
    if name in EVENING:
        an_odd_day(shop, people)
    if name in WHO:
        twins(shop, people)
    out = screenshots.take(name, shop.desk, tmp_path / "screen.png", theme, scale, people.maria, office=office)
    golden(f"screen-{name}-{theme}-{scale}", QImage(str(out)))


@pytest.mark.golden
def test_a_narrow_window_folds_the_offers_under_the_card(
    shop: Shop, people: People, tmp_path: Path, qapp: QApplication, golden: Golden
) -> None:
    size = QSize(1024, 768)
    out = screenshots.take("card", shop.desk, tmp_path / "screen.png", member=people.maria, size=size)
    golden("screen-card-narrow", QImage(str(out)))


def test_every_screen_can_be_drawn(shop: Shop, people: People, tmp_path: Path, qapp: QApplication) -> None:
    for name in set(screenshots.screens()) - {"lock"}:  # nobody signs in here
        office = an_office(shop)
        picture = QImage(str(screenshots.take(name, shop.desk, tmp_path / f"{name}.png", office=office)))
        assert (picture.width(), picture.height()) == (1366, 768)


@pytest.mark.parametrize(
    ("name", "theme", "scale", "words"),
    [
        ("moon", "light", 100, "There is no screen moon."),
        ("idle", "plaid", 100, "There is no theme plaid."),
        ("idle", "light", 90, "There is no scale 90."),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(
    name: str, theme: str, scale: int, words: str, shop: Shop, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        screenshots.take(name, shop.desk, tmp_path / "screen.png", theme, scale)
    assert words in refused.value.refusal.words


def test_a_card_of_nobody_is_refused_in_words(shop: Shop, tmp_path: Path, qapp: QApplication) -> None:
    with pytest.raises(Refused, match="There is no member yet"):
        screenshots.take("card", shop.desk, tmp_path / "screen.png")


SCREENS = [
    "idle",
    "matches",
    "not-found",
    "card",
    "history",
    "points",
    "visit",
    "uses",
    "return",
    "new-member",
    "offline",
    "hidden",
    "today",
    "look",
]


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, tmp_path: Path, scale: int
) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    for key, value in (("theme", "light"), ("motion", "false"), ("scale", scale)):
        settings.setValue(f"look/{key}", value)
    window = MainWindow(shop.desk, StraightLane(), settings)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.start()
    QApplication.processEvents()
    yield window
    qapp.removeEventFilter(window)


@pytest.mark.parametrize("scale", [100, 115, 133, 150])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_in_the_smallest_usual_window(
    window: MainWindow, shop: Shop, people: People, screen: str, scale: int
) -> None:
    screenshots.bring_up(window, screen, shop.desk, people.maria)
    for _ in range(3):
        QApplication.processEvents()
    assert window.page.body.verticalScrollBar().maximum() == 0, "the screen would have to be scrolled"
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not scrolls(widget):
            assert_whole(widget)


def test_the_longest_card_fits_at_150_percent_while_offline(
    qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/scale", 150)
    settings.setValue("look/theme", "light")
    someone = shop.member(
        "Wilhelmina-Alexandrina", "Oyelaran", phone="+13038664417", birthday="11-25", joined_days_ago=1900
    )
    for days in range(100, 1800, 40):
        shop.visit(someone, 12_345, "Sablewood Small Batch Concentrates", "Hilltop Farms", days_ago=days)
    window = MainWindow(shop.desk, StraightLane(), settings)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.start()
    window.model.open_member(someone)
    window.model.connection.tell(Connection(Reach.OFFLINE, 1_214, since="11:52", offers_from="11:50 today"))
    for _ in range(3):
        QApplication.processEvents()
    assert window.model.screen is Screen.MEMBER
    assert window.page.body.verticalScrollBar().maximum() == 0
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    for part in (head.name, head.tier, head.about):
        assert part.geometry().right() <= head.width() - 20
    assert head.about.text() == ""
    qapp.removeEventFilter(window)


@pytest.mark.parametrize("scale", [150])
def test_a_name_is_never_cut_for_what_stands_beside_it(window: MainWindow, shop: Shop) -> None:
    window.model.open_member(shop.member("Anneliese", "Bjornsdotir", phone="+13038669026", joined_days_ago=500))
    QApplication.processEvents()
    head = window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.name.width() >= head.name.fontMetrics().horizontalAdvance("Anneliese B.")
    assert head.about.text() == "Phone ends 9026"
