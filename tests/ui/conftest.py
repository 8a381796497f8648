"""What a test of the screen may count on: the application in the house style, without a blinking cursor, and golden
pictures. `pytest tests/ui --update-golden` keeps new pictures."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.golden import KEPT, Golden, updating
from ui import application, theme
from ui.theme import Theme


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
