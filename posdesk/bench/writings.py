"""Decides how writing is measured: a durable visit, the bytes it takes, and a rebuild of every projection.

Works on copies only; the store that was built stays as it was. A floor writes the very same rows into the same tables
of a second copy, through the bare driver, in one transaction a visit.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.schema import CreateIndex, DropIndex

from db import projections
from db.engine import Connection, sql, writing
from db.figure_tables import figures_stale
from db.new_ids import RandomIds
from db.rows import INSERT_FACT, text_of
from db.search_tables import members, words
from db.store import Store
from db.tables import brands, strays
from posdesk import compose
from posdesk.bench.crowd import lines
from posdesk.bench.figures import Figure, median, timed
from posdesk.counter import visits
from posdesk.counter.ports import Desk
from posdesk.counter.visits import VisitEntry
from posdesk.domain.codec import body_text
from posdesk.domain.facts import VisitRecorded
from posdesk.domain.identity import indexed_words

AT_ONCE = 50
"""Visits in one transaction while their bytes are measured."""
GOAL_RECORD, GOAL_REBUILD, GOAL_BYTES = 2.5, 6.0, 600.0

_LAST_FACT = "SELECT * FROM facts WHERE key = (SELECT max(key) FROM facts)"
_MEMBER = "SELECT rank, slot FROM members WHERE key = ?"
_STATE = "SELECT sequence, clock, last FROM register_state WHERE key = 1"
_SET_MEMBER = "UPDATE members SET rank = ?, slot = ? WHERE key = ?"
_SET_STATE = "UPDATE register_state SET sequence = ?, clock = ?, last = ? WHERE key = 1"
_STALE = "INSERT INTO figures_stale VALUES (?, 0) ON CONFLICT DO UPDATE SET news = news + 1"
_SEEN = "INSERT INTO brands VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET visits = visits + 1"
_PROJECTED = (brands, strays, words, members, figures_stale)
_TABLES = tuple((sql(select(table)), sql(insert(table))) for table in _PROJECTED)
_INDEXES = tuple(index for table in _PROJECTED for index in table.indexes)
_DROP, _MAKE = [sql(DropIndex(index)) for index in _INDEXES], [sql(CreateIndex(index)) for index in _INDEXES]
_NAMED = "SELECT slot, first_name, last_name, phone FROM members WHERE slot IS NOT NULL ORDER BY slot"


@dataclass(frozen=True, slots=True)
class Written:
    """The rows one recorded visit left behind: the fact's, its brands, the member's key, rank and slot, the register's
    sequence, clock and last fact."""

    fact: tuple[Any, ...]
    brands: tuple[str, ...]
    member: tuple[int, int | None, int]
    state: tuple[int, int, bytes]


def copy_of(folder: Path, to: Path) -> Path:
    """A copy of a closed store that opens with the same key."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.lock", "*-wal", "*-shm", "copies", "log"))
    return to


def records(store: Store, desk: Desk, twin: Store, rng: Random, count: int) -> list[Figure]:
    """A durable visit of somebody's, against the same rows written raw; then the whole use case, card and all."""
    appended: list[float] = []
    recorded: list[float] = []
    floor: list[float] = []
    for turn, (key, member) in enumerate(_anybody(store, rng, count)):
        names = [name for (name,) in store.connections.reader.execute("SELECT name FROM brands LIMIT 60")]
        if turn % 2:
            body = VisitRecorded(lines(rng, tuple(names)), receipt=f"{rng.randrange(10**6)}")
            draft = visits.draft(desk, member, body)
            appended.append(timed(lambda draft=draft: store.ledger.append([draft])))  # type: ignore[misc]
        else:
            entry = VisitEntry(rng.randrange(1000, 15000), tuple(rng.sample(names, 3)))
            recorded.append(timed(lambda entry=entry, member=member: visits.record(desk, member, entry)))  # type: ignore[misc]
        written = _written(store, key)
        floor.append(timed(lambda written=written: _write_raw(twin.connections.writer, written)))  # type: ignore[misc]
    note = f"median of {len(appended)} visits by members in turn; floor: the same rows, one raw transaction each"
    whole = f"median of {len(recorded)} visits; reads the member, records, folds and builds the card"
    return [
        Figure("record, durable", median(appended), "ms", median(floor), GOAL_RECORD, note),
        Figure("record, with the new card", median(recorded), "ms", median(floor), None, whole),
    ]


def _anybody(store: Store, rng: Random, count: int) -> Iterator[tuple[int, str]]:
    """So many members, each drawn at random: key and id."""
    reader = store.connections.reader
    (last,) = reader.execute("SELECT max(key) FROM subjects").fetchone()
    for _ in range(count):
        key = rng.randint(1, last)
        (id,) = reader.execute("SELECT id FROM subjects WHERE key = ?", (key,)).fetchone()
        yield key, text_of(id)


def _written(store: Store, key: int) -> Written:
    reader = store.connections.reader
    row = reader.execute(_LAST_FACT).fetchone()
    fact = store.ledger.fact(text_of(row[1]))
    assert fact is not None
    assert isinstance(fact.body, VisitRecorded)
    named = dict.fromkeys(line.brand for line in fact.body.lines if line.brand)
    rank, slot = reader.execute(_MEMBER, (key,)).fetchone()
    return Written(tuple(row), tuple(named), (rank, slot, key), tuple(reader.execute(_STATE).fetchone()))


def _write_raw(connection: Connection, written: Written) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT_FACT, written.fact)
    for name in written.brands:
        connection.execute(_SEEN, (name, name.casefold()))
    connection.execute(_SET_MEMBER, written.member)
    connection.execute(_STALE, written.member[-1:])
    connection.execute(_SET_STATE, written.state)
    connection.execute("COMMIT")


# ------------------------------------------------------------------------------------------------------------ bytes


def weigh(store: Store, desk: Desk, rng: Random, count: int) -> Figure:
    """Bytes on disk for one visit of three lines by somebody who is in the store, every index and projection included.

    The visits come AT_ONCE in a transaction, which changes no row of what is stored; the file is measured in pages.
    """
    names = tuple(name for (name,) in store.connections.reader.execute("SELECT name FROM brands LIMIT 60"))
    before, text = size_of(store), 0
    drafts = []
    for _, member in _anybody(store, rng, count):
        body = VisitRecorded(lines(rng, names), receipt=f"{rng.randrange(10**6)}")
        drafts.append(visits.draft(desk, member, body))
        if len(drafts) == AT_ONCE:
            text += sum(len(body_text(fact).encode()) for fact in store.ledger.append(drafts).facts)
            drafts = []
    if drafts:
        text += sum(len(body_text(fact).encode()) for fact in store.ledger.append(drafts).facts)
    each, alone = (size_of(store) - before) / count, text / count
    note = f"mean of {count:,} visits of three lines; the text of the fact alone takes {alone:.0f}"
    return Figure("a visit of three lines on disk", each, "bytes", None, GOAL_BYTES, note)


def size_of(store: Store) -> int:
    """Bytes of the pages in use, with everything that waits in the WAL folded in."""
    writer = store.connections.writer
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages, free, size = (
        int(writer.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )  # SQLCipher answers some of them in text
    return (pages - free) * size


# ---------------------------------------------------------------------------------------------------------- rebuild


def rebuild(store: Store, empty: Store) -> Figure:
    """Every projection thrown away and filled again from the facts, in time per fact; floor: the same rows raw.

    empty: a fresh store, whose empty tables the floor fills.
    """
    began = time.perf_counter()
    count = projections.rebuild(store)
    took = time.perf_counter() - began
    raw = _fill_raw(store, empty.connections.writer)
    note = f"{count:,} facts, {count / took:,.0f} a second; floor: the rows of every projection inserted raw, "
    note += "their indexes made after them"
    return Figure("rebuild, a fact", took * 1e6 / count, "µs", raw * 1e6 / count, GOAL_REBUILD, note)


def _fill_raw(store: Store, target: Connection) -> float:
    """Seconds that inserting the rows of the projections took, the fastest way: rows first, indexes after them.

    Reading the rows is not counted.
    """
    took = 0.0
    with writing(target):
        for statement in _DROP:
            target.execute(statement)
        for read, insert_ in _TABLES:
            for rows in _chunks(store, read):
                took += _inserting(target, insert_, rows)
        for statement in _MAKE:
            took += timed(lambda statement=statement: target.execute(statement)) / 1000  # type: ignore[misc]
        for rows in _chunks(store, _NAMED):
            found_by = [(slot, " ".join(indexed_words(first, last))) for slot, first, last, _ in rows]
            took += _inserting(target, "INSERT INTO member_words (rowid, words) VALUES (?, ?)", found_by)
            digits = [(slot, phone) for slot, _, _, phone in rows if phone]
            took += _inserting(target, "INSERT INTO member_digits (rowid, digits) VALUES (?, ?)", digits)
        began = time.perf_counter()
    took += time.perf_counter() - began  # the commit
    return took


def _chunks(store: Store, statement: str) -> Iterator[list[Any]]:
    cursor = store.connections.reader.execute(statement)
    while rows := cursor.fetchmany(20_000):
        yield rows


def _inserting(target: Connection, statement: str, rows: Sequence[Any]) -> float:
    return timed(lambda: target.executemany(statement, rows)) / 1000


def fresh(
    folder: Path,
    clock: compose.SystemClock,
    ids: RandomIds,
    store: str = "bench-empty",
    register: str = "register 1",
) -> Store:
    """An empty store in a new folder."""
    from db import store as stores

    stores.create(folder, store=store, register=register, clock=clock, ids=ids)
    return compose.open_store(folder)
