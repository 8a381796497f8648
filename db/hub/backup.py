"""Decides how a hub's SQLite file is copied while the hub serves, and how a copy takes its place: whole, checked, and
never under a hub that serves.

A hub that was put back to an older copy begins no new epoch by itself: the first register that knows better shows it
(db.hub.history). Refuses to know PostgreSQL's own ways.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import NullPool

from db import single
from db.engine import BUSY_MS, CIPHER
from db.hub import history
from db.hub.tables import facts, hub
from db.store import sync_folder
from db.trouble import DRIVER_ERRORS, in_words
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode

BEFORE = ".before-restore"
"""What a restored hub was before is kept beside it under this ending."""
SERVES = "A hub serves from this file. Stop it first: end its `hub serve`."
IN_USE = "Another program has the hub's file open. Stop the hub that serves from it, then do it again."
USE_PG_DUMP = (
    "This hub is on PostgreSQL: back it up with pg_dump, and bring it back with pg_restore while no hub serves. "
    "Registers find out by themselves what the older copy lacks and offer it again."
)
NO_HUB_THERE = "There is no hub in {path} yet. `hub serve` makes one; or name its database with --database."
_NOT_A_HUB = "{path} is not a whole copy of a hub: {why}. Nothing was changed."
_NEWER = "it was written by a newer PosDesk"

_ERRORS: tuple[type[Exception], ...] = (DatabaseError, *DRIVER_ERRORS)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds. hub: its name. facts, head: how many facts, and the last position."""

    hub: str
    facts: int
    head: int


def file_of(url: str) -> Path | None:
    """The file of a hub's database, None when it has none: it is on PostgreSQL. What is no URL at all has none."""
    try:
        address = make_url(url)
    except ArgumentError:
        return None
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


@contextmanager
def serving(path: Path) -> Iterator[None]:
    """As long as the block runs, this process alone serves from the file. Raises EnvironmentTrouble(IN_USE)."""
    lock = single.take(path.parent, f"{path.name}.lock", SERVES)
    try:
        yield
    finally:
        lock.close()


def backup(path: Path, to: Path) -> Copied:
    """Copy a hub's file, as of one moment, to the file `to`, which appears whole or not at all; the hub goes on.

    Raises Refused(NO_STORE_YET, BAD_FILE) or EnvironmentTrouble.
    """
    if not path.exists():
        raise Refused(Refusal(RefusalCode.NO_STORE_YET, NO_HUB_THERE.format(path=path)))
    half = to.with_name(f"{to.name}.part")
    try:
        with _said(to), in_words(to.parent):
            copied = _copy(path, half)
            os.replace(half, to)
            sync_folder(to.parent)
        return copied
    finally:
        _clear(half)


def restore(copy: Path, path: Path) -> Copied:
    """Let a copy take the place of a hub's file; what was there is kept beside it. Not while a hub serves from it.

    A crash on the way leaves what was there. Raises Refused(BAD_FILE) or EnvironmentTrouble(IN_USE).
    """
    if not copy.is_file():
        raise Refused(Refusal(RefusalCode.BAD_FILE, _NOT_A_HUB.format(path=copy, why="it is not there")))
    half = path.with_name(f"{path.name}.part")
    with _said(copy), in_words(path.parent):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with serving(path):
            try:
                copied = _copy(copy, half)
                if path.exists():
                    _alone(path)
                _move_aside(path)
                os.replace(half, path)
                sync_folder(path.parent)
            finally:
                _clear(half)
    return copied


def _copy(source: Path, to: Path) -> Copied:
    """Copy a file as of one moment and look whether the copy is a whole hub. Raises Refused(BAD_FILE)."""
    _clear(to)
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # for this account alone from its first byte
    with _open(source) as origin, _open(to) as target:
        _driver(origin).backup(_driver(target))
        copied = _looked_into(target, source)
    # What is copied from a file with a WAL is marked so; opened and closed once, there is one file.
    with _open(to) as target:
        target.exec_driver_sql("PRAGMA journal_mode = DELETE")
    descriptor = os.open(to, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return copied


def _looked_into(connection: Connection, source: Path) -> Copied:
    why = None
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
        why = "it is damaged"
    elif not {"hub", "heads", "facts", "alembic_version"} <= set(inspect(connection).get_table_names()):
        why = "it is another kind of file"
    elif connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() not in _known():
        why = _NEWER
    elif connection.execute(select(hub.c.key)).first() is None:
        why = "it is empty"
    if why is not None:
        raise Refused(Refusal(RefusalCode.BAD_FILE, _NOT_A_HUB.format(path=source, why=why)))
    count = connection.execute(select(func.count()).select_from(facts)).scalar_one()
    return Copied(history.name(connection), count, history.head(connection).position)


def _known() -> set[str]:
    """The migrations of a hub that this PosDesk knows."""
    from alembic.script import ScriptDirectory

    return {one.revision for one in ScriptDirectory(str(Path(__file__).parent / "migrations")).walk_revisions()}


def _alone(path: Path) -> None:
    """Fold the WAL into the file, which works only while nobody else has it open. Raises EnvironmentTrouble(IN_USE)."""
    try:
        with _open(path) as connection:
            alone = connection.exec_driver_sql("PRAGMA journal_mode = DELETE").scalar_one() == "delete"
    except DatabaseError as error:
        if "locked" not in str(error.orig):
            return  # it is damaged: that is why it is replaced
        alone = False
    if not alone:
        raise EnvironmentTrouble(TroubleCode.IN_USE, IN_USE)


def _move_aside(path: Path) -> None:
    """Keep what is there, byte by byte: it may be damaged. A WAL is left only where the file is damaged or gone, and
    must not be played into another one. The file itself stays until the copy takes its name."""
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(path.with_name(path.name + suffix), path.with_name(path.name + BEFORE + suffix))
    aside = path.with_name(path.name + BEFORE)
    aside.unlink(missing_ok=True)
    if not path.exists():
        return
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copyfile(path, aside)


def _clear(half: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        half.with_name(half.name + suffix).unlink(missing_ok=True)


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """A file that is no database is refused in words."""
    try:
        yield
    except _ERRORS as error:
        reason = str(getattr(error, "orig", None) or error)
        if "not a database" not in reason and "malformed" not in reason:
            raise
        words = _NOT_A_HUB.format(path=path, why="it is no database, or damaged")
        raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from None


@contextmanager
def _open(path: Path) -> Iterator[Connection]:
    engine: Engine = create_engine(
        f"sqlite:///{path}", module=CIPHER, poolclass=NullPool, connect_args={"isolation_level": None}
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}")
            yield connection
    finally:
        engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
