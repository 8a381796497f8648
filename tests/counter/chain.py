"""A chain of two registers and a hub in one process: the real exchange over real SQLite, with a cable to pull.

The window's register speaks on its hub lane, the other one when the test says so.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import store as stores
from db.hub import devices
from db.hub.intake import Device
from db.hub.opening import HubDatabase, open_hub
from db.outbox import SqlOutbox
from db.replica import SqlReplica
from db.transfer import load_file
from posdesk.counter.hub_line import Step
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import decode_fact
from posdesk.domain.replication import START, Admitted, Asking, Done
from posdesk.hub.service import HubService
from posdesk.sync.on_lane import OnLane
from posdesk.sync.ports import Hub
from posdesk.sync.register_line import RegisterLine, at_once
from posdesk.sync.schedule import Schedule
from posdesk.sync.trouble import NoHub
from tests.builders import CALENDAR, PUBLIC, STORE
from tests.counter.conftest import Counter, a_counter, a_store, bare_desk
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.link_home import FakeLinkHome
from ui.background import Lane, stepping
from ui.viewmodels.hub_side import HubSide, Pulse

URL = "in this process"
OTHER = "register 2"
QUIT = 0.05


@dataclass
class Cable:
    """Between a register and the hub. calls_left: so many requests still get through, None: all. open: while it is not
    set, a request waits for its answer and gets none. waits: set while one does."""

    calls_left: int | None = None
    open: threading.Event = field(default_factory=threading.Event)
    waits: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def pull(self, after: int = 0) -> None:
        """Out, once so many requests more have got through."""
        self.calls_left = after

    def plug_in(self) -> None:
        """In again."""
        self.calls_left = None
        self.open.set()

    def choke(self) -> None:
        """Requests go out and nothing comes back."""
        self.open.clear()

    def request(self) -> None:
        """A request wants through. Raises NoHub."""
        if not self.open.is_set():
            self.waits.set()
            self.open.wait(30)
            self.waits.clear()
        if self.calls_left == 0:
            raise NoHub("Nobody answered. Look at the cable.")
        if self.calls_left is not None:
            self.calls_left -= 1


class Wired:
    """A hub at the other end of a cable: every method of the port is a request."""

    def __init__(self, hub: Hub, cable: Cable) -> None:
        self._hub, self._cable = hub, cable

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._hub, name)

        def ask(*given: object) -> object:
            self._cable.request()
            return method(*given)

        return ask


@dataclass
class End:
    """A register's end of a cable: its store, and its line to the hub."""

    store: stores.Store
    service: HubService
    cable: Cable
    line: RegisterLine


def an_end(store: stores.Store, step: Step, service: HubService) -> End:
    """The real line, with a cable where a network would be."""
    cable = Cable()

    def let_in(_url: str, code: str, _pin: str | None) -> Admitted:
        cable.request()
        return service.let_in(Asking(code, store.register, store.store, "0.4.0", public=PUBLIC))

    @contextmanager
    def reach(_url: str, token: str) -> Iterator[Hub]:
        found = service.device_of(token)
        assert found is not None, "it was let in"
        yield cast(Hub, Wired(service.of(found[0]), cable))

    line = RegisterLine(
        replica=OnLane(SqlReplica(store.ledger), step),
        outbox=SqlOutbox(store.ledger),
        home=FakeLinkHome(),
        clock=store.clock,
        reach=reach,
        let_in=let_in,
        checked=str,
        heard=lambda ahead: None,
        step=step,
        today=lambda: business_day(store.clock.now(), CALENDAR),
    )
    return End(store, service, cable, line)


@dataclass
class Chain:
    """The counter with its line and lane; the other register; the hub behind both."""

    counter: Counter
    here: End
    lane: Lane
    other: End
    desk: Desk
    database: HubDatabase

    @property
    def chip(self) -> str:
        """What the chip says."""
        return self.counter.window.page.top.sync.words

    def code(self) -> str:
        """A code that is good once."""
        with self.database.writing() as connection:
            return devices.make_code(connection, STORE, self.counter.clock.now())

    def at_the_hub(self) -> list[str]:
        """The kinds of all facts the hub holds."""
        facts = self.other.service.of(Device(0, STORE, "nobody")).pull(START, 0, 500).facts
        return [decode_fact(fact.line).kind for fact in facts]

    def other_exchanges(self) -> Done:
        """The other register exchanges facts with the hub."""
        return self.other.line.exchange(lambda done, fresh: None)

    def idle(self) -> bool:
        """Whether no exchange is under way."""
        exchanges = self.counter.window.exchanges
        return exchanges is not None and not exchanges.now.running and self.counter.lane.waiting() == 0


@contextmanager
def a_chain(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[Chain]:
    """Everything of the above; the window's register is not paired yet."""
    database = open_hub(f"sqlite:///{folder / 'hub.db'}")
    hub_lane = Lane("hub of a story", patience=QUIT)
    ends: list[End] = []

    def hub_of(store: stores.Store, ledger: Lane) -> HubSide:
        pulse = Pulse()
        step = stepping(ledger, hub_lane, pulse.beat)
        ends.append(an_end(store, step, HubService(database, store.clock)))
        return HubSide(
            lambda _: ends[0].line, lambda _, path: load_file(store, path), hub_lane, Schedule(), pulse, lambda: 0.0
        )

    with a_counter(qtbot, qapp, folder, hub_of) as counter:
        clock: FakeClock = counter.clock
        store = a_store(folder / "other", OTHER, clock, FakeIds(7_000_000))
        other = an_end(store, at_once, ends[0].service)
        chain = Chain(counter, ends[0], hub_lane, other, bare_desk(store), database)
        other.line.pair(URL, chain.code())
        yield chain
        hub_lane.close()
        store.close()
    database.close()
