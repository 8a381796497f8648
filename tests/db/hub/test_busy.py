"""A database that is locked, gone or used by others: the register is asked for patience, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.engine import make_url

from db.hub import history, tables
from db.hub.opening import TRIES, HubDatabase
from posdesk.domain.replication import START, Outcome
from posdesk.hub.service import HubService
from posdesk.sync.trouble import HubBusy
from tests.db.hub.hubs import AHub, Speaker, a_hub
from tests.db.hub.postgres import Postgres


@pytest.fixture
def hasty(hub_url: str) -> Iterator[AHub]:
    """A hub that waits a moment only for locks of others."""
    opened = a_hub(hub_url, busy_ms=50)
    yield opened
    opened.close()


def everything_is_busy(till: Speaker, line: str) -> None:
    asked = (
        lambda: till.push(line),
        till.hello,
        lambda: till.hub.pull(START, 0, 500),
        lambda: till.hub.have(START, ["01900000-0000-7000-8000-000000000001"]),
        lambda: till.hub.tally(START, "2026-01-01", "2026-12-31"),
    )
    for ask in asked:
        with pytest.raises(HubBusy) as busy:
            ask()
        assert busy.value.after > 0


def test_while_somebody_else_holds_the_lock_writers_are_asked_to_wait_and_readers_go_on(hasty: AHub) -> None:
    till, other = hasty.register(), hasty.another()
    till.push(till.visit())
    line = till.visit()
    with other.database.writing() as connection:
        history.locked(connection)
        with pytest.raises(HubBusy):
            till.push(line)
        assert len(till.pull()) == 1
    assert till.outcomes(line) == [Outcome.ACCEPTED]
    other.close()


def test_a_file_that_is_gone_is_trouble_that_passes(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    hub = a_hub(f"sqlite:///{folder}/hub.db", busy_ms=50)
    till = hub.register()
    till.push(till.visit())
    line = till.visit()
    hub.database.close()
    folder.rename(tmp_path / "unplugged")
    everything_is_busy(till, line)
    (tmp_path / "unplugged").rename(folder)
    assert till.outcomes(line) == [Outcome.ACCEPTED]
    hub.close()


def test_a_database_that_is_gone_is_trouble(postgres: Postgres) -> None:
    url = postgres.database()
    hub = a_hub(url)
    till = hub.register()
    line = till.visit()
    postgres.drop(url)
    everything_is_busy(till, line)
    hub.close()


def test_after_a_restart_of_the_server_the_next_request_is_served(postgres: Postgres) -> None:
    url = postgres.database()
    hub = a_hub(url)
    till = hub.register()
    till.push(till.visit())
    postgres.hang_up(url)
    assert till.outcomes(till.visit()) == [Outcome.ACCEPTED]
    hub.close()
    postgres.drop(url)


def test_a_connection_that_breaks_in_the_middle_of_a_request_leaves_nothing_of_it(postgres: Postgres) -> None:
    url = postgres.database()
    hub = a_hub(url)
    till = hub.register()

    def cut(connection: Connection) -> None:
        history.advance(connection, 1, 5)
        postgres.hang_up(url)
        connection.execute(select(tables.hub))

    with pytest.raises(HubBusy):
        hub.service.write(cut)
    assert hub.rows(tables.hub)[0].head == 0
    assert till.outcomes(till.visit()) == [Outcome.ACCEPTED]
    hub.close()
    postgres.drop(url)


def test_a_database_that_may_only_be_read_asks_writers_to_wait(postgres: Postgres) -> None:
    url = postgres.database()
    hub = a_hub(url)
    till = hub.register()
    line = till.visit()
    name = make_url(url).database
    postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    hub.database.close()
    with pytest.raises(HubBusy):
        till.push(line)
    assert till.pull() == []
    hub.close()
    postgres.drop(url)


@pytest.fixture
def strict(postgres: Postgres) -> Iterator[tuple[AHub, HubService]]:
    """A hub, and a service on it whose transactions fail when another one came in between."""
    url = postgres.database()
    hub = a_hub(url)
    engine = hub.database.engine.execution_options(isolation_level="REPEATABLE READ")
    yield hub, HubService(HubDatabase(engine), hub.clock)
    hub.close()
    postgres.drop(url)


def test_a_transaction_that_another_one_made_impossible_is_begun_anew(strict: tuple[AHub, HubService]) -> None:
    hub, service = strict
    till = hub.register()
    till.push(till.visit())
    turns: list[int] = []

    def read_then_write(connection: Connection) -> int:
        at = int(connection.execute(select(tables.hub.c.head)).scalar_one())
        turns.append(at)
        if len(turns) == 1:
            till.push(till.visit())  # comes in between
        connection.execute(update(tables.hub).values(head=tables.hub.c.head))
        return at

    assert service.write(read_then_write) == 2
    assert turns == [1, 2]


def test_what_is_impossible_again_and_again_is_left_for_later(strict: tuple[AHub, HubService]) -> None:
    hub, service = strict
    till = hub.register()
    turns: list[int] = []

    def always_late(connection: Connection) -> None:
        turns.append(int(connection.execute(select(tables.hub.c.head)).scalar_one()))
        till.push(till.visit())
        connection.execute(update(tables.hub).values(head=tables.hub.c.head))

    with pytest.raises(HubBusy, match="much to do"):
        service.write(always_late)
    assert len(turns) == TRIES
    assert hub.positions() == list(range(1, TRIES + 1))
