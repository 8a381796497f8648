"""A new file takes the place of the one in use: at once or not at all, with all that only this register has."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db import snapshot_filling as filling
from db.hub.opening import open_hub
from db.snapshot import FOLDER
from db.state import state_hash
from db.store import open_store
from db.tables import metadata
from posdesk.domain.facts import Line, VisitRecorded
from posdesk.domain.pins import Tries
from posdesk.hub.service import HubService
from tests.conftest import PROJECT
from tests.db.tills import Till, reopened
from tests.fakes.clock import FakeClock
from tests.sync.conftest import Registers
from tests.sync.leaps import Chain, facts_of, home_of, leapt, names_in, offer_of, own_facts, same_everywhere
from tests.sync.registers import URL, Register, Town

# ----------------------------------------------------------------------------------------------------------- the switch


def test_nobody_else_may_read_what_came_and_nothing_of_it_stays(chain: Chain, registers: Registers) -> None:
    till, modes = registers("back-1").till, dict[str, int]()

    def told(what: str) -> None:
        folder = till.store.folder / FOLDER
        modes.update({path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())})

    assert leapt(chain, till, told) > 0
    assert modes.pop(FOLDER) == 0o700
    assert {"unpacked.db", "ready.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert FOLDER not in names_in(till)
    assert not any(b"Dolores" in path.read_bytes() for path in till.store.folder.rglob("*") if path.is_file())


def test_what_is_recorded_while_the_new_file_is_filled_is_in_it(chain: Chain, registers: Registers) -> None:
    till, recorded = registers("back-1").till, list[str]()

    def told(what: str) -> None:
        if what in ("erase what came", "carry the rest"):
            recorded.append(till.visit(till.member(f"Late{len(recorded)}", "Comer")).id)

    till.store.tries.put("somebody", Tries(4, till.clock.now()))
    before = leapt(chain, till, told)
    assert before > 0
    assert till.store.tries.of("somebody") == Tries(4, till.clock.now())  # no way out of a wait
    assert len(recorded) == 2
    assert sorted(fact.sequence for fact in own_facts(till)) == [1, 2, 3, 4]
    assert set(recorded) < {fact.id for fact in own_facts(till)}
    assert till.store.ledger.waiting().count == 4


def test_killed_at_any_step_a_register_has_its_old_file_or_the_new_one_and_all_that_is_its_own(
    chain: Chain, registers: Registers, tmp_path: Path
) -> None:
    till, steps = registers("back-1").till, list[str]()
    own = till.visit(till.member("Own", "Member")).id
    old = state_hash(till.store)

    def image(what: str) -> None:
        steps.append(what)
        shutil.copytree(till.store.folder, tmp_path / "images" / str(len(steps)))

    leapt(chain, till, image)
    new = state_hash(till.store)
    assert old != new
    found = []
    for number in range(1, len(steps) + 1):
        store = open_store(tmp_path / "images" / str(number), clock=till.clock, ids=till.ids, ballast_bytes=0)
        assert store.ledger.fact(own) is not None
        assert store.ledger.waiting().count == 2
        found.append(state_hash(store))
        again = Till(store, till.clock, till.ids)
        if found[-1] == old:
            assert leapt(chain, again) > 0
        home_of(chain, again).discard()
        assert state_hash(again.store) == new
        assert FOLDER not in names_in(again)
        again.close()
    at = steps.index("sync the folder")
    assert found == [old] * at + [new] * (len(found) - at)
    assert steps[0] == "unpack"
    assert {"carry the rest", "fold the log of the old file", "remove -wal", "rename", "clear away"} < set(steps)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("step", ["fill the new file", "remove -wal", "rename", "sync the folder"])
def test_a_program_that_is_killed_has_the_old_file_or_the_new_one(
    chain: Chain, registers: Registers, step: str
) -> None:
    register = registers("back-1")
    own = register.till.visit(register.till.member("Own", "Member")).id
    home_of(chain, register.till)
    register.till.close()
    killed = [sys.executable, "-m", "tests.sync.killed", str(register.till.store.folder)]
    ended = subprocess.run([*killed, str(chain.snapshots.folder), step], cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Register(reopened(register.till), register.town, register.home)
    register.till = again.till
    there = offer_of(chain).facts if step == "sync the folder" else 0
    assert again.till.store.ledger.fact(own) is not None
    assert len(facts_of(again.till)) == 2 + there
    assert leapt(chain, again.till) == offer_of(chain).facts - there
    again.pair()
    again.sync()
    chain.first.sync()
    assert same_everywhere(again, chain.first)


def test_while_somebody_copies_the_file_another_does_not_take_its_place(chain: Chain, registers: Registers) -> None:
    from db.engine import snapshot

    till = registers("back-1").till
    till.store.connections.writer.execute("PRAGMA busy_timeout = 10")
    with snapshot(till.store.connections) as reader:
        reader.execute("SELECT count(*) FROM facts").fetchone()
        till.visit(None)  # now the log holds what the reader must not see
        assert leapt(chain, till) == 0
    assert len(own_facts(till)) == len(facts_of(till)) == 1
    assert leapt(chain, till) > 0


def test_a_twin_in_what_came_gives_this_register_a_row_of_its_own(chain: Chain, registers: Registers) -> None:
    twin = registers("front-1")  # the name of the one that recorded the snapshot, made in the same second
    leapt(chain, twin.till)
    following = twin.till.visit(None)
    assert (following.incarnation, following.sequence) == (chain.first.till.visit(None).incarnation + 1, 1)


def test_where_the_hub_has_another_fact_under_an_id_of_ours_its_stands_and_ours_is_set_aside(
    chain: Chain, registers: Registers
) -> None:
    theirs = next(fact for fact in facts_of(chain.first.till) if isinstance(fact.body, VisitRecorded))
    till = registers("back-1").till
    till.store.ledger.append([till.draft(VisitRecorded((Line(7),)))._replace(id=theirs.id)])
    assert leapt(chain, till) > 0
    standing = till.store.ledger.fact(theirs.id)
    assert standing is not None
    assert standing.body == theirs.body
    assert till.store.ledger.waiting().count == 0
    rows = till.store.connections.reader.execute("SELECT line FROM set_aside").fetchall()
    assert ['"cents":7' in line for (line,) in rows] == [True]


# -------------------------------------------------------------------------------------------------------- the hub after


def test_a_hub_that_is_put_back_after_a_snapshot_is_found_out_and_filled_again(
    chain: Chain, fresh: Register, town: Town, tmp_path: Path
) -> None:
    service = town.hubs[URL]
    held = offer_of(chain).facts
    backup = tmp_path / "backup.db"
    with sqlite3.connect(tmp_path / "hub" / "hub.db") as now, sqlite3.connect(backup) as then:
        now.backup(then)
    now.close()
    then.close()
    for _ in range(3):
        chain.first.till.visit(None)
    chain.first.sync()
    chain.snapshots.make()
    fresh.sync()
    service.database.close()
    for suffix in ("-wal", "-shm"):
        (tmp_path / "hub" / f"hub.db{suffix}").unlink(missing_ok=True)
    shutil.copy(backup, tmp_path / "hub" / "hub.db")
    database = open_hub(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}")
    town.hubs[URL] = HubService(database, FakeClock())
    done = fresh.sync()
    assert done.welcome is not None
    assert (done.welcome.epoch, done.again) == (2, 3 + 2)
    assert done.welcome.agreed == held
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def test_of_every_table_it_is_decided_where_the_new_file_has_it_from() -> None:
    decided = [*filling.TABLES, *filling.KEPT_FOR_LATER, *filling.OUR_OWN, *filling.FILED_ANEW]
    assert sorted(decided) == sorted(table.name for table in metadata.sorted_tables)
