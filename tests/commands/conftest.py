"""A door: one command at a time against a store in a temporary folder, with its exit code and answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posdesk import cli


@dataclass(frozen=True)
class Said:
    """What a command said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)


Door = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the store."""
    return tmp_path / "store"


@pytest.fixture
def door(data: Path, capsys: pytest.CaptureFixture[str]) -> Door:
    """Run a command against the store, as if typed; --json unless text=True, another folder with data=."""

    def run(*words: str, text: bool = False, folder: Path = data) -> Said:
        capsys.readouterr()
        code = cli.main([*words, "--data", str(folder), *([] if text else ["--json"])])
        caught = capsys.readouterr()
        return Said(code, caught.out, caught.err)

    return run


@pytest.fixture
def shop(door: Door) -> Door:
    """A door to a store that is set up."""
    assert door("init", "--store", "denver-1", "--name", "Corner Leaf", "--zone", "America/Denver").code == 0
    return door
