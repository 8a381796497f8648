"""Decides what a store on disk is: one folder with the ledger's file, its key, a lock and a reserve of room.

Refuses to know what is in the facts. Opening gives the three ports of posdesk.counter.ports; nothing else here is for
others' eyes.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from io import BufferedRandom
from pathlib import Path
from threading import RLock

from sqlalchemy import Connection as SqlAlchemyConnection
from sqlalchemy import insert, select

from db import keys, quiet, single, upgrade
from db.alike import SqlMemberList
from db.audiences import SqlAudiences
from db.ballast import BALLAST_BYTES, Ballast
from db.days import SqlDays
from db.directory import create_virtual, settle
from db.engine import CIPHER, Connection, Connections, connect, sql, writing
from db.keys import NO_CIPHER, Key
from db.ledger import SqlLedger
from db.people import SqlPeople, SqlPinTries
from db.programs import SqlPrograms
from db.rows import Names, learn
from db.search import SqlDirectory
from db.tables import alembic_version, metadata, register_state
from db.trouble import in_words
from posdesk.counter.ports import Clock, Ids
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import MAX_TEXT
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

DB_FILE = "posdesk.db"
PLAIN = b"SQLite format 3\0"
"""How a file begins that is not encrypted."""
BALLAST_FILE = "posdesk.reserve"
_STATION = sql(select(register_state.c.store, register_state.c.register))
_BEGIN = sql(insert(register_state))
_STAMP = sql(insert(alembic_version))


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. ledger, directory, programs, people, tries, audiences, days: the ports. store, register: who this
    register is.

    key_home: words that say where the key is. folder: where all of it lies. recovered: words about a damaged file that
    was recovered when this store was opened. moved: words that it is on another computer now.
    """

    folder: Path
    ledger: SqlLedger
    directory: SqlDirectory
    programs: SqlPrograms
    people: SqlPeople
    tries: SqlPinTries
    audiences: SqlAudiences
    days: SqlDays
    members: SqlMemberList
    store: str
    register: str
    key_home: str
    key: Key
    connections: Connections
    names: Names
    ballast: Ballast
    lock: BufferedRandom
    clock: Clock
    ids: Ids
    recovered: str | None = None
    moved: str | None = None
    rounds: quiet.Rounds = field(default_factory=quiet.Rounds)

    def notice(self) -> str | None:
        """Words the shop should see now (a damaged file that was recovered, another computer, room running out), or
        None."""
        return " ".join(words for words in (self.recovered, self.moved, self.ballast.notice()) if words) or None

    def quiet(self) -> bool:
        """Do some of what waits for a moment in which nobody waits: file the look-up, some members' figures, the days
        of all, the sums of days. A few milliseconds; whether there is more to do."""
        return self.rounds.go_on(self._put_off)

    def _put_off(self) -> Iterator[None]:
        """What was put off, a piece at a time."""
        with self.ledger.door, in_words(self.folder), writing(self.connections.writer):
            settle(self.connections.writer)
        yield
        with suppress(Refused):  # a store that is not set up yet has no figures
            yield from self.audiences.in_pieces(self.clock.now())
            yield from quiet.days_in_pieces(self.days, self._today())

    def _today(self) -> date:
        return business_day(self.clock.now(), self.days.calendar(self.store))

    def copy(self) -> None:
        """Copy the file if the last copy is an hour old. May take long; any thread may do it, nobody waits."""
        from db import backup

        backup.hourly(self)

    def change_file(self, act: Callable[[], None]) -> None:
        """Let `act` put another file of this register, whole and durable, in the place of this one. Whoever calls holds
        the ledger's door, and nobody reads meanwhile: it takes as long as opening a file does."""
        try:
            self.connections.while_closed(act)
        finally:
            learn(self.names, self.connections.reader)
            self.directory.forget()
            self.ledger.forget()

    def close(self) -> None:
        """Close the file and let the next program in."""
        with in_words(self.folder):
            self.connections.close()
        self.lock.close()


def create(
    folder: Path,
    *,
    store: str,
    register: str,
    clock: Clock,
    ids: Ids,
    keyring: bool = True,
    encrypted: bool = CIPHER is not None,
) -> None:
    """Make an empty store in `folder`. store, register: the names this register's facts will carry.

    keyring False keeps the key in a file; encrypted False makes a file without one.
    Raises Refused(ALREADY_SET_UP, BAD_STORE) or EnvironmentTrouble. A crash on
    the way leaves no store, and creating may be tried again.
    """
    for what, name in (("store", store), ("register", register)):
        if not 0 < len(name.strip()) <= MAX_TEXT or not name.isprintable():
            raise Refused(Refusal(RefusalCode.BAD_STORE, f"The {what}'s name needs 1 to {MAX_TEXT} letters."))
    with in_words(folder.parent):
        _make_folder(folder)
    with single.take(folder):
        if (folder / DB_FILE).exists():
            words = f"There is a store in {folder} already. Open it, or choose another folder."
            raise Refused(Refusal(RefusalCode.ALREADY_SET_UP, words))
        key = _key_for(folder, ids.new(clock.now()), keyring) if encrypted else Key(None, NO_CIPHER)
        half_made = folder / f"{DB_FILE}.new"
        half_made.unlink(missing_ok=True)
        with in_words(folder):
            make_file(half_made, key, store, register, incarnation=max(1, clock.now() // 1000))
            os.replace(half_made, folder / DB_FILE)
            sync_folder(folder)


def open_store(folder: Path, *, clock: Clock, ids: Ids, ballast_bytes: int = BALLAST_BYTES) -> Store:
    """Open the store in `folder`, brought up to this version's tables first if need be.

    ballast_bytes: the room kept in reserve. Raises Refused(NO_STORE_YET), EnvironmentTrouble (IN_USE, NEWER_STORE,
    WRONG_KEY, DAMAGED, NO_ACCESS).
    """
    path = folder / DB_FILE
    if not path.exists():
        words = f"There is no store in {folder} yet. Set it up with: main.py init"
        raise Refused(Refusal(RefusalCode.NO_STORE_YET, words))
    lock = single.take(folder)
    try:
        with in_words(folder):
            key = existing_key(folder)
            connections = connect(path, key.secret)
            try:
                upgrade.bring_up(connections, folder, key.secret)
                return _opened(folder, key, connections, lock, clock, ids, ballast_bytes)
            except BaseException:
                connections.close()
                raise
    except BaseException:
        lock.close()
        raise


def make_file(path: Path, key: Key, store: str, register: str, incarnation: int) -> None:
    """Make an empty ledger file straight from the tables; upgrade.drift proves that the migrations make the same."""
    connections = connect(path, key.secret)
    try:
        with connections.engine.begin() as connection:
            make_tables(connection)
            connection.exec_driver_sql(_BEGIN, (1, store, register, incarnation, 0, 0, None))
    finally:
        connections.close()


def make_tables(connection: SqlAlchemyConnection) -> None:
    """Make every table in the open transaction, and say that no migration is left to do."""
    metadata.create_all(connection)
    driver: Connection = connection.connection.driver_connection  # type: ignore[assignment]
    create_virtual(driver)
    driver.execute(_STAMP, (upgrade.HEAD,))
    driver.execute(f"PRAGMA user_version = {upgrade.SCHEMA}")


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlive a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened(
    folder: Path, key: Key, connections: Connections, lock: BufferedRandom, clock: Clock, ids: Ids, ballast_bytes: int
) -> Store:
    names = Names()
    learn(names, connections.reader)
    store, register = connections.reader.execute(_STATION).fetchone()
    ballast = Ballast(folder / BALLAST_FILE, ballast_bytes)
    ballast.lay()
    programs, people = SqlPrograms(connections, names), SqlPeople(connections, names)

    def forget() -> None:
        programs.forget()
        people.forget()

    ledger = SqlLedger(connections, names, clock, ballast, RLock(), forget)
    return Store(
        folder=folder,
        ledger=ledger,
        directory=SqlDirectory(connections),
        programs=programs,
        people=people,
        tries=SqlPinTries(connections, ledger.door),
        audiences=SqlAudiences(connections, names, programs, ledger.door, store),
        days=SqlDays(connections, names, programs, ledger.door),
        members=SqlMemberList(connections),
        store=store,
        register=register,
        key_home=key.home,
        key=key,
        connections=connections,
        names=names,
        ballast=ballast,
        lock=lock,
        clock=clock,
        ids=ids,
    )


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _key_for(folder: Path, install: str, keyring: bool) -> Key:
    """The key of a store about to be made; one left by a set-up that was cut short is taken up again."""
    if (folder / keys.KEY_FILE).exists() or (folder / keys.INSTALL_FILE).exists():
        return keys.find_key(folder)
    return keys.make_key(folder, install, keyring=keyring)


def existing_key(folder: Path) -> Key:
    """The key of the store in `folder`; a file that says itself what it is needs none. Raises
    EnvironmentTrouble(WRONG_KEY) when the key is gone."""
    with (folder / DB_FILE).open("rb") as file:
        if file.read(len(PLAIN)) == PLAIN:
            return Key(None, NO_CIPHER)
    return keys.find_key(folder)
