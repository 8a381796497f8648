"""Several workers behind one address, over PostgreSQL: one order without gaps, whoever writes it down."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.hub.opening import open_hub
from posdesk.hub.service import HubService
from posdesk.hub.serving import HubClock
from tests.db.hub.postgres import a_server
from tests.fakes.clock import FakeClock
from tests.hub.facts import a_line
from tests.hub.hubs import House, Stranger
from tests.rules.sources import PROJECT

SERVE = """
import sys
from posdesk.hub.serving import serve

if __name__ == "__main__":
    serve(sys.argv[1], port=0, workers=2, ready=lambda url: print(url, flush=True))
"""
PUSHES, FACTS = 10, 20


@pytest.fixture
def house() -> Iterator[House]:
    """An empty hub on PostgreSQL; skips where none can be started."""
    with a_server() as server:
        clock = FakeClock()
        database = open_hub(server.database())
        yield House(database, clock, HubService(database, clock))
        database.close()


@pytest.mark.long
def test_two_workers_take_what_four_registers_push_at_once_and_lose_no_place(house: House, tmp_path: Path) -> None:
    script = tmp_path / "serve.py"
    script.write_text(SERVE)
    url = house.database.engine.url.render_as_string(hide_password=False)
    house.clock.set(HubClock().now())  # codes are made here and looked at there
    tokens = [house.token(f"register {n}") for n in range(4)]
    command = [sys.executable, str(script), url]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        address = process.stdout.readline().strip()
        with ThreadPoolExecutor(4) as threads:
            outcomes = list(threads.map(lambda n: _push(address, tokens[n], n), range(4)))
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert [set(one) for one in outcomes] == [{"accepted"}] * 4
    assert len(house.lines()) == 4 * PUSHES * FACTS
    assert house.service.counts() == (4, 4 * PUSHES * FACTS)
    assert process.returncode == 0
    assert [line for line in map(json.loads, said.splitlines()) if "bug" in line] == []


def _push(address: str, token: str, n: int) -> list[str]:
    register, outcomes = Stranger(address, token), []
    for first in range(1, PUSHES * FACTS, FACTS):
        own = {"register": f"register {n}"}
        answer = register.push(*[a_line(n * 1000 + k, sequence=k, **own) for k in range(first, first + FACTS)])
        outcomes += [verdict["outcome"] for verdict in answer.json()["verdicts"]]
    return outcomes
