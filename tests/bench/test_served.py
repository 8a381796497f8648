"""The figures of a hub behind an address: everything is measured once, and what is asked is real. How fast it was is
not asked here."""

from pathlib import Path

import pytest

from db.hub import devices
from posdesk.bench import crowd, hub, served
from posdesk.sync.cycle import Cycle
from tests.db.hub.conftest import postgres as postgres  # noqa: PLC0414  the fixture
from tests.db.hub.postgres import Postgres
from tests.fakes.clock import FakeClock

FEW = served.Polling(registers=3, times=2, faster=300.0)


def test_both_databases_are_measured_and_so_are_registers_and_a_counter(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    figures = served.figures(tmp_path, url, 30, FEW)
    assert [(figure.name, figure.goal) for figure in figures] == [
        ("hub over HTTP, push to SQLite, a fact", None),
        ("hub over HTTP, push to SQLite, a fact, in all", 125.0),
        ("hub over HTTP, push to PostgreSQL, a fact", 2.86),
        ("register over HTTP, 30 facts behind", 15.0),
        ("a keystroke while facts come", None),
        ("a record while facts come", None),
        ("hub, 3 registers ask, an empty cycle", 50.0),
    ]
    assert all(figure.value > 0 for figure in figures)
    assert figures[-1].note.startswith("p99 of 6 cycles")
    postgres.drop(url)


def test_a_hub_in_a_process_takes_what_is_pushed_and_is_gone_afterwards(tmp_path: Path) -> None:
    sent = hub.a_crowd(3, 4)
    with hub.an_empty_hub(f"sqlite:///{tmp_path / 'hub.db'}") as database:
        with (
            served.a_process(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as address,
            served.let_in(database, address, crowd.STORE, crowd.REGISTER) as line,
        ):
            hub.push(line, [*sent.shop, *sent.visits])
        with database.reading() as connection:
            assert [seen.register for seen in devices.all_devices(connection)] == [crowd.REGISTER]
        assert '"route": "/v1/facts"' in (tmp_path / "hub.log").read_text("utf-8")


def test_a_cycle_in_which_something_comes_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    idle = served.Idle(served.nowhere())
    with hub.an_empty_hub(f"sqlite:///{tmp_path / 'hub.db'}") as database:
        line = hub.paired(database, crowd.STORE, crowd.REGISTER)
        assert Cycle(line, idle, FakeClock()).run().came == 0
        hub.push(line, hub.a_crowd(1, 1).shop)
        with pytest.raises(AssertionError, match="something came"):
            Cycle(line, idle, FakeClock()).run()
