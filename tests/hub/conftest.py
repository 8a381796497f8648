"""A hub that is closed after the test, whatever happened in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from posdesk.hub.serving import Serving
from tests.hub.hubs import House, a_house


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
