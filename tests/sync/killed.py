"""A program that takes a snapshot and is killed before a step: python -m tests.sync.killed STORE FOLDER STEP."""

import os
import signal
import sys
from pathlib import Path

from db.hub.opening import open_hub
from db.replica import SqlReplica
from db.snapshot import SqlSnapshotHome
from db.store import open_store
from posdesk.hub.snapshots import Snapshots
from posdesk.sync.snapshot import leap
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.sync.leaps import FAR, Shelf


def main(folder: Path, snapshots: Path, step: str) -> None:
    """See the module. The hub's database is not asked for anything."""

    def told(what: str) -> None:
        if what == step:
            os.kill(os.getpid(), signal.SIGKILL)

    shelf = Shelf(Snapshots(snapshots, open_hub(f"sqlite:///{snapshots.parent / 'hub' / 'hub.db'}")))
    store = open_store(folder, clock=FakeClock(), ids=FakeIds(), ballast_bytes=0)
    offered = shelf.snapshots.offered()
    assert offered is not None
    place = SqlReplica(store.ledger).place()
    leap(shelf, SqlSnapshotHome(store, told), FAR, place, offered.witness, lambda come, of: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
