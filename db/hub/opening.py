"""Decides how a hub's database is opened: SQLite in a file of its own, or PostgreSQL by its address; tables first.

Refuses to know what is asked of it. Reading and writing are two doors: on SQLite one writes at a time and says so from
its first statement, so that nobody waits for a lock half-way.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
    TimeoutError,
)
from sqlalchemy.pool import QueuePool

from db.engine import BUSY_MS, CIPHER
from db.hub import erasure, hash_key, open_tables  # noqa: F401  # the latter's are part of the metadata
from db.hub.intake import Device, read, take
from db.hub.tables import hub, metadata
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode

POOL = 10
"""Connections a process keeps; as many again may be opened for a rush."""
TRIES = 5
"""How often a transaction is begun anew that another one made impossible."""
_RETRIED = {"40001", "40P01"}
"""PostgreSQL's words for such: serialization_failure, deadlock_detected."""
UNWELL = (OperationalError, InterfaceError, InternalError, TimeoutError)
"""What is raised when a database is locked, full, read-only, gone, or has no connection to spare."""
ITSELF = Device(0, "", "")
"""Who brings what the hub has noted itself."""
AT_ONCE = 500
WRITING = {"posdesk_writing": True}


@dataclass(frozen=True, slots=True)
class HubDatabase:
    """An open hub's database."""

    engine: Engine
    door: "RLock | None" = None
    """On SQLite: who writes holds it, so that threads of one process queue instead of polling the file's lock."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Several reads; nothing is written."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of the block, durable at its end, or nothing."""
        if self.door is None:
            with self.engine.begin() as connection:
                yield connection
            return
        with self.door, self.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            yield connection

    def note_erasures(self) -> None:
        """Who was erased is noted beside the hub's file, and what was overwritten leaves its WAL (I06)."""
        if self.path is not None:
            with self.reading() as connection:
                erasure.note(connection, self.path)
            with self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    @property
    def path(self) -> Path | None:
        """The hub's file; None: it has none."""
        name = self.engine.url.database
        return Path(name) if self.door is not None and name else None

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_hub(url: str, busy_ms: int = BUSY_MS) -> HubDatabase:
    """Open the database at an SQLAlchemy URL (`sqlite:////path/hub.db`, `postgresql+psycopg://...`), bring its tables
    up to this version and name the hub if it has no name yet. busy_ms: how long a statement waits for a lock that
    somebody else holds.

    Raises Refused(BAD_STORE) for a URL that is none, EnvironmentTrouble when the database cannot be reached.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError("neither")
        of_file = address.get_backend_name() == "sqlite"
        engine = _sqlite(address.database, busy_ms) if of_file else _postgresql(url, busy_ms)
    except (ArgumentError, NoSuchModuleError, ValueError):
        words = "The database is sqlite:////FOLDER/hub.db or postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE."
        raise Refused(Refusal(RefusalCode.BAD_STORE, words)) from None
    database = HubDatabase(engine, RLock() if engine.dialect.name == "sqlite" else None)
    try:
        bring_up(database)
    except OperationalError as error:
        engine.dispose()
        words = (
            f"The hub's database does not open: {_first_line(error)}. Look whether it is there and may be written to."
        )
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error
    except BaseException:
        engine.dispose()
        raise
    return database


def bring_up(database: HubDatabase) -> None:
    """Run the migrations that are still to come, and give a new hub its name and the chain's key. Two that start at
    once come one after the other."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7050)")
        migrate(connection)
        if connection.execute(select(hub.c.key)).first() is None:
            row = {"key": 1, "name": secrets.token_hex(8), "epoch": 1, "head": 0}
            connection.execute(insert(hub), row)
        hash_key.draw(connection)
        if database.path is not None:
            _erase_again(connection, database.path)
    database.note_erasures()


def _erase_again(connection: Connection, path: Path) -> None:
    """Whoever was erased before an older copy was put in place is erased in it, before anybody reads it (I06)."""
    offered = [read(line) for line in erasure.noted(path)]
    for start in range(0, len(offered), AT_ONCE):
        take(connection, ITSELF, offered[start : start + AT_ONCE], time.time_ns() // 1_000_000, lambda _: None)


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations that are still to come, in the open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)


def drift(connection: Connection) -> list[str]:
    """What differs between the tables as declared and those in a database; [] is how it must be."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection)
    return [str(difference) for difference in compare_metadata(context, metadata)]


def is_worth_another_try(error: Exception) -> bool:
    """Whether another transaction came in between, so that the same thing may well succeed now."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _RETRIED


def _postgresql(url: str, busy_ms: int) -> Engine:
    engine = create_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.execute("SELECT set_config('lock_timeout', %s, false)", (str(busy_ms),))
        connection.commit()

    return engine


def _sqlite(path: str | None, busy_ms: int) -> Engine:
    if not path or path == ":memory:":
        raise ValueError("a hub needs a file")
    engine = create_engine(
        f"sqlite:///{path}",
        module=CIPHER,  # for its SQLite: the standard library's may lose a commit with several connections (F20)
        poolclass=QueuePool,
        pool_size=POOL,
        max_overflow=POOL,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("posdesk_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
