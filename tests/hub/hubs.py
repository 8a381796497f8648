"""Builds a hub for a test: a real database in a file, its service, and registers that were let in."""

from dataclasses import dataclass, field
from pathlib import Path

from db.hub import devices
from db.hub.opening import HubDatabase, open_hub
from posdesk.hub.service import HubService
from posdesk.sync.client import HttpHub
from tests.builders import STORE
from tests.fakes.clock import FakeClock


@dataclass
class House:
    """A hub without a network around it, and what it wrote down."""

    database: HubDatabase
    clock: FakeClock
    service: HubService
    log: list[str] = field(default_factory=list)

    def code(self, store: str = STORE) -> str:
        """A code with which one register can be paired."""
        with self.database.writing() as connection:
            return devices.make_code(connection, store, self.clock.now())

    def token(self, register: str = "register 1", store: str = STORE) -> str:
        """The token of a register that has just been let in."""
        with self.database.writing() as connection:
            code = devices.make_code(connection, store, self.clock.now())
            return devices.pair(connection, code, register, store, self.clock.now()).token

    def revoke(self, register: str = "register 1", store: str = STORE) -> None:
        """Let it speak no more."""
        with self.database.writing() as connection:
            assert devices.revoke(connection, store, register, self.clock.now())

    def lines(self) -> list[str]:
        """Every fact, in order, as the hub holds it."""
        from db.hub import feed

        with self.database.reading() as connection:
            return [placed.line for placed in feed.all_lines(connection)]


def a_house(folder: Path, clock: FakeClock | None = None) -> House:
    """An empty hub in a folder."""
    clock = clock or FakeClock()
    database = open_hub(f"sqlite:///{folder / 'hub.db'}")
    return House(database, clock, HubService(database, clock))


def line_to(url: str, token: str) -> HttpHub:
    """A register's line to a hub that is being served."""
    return HttpHub(url, token)
