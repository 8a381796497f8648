"""A hub with facts and a snapshot of them, and how registers come by it without a network between."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db.hub.opening import HubDatabase
from db.snapshot import SqlSnapshotHome
from db.state import state_hash
from posdesk.domain.facts import Channel, ConsentSet, Line, VisitReturned, VisitVoided
from posdesk.domain.replication import Snapshot, Witness
from posdesk.hub.snapshots import Snapshots
from posdesk.sync.snapshot import leaping
from posdesk.sync.snapshot_wire import MOST_PART
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
    till = first.till.opened()
    for number in range(members):
        member = till.member("Maria" if number % 3 else "Dolores", f"Gomez{number}", f"+1303867{number:04}")
        visits = [till.visit(member, 1000 + number, days_ago=ago) for ago in range(number % 4 + 1)]
        if number == 3:
            till.happened(VisitVoided(visits[0].id, "typing error"), member)
        if number == 4:
            till.happened(VisitReturned((Line(500, "Moonridge"),), visits[0].id))
        till.happened(ConsentSet(Channel.EMAIL, number % 2 == 0, "at the counter"), member)
    first.sync()
    snapshots = Snapshots(folder, database, fewest=1)
    snapshots.make()
    return Chain(town, first, Shelf(snapshots))


def same_everywhere(*registers: Register) -> bool:
    """Whether all hold the same facts, with the same of everything that comes of them."""
    return len({state_hash(register.till.store) for register in registers}) == 1
