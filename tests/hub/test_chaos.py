"""The real register and the real hub over a real network that fails, while either is killed at any moment: what was
acknowledged is at the hub once, and everybody holds the same (F2, F4)."""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.db.hub.conftest import hub_url as hub_url  # noqa: PLC0414  the fixture
from tests.db.hub.conftest import postgres as postgres  # noqa: PLC0414  the fixture
from tests.hub.chaos import NAMES, Chaos
from tests.hub.mortals import a_nursery
from tests.sync.faults import BadLine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: no process is forked here")
NOWHERE = "http://127.0.0.1:9"
"""Where a line leads before there is a hub."""
SHORT, LONG = 8, 220


@pytest.fixture
def chaos(tmp_path: Path, hub_url: str) -> Iterator[Chaos]:
    """A hub and two paired registers behind a bad line; none of them outlives the test."""
    with a_nursery() as nursery, BadLine(NOWHERE) as line:
        made = Chaos(tmp_path, hub_url, secrets.token_hex(4), nursery, line)
        try:
            made.set_up()
            yield made
        finally:
            made.end()


def nothing_is_lost_and_all_hold_the_same(chaos: Chaos) -> None:
    seed = f"seed {chaos.seed}"
    hashes = chaos.settle()
    at_the_hub, acknowledged = chaos.at_the_hub(), chaos.acknowledged()
    ids = [id for _, id in at_the_hub]
    assert len(acknowledged) == len(set(acknowledged)), seed
    assert set(acknowledged) - set(ids) == set(), seed
    assert len(ids) == len(set(ids)), seed
    assert [position for position, _ in at_the_hub] == list(range(1, len(ids) + 1)), seed
    for name in NAMES:
        assert sorted(chaos.ids_on(name)) == sorted(ids), seed
        assert chaos.differences(name) == [], seed
    assert len(set(hashes.values())) == 1, seed
    assert chaos.complaints() == [], seed


def test_hub_and_registers_are_killed_on_a_bad_line_and_nothing_is_lost(chaos: Chaos) -> None:
    chaos.run(SHORT)
    nothing_is_lost_and_all_hold_the_same(chaos)
    assert sum(chaos.killed.values()) >= SHORT
    assert set(chaos.killed) == {"hub", *NAMES}


@pytest.mark.long
def test_the_same_for_a_long_time(chaos: Chaos, capsys: pytest.CaptureFixture[str]) -> None:
    chaos.run(LONG)
    nothing_is_lost_and_all_hold_the_same(chaos)
    with capsys.disabled():
        print(f"\nseed {chaos.seed}: {LONG} rounds, killed {dict(chaos.killed)}, {len(chaos.acknowledged()):,} facts")
