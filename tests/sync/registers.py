"""Registers with a real file and a line to a real hub in this process: no network between them, but it can be cut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from db.hub import devices, history
from db.hub.opening import HubDatabase, open_hub
from db.outbox import SqlOutbox
from db.replica import SqlReplica
from posdesk.domain.business_day import business_day
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Admitted, Done
from posdesk.hub.service import HubService
from posdesk.sync.ports import Hub
from posdesk.sync.register_line import RegisterLine, at_once
from posdesk.sync.trouble import NoHub, Revoked, SyncTrouble
from tests.builders import CALENDAR
from tests.db.tills import STORE, Till
from tests.fakes.clock import FakeClock
from tests.fakes.link_home import FakeLinkHome

URL = "https://hub.example"


@dataclass
class Town:
    """Hubs by their address, and the network to them. trouble: what whoever wants to reach one gets instead."""

    clock: FakeClock
    hubs: dict[str, HubService] = field(default_factory=dict)
    trouble: SyncTrouble | None = None
    connections: int = 0
    """How many are open now."""
    made: int = 0
    """How many were ever made."""

    def build(self, folder: Path, url: str = URL) -> HubDatabase:
        """A new hub at an address."""
        folder.mkdir()
        database = open_hub(f"sqlite:///{folder / 'hub.db'}")
        self.hubs[url] = HubService(database, self.clock)
        return database

    def code(self, url: str = URL) -> str:
        """A code from a hub's owner."""
        return self.hubs[url].write(lambda connection: devices.make_code(connection, STORE, self.clock.now()))

    def revoke(self, register: str, url: str = URL) -> None:
        """A hub's owner lets a register speak no more."""
        self.hubs[url].write(lambda connection: devices.revoke(connection, STORE, register, self.clock.now()))

    @contextmanager
    def reach(self, url: str, token: str) -> Iterator[Hub]:
        """What RegisterLine is given."""
        if self.trouble is not None:
            raise self.trouble
        with self.hubs[url].database.reading() as connection:
            found = devices.device_of(connection, token)
        if found is None or not found[1]:
            raise Revoked("revoked")
        self.connections += 1
        self.made += 1
        try:
            yield self.hubs[url].of(found[0])
        finally:
            self.connections -= 1

    def asking_for(self, register: str) -> Callable[[str, str], Admitted]:
        """How a register asks to be let in."""

        def ask(url: str, code: str) -> Admitted:
            if url not in self.hubs:
                raise NoHub("nobody is there")
            now = self.clock.now()
            paired = self.hubs[url].write(lambda connection: devices.pair(connection, code, register, STORE, now))
            with self.hubs[url].database.reading() as connection:
                name = history.name(connection)
            return Admitted(name, paired.token, STORE, register, paired.device.key, 1)

        return ask


@dataclass
class Register:
    """A till and its line. heard: what its clock was told."""

    till: Till
    town: Town
    home: FakeLinkHome = field(default_factory=FakeLinkHome)
    heard: list[int] = field(default_factory=list)
    line: RegisterLine = field(init=False)

    def __post_init__(self) -> None:
        self.line = RegisterLine(
            replica=SqlReplica(self.till.store.ledger),
            outbox=SqlOutbox(self.till.store.ledger),
            home=self.home,
            clock=self.till.clock,
            reach=self.town.reach,
            let_in=self.town.asking_for(self.till.store.register),
            checked=_checked,
            heard=self.heard.append,
            step=at_once,
            today=lambda: business_day(self.till.clock.now(), CALENDAR),
        )

    def pair(self, url: str = URL) -> None:
        """Pair it with a fresh code."""
        self.line.pair(url, self.town.code(url))

    def sync(self) -> Done:
        """One exchange."""
        return self.line.exchange(lambda done, fresh: None)

    def waiting(self) -> int:
        """How many facts wait."""
        return self.till.store.ledger.waiting().count


def _checked(text: str) -> str:
    if not text.startswith("https://"):
        raise Refused(Refusal(RefusalCode.BAD_ADDRESS, "an address begins with https://"))
    return text.rstrip("/")
