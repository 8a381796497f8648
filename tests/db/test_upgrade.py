"""Files of other versions: an older one is copied and brought up, a newer one is refused; fresh tables never drift."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from db import backup, upgrade
from db.engine import connect, open_engine
from db.keys import find_key
from db.state import state_hash
from db.store import DB_FILE, open_store
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.db.tills import Till


def test_fresh_tables_and_migrated_ones_are_the_same() -> None:
    assert upgrade.drift() == []


def test_a_difference_between_them_is_named_both_ways() -> None:
    one, other = {("table", "facts"): "a, b"}, {("table", "facts"): "a", ("index", "extra"): "x"}
    assert upgrade.differences(one, other) == [
        "the migrations do not make table facts: a, b",
        "only the migrations make table facts: a",
        "only the migrations make index extra: x",
    ]


def test_a_file_of_a_newer_posdesk_is_refused_and_left_as_it_is(till: Till) -> None:
    till.visit(None)
    till.writer.execute(f"PRAGMA user_version = {upgrade.SCHEMA + 1}")
    till.close()
    path = till.store.folder / DB_FILE
    before = path.read_bytes()
    with pytest.raises(EnvironmentTrouble, match="newer PosDesk") as trouble:
        open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)
    assert trouble.value.code is TroubleCode.NEWER_STORE
    assert path.read_bytes() == before


def made_old(till: Till) -> str:
    """Turn a closed store's file back into one of the first version, without a look-up; yields its state before."""
    member = till.member("Maria", "Gomez")
    till.visit(member)
    state = state_hash(till.store)
    look_up, figures = "members words member_words member_digits", "members days goods marks names"
    later = [*look_up.split(), *(f"figure_{name}" for name in figures.split()), "figures_stale", "figures_filed"]
    later += ["hub_link", "witnesses", "set_aside", "unread", "allowances", "links", "joined", "pin_tries"]
    later += ["member_days", "member_days_stale", "member_days_filed", "store_days"]
    later += ["amended", "dropped"]
    for statement in (
        *(f"DROP TABLE {table}" for table in later),
        "DROP INDEX facts_corrected",
        "DROP INDEX facts_confirmed",
        "ALTER TABLE register_state DROP COLUMN last",
        "DROP INDEX facts_waiting",
        "CREATE INDEX facts_waiting ON facts (occurred_at) WHERE hub_position IS NULL",
        "ALTER TABLE facts DROP COLUMN corrected_at",
        "ALTER TABLE facts DROP COLUMN seal",
    ):
        till.writer.execute(statement)
    till.writer.execute("UPDATE alembic_version SET version_num = '0001'")
    till.writer.execute("PRAGMA user_version = 1")
    till.close()
    return state


def test_an_older_file_is_copied_brought_up_and_its_projections_are_filled(till: Till) -> None:
    state = made_old(till)
    store = open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)
    copied = till.store.folder / backup.COPIES / f"before-tables-{upgrade.SCHEMA}.db"
    assert store.directory.by_names(["gomez"], 5)[0].first_name == "Maria"
    assert state_hash(store) == state
    store.close()
    kept = connect(copied, find_key(till.store.folder).secret)
    assert kept.reader.execute("PRAGMA user_version").fetchone() == (1,)
    assert kept.reader.execute("SELECT count(*) FROM facts").fetchone() == (2,)
    kept.close()


def test_a_migration_that_fails_leaves_the_older_file(till: Till) -> None:
    made_old(till)
    key = find_key(till.store.folder)
    engine = open_engine(till.store.folder / DB_FILE, key.secret)

    def cut_short() -> None:
        with engine.begin() as connection:
            upgrade.migrate(connection)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        cut_short()
    connections = connect(till.store.folder / DB_FILE, key.secret)
    assert connections.reader.execute("PRAGMA user_version").fetchone() == (1,)
    assert connections.reader.execute("SELECT count(*) FROM sqlite_master WHERE name = 'members'").fetchone() == (0,)
    connections.close()


def test_a_file_from_before_every_version_runs_through_all_of_them(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "old.db", bytes(32))
    with engine.begin() as connection:
        upgrade.migrate(connection, "0001")
        assert version(connection) == 1
        upgrade.migrate(connection)
        assert version(connection) == upgrade.SCHEMA


def version(connection: Connection) -> int:
    """The version a file says it has."""
    found: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return found


def test_a_copy_is_whole_encrypted_with_the_same_key_and_does_not_disturb(till: Till, tmp_path: Path) -> None:
    member = till.member("Zebulonica")
    copied = tmp_path / "elsewhere.db"
    backup.copy(till.store, copied)
    till.visit(member)
    assert b"Zebulonica" not in copied.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere.db", "till"]
    read = connect(copied, till.store.key.secret)
    assert read.reader.execute("SELECT count(*) FROM facts").fetchone() == (1,)
    read.close()


def test_the_hourly_copy_is_made_once_an_hour_and_two_are_kept(till: Till) -> None:
    till.visit(None)
    made = [backup.hourly(till.store, every_s=0) for _ in range(4)]
    assert backup.hourly(till.store) is None
    assert all(made)
    assert backup.hourly_copies(till.store.folder / backup.COPIES) == made[2:]


def test_a_copy_that_cannot_be_written_leaves_nothing(till: Till, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentTrouble) as trouble:
        backup.copy(till.store, tmp_path / "nowhere" / "copy.db")
    assert trouble.value.code is TroubleCode.NO_ACCESS
    assert not (tmp_path / "nowhere").exists()
