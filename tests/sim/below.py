"""The same world with a store's hub: some registers speak to it, and past it when it cannot be reached; what it cannot
tell head office yet it shares among them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.hub import devices, tray, upstream
from db.hub.intake import Device
from db.hub.upstream import Upstream
from posdesk.hub import relay
from posdesk.hub.store_hub import service_over
from posdesk.sync.ports import Hub
from posdesk.sync.trouble import Revoked, SyncTrouble
from tests.builders import PUBLIC
from tests.sim.laws import broken, erased_names
from tests.sim.network import HubOverNetwork, Network, Picky
from tests.sim.places import STORE, Crashed, Fuse, HubClock, SimHub, SimRegister
from tests.sim.world import World

NAME = "the store's hub"


@dataclass
class SimStoreHub(SimHub):
    """A store's hub: what it is let in with at head office. office: the hub above it."""

    office: SimHub = field(kw_only=True)
    device: Device = field(init=False)

    def __post_init__(self) -> None:
        self.device = _let_in(self.office, NAME, for_hub=True)
        super().__post_init__()
        place = Upstream(STORE, NAME, "above", 0, "", 0, 0, None, None, None, "")
        name, epoch = self.office.name(), self.office.epoch()
        assert self.service.write(lambda connection: upstream.belong_to(connection, name, epoch, place))
        self.restart()

    def open(self) -> None:
        """Start the service."""
        super().open()
        self.service = service_over(self.database, self.clock)

    def waiting(self) -> int:
        """How many facts head office has not answered."""
        return self.service.read(tray.waiting)


@dataclass
class StoreWorld(World):
    """A world with a store's hub. below: the names of the registers it let in."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store = SimStoreHub(self.folder / "store", HubClock(self.time), Fuse(self.rng), office=self.hub)
        self.lan, self.up = Network(self.store, self.rng), Network(self.hub, self.rng)
        self.below: dict[str, Device] = {}
        self.backups_below: list[Path] = []
        for register in self.registers[: self.rng.randint(1, len(self.registers))]:
            self._revoke(register.name)
            self.below[register.name] = _let_in(self.store, register.name)
        self.pass_on(self.registers[0])

    def heal(self, rounds: int = 16) -> None:
        """See the world; the store's hub speaks too."""
        self.lan.rate = self.up.rate = 0.0
        for network in (self.lan, self.up):
            while network.late:
                network.deliver_late()
        self.pass_on(self.registers[0])
        super().heal(rounds)

    def all_speak(self) -> list[bool]:
        """See the world."""
        return [*super().all_speak(), self.pass_on(self.registers[0])]

    def close(self) -> None:
        """See the world."""
        super().close()
        self.store.close()

    def elsewhere(self) -> set[str]:
        """See the world."""
        return set(self.store.lines())

    def speak(self, register: SimRegister) -> bool:
        """One cycle: with the store's hub where there is one, else, or when it cannot be reached, with head office."""
        device = self.below.get(register.name)
        if device is None:
            return super().speak(register)
        healed = self.network.rate == self.lan.rate == self.up.rate == 0.0
        past = not healed and self.rng.random() < 0.25
        if past:
            return super().speak(register)

        def answering() -> Hub:
            return self.rules.below(Picky(self.store.service.of(device), self.indigestible))

        return self.speak_over(self.lan, answering, register)

    def pass_on(self, _: SimRegister) -> bool:
        """The store's hub speaks to head office; its power may be cut in the middle. Yields whether anything moved."""
        if self.up.rate and self.rng.random() < 0.15:
            self.store.fuse.arm(60)
        office = HubOverNetwork(self.up, lambda: Picky(self.hub.service.of(self.store.device), self.indigestible), NAME)
        try:
            done = relay.exchange(self.store.service, office)
        except Crashed:
            self.store.restart()
            return True
        except SyncTrouble as trouble:
            if self.up.rate == 0.0:
                self.hasty.append(f"{NAME}: {type(trouble).__name__}, {trouble.words}")
            return True
        finally:
            self.store.fuse.left = None
        return bool(done.sent or done.came or done.set_aside or done.again)

    def weather(self, register: SimRegister) -> None:
        """The networks become better or worse."""
        super().weather(register)
        self.lan.rate = self.rng.choice((0.0, 0.0, 0.1, 0.3, 1.0))
        self.up.rate = self.rng.choice((0.0, 0.1, 0.3, 1.0, 1.0))

    def late(self, register: SimRegister) -> None:
        """See the world."""
        super().late(register)
        self.lan.deliver_late()
        self.up.deliver_late()

    def put_back(self, register: SimRegister) -> None:
        """See the world."""
        super().put_back(register)
        self.parted = self.copied

    def clone(self, register: SimRegister) -> None:
        """See the world."""
        super().clone(register)
        self.parted = self.copied

    def back_up_below(self, _: SimRegister) -> None:
        """The file of the store's hub is copied aside."""
        self.backups_below.append(self._copy())
        self.store.backup(self.backups_below[-1])

    def roll_back_below(self, _: SimRegister) -> None:
        """An older copy of its file takes its place, and nobody is told."""
        if self.backups_below:
            self.copied = self.parted = True
            with self._losing_below():
                self.store.put_back(self.rng.choice(self.backups_below))

    @contextmanager
    def _losing_below(self) -> Iterator[None]:
        before = set(self.store.lines())
        yield
        held = set(self.hub.lines()).union(self.elsewhere(), *(other.ids_held() for other in self.registers))
        for id in before - held:
            self.spared.pop(id, None)

    def _answering(self, register: SimRegister) -> Callable[[], Hub]:
        if register.name not in self.below:
            return super()._answering(register)

        def vouched() -> Hub:
            live = self.hub.live(register.name)
            if live is None:
                raise Revoked("head office does not know it yet")
            return self.rules.service(Picky(self.hub.service.of(live), self.indigestible), self.hub)

        return vouched

    def _acts(self) -> tuple[list[Callable[[SimRegister], Any]], list[int]]:
        acts, weights = super()._acts()
        more: list[tuple[Callable[[SimRegister], Any], int]] = [(self.pass_on, 8), (self.weather, 2)]
        if self.rng.random() < 0.4:
            more += [(self.back_up_below, 4), (self.roll_back_below, 3)]
        return [*acts, *(act for act, _ in more)], [*weights, *(weight for _, weight in more)]

    def _revoke(self, name: str) -> None:
        self.hub.service.write(lambda connection: devices.revoke(connection, STORE, name, self.time.now))


def broken_below(world: StoreWorld) -> dict[str, list[str]]:
    """Which laws do not hold; with them, that the store's hub holds what head office holds, in its order."""
    found = broken(world)
    said = []
    if world.store.waiting():
        said.append(f"{world.store.waiting()} facts lie in the tray")
    there, here = world.hub.lines(), world.store.lines()
    said += [f"the store's hub lacks {id}" for id in there.keys() - here.keys()]
    said += [f"the store's hub has {id}, head office has not" for id in here.keys() - there.keys()]
    said += [f"the store's hub has {id} otherwise" for id in here.keys() & there.keys() if here[id] != there[id]]
    if world.hub.positions() != world.store.positions():
        said.append("the positions differ")
    gone = [
        name
        for name in erased_names(world)
        for file in world.store.folder.iterdir()
        if name.encode() in file.read_bytes()
    ]
    said += [f"{name} is in a file of the store's hub" for name in gone]
    return found | ({"below": said[:3]} if said else {})


def _let_in(hub: SimHub, name: str, *, for_hub: bool = False) -> Device:
    def act(connection: Any) -> Device:
        code = devices.make_code(connection, STORE, hub.clock.now(), for_hub)
        return devices.pair(connection, code, name, STORE, hub.clock.now(), for_hub, public=PUBLIC).device

    return hub.service.write(act)
