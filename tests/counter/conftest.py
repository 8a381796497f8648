"""A real store on disk, its own lane, the real window, a keyboard: for whole stories at the counter."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import store as stores
from db.state_packs import FolderStatePacks
from posdesk import compose
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Staffing, Station
from posdesk.office.ports import Days
from posdesk.office.programs import publish
from posdesk.office.stores import open_store
from tests.builders import CALENDAR, REGISTER, SAMPLE_PROGRAM, STORE
from tests.counter.keyboard import Keyboard
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.people import PlainHashes
from ui import application, scanning
from ui.background import Lane
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.viewmodels.hub_side import HubSide
from ui.viewmodels.screens import Panel

T = TypeVar("T")

NO_BALLAST = 4096


@dataclass
class Counter:
    """The counter of one morning. desk, days: to look into the
    store between two steps."""

    window: MainWindow
    keys: Keyboard
    clock: FakeClock
    lane: Lane
    desk: Desk
    days: Days
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
    with a_counter(qtbot, qapp, tmp_path) as made:
        yield made


@contextmanager
def a_counter(
    qtbot: QtBot,
    qapp: QApplication,
    folder: Path,
    hub_of: Callable[[stores.Store, Lane], HubSide] | None = None,
) -> Iterator[Counter]:
    """A store in `folder`, its lane, and the window over it. hub_of: what keeps it in step with a hub, from the store
    and its lane."""
    clock, ids = FakeClock(), FakeIds()
    lane = Lane("ledger of a story")
    opened = waited(qtbot, lane, lambda: a_store(folder / "store", REGISTER, clock, ids))
    desk = waited(qtbot, lane, lambda: a_desk(opened))
    settings = QSettings(str(folder / "screen.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/theme", "light")
    settings.setValue("look/motion", "false")
    hub = None if hub_of is None else hub_of(opened, lane)
    window = MainWindow(desk, lane, settings, office=lambda desk: compose.office_of(opened, desk), hub=hub)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.start()
    scanner = scanning.install(qapp)
    scanner.scanned.connect(window.scanned)
    qtbot.waitUntil(lambda: window.page.top.search.hasFocus() and Panel.VISIT in window.page.left.made())
    yield Counter(window, Keyboard(), clock, lane, desk, opened.days, qtbot)
    qapp.removeEventFilter(scanner)
    qapp.removeEventFilter(window)
    scanner.deleteLater()
    lane.submit(opened.close, lambda _: None)
    lane.close()


def waited(qtbot: QtBot, lane: Lane, work: Callable[[], T]) -> T:
    """Have it done on the lane, and wait for it."""
    answers: list[T] = []
    lane.submit(work, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def a_store(folder: Path, register: str, clock: FakeClock, ids: FakeIds) -> stores.Store:
    """An empty store on disk, open."""
    stores.create(folder, store=STORE, register=register, clock=clock, ids=ids, keyring=False)
    return stores.open_store(folder, clock=clock, ids=ids, ballast_bytes=NO_BALLAST)


def bare_desk(store: stores.Store) -> Desk:
    """The desk of a store in which nothing has happened."""
    station = Station(STORE, store.register, "Dana")
    ports = store.ledger, store.directory, store.programs, store.clock, store.ids, HoldsInMemory(), station
    packs = FolderStatePacks(store.folder, compose.STATE_PACKS)
    return Desk(*ports, staffing=Staffing(store.people, PlainHashes(), store.tries), state_packs=packs)


def a_desk(store: stores.Store) -> Desk:
    """The desk of a store that is open for business, and in which Maria is a member."""
    desk = bare_desk(store)
    open_store(store.ledger, store.clock, store.ids, store=STORE, name="Corner Leaf", zone=CALENDAR.zone)
    publish(desk, SAMPLE_PROGRAM.read_text(encoding="utf-8"))
    enrol(desk, EnrolmentForm("Maria Garcia", "303 866 4417", card_code="MARIA-4417"))
    return desk
