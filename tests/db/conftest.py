"""A register that is closed after the test, whatever happened in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest

from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds
from tests.fakes.ring import RingInMemory

Tills = Callable[..., Till]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """One register, just set up."""
    opened = a_till(tmp_path / "till")
    yield opened
    opened.close()


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[Tills]:
    """As many registers as the test asks for, by name; their ids never collide."""
    ids = FakeIds()
    opened: list[Till] = []

    def more(register: str = "register 1") -> Till:
        opened.append(a_till(tmp_path / f"{len(opened)} {register}", register, ids))
        return opened[-1]

    yield more
    for one in opened:
        one.close()


@pytest.fixture(params=[False, True], ids=["keeps", "forgets"])
def ring(request: pytest.FixtureRequest) -> Iterator[RingInMemory]:
    """This account's keyring for one test: an honest one and one that forgets."""
    before, ring = keyring.get_keyring(), RingInMemory(request.param)
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)
