"""Decides how a hub behind an address is measured: facts pushed and caught up over HTTP, registers that ask in vain,
and a counter that goes on while facts come.

The hub is a process of its own on this computer, begun as a shop begins it, and whoever speaks to it is the register's
own client. Refuses to know what the figures mean.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.hub import devices
from db.hub.opening import HubDatabase
from db.new_ids import RandomIds
from db.store import Store
from posdesk import compose
from posdesk.bench import crowd, hub, window, writings
from posdesk.bench.figures import Figure, median, percentile, timed
from posdesk.domain.replication import START, DayTally, Page, Place, Received, Verdict, Welcome, Witness
from posdesk.sync.client import HttpHub
from posdesk.sync.cycle import Cycle
from posdesk.sync.signing import Secret, new_key, public_of

REAL_SECONDS = 30.0
"""After so long a register with nothing to send asks its hub."""
BARE = 200
"""Durable writes that are timed beside the cycles."""
GOAL_EMPTY = 50.0
"""Milliseconds of the 99th percentile of cycles in which nothing comes."""


@dataclass(frozen=True, slots=True)
class Polling:
    """So many registers ask in vain so many times each; `faster` times as often as they do in a shop."""

    registers: int = 50
    times: int = 10
    faster: float = 10.0


def figures(beside: Path, postgresql: str | None, facts: int, polling: Polling) -> list[Figure]:
    """The same hubs as posdesk.bench.hub.figures, behind an address; the database at the URL has to be empty, and is so
    afterwards. Raises Refused(BAD_STORE) and EnvironmentTrouble."""
    sent = hub.a_crowd(min(hub.MEMBERS, facts), facts)
    measured = _pushes(f"sqlite:///{beside / 'served.db'}", "SQLite", sent)
    if postgresql is not None:
        measured += _pushes(postgresql, "PostgreSQL", sent)
    return [*measured, *_registers(beside, sent, polling)]


@contextmanager
def a_process(database: str, beside: Path | None = None) -> Iterator[str]:
    """A hub that serves, and its address. beside: where its log is kept; None: it is not."""
    words = [sys.executable, "-m", "posdesk", "hub", "serve", "--port", "0", "--database", database, "--json"]
    log = nullcontext(subprocess.DEVNULL) if beside is None else (beside / "hub.log").open("ab")
    with log as kept, subprocess.Popen(words, env=window.environment(), stdout=subprocess.PIPE, stderr=kept) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def let_in(database: HubDatabase, address: str, store: str, register: str) -> HttpHub:
    """A line of a register that was just let in, beside the door: fifty at once would have to wait at it."""
    code, clock, key = _code(database, store), compose.SystemClock(), new_key()
    with database.writing() as connection:
        paired = devices.pair(connection, code, register, store, clock.now(), public=public_of(key))
    return HttpHub(address, Secret(paired.token, key).text, clock)


def _code(database: HubDatabase, store: str) -> str:
    with database.writing() as connection:
        return devices.make_code(connection, store, compose.SystemClock().now())


def _pushes(url: str, name: str, sent: hub.Crowd) -> list[Figure]:
    with hub.an_empty_hub(url) as database:
        with a_process(url) as address, let_in(database, address, crowd.STORE, crowd.REGISTER) as line:
            _, seen = hub.push(line, sent.shop)
            took, _ = hub.push(line, sent.visits, seen)
        floor = hub.stored_raw(database, len(sent.shop))
    return hub.pushed(f"hub over HTTP, push to {name}", len(sent.visits), took, floor)


# ------------------------------------------------------------------------------------------------------ the registers


def _registers(beside: Path, sent: hub.Crowd, polling: Polling) -> list[Figure]:
    url, clock, ids = f"sqlite:///{beside / 'asked.db'}", compose.SystemClock(), RandomIds()
    with ExitStack() as until:
        database = until.enter_context(hub.an_empty_hub(url))
        address = until.enter_context(a_process(url, beside))
        maker = until.enter_context(let_in(database, address, crowd.STORE, crowd.REGISTER))
        _, seen = hub.push(maker, sent.shop)
        stores = []
        for name in ("behind", "busy"):
            with closing(writings.fresh(beside / name, clock, ids, crowd.STORE, name)) as store:
                _pair(database, address, store)
            stores.append(beside / name)
        hub.push(maker, sent.visits, seen)
        behind = _catch_up(stores[0], len(sent.visits))
        during = _while_facts_come(stores[1])
        empty = _empty_cycles(database, address, polling)
    return [behind, *during, empty]


def _pair(database: HubDatabase, address: str, store: Store) -> None:
    """Pair a register, and let it take what there is."""
    with closing(compose.line_of(store)) as line:
        line.pair(address, _code(database, store.store))
        line.exchange(lambda done, fresh: None)


def _catch_up(folder: Path, count: int) -> Figure:
    with closing(compose.open_store(folder)) as store, closing(compose.line_of(store)) as line:
        began = time.perf_counter()
        line.exchange(lambda done, fresh: None)
        took = time.perf_counter() - began
    note = f"one exchange with a hub behind an address: {count / took:,.0f} facts a second"
    return Figure(f"register over HTTP, {count:,} facts behind", took, "s", None, hub.GOAL_BEHIND, note)


def _while_facts_come(folder: Path) -> list[Figure]:
    """The counter's lanes in a process of their own: see posdesk.bench.during."""
    command = [sys.executable, "-m", "posdesk.bench.during", str(folder)]
    answer = subprocess.run(command, env=window.environment(), stdout=subprocess.PIPE, text=True, check=True).stdout
    alone, during = json.loads(answer.strip().splitlines()[-1])
    keys = f"p99 of {len(during['keys'])} through the ledger lane while a register takes in what it missed; "
    keys += f"median {median(during['keys']):.1f} ms; floor: the same before, median {median(alone['keys']):.1f} ms"
    records = f"median of {len(during['records'])}, with the new card; p99 {percentile(during['records'], 99):.0f} ms; "
    records += f"floor: the same before, p99 {percentile(alone['records'], 99):.0f} ms"
    key_times = percentile(during["keys"], 99), percentile(alone["keys"], 99)
    record_times = median(during["records"]), median(alone["records"])
    return [
        Figure("a keystroke while facts come", key_times[0], "ms", key_times[1], None, keys),
        Figure("a record while facts come", record_times[0], "ms", record_times[1], None, records),
    ]


# ------------------------------------------------------------------------------------------------------ empty cycles


@dataclass(slots=True)
class Idle:
    """The port `Replica` of a register that has all there is, and nothing to send."""

    at: Place

    def place(self) -> Place:
        """See the port."""
        return self.at

    def let_out(self) -> Mapping[str, int]:
        """See the port."""
        return {}

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        return 0

    def reincarnate(self, incarnation: int) -> int:
        """See the port."""
        return 0

    def unsent_urgent(self) -> list[int]:
        """See the port."""
        return []

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """See the port."""
        return []

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """See the port."""
        return [], after

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """See the port."""
        return 0

    def receive(self, page: Page) -> Received:
        """See the port."""
        if page.facts:
            raise AssertionError("something came in a cycle that is to be empty")
        return Received()

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        return []


def _empty_cycles(database: HubDatabase, address: str, polling: Polling) -> Figure:
    """Each register has a thread, a connection and its own moment within the period; a cycle's time counts from the
    moment it was due, so one that waits for another is not forgotten."""
    period = REAL_SECONDS / polling.faster
    with ExitStack() as until:
        lines = [
            until.enter_context(let_in(database, address, crowd.STORE, f"asks {number}"))
            for number in range(polling.registers)
        ]
        idle = Idle(_up_to_date(lines[0]))
        for line in lines:
            Cycle(line, idle, compose.SystemClock()).run()  # connected, as it is all day
        first = time.perf_counter() + period / 2
        with ThreadPoolExecutor(polling.registers) as threads:
            moments = [first + period * number / polling.registers for number in range(polling.registers)]
            asked = threads.map(lambda line, at: _asks(line, idle, at, period, polling.times), lines, moments)
            times = [each for one in asked for each in one]
    bare = _bare_writes(database)
    note = f"p99 of {len(times):,} cycles, a hello that says nothing came, median {median(times):.1f} ms; each of "
    note += f"{polling.registers} registers asks every {period:g} s, {polling.faster:g} times as often as in a shop; "
    note += f"of it one durable write, which bare takes {median(bare):.1f} ms, p99 {percentile(bare, 99):.1f} ms"
    name = f"hub, {polling.registers} registers ask, an empty cycle"
    return Figure(name, percentile(times, 99), "ms", None, GOAL_EMPTY, note)


def _bare_writes(database: HubDatabase) -> list[float]:
    """Milliseconds of durable writes of one number, over one connection: what the disk has to do in each cycle."""
    raw = database.engine.raw_connection()
    try:
        return [timed(lambda turn=turn: _write_bare(raw, turn)) for turn in range(BARE)]  # type: ignore[misc]
    finally:
        raw.close()


def _write_bare(raw: Any, turn: int) -> None:
    cursor = raw.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("UPDATE devices SET clock_off = ? WHERE key = 1", (turn,))
    raw.commit()


def nowhere() -> Place:
    """The place of a register that has made nothing and has nothing."""
    return Place(crowd.STORE, "", 1, 0, None, None, 0, 0, (), None)


def _up_to_date(line: HttpHub) -> Place:
    """The place of one that has made nothing, and has all there is."""
    head = line.pull(START, 0, 1).head
    return replace(nowhere(), epoch=head.epoch, cursor=head.position, witnesses=(head,))


def _asks(line: HttpHub, idle: Idle, first: float, period: float, times: int) -> list[float]:
    took = []
    for number in range(times):
        due = first + number * period
        time.sleep(max(0.0, due - time.perf_counter()))
        Cycle(line, idle, compose.SystemClock()).run()
        took.append((time.perf_counter() - due) * 1000)
    return took
