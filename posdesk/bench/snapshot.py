"""Decides how the first snapshot is measured: from the moment a new register says hello to a hub, over the network of
this computer, until its counter finds every member; and how long the hub takes to make one.

A floor reads the same packed bytes from the disk, unpacks them, and writes them to the disk.
"""

import os
import time
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from db.hub import devices, history, tables
from db.hub.opening import HubDatabase, open_hub
from db.hub.rows import row_of
from db.new_ids import RandomIds
from db.replica import SqlReplica
from db.snapshot import SqlSnapshotHome
from db.store import Store
from posdesk import compose
from posdesk.bench import crowd, writings
from posdesk.bench.figures import Figure
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.replication import Snapshot
from posdesk.hub.service import HubService
from posdesk.hub.serving import Serving
from posdesk.hub.snapshots import PACKED, Snapshots
from posdesk.sync.client import HttpHub
from posdesk.sync.cycle import Cycle
from posdesk.sync.signing import Secret, new_key, public_of
from posdesk.sync.snapshot import leaping

AT_ONCE = 20_000
MOST_MEMBERS = 100_000
"""With ten facts each they make a million."""
GOAL_READY = 60.0
"""Seconds for a million facts."""
FROM, UNTIL = "carry the rest", "clear away"
"""The counter waits from one of these steps to the other."""


def figures(beside: Path, members: int) -> list[Figure]:
    """What a snapshot of so many members (MOST_MEMBERS at most) takes to be made, and to be a register's own."""
    members = min(members, MOST_MEMBERS)
    database = open_hub(f"sqlite:///{beside / 'snapshot-hub.db'}")
    store = writings.fresh(beside / "newcomer", compose.SystemClock(), RandomIds())
    try:
        pour(database, _facts(members))
        snapshots = Snapshots(beside / "snapshots", database, fewest=1)
        began = time.perf_counter()
        made = snapshots.make()
        making = time.perf_counter() - began
        took, waited = fetched(database, snapshots, store)
        floor = _unpacked_raw(snapshots.folder / f"{made.sha256}{PACKED}", beside / "floor.db")
    finally:
        store.close()
        database.close()
    return _figures(made, making, took, waited, floor)


def _figures(made: Snapshot, making: float, took: float, waited: float, floor: float) -> list[Figure]:
    millions, size, packed = made.facts / 1e6, made.size / 2**20, made.packed / 2**20
    note = f"{made.facts:,} facts, {packed:,.0f} MiB packed, {size:,.0f} MiB unpacked, over the loopback, encrypted; "
    note += "floor: the packed file read, unpacked and written"
    ready = Figure("first snapshot, ready to use", took, "s", floor, None, note)
    in_all = Figure("first snapshot, in all", took, "s", None, max(round(GOAL_READY * millions, 1), 0.5))
    waits = Figure("first snapshot, the counter waits", waited * 1000, "ms", None, None, "while the file is exchanged")
    whole = f"{making:,.0f} s in all, from nothing: rows, projections, packing"
    makes = Figure("hub, makes a snapshot, a fact", making * 1e6 / made.facts, "µs", None, None, whole)
    return [ready, in_all, waits, makes]


def pour(database: HubDatabase, facts: Iterator[Fact]) -> None:
    """Put facts straight into a hub's table, many at a time, as its intake would have."""
    now = compose.SystemClock().now()
    while some := list(islice(facts, AT_ONCE)):
        with database.writing() as connection:
            epoch, at = history.locked(connection)
            rows = [row_of(fact, encode_fact(fact), at + place, 1, now) for place, fact in enumerate(some, 1)]
            connection.execute(insert(tables.facts), rows)
            history.advance(connection, epoch, at + len(rows))


def fetched(database: HubDatabase, snapshots: Snapshots, store: Store) -> tuple[float, float]:
    """Seconds of the first exchange of a new register, and of those in which its counter could record nothing."""
    clock, at = compose.SystemClock(), dict[str, float]()
    with database.writing() as connection:
        code = devices.make_code(connection, store.store, clock.now())
        now, key = clock.now(), new_key()
        paired = devices.pair(connection, code, store.register, store.store, now, public=public_of(key))
    home = SqlSnapshotHome(store, lambda step: at.update({step: time.perf_counter()}))
    service = HubService(database, clock)
    with (
        Serving(service, snapshots=snapshots, log=lambda line: None) as hub,
        HttpHub(hub.url, Secret(paired.token, key).text, clock) as line,
    ):
        began = time.perf_counter()
        Cycle(line, SqlReplica(store.ledger), clock, leap=leaping(line, home, far=1)).run()
        took = time.perf_counter() - began
    return took, at[UNTIL] - at[FROM]


def _facts(members: int) -> Iterator[Fact]:
    clock = 0
    tens, others = members * 3 // 10, members * 3
    hundreds = members * 3 // 100
    how = crowd.Sizes(members, tens, hundreds, 0, others)
    for sequence, draft in enumerate(crowd.make_facts(how, compose.SystemClock().now()), 1):
        clock = tick(clock, draft.occurred_at)
        yield crowd.sealed(crowd.REGISTER, 1, draft, sequence, clock)


def _unpacked_raw(packed: Path, to: Path) -> float:
    began = time.perf_counter()
    unpacker = zlib.decompressobj()
    with packed.open("rb") as file, to.open("wb") as out:
        while chunk := file.read(2**20):
            out.write(unpacker.decompress(chunk))
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - began
