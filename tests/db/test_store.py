"""A store on disk: set up once, opened by one program at a time, its key kept apart, refused in words."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from db import backup, engine, keys
from db.store import DB_FILE, create, open_store
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from tests.db.tills import STORE, Till, made, reopened
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.ring import RingInMemory

PROJECT = Path(__file__).resolve().parents[2]
OPENS = """
import sys
from pathlib import Path
from db.store import open_store
from posdesk.domain.refusals import EnvironmentTrouble
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
try:
    open_store(Path(sys.argv[1]), clock=FakeClock(), ids=FakeIds(), ballast_bytes=0)
except EnvironmentTrouble as trouble:
    sys.exit(f"{trouble.code}: {trouble.words}")
"""


def opening(folder: Path) -> TroubleCode:
    """What opening the store ends in."""
    with pytest.raises(EnvironmentTrouble) as trouble:
        open_store(folder, clock=FakeClock(), ids=FakeIds(), ballast_bytes=0)
    assert trouble.value.words.endswith(".")
    return trouble.value.code


def test_a_folder_without_a_store_says_how_to_set_it_up(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"main\.py init") as refused:
        open_store(tmp_path, clock=FakeClock(), ids=FakeIds())
    assert refused.value.refusal.code is RefusalCode.NO_STORE_YET


def test_a_second_set_up_in_the_same_folder_is_refused_and_changes_nothing(till: Till) -> None:
    till.visit(None)
    till.close()
    with pytest.raises(Refused) as refused:
        create(till.store.folder, store="other", register="other", clock=till.clock, ids=till.ids, keyring=False)
    again = Till(open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0), till.clock, till.ids)
    assert refused.value.refusal.code is RefusalCode.ALREADY_SET_UP
    assert (again.store.store, again.store.ledger.waiting().count) == (STORE, 1)
    again.close()


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_store_needs_a_name_that_can_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        create(tmp_path, store=name, register="register 1", clock=FakeClock(), ids=FakeIds(), keyring=False)
    assert list(tmp_path.iterdir()) == []


def test_a_set_up_cut_short_is_begun_again_with_the_same_key(tmp_path: Path) -> None:
    keys.make_key(tmp_path, "install", keyring=False)
    (tmp_path / f"{DB_FILE}.new").write_bytes(b"half a file")
    made(tmp_path)
    open_store(tmp_path, clock=FakeClock(), ids=FakeIds(), ballast_bytes=0).close()


def test_a_second_process_is_refused_in_words(till: Till) -> None:
    second = subprocess.run(
        [sys.executable, "-c", OPENS, till.store.folder], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert second.stderr.startswith("in_use: PosDesk is already running with this store.")
    till.visit(None)


def test_the_lock_is_let_go_when_the_store_is_closed(till: Till) -> None:
    assert opening(till.store.folder) is TroubleCode.IN_USE
    till.close()
    open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0).close()


def test_nothing_a_member_said_is_readable_in_the_files(till: Till) -> None:
    till.member("Zebulonica", "Quartermain", "+13035550199")
    files = [path for path in till.store.folder.rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        for canary in (b"Zebulonica", b"zebulonica", b"5550199", b"SQLite format 3", b"CREATE TABLE"):
            assert canary not in path.read_bytes()


def test_the_key_file_is_for_this_account_alone_and_the_store_says_where_it_is(till: Till) -> None:
    key = till.store.folder / keys.KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(till.store.folder.stat().st_mode) == 0o700
    assert till.store.key_home == keys.IN_FILE


def test_a_keyring_that_keeps_the_key_is_preferred_and_one_that_forgets_is_not(
    tmp_path: Path, ring: RingInMemory
) -> None:
    create(tmp_path, store=STORE, register="register 1", clock=FakeClock(), ids=FakeIds())
    store = open_store(tmp_path, clock=FakeClock(), ids=FakeIds(), ballast_bytes=0)
    store.close()
    assert store.key_home == (keys.IN_FILE if ring.forgets else keys.IN_KEYRING)
    assert (tmp_path / keys.KEY_FILE).exists() is ring.forgets
    ring.kept.clear()
    if not ring.forgets:
        assert opening(tmp_path) is TroubleCode.WRONG_KEY


@pytest.mark.parametrize("key", ["", "zz", "ab" * 31, "ü" * 64])
def test_a_key_file_that_is_no_key_is_named(till: Till, key: str) -> None:
    till.close()
    (till.store.folder / keys.KEY_FILE).write_text(key, encoding="utf-8")
    assert opening(till.store.folder) is TroubleCode.WRONG_KEY


def test_another_key_is_told_from_a_bug(till: Till, capfd: pytest.CaptureFixture[str]) -> None:
    till.close()
    (till.store.folder / keys.KEY_FILE).write_text("ab" * 32, encoding="ascii")
    assert opening(till.store.folder) is TroubleCode.WRONG_KEY
    assert capfd.readouterr().err == ""


def test_without_sqlcipher_an_encrypted_store_is_refused_in_words() -> None:
    with pytest.raises(EnvironmentTrouble, match="has no SQLCipher"):
        engine.driver_for(bytes(32), cipher=None)


def test_a_sqlite_too_old_to_serve_instead_is_named() -> None:
    old = SimpleNamespace(sqlite_version_info=(3, 36, 0), sqlite_version="3.36.0")
    with pytest.raises(EnvironmentTrouble, match=r"SQLite 3\.36\.0 is too old"):
        engine.driver_for(None, cipher=None, plain=old)


def test_without_sqlcipher_the_standard_library_serves_and_the_store_says_so(tmp_path: Path) -> None:
    clock, ids = FakeClock(), FakeIds()
    create(tmp_path, store=STORE, register="register 1", clock=clock, ids=ids, encrypted=False)
    till = Till(open_store(tmp_path, clock=clock, ids=ids, ballast_bytes=0), clock, ids)
    member = till.member("Zebulonica")
    visit = till.visit(member)
    assert till.store.ledger.facts_about(member)[-1] == visit
    assert till.store.directory.by_names(["zebu"], 5)[0].member == member
    assert till.store.key_home == keys.NO_CIPHER
    reopened(till).close()


def test_every_commit_waits_for_the_disk_and_readers_cannot_write(till: Till) -> None:
    writer, reader = till.store.connections.writer, till.store.connections.reader
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)):
        assert writer.execute(f"PRAGMA {pragma}").fetchone()[0] == wanted
    with pytest.raises(Exception, match="readonly"):
        reader.execute("DELETE FROM facts")


@pytest.mark.parametrize(
    ("version", "buggy"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_a_sqlite_that_can_lose_a_commit_is_known_by_its_version(version: tuple[int, ...], buggy: bool) -> None:
    assert engine.has_reset_bug(version) is buggy


def test_with_such_a_sqlite_one_connection_reads_and_writes(tmp_path: Path) -> None:
    connections = engine.connect(tmp_path / "plain.db", None, sqlite3)
    assert (connections.reader is connections.writer) is engine.has_reset_bug(sqlite3.sqlite_version_info)
    connections.writer.execute("CREATE TABLE noted (word TEXT)")
    with engine.writing(connections.writer):
        connections.writer.execute("INSERT INTO noted VALUES ('kept')")
    with engine.snapshot(connections) as reader:
        assert reader.execute("SELECT word FROM noted").fetchall() == [("kept",)]
    connections.close()


def test_the_engine_keeps_parameters_out_of_its_errors(till: Till) -> None:
    with pytest.raises(Exception, match="no such table") as error, till.store.connections.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("Zebulonica",))
    assert "Zebulonica" not in str(error.value)


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        (tmp_path / "file").write_text("in the way")
        folder = tmp_path / "file" / "store"
    else:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
    with pytest.raises(EnvironmentTrouble) as trouble:
        create(folder, store=STORE, register="register 1", clock=FakeClock(), ids=FakeIds(), keyring=False)
    assert trouble.value.code is TroubleCode.NO_ACCESS


def test_a_quiet_moment_files_the_look_up_and_makes_one_copy_an_hour(till: Till) -> None:
    till.visit(till.member())
    unfiled = "SELECT count(*) FROM members WHERE slot IS NOT rank"
    assert till.writer.execute(unfiled).fetchone() == (1,)
    till.quiet()
    for _ in range(2):
        till.store.copy()
    assert till.writer.execute(unfiled).fetchone() == (0,)
    assert len(backup.hourly_copies(till.store.folder / backup.COPIES)) == 1
    assert till.store.notice() is None
