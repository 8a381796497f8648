"""A chain's key for hashes of IDs: head office draws it once, a store's hub has what it was told."""

from pathlib import Path

import pytest
from sqlalchemy import delete, text

from db.hub import backup, hash_key
from db.hub.opening import bring_up, open_hub
from db.hub.tables import facts, hash_keys
from db.hub.upstream import Upstream, belong_to
from posdesk.domain.id_hash import KEY_BYTES, mark_of
from posdesk.domain.replication import START, Hello
from tests.db.hub.hubs import AHub

ABOVE = Upstream("denver-1", "hub", "https://office.example", 0, "", 0, 0, None, None, None, "")
OFFICES = b"o" * KEY_BYTES


def key_of(hub: AHub) -> bytes | None:
    with hub.database.reading() as connection:
        return hash_key.known(connection)


def told(hub: AHub, mark: str | None) -> bytes | None:
    """What a register that has the key of this mark is answered."""
    device = hub.register().hub
    return device.hello(Hello(1, 0, None, (START,), hub.clock.now(), "1", hash_mark=mark)).hash_key


@pytest.mark.rule("G13")
def test_a_hub_draws_its_key_once_and_another_hub_another_one(hub: AHub, tmp_path: Path) -> None:
    key = key_of(hub)
    assert key is not None
    assert len(key) == KEY_BYTES
    bring_up(hub.database)
    again = hub.another()
    assert key_of(again) == key
    again.close()
    other = open_hub(f"sqlite:///{tmp_path / 'other.db'}")
    with other.reading() as connection:
        assert hash_key.known(connection) not in (None, key)
    other.close()


def test_a_hub_from_before_draws_one_when_it_is_opened(hub: AHub) -> None:
    with hub.database.writing() as connection:
        connection.execute(text("DROP TABLE hash_keys"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    bring_up(hub.database)
    assert key_of(hub) is not None


@pytest.mark.rule("G13")
def test_a_register_is_told_the_key_where_it_has_another_or_none_and_says_so(hub: AHub) -> None:
    key = key_of(hub)
    assert told(hub, "") == key


@pytest.mark.rule("G13")
def test_a_register_that_has_it_is_not_told_again(hub: AHub) -> None:
    assert told(hub, mark_of(key_of(hub))) is None


def test_a_register_of_an_older_version_is_not_told(hub: AHub) -> None:
    assert told(hub, None) is None


@pytest.mark.rule("G13")
def test_a_store_hub_forgets_what_it_drew_and_has_what_head_office_tells(hub: AHub) -> None:
    with hub.database.writing() as connection:
        assert belong_to(connection, "0f1ce", 1, ABOVE)
    assert key_of(hub) is None
    bring_up(hub.database)
    assert key_of(hub) is None
    for key in (b"f" * KEY_BYTES, OFFICES):
        with hub.database.writing() as connection:
            hash_key.told(connection, key)
        assert key_of(hub) == key
    with hub.database.writing() as connection:
        assert belong_to(connection, "0f1ce", 1, ABOVE)  # paired anew
    assert key_of(hub) == OFFICES


@pytest.mark.rule("G13")
def test_a_backup_has_the_key_so_that_hashes_stay_comparable(tmp_path: Path) -> None:
    database = open_hub(f"sqlite:///{tmp_path / 'hub.db'}")
    with database.reading() as connection:
        key = hash_key.known(connection)
    backup.backup(tmp_path / "hub.db", tmp_path / "copy.db")
    with database.writing() as connection:
        connection.execute(delete(hash_keys))
    database.close()
    backup.restore(tmp_path / "copy.db", tmp_path / "hub.db")
    restored = open_hub(f"sqlite:///{tmp_path / 'hub.db'}")
    with restored.reading() as connection:
        assert hash_key.known(connection) == key
    restored.close()


@pytest.mark.rule("G13")
def test_the_key_is_in_no_fact_of_the_hub(hub: AHub) -> None:
    at = hub.register()
    at.push(at.opening(), *at.visits(3))
    key = key_of(hub)
    assert key is not None
    assert not any(key.hex() in row.line for row in hub.rows(facts))
