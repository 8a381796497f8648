"""A chain of two registers and a hub in one process: the real exchange over real SQLite, with a cable to pull.

The window's register speaks on its hub lane, the other one when the test says so.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import store as stores
from db.hub import devices
from db.hub.intake import Device
from db.hub.opening import HubDatabase, open_hub
from db.replica import SqlReplica
from db.transfer import load_file
from posdesk.counter.hub_line import Difference, LineState, Progress, Step, WaitingKind
from posdesk.counter.ports import Desk
from posdesk.domain.codec import decode_fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import START, Done
from posdesk.hub.service import HubService
from posdesk.sync.cycle import Cycle
from posdesk.sync.on_lane import OnLane
from posdesk.sync.ports import Hub
from posdesk.sync.schedule import Schedule
from posdesk.sync.trouble import NoHub
from tests.builders import STORE
from tests.counter.conftest import Counter, a_counter, a_store, bare_desk
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from ui.background import Lane, stepping
from ui.viewmodels.hub_side import HubSide, Pulse

URL = "in this process"
OTHER = "register 2"
QUIT = 0.05
ALL = 1_000_000


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
class WiredLine:
    """The port HubLine of one register. paired: as which device."""

    store: stores.Store
    step: Step
    service: HubService
    cable: Cable
    paired: Device | None = None
    reached_at: int | None = None

    def state(self) -> LineState:
        """See the port."""
        waiting: dict[str, WaitingKind] = {}
        for _, line in SqlReplica(self.store.ledger).unsent(ALL, ALL):
            fact = decode_fact(line)
            before = waiting.get(fact.kind, WaitingKind(fact.kind, 0, fact.occurred_at))
            waiting[fact.kind] = WaitingKind(fact.kind, before.count + 1, min(before.oldest, fact.occurred_at))
        url = URL if self.paired else None
        return LineState(url, "", tuple(waiting.values()), (), 0, self.reached_at)

    def exchange(self, told: Progress) -> Done:
        """See the port."""
        replica = OnLane(SqlReplica(self.store.ledger), self.step)
        done = Cycle(self._hub(), replica, self.store.clock, told).run()
        self.reached_at = self.store.clock.now()
        return done

    def compare(self, days: int) -> list[Difference]:
        """See the port; not asked for in these stories."""
        raise NotImplementedError

    def pair(self, url: str, code: str) -> None:
        """See the port."""
        self.cable.request()
        with self.service.database.writing() as connection:
            now = self.service.clock.now()
            self.paired = devices.pair(connection, code, self.store.register, STORE, now).device

    def unpair(self) -> None:
        """See the port."""
        if count := self.store.ledger.waiting().count:
            raise Refused(Refusal(RefusalCode.UNSENT, f"{count} entries wait for the hub."))
        self.paired = self.reached_at = None

    def save_outbox(self, path: Path) -> int:
        """See the port."""
        lines = [line for _, line in SqlReplica(self.store.ledger).unsent(ALL, ALL)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return len(lines)

    def _hub(self) -> Hub:
        if self.paired is None:
            raise Refused(Refusal(RefusalCode.NOT_PAIRED, "This register works alone."))
        hub: Hub = Wired(self.service.of(self.paired), self.cable)
        return hub


@dataclass
class Chain:
    """The counter with its line and lane; the other register; the hub behind both."""

    counter: Counter
    line: WiredLine
    lane: Lane
    other: WiredLine
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
        return self.other.exchange(lambda done, fresh: None)

    def idle(self) -> bool:
        """Whether no exchange is under way."""
        exchanges = self.counter.window.exchanges
        return exchanges is not None and not exchanges.now.running and self.counter.lane.waiting() == 0


@contextmanager
def a_chain(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[Chain]:
    """Everything of the above; the window's register is not paired yet."""
    database = open_hub(f"sqlite:///{folder / 'hub.db'}")
    hub_lane = Lane("hub of a story", patience=QUIT)
    lines: list[WiredLine] = []

    def hub_of(store: stores.Store, ledger: Lane) -> HubSide:
        pulse = Pulse()
        step = stepping(ledger, hub_lane, pulse.beat)
        lines.append(WiredLine(store, step, HubService(database, store.clock), Cable()))
        return HubSide(
            lambda _: lines[0], lambda _, path: load_file(store, path), hub_lane, Schedule(), pulse, lambda: 0.0
        )

    with a_counter(qtbot, qapp, folder, hub_of) as counter:
        clock: FakeClock = counter.clock
        store = a_store(folder / "other", OTHER, clock, FakeIds(7_000_000))
        other = WiredLine(store, _at_once, lines[0].service, Cable())
        chain = Chain(counter, lines[0], hub_lane, other, bare_desk(store), database)
        other.pair(URL, chain.code())
        yield chain
        hub_lane.close()
        store.close()
    database.close()


def _at_once(work: Callable[[], Any], /) -> Any:
    return work()
