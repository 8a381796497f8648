"""What a test of the screen may count on: the application in the house style, without a blinking cursor, and golden
pictures; a shop in memory and the whole window over it. `pytest tests/ui --update-golden` keeps new pictures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter import signing_in
from posdesk.domain.staff_facts import Role
from posdesk.office import staff
from posdesk.office.ports import Office, Paper
from tests.builders import Shop, a_shop
from tests.fakes.printer import FakePrinter
from tests.ui.evenings import replaced, told
from tests.ui.golden import KEPT, Golden, updating
from tests.ui.office import an_office
from tests.ui.raising import raised
from tests.ui.shop import People, fill
from tests.ui.signing import BUDTENDERS, MANAGERS, OWNERS, a_window
from ui import application, theme
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.viewmodels.door import StraightLane
from ui.viewmodels.screens import Panel


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="keep the pictures of the screen as they are now")


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application, built as the real one is."""
    app = application.build(Theme.LIGHT, headless=True)
    app.setCursorFlashTime(0)
    return app


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> None:
    """Every test begins with the light theme at 100 %."""
    if (theme.look().chosen, theme.look().scale) != (Theme.LIGHT, 100):
        theme.apply(qapp, Theme.LIGHT, 100)


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Compares a picture with the kept one of its name."""
    return Golden(KEPT, tmp_path, updating(bool(request.config.getoption("--update-golden", default=False))))


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def people(shop: Shop) -> People:
    return fill(shop)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/theme", "light")
    settings.setValue("look/motion", "false")
    return settings


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings) -> Iterator[MainWindow]:
    window = MainWindow(shop.desk, StraightLane(), settings)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    qtbot.waitUntil(lambda: window.page.top.search.hasFocus() and Panel.VISIT in window.page.left.made())
    yield window
    qapp.removeEventFilter(window)


@pytest.fixture
def staffed(shop: Shop, people: People) -> Shop:
    """Ana owns the shop, Ben manages, Cy serves."""
    owner = signing_in.make_owner(shop.desk, "Ana", OWNERS)
    staff.add(owner, "Ben", Role.MANAGER, MANAGERS)
    staff.add(owner, "Cy", Role.BUDTENDER, BUDTENDERS)
    return shop


@pytest.fixture
def locked(qtbot: QtBot, qapp: QApplication, staffed: Shop, settings: QSettings) -> Iterator[MainWindow]:
    """The window as it comes up in a shop with people: locked."""
    window = a_window(qtbot, staffed, settings)
    yield window
    qapp.removeEventFilter(window)


@pytest.fixture
def printer() -> FakePrinter:
    return FakePrinter()


@pytest.fixture
def evening_office(shop: Shop, people: People, printer: FakePrinter) -> Office:
    """A manager's office with paper in it."""
    return replace(an_office(shop), paper=Paper(told, printer))


@pytest.fixture
def evening_window(
    qtbot: QtBot, qapp: QApplication, shop: Shop, evening_office: Office, settings: QSettings
) -> Iterator[MainWindow]:
    window = MainWindow(shop.desk, StraightLane(), settings, office=lambda desk: replaced(evening_office, desk))
    raised(qtbot, window)
    yield window
    qapp.removeEventFilter(window)
