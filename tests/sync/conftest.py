"""A hub in this process and as many registers as the test asks for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.db.tills import a_till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.sync.registers import Register, Town

Registers = Callable[..., Register]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town with one hub, at registers.URL."""
    town = Town(FakeClock())
    town.build(tmp_path / "hub")
    yield town
    for hub in town.hubs.values():
        hub.database.close()


@pytest.fixture
def registers(tmp_path: Path, town: Town) -> Iterator[Registers]:
    """Registers by name; their ids never collide."""
    ids = FakeIds()
    made: list[Register] = []

    def more(name: str = "front-1") -> Register:
        made.append(Register(a_till(tmp_path / f"{len(made)} {name}", name, ids), town))
        return made[-1]

    yield more
    for one in made:
        one.line.close()
        one.till.close()
