"""Registers with a real file and a line to a real hub in this process: no network between them, but it can be cut."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from db.hub import devices, history
from db.hub.intake import Device
from db.hub.opening import HubDatabase, open_hub
from db.hub.upstream import Upstream, belong_to
from db.outbox import SqlOutbox
from db.replica import SqlReplica
from posdesk.domain.business_day import business_day
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Admitted, Asking, Done
from posdesk.hub import relay
from posdesk.hub.service import HubService
from posdesk.hub.store_hub import service_over
from posdesk.sync.ports import HeadOffice, Hub
from posdesk.sync.register_line import RegisterLine, at_once
from posdesk.sync.trouble import NoHub, Revoked, SyncTrouble
from tests.builders import CALENDAR, PUBLIC
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
    down: set[str] = field(default_factory=set)
    """Addresses nobody reaches."""
    below: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of store's hubs: the address above, and the secret for it."""
    connections: int = 0
    """How many are open now."""
    made: int = 0
    """How many were ever made."""

    def build(self, folder: Path, url: str = URL, database_url: str | None = None) -> HubDatabase:
        """A new hub at an address, with a file in the folder or another database."""
        database = _database(folder, database_url)
        self.hubs[url] = HubService(database, self.clock)
        return database

    def build_below(
        self, folder: Path, url: str, store: str = STORE, above: str = URL, database_url: str | None = None
    ) -> HubDatabase:
        """A store's hub at an address, let in by the one above."""
        database = _database(folder, database_url)
        admitted = self.let_in_hub(store, above)
        place = Upstream(store, "hub", above, 0, "", 0, 0, None, None, None, "")
        with database.writing() as connection:
            assert belong_to(connection, admitted.hub, admitted.epoch, place)
        self.hubs[url], self.below[url] = service_over(database, self.clock), (above, admitted.token)
        return database

    def let_in_hub(self, store: str, above: str) -> Admitted:
        """What the hub above gives a store's hub."""
        now, hub = self.clock.now(), self.hubs[above]
        code = hub.write(lambda connection: devices.make_code(connection, store, now, for_hub=True))
        return hub.let_in(Asking(code, "hub", store, "1", for_hub=True, public=PUBLIC))

    def pass_on(self, url: str) -> Done:
        """A store's hub speaks with the one above."""
        above, token = self.below[url]
        try:
            with self.reach(above, token) as hub:
                return relay.exchange(self.hubs[url], cast(HeadOffice, hub))
        except Revoked as trouble:
            relay.note_trouble(self.hubs[url], trouble)
            raise

    def code(self, url: str = URL, store: str = STORE) -> str:
        """A code from a hub's owner."""
        return self.hubs[url].write(lambda connection: devices.make_code(connection, store, self.clock.now()))

    def revoke(self, register: str, url: str = URL) -> None:
        """A hub's owner lets a register speak no more."""
        self.hubs[url].write(lambda connection: devices.revoke(connection, STORE, register, self.clock.now()))

    @contextmanager
    def reach(self, url: str, token: str) -> Iterator[Hub]:
        """What RegisterLine is given."""
        if self.trouble is not None:
            raise self.trouble
        if url in self.down:
            raise NoHub(f"nobody answers at {url}")
        with self.hubs[url].database.reading() as connection:
            found = devices.device_of(connection, token)
        if found is None or not found[1]:
            raise Revoked("revoked")
        self.connections += 1
        self.made += 1
        try:
            yield cast(Hub, Asked(self, url, found[0]))
        finally:
            self.connections -= 1

    def asking_for(self, register: str, store: str = STORE) -> Callable[..., Admitted]:
        """How a register asks to be let in."""

        def ask(url: str, code: str, pin: str | None = None) -> Admitted:
            if url not in self.hubs:
                raise NoHub("nobody is there")
            now = self.clock.now()
            paired = self.hubs[url].write(
                lambda connection: devices.pair(connection, code, register, store, now, public=PUBLIC)
            )
            with self.hubs[url].database.reading() as connection:
                name = history.name(connection)
            return Admitted(name, paired.token, store, register, paired.device.key, 1)

        return ask


def _database(folder: Path, url: str | None) -> HubDatabase:
    folder.mkdir()
    return open_hub(url or f"sqlite:///{folder / 'hub.db'}")


@dataclass(frozen=True)
class Asked:
    """The hub that is at an address now, asked for each request whether it answers and whom it lets in."""

    town: Town
    url: str
    device: Device

    def __getattr__(self, name: str) -> Any:
        if self.url in self.town.down:
            raise NoHub(f"nobody answers at {self.url}")
        hub = self.town.hubs[self.url]
        live = hub.read(devices.all_devices)
        mine = [one for one in live if (one.store, one.register) == (self.device.store, self.device.register)]
        if mine[-1].revoked_at is not None:
            raise Revoked("revoked")
        return getattr(hub.of(self.device), name)


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
            let_in=self.town.asking_for(self.till.store.register, self.till.store.store),
            checked=_checked,
            heard=self.heard.append,
            step=at_once,
            today=lambda: business_day(self.till.clock.now(), CALENDAR),
        )

    def pair(self, url: str = URL) -> None:
        """Pair it with a fresh code."""
        self.line.pair(url, self.town.code(url, self.till.store.store))

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
