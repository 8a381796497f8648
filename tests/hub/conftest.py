"""A hub that is closed after the test, whatever happened in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from posdesk.hub.serving import Serving
from tests.hub.hubs import House, a_house
from tests.hub.open_house import OpenHouse, an_open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty hub."""
    made = a_house(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def hub(house: House) -> Iterator[Serving]:
    """The same hub, listening."""
    with house.serving() as serving:
        yield serving


@pytest.fixture
def open_house(house: House, tmp_path: Path) -> Iterator[OpenHouse]:
    """A hub that has synced with a register, open for programs."""
    with an_open_house(house, tmp_path) as made:
        yield made
