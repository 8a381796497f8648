"""A hub with facts and a snapshot of them, and how registers come by it without a network between."""

import hashlib
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.auditing import verify
from db.hub.opening import HubDatabase
from db.readers import all_facts
from db.replica import SqlReplica
from db.snapshot import SqlSnapshotHome
from db.state import state_hash
from posdesk.domain.facts import Channel, ConsentSet, Fact, Line, VisitReturned, VisitVoided
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.replication import Lineage, Snapshot, Welcome, Witness
from posdesk.hub.snapshots import Snapshots
from posdesk.sync.snapshot import leap, leaping
from posdesk.sync.snapshot_wire import MOST_PART
from tests.db.tills import Till
from tests.sync.registers import Register, Town

FAR = 10
"""Facts a register has to be behind here."""
Fault = Callable[[bytes], bytes]
"""What becomes of a part on its way; may raise SyncTrouble."""


@dataclass
class Shelf:
    """The port `SnapshotSource` over a hub's folder. most: bytes of a part. asked: where each part began that was
    wanted. faults: what befalls the next parts, in order. heads: how often it was asked what there is."""

    snapshots: Snapshots
    most: int = MOST_PART
    asked: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    heads: int = 0
    claims: Callable[[Snapshot], Snapshot] = lambda offered: offered

    def snapshot_head(self, seen: Witness) -> Snapshot | None:
        """See the port."""
        self.heads += 1
        offered = self.snapshots.offered()
        return None if offered is None else self.claims(offered)

    def snapshot_part(self, sha256: str, start: int, most: int) -> bytes:
        """See the port."""
        self.asked.append(start)
        found = self.snapshots.part(sha256, start, min(most, self.most))
        part = b"" if found is None else found[0]
        return self.faults.pop(0)(part) if self.faults else part


@dataclass
class Chain:
    """A town whose hub has a snapshot. first: the register that recorded all of it."""

    town: Town
    first: Register
    shelf: Shelf

    @property
    def snapshots(self) -> Snapshots:
        """The hub's."""
        return self.shelf.snapshots

    def give(self, register: Register, far: int = FAR, told: Callable[[str], None] = lambda what: None) -> Register:
        """Let a register take snapshots from the shelf."""
        home = SqlSnapshotHome(register.till.store, told)
        register.line.leap = lambda hub: leaping(self.shelf, home, far)
        return register


def a_chain(town: Town, first: Register, database: HubDatabase, folder: Path, members: int = 12) -> Chain:
    """Some days of one register, its hub, and a snapshot of them."""
    first.pair()
    till, everybody = first.till.opened(), list[str]()
    for number in range(members):
        member = till.member("Maria" if number % 3 else "Dolores", f"Gomez{number}", f"+1303867{number:04}")
        visits = [till.visit(member, 1000 + number, days_ago=ago) for ago in range(number % 4 + 1)]
        if number == 3:
            till.happened(VisitVoided(visits[0].id, "typing error"), member)
        if number == 4:
            till.happened(VisitReturned((Line(500, "Moonridge"),), visits[0].id))
        till.happened(ConsentSet(Channel.EMAIL, number % 2 == 0, "at the counter"), member)
        everybody.append(member)
    till.happened(MemberMerged(everybody[1], "two cards"), everybody[2])
    again = till.happened(MemberMerged(everybody[4], "a mistake"), everybody[5])
    till.happened(MemberUnmerged(again.id, "they are two"), everybody[5])
    first.sync()
    snapshots = Snapshots(folder, database, fewest=1)
    snapshots.make()
    return Chain(town, first, Shelf(snapshots))


def same_everywhere(*registers: Register) -> bool:
    """Whether all hold the same facts, with the same of everything that comes of them, and all look untouched."""
    untouched = all(verify(register.till.store).sound for register in registers)
    return untouched and len({state_hash(register.till.store) for register in registers}) == 1


def offer_of(chain: Chain) -> Snapshot:
    """What the hub offers."""
    offered = chain.snapshots.offered()
    assert offered is not None
    return offered


def home_of(chain: Chain, till: Till, told: Callable[[str], None] = lambda what: None) -> SqlSnapshotHome:
    """A home of a register that has said hello."""
    welcome = Welcome("hub", 1, offer_of(chain).witness, 0, Lineage.SAME, 0, 9, till.clock.now(), "1")
    SqlReplica(till.store.ledger).settle(welcome)
    return SqlSnapshotHome(till.store, told)


def leap_with(chain: Chain, till: Till, home: SqlSnapshotHome) -> int:
    """One try; how many facts are new."""
    place = SqlReplica(till.store.ledger).place()
    return leap(chain.shelf, home, FAR, place, offer_of(chain).witness, lambda come, of: None)


def leapt(chain: Chain, till: Till, told: Callable[[str], None] = lambda what: None) -> int:
    """Take the snapshot without an exchange around it; how many facts are new."""
    return leap_with(chain, till, home_of(chain, till, told))


def facts_of(till: Till) -> list[Fact]:
    """Every fact a register holds, in their order."""
    return list(all_facts(till.store.connections.reader, till.store.names))


def own_facts(till: Till) -> list[Fact]:
    """Those of them that it made itself."""
    return [fact for fact in facts_of(till) if fact.register == till.store.register]


def names_in(till: Till) -> set[str]:
    """What lies in a register's folder."""
    return {path.name for path in till.store.folder.iterdir()}


def forged(chain: Chain, statement: str, version: str | None = None) -> None:
    """Let the shelf give out the snapshot changed by a statement, rightly packed and named."""
    offered = offer_of(chain)
    found = chain.snapshots.part(offered.sha256, 0, offered.packed)
    assert found is not None
    path = chain.snapshots.folder / "forged.db"
    path.write_bytes(zlib.decompress(found[0]))
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    bytes_ = path.read_bytes()
    packed = zlib.compress(bytes_)
    name = hashlib.sha256(packed).hexdigest()
    (chain.snapshots.folder / f"{name}.packed").write_bytes(packed)
    chain.shelf.claims = lambda was: replace(
        was, size=len(bytes_), packed=len(packed), sha256=name, version=version or was.version
    )
