"""Copies of a hub's file: whole, of one moment, and never put under a hub that is open."""

import stat
from pathlib import Path

import pytest

from db.hub import backup, history
from db.hub.opening import HubDatabase, open_hub
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode


def a_hub(path: Path, heads: int = 3) -> HubDatabase:
    """A hub whose history has so many moments."""
    path.parent.mkdir(exist_ok=True)
    database = open_hub(f"sqlite:///{path}")
    for _ in range(heads):
        step(database)
    return database


def step(database: HubDatabase) -> None:
    with database.writing() as connection:
        epoch, at = history.locked(connection)
        history.advance(connection, epoch, at + 1)


def head_of(path: Path) -> int:
    database = open_hub(f"sqlite:///{path}")
    with database.reading() as connection:
        position = history.head(connection).position
    database.close()
    return position


def test_a_copy_made_while_the_hub_is_open_holds_what_was_committed_and_no_more(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    database = a_hub(path)
    with database.writing() as connection:
        epoch, at = history.locked(connection)
        history.advance(connection, epoch, at + 1)
        assert backup.backup(path, copy).head == 3
    step(database)
    database.close()
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert head_of(copy) == 3


def test_a_restored_hub_is_the_copy_and_what_was_there_is_kept(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    a_hub(path).close()
    backup.backup(path, copy)
    database = open_hub(f"sqlite:///{path}")
    step(database)
    database.close()
    assert backup.restore(copy, path).head == 3
    assert head_of(path) == 3
    assert head_of(path.with_name(path.name + backup.BEFORE)) == 4
    assert head_of(copy) == 3


def test_a_hub_that_anybody_has_open_is_not_replaced(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    database = a_hub(path)
    backup.backup(path, copy)
    step(database)
    with database.reading() as connection:
        assert history.head(connection).position == 4
        with pytest.raises(EnvironmentTrouble) as trouble:
            backup.restore(copy, path)
    assert trouble.value.code is TroubleCode.IN_USE
    step(database)
    database.close()
    assert head_of(path) == 5


def test_a_hub_that_serves_is_not_replaced_and_not_served_twice(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    a_hub(path).close()
    backup.backup(path, copy)
    with backup.serving(path):
        for act in (lambda: backup.restore(copy, path), lambda: backup.serving(path).__enter__()):
            with pytest.raises(EnvironmentTrouble, match="serves") as trouble:
                act()
            assert trouble.value.code is TroubleCode.IN_USE
    assert backup.restore(copy, path).head == 3


def test_a_copy_that_is_cut_short_changes_nothing(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    a_hub(path).close()
    backup.backup(path, copy)
    before = path.read_bytes()
    copy.write_bytes(copy.read_bytes()[: 4096 * 5])
    with pytest.raises(Refused, match="Nothing was changed") as no:
        backup.restore(copy, path)
    assert no.value.refusal.code is RefusalCode.BAD_FILE
    assert path.read_bytes() == before
    assert not [one for one in path.parent.iterdir() if "part" in one.name]


def test_a_copy_of_a_newer_posdesk_is_refused_before_it_can_do_harm(tmp_path: Path) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    newer = a_hub(copy)
    with newer.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(Refused, match="newer PosDesk"):
        backup.restore(copy, path)
    assert not path.exists()


@pytest.mark.parametrize("gone", [False, True], ids=["damaged", "gone"])
def test_a_log_left_by_a_hub_that_is_damaged_or_gone_is_not_played_into_the_copy(tmp_path: Path, gone: bool) -> None:
    path, copy = tmp_path / "hub" / "hub.db", tmp_path / "copy.db"
    a_hub(path).close()
    backup.backup(path, copy)
    database = open_hub(f"sqlite:///{path}")
    step(database)
    log = path.with_name(f"{path.name}-wal")
    left_over = log.read_bytes()
    database.close()
    path.unlink() if gone else path.write_bytes(b"not a database at all" * 500)
    log.write_bytes(left_over)
    assert backup.restore(copy, path).head == 3
    assert head_of(path) == 3
    assert path.with_name(path.name + backup.BEFORE).exists() is not gone


def test_a_hub_that_is_not_there_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(Refused) as no:
        backup.backup(tmp_path / "hub.db", tmp_path / "copy.db")
    assert no.value.refusal.code is RefusalCode.NO_STORE_YET
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("url", "file"), [("sqlite:///x/hub.db", "x/hub.db"), ("postgresql+psycopg://h/d", None)])
def test_only_a_hub_on_sqlite_has_a_file(url: str, file: str | None) -> None:
    assert backup.file_of(url) == (None if file is None else Path(file))
    assert backup.file_of("what") is None
