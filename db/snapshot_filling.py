"""Decides what a register's new file holds: a snapshot's rows as they are, then what only this register has: facts the
hub lacks, its own row of facts, its clock, and where it stands with its hub.

The file in use is only read. Refuses to know where the files lie and when one takes the other's place (db.snapshot).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import bindparam, func, insert, select, update

from db import upgrade
from db.engine import Connection, open_engine, raw, snapshot, sql, writing
from db.erasure import bare
from db.insertion import insert_facts, known_facts
from db.projections import refill
from db.replica import ADD_WITNESS, CONTRADICTED, KEEP_ASIDE
from db.rows import SELECT_WITH_SUBJECT, Names, blob_of, fact_with_subject, learn
from db.store import Store, make_file
from db.tables import allowances, facts, hub_link, origins, pin_tries, register_state, set_aside, witnesses
from db.transfer import FURTHEST_CLOCK
from posdesk import __version__
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.replication import Snapshot, same_content

AT_ONCE = 2000
"""Facts of ours that are carried over in one go."""
FILL_CACHE_KIB = 64_000

TABLES = (
    *("subjects", "kinds", "origins", "staff", "facts", "strays", "brands", "members", "words"),
    *("links", "joined", "figures_stale", "member_days_stale"),
    *("amended", "dropped"),
)
KEPT_FOR_LATER = ("unread",)
OUR_OWN = ("alembic_version", "register_state", "hub_link", "allowances", "witnesses", "set_aside", "pin_tries")
"""What the new file has of this register, whatever came."""
FILED_ANEW = (
    *("figure_days", "figure_goods", "figure_marks", "figure_members", "figure_names", "figures_filed"),
    *("member_days", "member_days_filed", "store_days"),
)
"""What is reckoned again when somebody asks, or in a quiet moment."""
FULL_TEXT = tuple(
    f"{table}_{part}" for table in ("member_words", "member_digits") for part in ("data", "idx", "config")
)
"""What the full-text tables are made of: copied as it is, they need not be filled anew."""
_EMPTY = tuple(f"DELETE FROM main.{table}" for table in FULL_TEXT)  # noqa: S608  # names of ours
_COPIED = (*TABLES, *KEPT_FOR_LATER, *FULL_TEXT)
_COPY = tuple(f"INSERT INTO main.{table} SELECT * FROM came.{table}" for table in _COPIED)  # noqa: S608  # names of ours
"""Of equal tables SQLite copies rows and indexes as they are, without looking into them."""
_SCHEMA_HERE = "SELECT type, name, sql FROM main.sqlite_master ORDER BY type, name"
_SCHEMA_CAME = "SELECT type, name, sql FROM came.sqlite_master ORDER BY type, name"

_s = register_state.c
_STATE = sql(select(_s.store, _s.register, _s.incarnation, _s.sequence, _s.clock, _s.last))
_FOLLOW = sql(
    update(register_state).values({name: bindparam(name) for name in ("incarnation", "sequence", "clock", "last")})
)
_CAME_CLOCK = "SELECT clock FROM came.register_state"
_LINK = sql(select(hub_link))
_PUT_LINK = sql(insert(hub_link).prefix_with("OR REPLACE"))
_ALLOWANCES = sql(select(allowances))
_PUT_ALLOWANCE = sql(insert(allowances))
_WITNESSES = sql(select(witnesses.c.position, witnesses.c.epoch, witnesses.c.tag))
_CAME_WITNESSES = "SELECT position, epoch, tag FROM came.witnesses"
_ASIDE = sql(select(set_aside.c.id, set_aside.c.at, set_aside.c.words, set_aside.c.line))
_KEEP_ASIDE_TOO = sql(insert(set_aside).prefix_with("OR IGNORE"))
HOW_MANY = sql(select(func.count()).select_from(facts))
_SINCE = f"{SELECT_WITH_SUBJECT} WHERE facts.key > ? ORDER BY facts.key"
_LIKE_OURS = sql(
    select(facts.c.id, origins.c.incarnation)
    .join_from(facts, origins)
    .where(
        origins.c.store == bindparam("store"),
        origins.c.register == bindparam("register"),
        origins.c.incarnation >= bindparam("incarnation"),
    )
)
_TRIES = sql(select(pin_tries))
_PUT_TRIES = sql(insert(pin_tries))
_IS_HERE = sql(select(facts.c.key).where(facts.c.id == bindparam("id")))


@dataclass(frozen=True, slots=True)
class Carried:
    """What is in the new file. upto: the key of the last fact of ours that was carried over. new: facts that were not
    here before. position: of the snapshot."""

    upto: int
    new: int
    position: int


def fill(store: Store, ready: Path, unpacked: Path, came: Snapshot, alive: Callable[[], None]) -> Carried | None:
    """Make the new file: the snapshot's rows as they are, then what only this register has. None: the snapshot's tables
    are not what its version has. alive: told now and then that it goes on."""
    make_file(ready, store.key, store.store, store.register, incarnation=1)
    with _filling(ready, store.key.secret) as new, beside(store) as live:
        new.execute("ATTACH DATABASE ? AS came KEY ''", (str(unpacked),))
        if _tables(new.execute(_SCHEMA_HERE)) != _tables(new.execute(_SCHEMA_CAME)):
            return None
        before = live.execute(HOW_MANY).fetchone()[0]
        with writing(new):
            for statement in (*_EMPTY, *_COPY):
                new.execute(statement)
                alive()
            if new.execute(HOW_MANY).fetchone()[0] != came.facts:
                return None
            names = Names()
            learn(names, new)
            _be_ourselves(new, live, names)
            if came.version != __version__:
                refill(new, names)
            upto = _carry(new, names, live, 0)
            for row in new.execute(_CAME_WITNESSES).fetchall():
                new.execute(ADD_WITNESS, row)
            new.execute(ADD_WITNESS, (came.witness.position, came.witness.epoch, came.witness.tag))
            after = new.execute(HOW_MANY).fetchone()[0]
    return Carried(upto, after - before, came.witness.position)


def finish(store: Store, ready: Path, carried: Carried) -> None:
    """What has happened here since the new file was filled, and what the register knows of itself and its hub."""
    with _filling(ready, store.key.secret) as new, beside(store) as live:
        names = Names()
        learn(names, new)
        with writing(new):
            _carry(new, names, live, carried.upto)
            _, _, incarnation, sequence, clock, last = live.execute(_STATE).fetchone()
            _, _, ours, _, ahead, _ = new.execute(_STATE).fetchone()
            row = (incarnation, sequence, last) if incarnation >= ours else (ours, 0, None)
            new.execute(_FOLLOW, (*row[:2], max(clock, ahead), row[2]))
            key, hub, epoch, _, *rest = live.execute(_LINK).fetchone()
            new.execute(_PUT_LINK, (key, hub, epoch, carried.position, *rest))
            new.executemany(_PUT_ALLOWANCE, live.execute(_ALLOWANCES).fetchall())
            for witness in live.execute(_WITNESSES).fetchall():
                new.execute(ADD_WITNESS, witness)
            for aside in live.execute(_ASIDE).fetchall():
                new.execute(_KEEP_ASIDE_TOO, aside)
            for tries in live.execute(_TRIES).fetchall():
                new.execute(_PUT_TRIES, tries)


def _be_ourselves(new: Connection, live: Connection, names: Names) -> None:
    """Keep our clock ahead of every fact that came, and our row of facts our own: facts in it that are none of ours are
    a twin's (LG07)."""
    store, register, incarnation, sequence, clock, last = live.execute(_STATE).fetchone()
    (came,) = new.execute(_CAME_CLOCK).fetchone()
    ahead = max(clock, min(came, FURTHEST_CLOCK))
    if any(origin[:2] == (store, register) and origin[2] >= incarnation for origin in names.origin_keys):
        like_ours = new.execute(_LIKE_OURS, (store, register, incarnation))
        twin = max((its for id, its in like_ours if live.execute(_IS_HERE, (id,)).fetchone() is None), default=-1)
        if twin >= incarnation:
            incarnation, sequence, last = twin + 1, 0, None
    new.execute(_FOLLOW, (incarnation, sequence, ahead, last))


def _carry(new: Connection, names: Names, live: Connection, after: int) -> int:
    """Take over every fact of ours beyond the key `after` that the new file lacks; yields the last key. Where the hub
    has another fact under an id of ours, its stands and ours is set aside."""
    known = Names()
    learn(known, live)
    rows = iter(live.execute(_SINCE, (after,)))
    while batch := list(islice(rows, AT_ONCE)):
        after = batch[-1][0]
        _take_over(new, names, [fact_with_subject(row, known) for row in batch])
    return after


def _take_over(new: Connection, names: Names, ours: Sequence[Fact]) -> None:
    there = known_facts(new, names, [fact.id for fact in ours])
    insert_facts(new, names, [fact for fact in ours if fact.id not in there])
    for fact in bare(new, names, ours):
        if fact.id in there and not same_content(there[fact.id], fact):
            new.execute(KEEP_ASIDE, (blob_of(fact.id), fact.occurred_at, CONTRADICTED, encode_fact(fact)))


def _tables(rows: Iterable[Sequence[str | None]]) -> list[tuple[str | None, ...]]:
    """All there is in a file, to be compared: nothing may be in a snapshot that acts by itself."""
    return [(*row[:2], row[2] and upgrade.alike(row[2])) for row in rows]


@contextmanager
def _filling(path: Path, key: bytes | None) -> Iterator[Connection]:
    """A file that is no register's yet: nothing of it has to outlive a cut."""
    connection = raw(open_engine(path, key))
    try:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{FILL_CACHE_KIB}")
        yield connection
    finally:
        connection.close()


@contextmanager
def beside(store: Store) -> Iterator[Connection]:
    """A reader of its own, of one moment."""
    with snapshot(store.connections) as reader:
        yield reader
