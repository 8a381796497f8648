"""After a power cut at any moment, and after a kill, every visit that was reported saved is there whole (F1, F2)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from threading import RLock

import apsw
import pytest
from sqlalchemy import create_engine

from db.auditing import verify, verify_moment
from db.ballast import Ballast
from db.engine import CIPHER, Connection, Connections, connect, open_engine
from db.ledger import SqlLedger
from db.projections import rebuild
from db.replica import SqlReplica
from db.rows import Names, learn
from db.state import projection_lines, state_hash
from db.store import make_tables, open_store
from db.trouble import DRIVER_ERRORS
from posdesk.domain.facts import Draft, Line, MemberEnrolled, MemberErased, VisitRecorded
from tests.db.power import Disk, LoggedDisk
from tests.db.tills import made
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

VISITS = 30
TODAY = date(2026, 11, 23)
MOMENTS = 120
CHECKPOINT_PAGES = 25


Between = Callable[[SqlLedger, FakeIds, int], None]


def a_run(folder: Path, synchronous: str, between: Between = lambda ledger, ids, number: None) -> Disk:
    """Enrol somebody and record visits through the real ledger, on a disk that logs. between: done before each."""
    disk = Disk()
    vfs = LoggedDisk(disk)
    connection = apsw.Connection(str(folder / "store.db"), vfs="logged")
    for pragma in (
        "locking_mode = EXCLUSIVE",  # the log has no shared memory; it changes nothing about what is synced
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    lay_tables(connection)
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    disk.begins_with(folder)
    writer: Connection = connection  # type: ignore[assignment]
    names, clock, ids = Names(), FakeClock(), FakeIds()
    connections = Connections(folder / "store.db", create_engine("sqlite://"), writer, writer)
    ledger = SqlLedger(connections, names, clock, Ballast(folder / "none", 0), RLock(), lambda: None)
    learn(names, writer)
    member = ids.new(clock.now())
    ledger.append([Draft(member, member, "s", None, clock.now(), TODAY, MemberEnrolled("Maria", "Gomez", TODAY))])
    for number in range(1, VISITS + 1):
        clock.advance(1)
        between(ledger, ids, number)
        lines = (Line(number, f"Brand {number}"), Line(1, "Moonridge"))
        ledger.append([Draft(ids.new(clock.now()), member, "s", None, clock.now(), TODAY, VisitRecorded(lines))])
        disk.said(number)
    connection.close()
    vfs.unregister()
    return disk


def lay_tables(connection: "apsw.Connection") -> None:
    """The tables of a fresh store, as its own file says them."""
    with open_engine(Path(":memory:"), None, CIPHER).begin() as fresh:
        make_tables(fresh)
        own = "name NOT GLOB 'member_words_*' AND name NOT GLOB 'member_digits_*'"  # the full text makes those itself
        made_by = f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND {own} ORDER BY rowid"  # noqa: S608
        for (statement,) in fresh.exec_driver_sql(made_by):
            connection.execute(statement)
    connection.execute("INSERT INTO register_state VALUES (1, 's', 'register 1', 1, 0, 0, NULL)")


def verdict(folder: Path, acknowledged: int) -> str:
    """What opening the files after a power cut shows: sound, lost, half or corrupt."""
    connections = connect(folder / "store.db", None, CIPHER)
    try:
        read = connections.reader.execute
        if read("PRAGMA integrity_check").fetchone() != ("ok",):
            return "corrupt"
        facts = read("SELECT count(*) FROM facts").fetchone()[0]
        sealed = read("SELECT max(sequence) FROM register_state").fetchone()[0]
        moonridge = read("SELECT max(visits) FROM brands WHERE name = 'Moonridge'").fetchone()[0] or 0
        if facts != sealed or moonridge != max(0, facts - 1):
            return "half"
        return "sound" if facts >= acknowledged + 1 or not acknowledged else "lost"
    except DRIVER_ERRORS:
        return "corrupt"
    finally:
        connections.close()


def verdicts(folder: Path, synchronous: str, seed: int) -> set[str]:
    """The verdicts over many moments of one run."""
    folder.mkdir()
    disk, random = a_run(folder, synchronous), Random(seed)
    found = set()
    for number in range(MOMENTS):
        image = folder / str(number)
        image.mkdir()
        moment = random.randrange(1, len(disk.log) + 1)
        disk.after_power_cut(moment, image, random)
        found.add(verdict(image, disk.acknowledged(moment)))
    return found


@pytest.mark.rule("LG05")
def test_a_power_cut_at_any_moment_loses_nothing_that_was_reported_saved(tmp_path: Path) -> None:
    assert verdicts(tmp_path / "full", "FULL", 1) == {"sound"}


def amends(ledger: SqlLedger, ids: FakeIds, number: int) -> None:
    """Do now and then what changes facts that are sealed: a member is erased, a new incarnation begins."""
    if number % 5 == 0:
        now = ledger.clock.now()
        gone = ids.new(now)
        for body in (MemberEnrolled("Zebulonica", "Quill", TODAY), MemberErased()):
            ledger.append([Draft(ids.new(now), gone, "s", None, now, TODAY, body)])
    if number % 7 == 0:
        SqlReplica(ledger).reincarnate(number)


def audited(folder: Path) -> list[str]:
    """What verify finds in the files after a power cut."""
    connections = connect(folder / "store.db", None, CIPHER)
    try:
        return [one.words for one in verify_moment(connections.reader).findings]
    finally:
        connections.close()


def test_a_power_cut_at_any_moment_leaves_a_chain_of_seals_that_is_sound(tmp_path: Path) -> None:
    disk, random = a_run(tmp_path, "FULL", amends), Random(3)
    for number in range(MOMENTS):
        image = tmp_path / str(number)
        image.mkdir()
        disk.after_power_cut(random.randrange(1, len(disk.log) + 1), image, random)
        assert audited(image) == []


@pytest.mark.rule("LG05")
def test_the_same_cuts_are_seen_to_lose_visits_when_a_commit_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    assert "lost" in verdicts(tmp_path / "normal", "NORMAL", 1)


WRITES_UNTIL_KILLED = """
import sys
from pathlib import Path
from random import Random
from db.store import open_store
from db.new_ids import RandomIds
from posdesk.compose import SystemClock
from posdesk.domain.facts import Draft, Line, MemberEnrolled, MemberField, MemberFieldSet, VisitRecorded, VisitVoided
from datetime import date
store = open_store(Path(sys.argv[1]), clock=SystemClock(), ids=RandomIds(), ballast_bytes=0)
clock, ids, random, visits, day = SystemClock(), RandomIds(), Random(int(sys.argv[2])), [], date(2026, 11, 23)
member = ids.new(clock.now())
def save(body, about):
    fact = Draft(ids.new(clock.now()), about, "denver-1", "Dana", clock.now(), day, body)
    store.ledger.append([fact])
    print(fact.id, flush=True)
    return fact.id
save(MemberEnrolled("Maria", "Gomez", day), member)
while True:
    what = random.random()
    if what < 0.1 and visits:
        save(VisitVoided(visits.pop(), "typing error"), random.choice([member, None]))
    elif what < 0.2:
        save(MemberFieldSet(MemberField.LAST_NAME, f"Gomez {random.randrange(99)}"), member)
    else:
        lines = tuple(Line(random.randrange(9999), f"Brand {random.randrange(5)}") for _ in range(3))
        visits.append(save(VisitRecorded(lines), random.choice([member, None])))
"""


@pytest.mark.rule("LG05")
def test_a_kill_in_the_middle_of_200_writes_leaves_every_saved_fact_and_no_half_of_any(tmp_path: Path) -> None:
    made(tmp_path)
    saved: list[str] = []
    random = Random(7)
    while len(saved) < 200:
        saved += saved_before_the_kill(tmp_path, random.randrange(10, 60), len(saved))
    store = open_store(tmp_path, clock=FakeClock(), ids=FakeIds(), ballast_bytes=0)
    assert [fact_id for fact_id in saved if store.ledger.fact(fact_id) is None] == []
    before = list(projection_lines(store.connections.reader)), state_hash(store)
    rebuild(store)
    assert (list(projection_lines(store.connections.reader)), state_hash(store)) == before
    assert store.connections.reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert verify(store).findings == ()
    store.close()


def saved_before_the_kill(folder: Path, count: int, seed: int) -> list[str]:
    """Let a process of its own write, kill it after `count` facts were reported saved; yields all it reported."""
    writes = subprocess.Popen(
        [sys.executable, "-c", WRITES_UNTIL_KILLED, str(folder), str(seed)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with writes:
        assert writes.stdout is not None
        reported = [writes.stdout.readline().strip() for _ in range(count)]
        os.kill(writes.pid, signal.SIGKILL)
        reported += [line.strip() for line in writes.stdout if line.endswith("\n")]
    return reported
