"""A real store on disk, its own lane, the real window, a keyboard: for whole stories at the counter."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import store as stores
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.office.programs import publish
from posdesk.office.stores import open_store
from tests.builders import CALENDAR, REGISTER, SAMPLE_PROGRAM, STORE
from tests.counter.keyboard import Keyboard
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from ui import application, scanning
from ui.background import Lane
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.viewmodels.screens import Panel

NO_BALLAST = 4096


@dataclass
class Counter:
    """The counter of one morning. look: a desk of the test's own, to look into the ledger between two steps."""

    window: MainWindow
    keys: Keyboard
    clock: FakeClock
    lane: Lane
    desk: Desk
    qtbot: QtBot

    def settle(self) -> None:
        """Wait until everything asked has been answered."""
        self.qtbot.waitUntil(lambda: self.lane.waiting() == 0)

    @property
    def said(self) -> str:
        """The last toast."""
        return self.window.page.toast.words


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The one application, built as the real one is."""
    app = application.build(Theme.LIGHT, headless=True)
    app.setCursorFlashTime(0)
    return app


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Counter]:
    """A store in Denver with the sample program and Maria in it, the window open on it."""
    clock, ids, folder = FakeClock(), FakeIds(), tmp_path / "store"
    stores.create(folder, store=STORE, register=REGISTER, clock=clock, ids=ids, keyring=False)
    opened: list[stores.Store] = []

    def open_desk() -> Desk:
        store = stores.open_store(folder, clock=clock, ids=ids, ballast_bytes=NO_BALLAST)
        opened.append(store)
        station = Station(STORE, REGISTER, "Dana")
        desk = Desk(store.ledger, store.directory, store.programs, clock, ids, HoldsInMemory(), station)
        open_store(store.ledger, clock, ids, store=STORE, name="Corner Leaf", zone=CALENDAR.zone)
        publish(desk, SAMPLE_PROGRAM.read_text(encoding="utf-8"))
        enrol(desk, EnrolmentForm("Maria Garcia", "303 866 4417", card_code="MARIA-4417"))
        return desk

    lane = Lane("ledger of a story")
    desks: list[Desk] = []
    lane.submit(open_desk, desks.append)
    qtbot.waitUntil(lambda: bool(desks))
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/theme", "light")
    settings.setValue("look/motion", "false")
    window = MainWindow(desks[0], lane, settings)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    scanner = scanning.install(qapp)
    scanner.scanned.connect(window.scanned)
    qtbot.waitUntil(lambda: window.page.top.search.hasFocus() and Panel.VISIT in window.page.left.made())
    yield Counter(window, Keyboard(), clock, lane, desks[0], qtbot)
    qapp.removeEventFilter(scanner)
    qapp.removeEventFilter(window)
    scanner.deleteLater()
    for store in opened:
        lane.submit(store.close, lambda _: None)
    lane.close()
