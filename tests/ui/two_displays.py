"""Played by tests in a process of its own, with two displays that Qt makes up: the customer screen goes to the second,
shows a member there, and is gone when it should be. Prints what it saw as one line of JSON."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from tests.builders import a_shop
from tests.ui.shop import fill
from ui import application
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.viewmodels.door import StraightLane

DISPLAYS = [
    {"name": "register", "x": 0, "y": 0, "width": 1366, "height": 768},
    {"name": "customer", "x": 1366, "y": 0, "width": 1280, "height": 800},
]


def configuration(displays: int) -> str:
    """What Qt's offscreen platform reads: so many displays."""
    common = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    return json.dumps({"screens": [{**each, **common} for each in DISPLAYS[:displays]]})


def main(folder: Path) -> None:
    """Play it; settings and pictures go into the folder."""
    app = application.build(Theme.LIGHT, headless=True)
    shop = a_shop("Dana R.")
    people = fill(shop)
    settings = QSettings(str(folder / "screen.ini"), QSettings.Format.IniFormat)
    window = MainWindow(shop.desk, StraightLane(), settings)
    window.setGeometry(0, 0, 1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    QCoreApplication.processEvents()
    beside = window.beside
    assert beside is not None
    beside.turn_customer_screen()
    saw: dict[str, object] = {"said": window.model.notices.toast.words if window.model.notices.toast else ""}
    view = beside.customer.view
    if view is not None:
        window.model.open_member(people.maria)
        for _ in range(5):
            QCoreApplication.processEvents()
        geometry, focused = view.geometry(), QApplication.focusWidget()
        saw |= {
            "display": view.screen().name(),
            "place": [geometry.x(), geometry.y(), geometry.width(), geometry.height()],
            "frameless": view.frameGeometry() == geometry,
            "words": view.words(),
            "visible": view.isVisible(),
            "typing_goes_to": "" if focused is None else type(focused).__name__,
        }
        view.grab().save(str(folder / "customer.png"))
        beside.customer.screen_gone(view.screen())
        saw |= {"after": view.isVisible(), "said_then": window.model.notices.toast.words}  # type: ignore[union-attr]
    print(json.dumps(saw))
    window.close()
    app.removeEventFilter(window)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
