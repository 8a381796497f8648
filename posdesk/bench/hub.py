"""Decides how the sync is measured: facts pushed to a hub, and a register that was away for so many of them.

Whatever implements the port `Hub` is measured by the same functions: the service itself here, one behind an address
elsewhere. A floor stores the very same rows by one statement a request over one connection, as durably.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from db.hub import devices, tables
from db.hub.opening import HubDatabase, migrate, open_hub
from db.new_ids import RandomIds
from db.replica import SqlReplica
from db.store import Store
from posdesk import compose
from posdesk.bench import crowd, writings
from posdesk.bench.figures import Figure
from posdesk.domain.codec import encode_fact
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import START, Page, Witness
from posdesk.hub.service import HubService
from posdesk.sync import wire
from posdesk.sync.cycle import Cycle
from posdesk.sync.ports import Hub
from posdesk.sync.signing import new_key, public_of

MEMBERS = 2_000
FACTS = 10_000
GOAL_RATIO = round(1 / 0.35, 2)
"""Of PostgreSQL: at least 0.35 times as many facts as rows."""
GOAL_PUSH, GOAL_TAKE_IN, GOAL_BEHIND = 125.0, 200.0, 15.0
"""Microseconds a fact: 8,000 and 5,000 facts a second. Seconds."""
_NOT_EMPTY = "The hub is measured in an empty database, and this one holds tables. Make one for it, and name that."


@dataclass(frozen=True, slots=True)
class Crowd:
    """What is sent: a shop with its program and members, then visits of three lines; each a line of JSON."""

    shop: tuple[str, ...]
    visits: tuple[str, ...]


def figures(beside: Path, postgresql: str | None, facts: int = FACTS) -> list[Figure]:
    """What a hub in a file, one in an empty PostgreSQL database at that URL, and a register beside it take.

    Raises Refused(BAD_STORE) when the database is not empty, EnvironmentTrouble when it cannot be reached.
    """
    sent = a_crowd(min(MEMBERS, facts), facts)
    measured = _in_database(f"sqlite:///{beside / 'hub.db'}", "SQLite", sent)
    if postgresql is not None:
        measured += _in_database(postgresql, "PostgreSQL", sent)
    return [*measured, *_register(beside, sent)]


def a_crowd(members: int, visits: int) -> Crowd:
    """So many members and visits, made up."""
    how = crowd.Sizes(members, 0, 0, 0, visits)
    clock, lines = 0, []
    for sequence, draft in enumerate(crowd.make_facts(how, compose.SystemClock().now()), 1):
        clock = tick(clock, draft.occurred_at)
        lines.append(encode_fact(crowd.sealed(crowd.REGISTER, 1, draft, sequence, clock)))
    return Crowd(tuple(lines[: members + 2]), tuple(lines[members + 2 :]))


def requests(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines in requests as large as a hub takes."""
    some: list[str] = []
    room = wire.MOST_BYTES
    for line in lines:
        if some and (len(some) == wire.MOST_FACTS or len(line) > room):
            yield some
            some, room = [], wire.MOST_BYTES
        some.append(line)
        room -= len(line)
    if some:
        yield some


def push(hub: Hub, lines: Sequence[str], seen: Witness = START) -> tuple[float, Witness]:
    """Seconds that a hub takes to take in all lines, one request after the other, and its witness then."""
    began = time.perf_counter()
    for some in requests(lines):
        seen = hub.push(seen, some).head
    return time.perf_counter() - began, seen


def catch_up(hub: Hub, store: Store) -> float:
    """Seconds of one exchange between a register and a hub."""
    began = time.perf_counter()
    Cycle(hub, SqlReplica(store.ledger), compose.SystemClock()).run()
    return time.perf_counter() - began


# ----------------------------------------------------------------------------------------------------------- the hub


def _in_database(url: str, name: str, sent: Crowd) -> list[Figure]:
    with an_empty_hub(url) as database:
        hub = paired(database, crowd.STORE, crowd.REGISTER)
        _, seen = push(hub, sent.shop)
        took, _ = push(hub, sent.visits, seen)
        floor = stored_raw(database, len(sent.shop))
    return pushed(f"hub, push to {name}", len(sent.visits), took, floor)


def pushed(name: str, count: int, took: float, floor: float) -> list[Figure]:
    """The figures of so many facts pushed. name: ends in the database's. took, floor: seconds."""
    note = f"{count:,} visits of three lines in requests of {wire.MOST_FACTS} or {wire.MOST_BYTES // 1024} KiB: "
    note += f"{count / took:,.0f} facts a second; floor: the same rows, one statement a request, {count / floor:,.0f}"
    goal = GOAL_RATIO if name.endswith("PostgreSQL") else None
    each = Figure(f"{name}, a fact", took * 1e6 / count, "µs", floor * 1e6 / count, goal, note)
    return [each] if goal else [each, Figure(f"{each.name}, in all", each.value, "µs", None, GOAL_PUSH)]


@contextmanager
def an_empty_hub(url: str) -> Iterator[HubDatabase]:
    """A hub's database, thrown away afterwards. Raises Refused(BAD_STORE) when there was one before."""
    database = open_hub(url)
    try:
        with database.reading() as connection:
            if connection.execute(select(tables.devices.c.key)).first() is not None:
                raise Refused(Refusal(RefusalCode.BAD_STORE, _NOT_EMPTY))
        try:
            yield database
        finally:
            _throw_away(database)
    finally:
        database.close()


def _throw_away(database: HubDatabase) -> None:
    with database.writing() as connection:
        tables.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))


def paired(database: HubDatabase, store: str, register: str) -> Hub:
    """The hub as a register sees it that was just let in."""
    clock = compose.SystemClock()
    with database.writing() as connection:
        code = devices.make_code(connection, store, clock.now())
        device = devices.pair(connection, code, register, store, clock.now(), public=public_of(new_key())).device
    return HubService(database, clock).of(device)


def stored_raw(database: HubDatabase, after: int) -> float:
    """Seconds in which the rows beyond a position are stored anew, in tables that are made anew."""
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(tables.facts).order_by(tables.facts.c.position))]
    _throw_away(database)
    with database.writing() as connection:
        migrate(connection)
    lines = [row[-1] for row in rows]
    raw = database.engine.raw_connection()
    try:
        waiting = iter(rows)
        _insert(database, raw, list(islice(waiting, after)))
        began = time.perf_counter()
        for some in requests(lines[after:]):
            _insert(database, raw, list(islice(waiting, len(some))))
        return time.perf_counter() - began
    finally:
        raw.close()


def _insert(database: HubDatabase, raw: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    of_file = database.engine.dialect.name == "sqlite"
    row = f"({', '.join(['?' if of_file else '%s'] * len(rows[0]))})"
    cursor = raw.cursor()
    cursor.execute("BEGIN IMMEDIATE" if of_file else "SELECT 1")  # psycopg begins by itself
    statement = "INSERT INTO facts VALUES " + ", ".join([row] * len(rows))  # noqa: S608  marks alone
    cursor.execute(statement, [each for row in rows for each in row])
    raw.commit()


# ------------------------------------------------------------------------------------------------------ the register


def _register(beside: Path, sent: Crowd) -> list[Figure]:
    url, clock, ids = f"sqlite:///{beside / 'catching-up.db'}", compose.SystemClock(), RandomIds()
    away, taking = (writings.fresh(beside / name, clock, ids) for name in ("away", "taking"))
    try:
        with an_empty_hub(url) as database:
            maker, hub = paired(database, crowd.STORE, crowd.REGISTER), paired(database, away.store, away.register)
            _, seen = push(maker, sent.shop)
            catch_up(hub, away)
            catch_up(hub, taking)
            push(maker, sent.visits, seen)
            took = catch_up(hub, away)
            alone = _taken_in(hub, taking, len(sent.shop))
    finally:
        away.close()
        taking.close()
    count = len(sent.visits)
    note = f"{count:,} visits, page by page as they come: {count / alone:,.0f} facts a second, every projection with it"
    behind = f"one exchange with a hub in this computer: {count / took:,.0f} facts a second"
    return [
        Figure("register, takes in a fact", alone * 1e6 / count, "µs", None, GOAL_TAKE_IN, note),
        Figure(f"register, {count:,} facts behind", took, "s", None, GOAL_BEHIND, behind),
    ]


def _taken_in(hub: Hub, store: Store, after: int) -> float:
    """Seconds in which a register stores the facts beyond a position; fetching them is not counted."""
    replica, took = SqlReplica(store.ledger), 0.0
    while True:
        page: Page = hub.pull(START, after, wire.MOST_FACTS)
        began = time.perf_counter()
        replica.receive(page)
        took += time.perf_counter() - began
        if page.end:
            return took
        after = page.facts[-1].position
