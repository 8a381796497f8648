"""Decides when a register takes a snapshot instead of pages, and how it comes: in parts, each asked for where the last
one ended, so that a line may be cut anywhere.

Whatever is wrong with a snapshot, the register goes on with pages. Refuses to know files (db.snapshot) and networks.
"""

from functools import partial

from posdesk.domain.refusals import EnvironmentTrouble
from posdesk.domain.replication import Place, Snapshot, Witness
from posdesk.sync.cycle import Leap, Loaded
from posdesk.sync.ports import SnapshotHome, SnapshotSource
from posdesk.sync.snapshot_wire import MOST_PART
from posdesk.sync.trouble import NoHub

FAR = 20_000
"""Facts that a register has to be behind for a snapshot: so many come as pages in some seconds, and while they come
the counter can use each."""
LEAST_PART = 64 * 1024
"""Bytes below which no part is asked for, however slow the line."""


def leaping(source: SnapshotSource, home: SnapshotHome, far: int = FAR) -> Leap:
    """What a cycle asks before it pulls. far: facts."""
    return partial(leap, source, home, far)


def leap(source: SnapshotSource, home: SnapshotHome, far: int, place: Place, head: Witness, loaded: Loaded) -> int:
    """Bring the register to a snapshot if it is far behind one; yields how many facts are new here, 0 where it was left
    to pages. loaded: told how far it has come. Raises SyncTrouble; then what came is kept for the next time."""
    try:
        if head.position - place.cursor < far:
            home.discard()
            return 0
        snapshot = source.snapshot_head(head)
        if snapshot is None or snapshot.witness.position - place.cursor < far or not home.suits(snapshot):
            home.discard()
            return 0
        there = _gather(source, home, snapshot, loaded)
        if there and home.prepare(snapshot, lambda: loaded(snapshot.packed, snapshot.packed)):
            return home.switch()
        home.discard()
    except EnvironmentTrouble:  # no room for a second file, say: pages need less of it
        _let_go(home)
    return 0


def _gather(source: SnapshotSource, home: SnapshotHome, snapshot: Snapshot, loaded: Loaded) -> bool:
    """Fetch what is missing. False: the hub has another one by now."""
    here, most = home.begin(snapshot), MOST_PART
    loaded(here, snapshot.packed)
    while here < snapshot.packed:
        try:
            part = source.snapshot_part(snapshot.sha256, here, min(most, snapshot.packed - here))
        except NoHub:
            if most <= LEAST_PART:
                raise
            most //= 8  # a slow line does not carry as much in the time a request has
            continue
        if not part:
            return False
        home.add(part)
        here += len(part)
        loaded(here, snapshot.packed)
    return True


def _let_go(home: SnapshotHome) -> None:
    try:
        home.discard()
    except EnvironmentTrouble:
        return  # it is tried again at the next exchange
