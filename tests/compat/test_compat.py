"""What every version of PosDesk ever wrote is read by this one: facts to the letter, messages by their sense."""

import json
from pathlib import Path

import pytest

from posdesk import __version__
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import KINDS, Parked
from tests.compat.messages import MESSAGES
from tests.compat.record import FACTS, HERE, SAID

VERSIONS = sorted(path for path in HERE.iterdir() if (path / FACTS).exists())


def lines_of(version: Path) -> list[str]:
    return (version / FACTS).read_text("utf-8").split("\n")[:-1]


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_every_fact_is_understood_and_written_as_it_was(version: Path) -> None:
    for line in lines_of(version):
        fact = decode_fact(line)
        assert not isinstance(fact.body, Parked), fact.kind
        assert encode_fact(fact) == line


def test_every_kind_of_fact_of_this_version_was_written_down() -> None:
    written = {(fact.kind, fact.version) for fact in map(decode_fact, lines_of(HERE / __version__))}
    assert set(KINDS) - written == set()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_every_message_is_read(version: Path) -> None:
    for name, text in json.loads((version / SAID).read_text("utf-8")).items():
        assert MESSAGES[name].read(text) is not None


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_of_this_version_was_written_down_and_says_the_same(name: str) -> None:
    said = json.loads((HERE / __version__ / SAID).read_text("utf-8"))
    message = MESSAGES[name]
    assert message.read(said[name]) == message.value
    assert message.write(message.value) == said[name]
