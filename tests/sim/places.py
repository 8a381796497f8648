"""The computers of the world: registers with a real file, and a hub with a real database, that can be cut at any
statement, copied, and put back."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event, select

from db.engine import Connection, Connections
from db.hub import devices, history
from db.hub.intake import Device
from db.hub.opening import HubDatabase, open_hub
from db.hub.tables import attention, facts, hub
from db.hub.tables import devices as registers
from db.replica import SqlReplica
from db.rows import text_of
from db.store import Store, open_store
from posdesk.domain.business_day import business_day
from posdesk.domain.facts import Body, Draft, Fact
from posdesk.domain.replication import Witness
from posdesk.hub.service import HubService
from tests.builders import CALENDAR, PUBLIC
from tests.fakes.ids import FakeIds

STORE = "denver-1"
MINUTE = 60_000


class Crashed(BaseException):
    """The power of a computer was cut."""


@dataclass(slots=True)
class Fuse:
    """Cuts the power at some statement to come. left: how many more run; None: it holds."""

    rng: Random
    left: int | None = None

    def arm(self, within: int) -> None:
        """Cut one of the next so many statements, before or after it was carried out."""
        self.left = self.rng.randrange(within)

    def step(self) -> None:
        """One statement more."""
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise Crashed
        self.left -= 1


@dataclass(frozen=True)
class FusedConnection:
    """A driver's connection whose statements may be the last: each is a moment before and a moment after."""

    inner: Connection
    fuse: Fuse

    @property
    def in_transaction(self) -> bool:
        """See the driver."""
        return self.inner.in_transaction

    @property
    def total_changes(self) -> int:
        """See the driver."""
        return self.inner.total_changes

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Any:
        """See the driver. ROLLBACK is what a cut does by itself, so it always works."""
        if sql != "ROLLBACK":
            self.fuse.step()
        answer = self.inner.execute(sql, parameters)
        if sql == "COMMIT":
            self.fuse.step()  # it is on the disk, and nobody was told
        return answer

    def executemany(self, sql: str, rows: Any, /) -> Any:
        """See the driver."""
        self.fuse.step()
        return self.inner.executemany(sql, rows)

    def backup(self, target: Any, /, **options: Any) -> None:
        """See the driver."""
        self.inner.backup(target, **options)

    def close(self) -> None:
        """See the driver."""
        self.inner.close()


@dataclass
class WorldTime:
    """The true time, ms UTC; it moves only when the world says so."""

    now: int


@dataclass
class RegisterClock:
    """A register's clock (port Clock): the true time and how wrong it is. told: what the hub's time said of it."""

    time: WorldTime
    skew: int = 0
    told: int = 0

    def now(self) -> int:
        """See the port: corrected by what the hub said, once it said that."""
        return max(self.time.now + self.skew - self.off(), 0)

    def off(self) -> int:
        """See the port."""
        return self.told if abs(self.told) > 2 * MINUTE else 0


@dataclass
class HubClock:
    """The hub's clock is right."""

    time: WorldTime

    def now(self) -> int:
        """See the port."""
        return self.time.now

    def off(self) -> int:
        """See the port."""
        return 0


@dataclass
class SimRegister:
    """A register: its folder, what it was let in with, and its open store."""

    folder: Path
    device: Device
    clock: RegisterClock
    ids: FakeIds
    fuse: Fuse
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    @property
    def name(self) -> str:
        """As its facts bear it."""
        return self.device.register

    def open(self) -> None:
        """Start the program."""
        store = open_store(self.folder, clock=self.clock, ids=self.ids, ballast_bytes=0)
        told: Connections = store.connections
        fused = replace(told, writer=FusedConnection(told.writer, self.fuse))
        self.store = replace(store, ledger=replace(store.ledger, connections=fused))

    def restart(self) -> None:
        """The program ended, one way or the other, and is started again; what it had in memory is gone."""
        self.fuse.left = None
        self.store.close()
        self.clock.told = 0
        self.open()

    def replica(self) -> SqlReplica:
        """Its side of the exchange."""
        return SqlReplica(self.store.ledger)

    def record(self, id: str, body: Body, subject: str | None) -> Fact:
        """Something happens here, as posdesk.counter.visits.draft words it (VS05)."""
        now, off = self.clock.now(), self.clock.off()
        said = max(now + off, 0)
        draft = Draft(
            id,
            subject,
            self.device.store,
            "Dana",
            said,
            business_day(now, CALENDAR),
            body,
            now if off else None,
        )
        (fact,) = self.store.ledger.append([draft]).facts
        return fact

    def ids_held(self) -> set[str]:
        """The ids of its facts."""
        return {text_of(id) for (id,) in self.store.connections.reader.execute("SELECT id FROM facts")}

    def waiting(self) -> int:
        """How many facts the hub has not answered for."""
        rows = self.store.connections.reader.execute("SELECT count(*) FROM facts WHERE hub_position IS NULL")
        return int(rows.fetchone()[0])

    def copy_to(self, folder: Path) -> None:
        """An image of its disk, made while the program is closed."""
        self.store.close()
        shutil.copytree(self.folder, folder)
        self.open()

    def put_back(self, image: Path) -> None:
        """Its disk is an older image of itself again."""
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)
        self.clock.told = 0
        self.open()


@dataclass
class SimHub:
    """The hub: its file and its service, with a fuse in every statement."""

    folder: Path
    clock: HubClock
    fuse: Fuse
    database: HubDatabase = field(init=False)
    service: HubService = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.open()

    def open(self) -> None:
        """Start the service."""
        self.fuse.left = None
        self.database = open_hub(f"sqlite:///{self.folder / 'hub.db'}")
        event.listen(self.database.engine, "before_cursor_execute", lambda *_: self.fuse.step())
        self.service = HubService(self.database, self.clock)

    def close(self) -> None:
        """End it."""
        self.fuse.left = None
        self.database.close()

    def restart(self) -> None:
        """It was cut, and comes back."""
        self.close()
        self.open()

    def backup(self, to: Path) -> None:
        """Copy its file aside."""
        self.close()
        shutil.copytree(self.folder, to)
        self.open()

    def put_back(self, backup: Path) -> None:
        """Somebody copies an older file back, and tells nobody."""
        self.close()
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        self.open()

    def let_in(self, register: str) -> Device:
        """Pair a register."""

        def act(connection: Any) -> Device:
            code = devices.make_code(connection, STORE, self.clock.now())
            return devices.pair(connection, code, register, STORE, self.clock.now(), public=PUBLIC).device

        return self.service.write(act)

    def name(self) -> str:
        """Its own name."""
        with self.database.reading() as connection:
            return history.name(connection)

    def live(self, register: str) -> Device | None:
        """The register of that name that may speak."""
        d = registers.c
        with self.database.reading() as connection:
            wanted = select(d.key, d.store, d.register, d.for_hub, d.vouched_by).where(d.register == register)
            row = connection.execute(wanted.where(d.revoked_at.is_(None))).first()
        return None if row is None else Device(row.key, row.store, row.register, bool(row.for_hub), row.vouched_by)

    def lines(self) -> dict[str, str]:
        """Id to line of every fact it holds."""
        with self.database.reading() as connection:
            rows = connection.execute(select(facts.c.id, facts.c.line)).all()
        return {text_of(bytes(id)): line for id, line in rows}

    def positions(self) -> dict[str, int]:
        """Id to position of every fact it holds."""
        with self.database.reading() as connection:
            rows = connection.execute(select(facts.c.id, facts.c.position)).all()
        return {text_of(bytes(id)): position for id, position in rows}

    def agreed(self, told: Sequence[Witness]) -> int:
        """Up to where its history is the one somebody was told of."""
        with self.database.reading() as connection:
            return history.agreed(connection, told)

    def epoch(self) -> int:
        """How often it found out that it had gone back, plus one."""
        with self.database.reading() as connection:
            return int(connection.execute(select(hub.c.epoch)).scalar_one())

    def attention(self) -> list[str]:
        """The kinds of what its owner should look at."""
        with self.database.reading() as connection:
            return [kind for (kind,) in connection.execute(select(attention.c.kind))]
