"""Hubs and registers that are closed after the test, whatever happened in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.db.hub.conftest import postgres as postgres  # noqa: PLC0414  the fixture
from tests.db.tills import STORE, a_till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.hub.conftest import house as house  # noqa: PLC0414  the fixture
from tests.hub.conftest import hub as hub  # noqa: PLC0414  the fixture
from tests.sync.leaps import Chain, a_chain
from tests.sync.registers import URL, Register, Town

Registers = Callable[..., Register]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town with one hub, at registers.URL, and no network between."""
    town = Town(FakeClock())
    town.build(tmp_path / "hub")
    yield town
    for service in town.hubs.values():
        service.database.close()


@pytest.fixture
def registers(tmp_path: Path, town: Town) -> Iterator[Registers]:
    """Registers of that town by name; their ids never collide."""
    ids = FakeIds()
    made: list[Register] = []

    def more(name: str = "front-1", store: str = STORE) -> Register:
        made.append(Register(a_till(tmp_path / f"{len(made)} {name}", name, ids, store=store), town))
        return made[-1]

    yield more
    for one in made:
        one.line.close()
        one.till.close()


@pytest.fixture
def chain(tmp_path: Path, town: Town, registers: Registers) -> Chain:
    """A hub with a snapshot, and the register that recorded what is in it."""
    return a_chain(town, registers("front-1"), town.hubs[URL].database, tmp_path / "snapshots")


@pytest.fixture
def fresh(chain: Chain, registers: Registers) -> Register:
    """A new register that is paired, and has recorded two things of its own."""
    made = chain.give(registers("back-1"))
    made.pair()
    member = made.till.member("Own", "Member", "+13035550100")
    made.till.visit(member)
    return made
