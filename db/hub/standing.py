"""Decides how a hub keeps a register's file of all its facts up to date: its standing store, made with the register's
own code, so that whoever is given a copy of it has what pulling every page would have given.

It is a projection of the hub's facts: thrown away and made anew whenever it does not fit them. It is not encrypted, for
what is encrypted cannot be packed; the hub's own database is not either. Refuses to know how it is packed and given out
(posdesk.hub.snapshots).
"""

import os
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection as HubConnection
from sqlalchemy import bindparam, delete, func, insert, select, update

from db.directory import settle
from db.engine import CIPHER, Connection, connect, open_engine, raw, sql, writing
from db.hub import erasure, feed, history
from db.hub.opening import HubDatabase
from db.insertion import erase_again, insert_facts, insert_rows
from db.keys import NO_CIPHER, Key
from db.projections import refill
from db.replica import ADD_WITNESS
from db.rows import Names, learn
from db.store import make_file
from db.tables import facts, hub_link, register_state, unread, witnesses
from db.transfer import follow, readable_fact
from db.trouble import DRIVER_ERRORS, in_words
from db.upgrade import SCHEMA
from posdesk import __version__
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Placed, Witness

AT_ONCE, FILLED_AT_ONCE = 20_000, 2_000
"""Facts in one transaction, as rows alone and with all that comes of them: a second or so, for which a hub that is told
to end has to wait."""
FEW = 4
"""A store that is behind by less than one part in so many is brought up fact by fact, each with what comes of it; else
all that comes of the facts is made anew at the end, which costs a fifth of that, but for every fact there is."""
BYTES_AT_ONCE = 64 * 1024 * 1024
LOG_PAGES = 16_000
"""Pages after which the log is folded into the file: many more than by default, for nobody waits for it."""

_LINK = sql(select(hub_link.c.hub, hub_link.c.version, hub_link.c.cursor))
_NEWEST = sql(select(witnesses.c.epoch, witnesses.c.position, witnesses.c.tag).order_by(witnesses.c.position.desc()))
_PUT_LINK = sql(insert(hub_link))
_UNFILLED = sql(select(register_state.c.sequence))
_SET_UNFILLED = sql(update(register_state).values(sequence=bindparam("unfilled")))
_MOVE = sql(update(hub_link).values(epoch=bindparam("epoch"), cursor=bindparam("cursor")))
_NO_WITNESS = sql(delete(witnesses))
_KEEP_UNREAD = sql(insert(unread).prefix_with("OR REPLACE"))
_HOW_MANY = sql(select(func.count()).select_from(facts))

Between = Callable[[], None]
"""Called between two pieces of a long work; what it raises ends it, and the rest is done the next time."""


def bring_up(path: Path, database: HubDatabase, between: Between, at_once: int = AT_ONCE) -> tuple[Witness, int]:
    """Bring the standing store at `path` to the hub's head, making it if need be; yields the head and the number of
    facts in it. The file is whole and closed then. Raises EnvironmentTrouble, and what the hub's database raises.

    A hub that was put back meanwhile gives a store that no register is offered: its witness is not known any more.
    """
    with in_words(path.parent):
        if not _fits(path, database):
            remove(path)
            _make(path, database)
        connections = connect(path, None, CIPHER)
        try:
            writer = connections.writer
            writer.execute("PRAGMA synchronous = NORMAL")
            writer.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            head = _receive(writer, database, between, at_once)
            (count,) = writer.execute(_HOW_MANY).fetchone()
        finally:
            connections.close()
        with closing(raw(open_engine(path, None, CIPHER))) as alone:
            alone.execute("PRAGMA journal_mode = DELETE")
        return head, count


def may_be_given(connection: HubConnection, witness: Witness) -> bool:
    """Whether the hub's history went through this witness, and nobody was erased since: else a file of that moment is
    not to be given out, nor kept."""
    return history.knows(connection, witness) and not erasure.beyond(connection, witness.position, 1)


def remove(path: Path) -> None:
    """Throw the standing store away."""
    for suffix in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _make(path: Path, database: HubDatabase) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    make_file(path, Key(None, NO_CIPHER), store="hub", register="snapshot", incarnation=1)
    with database.reading() as hub:
        name = history.name(hub)
    with closing(raw(open_engine(path, None, CIPHER))) as connection:
        connection.execute(_PUT_LINK, (1, name, 0, 0, __version__, 0))


def _fits(path: Path, database: HubDatabase) -> bool:
    """Whether it is of this hub, of this history, and of this PosDesk."""
    if not path.exists():
        return False
    with suppress(*DRIVER_ERRORS), closing(raw(open_engine(path, None, CIPHER))) as connection:
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) != SCHEMA:
            return False
        link, newest = connection.execute(_LINK).fetchone(), connection.execute(_NEWEST).fetchone()
        with database.reading() as hub:
            here = history.name(hub), __version__
            return link is not None and link[:2] == here and (newest is None or history.knows(hub, Witness(*newest)))
    return False


def _receive(writer: Connection, database: HubDatabase, between: Between, at_once: int) -> Witness:
    """Take what the hub has beyond what is here, up to its head of now."""
    names = Names()
    learn(names, writer)
    with database.reading() as hub:
        head = history.head(hub)
        ladder = history.ladder(hub, head.position)
    (cursor,) = writer.execute(_LINK).fetchone()[2:]
    unfilled = bool(writer.execute(_UNFILLED).fetchone()[0]) or (head.position - cursor) * FEW > cursor
    with writing(writer):  # before the first fact: who goes on after a cut knows of which history they are
        _add_witnesses(writer, [head])
        writer.execute(_SET_UNFILLED, (int(unfilled),))
    at_once = at_once if unfilled else min(at_once, FILLED_AT_ONCE)
    while cursor < head.position:
        between()
        with database.reading() as hub:
            page = feed.page(hub, cursor, at_once, BYTES_AT_ONCE)
        placed = [one for one in page.facts if one.position <= head.position]
        cursor = placed[-1].position if placed else head.position
        with writing(writer):
            _store(writer, names, placed, head.epoch, filled=not unfilled)
            writer.execute(_MOVE, (head.epoch, cursor))
    with writing(writer):
        if unfilled:
            refill(writer, names, lambda done, of: between())
            writer.execute(_SET_UNFILLED, (0,))
        settle(writer)
        writer.execute(_NO_WITNESS)
        _add_witnesses(writer, [*ladder, head])
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return head


def _store(writer: Connection, names: Names, placed: Iterable[Placed], epoch: int, *, filled: bool) -> None:
    """filled: with all that comes of the facts; else rows only."""
    fresh: list[Fact] = []
    for position, line in placed:
        try:
            fresh.append(readable_fact(line)._replace(hub_epoch=epoch, hub_position=position))
        except Refused:
            writer.execute(_KEEP_UNREAD, (position, line))
    if filled:
        insert_facts(writer, names, fresh)
    else:
        insert_rows(writer, names, fresh)
        erase_again(writer, names, fresh)
    follow(writer, fresh)


def _add_witnesses(writer: Connection, seen: Iterable[Witness]) -> None:
    writer.executemany(ADD_WITNESS, [(one.position, one.epoch, one.tag) for one in seen if one.position])
