"""Decides how a store's file is opened: driver, key, pragmas, who may write.

Refuses to know the tables and where the key comes from (keys.py).

One connection writes, another reads (`query_only`). Where the SQLite in use has the WAL-reset bug (3.7.0-3.51.2, two
connections can lose a commit), both are one and the same connection: reliability.md, F20.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import ClauseElement

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

try:
    import sqlcipher3

    CIPHER: ModuleType | None = sqlcipher3.dbapi2
except ImportError:  # no wheel for this computer
    CIPHER = None

BUSY_MS = 5000
"""How long a connection waits for another program's lock."""
WRITER_CACHE_KIB = 16_000
READER_CACHE_KIB = 32_000
WAL_KEPT = 16 * 1024 * 1024
"""Bytes of WAL that stay on the disk after a large import."""

OLDEST = (3, 37, 0)
"""The first SQLite with STRICT tables."""
_NO_CIPHER = "This store's file is encrypted, and this computer has no SQLCipher. Install all of PosDesk's packages."
_TOO_OLD = "This computer has no SQLCipher, and its SQLite {} is too old to serve instead: 3.37 or newer is needed."

Row = tuple[Any, ...]
Parameters = Sequence[Any]


class Cursor(Protocol):
    """What is used of a driver's cursor."""

    rowcount: int

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchmany(self, size: int = ...) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What is used of a driver's connection (sqlcipher3 and sqlite3 alike); it is in autocommit, BEGIN is said here."""

    @property
    def in_transaction(self) -> bool: ...

    @property
    def total_changes(self) -> int: ...

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Parameters], /) -> Cursor: ...
    def backup(self, target: Any, /, *, pages: int = ..., sleep: float = ...) -> None: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class Connections:
    """The open file: the writer, the reader (the same object where only one is safe), and its engine. Whoever keeps
    this asks for writer and reader each time: both are other ones after `while_closed`."""

    path: Path
    engine: Engine
    writer: Connection
    reader: Connection

    def close(self) -> None:
        """Close both; the last one out folds the WAL into the file."""
        if self.reader is not self.writer:
            self.reader.close()
        self.writer.close()
        self.engine.dispose()

    def while_closed(self, act: Callable[[], None]) -> None:
        """Close the file, let `act` put another one in its place, and open what is there then, whatever became of it.
        Nobody may read or write meanwhile."""
        self.close()
        try:
            act()
        finally:
            self.writer, self.reader = _both(self.engine)


def has_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose a commit with two connections in WAL mode."""
    if version[:2] in {(3, 44), (3, 50)}:
        return version < ((3, 44, 6) if version[1] == 44 else (3, 50, 7))
    return (3, 7, 0) <= version < (3, 51, 3)


def driver_for(key: bytes | None, cipher: ModuleType | None = CIPHER, plain: Any = sqlite3) -> ModuleType:
    """The DB-API module that opens a file with this key. Raises EnvironmentTrouble when this computer has none."""
    if key is not None:
        if cipher is None:
            raise EnvironmentTrouble(TroubleCode.WRONG_KEY, _NO_CIPHER)
        return cipher
    if plain.sqlite_version_info < OLDEST:
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, _TOO_OLD.format(plain.sqlite_version))
    module: ModuleType = plain
    return module


def open_engine(path: Path, key: bytes | None, driver: ModuleType | None = None) -> Engine:
    """An engine over the file `path`; key: 32 bytes, or None for a file that is not encrypted.

    driver: the DB-API module; by default sqlcipher3 with a key and the standard library's sqlite3 without.
    Its connections are in the driver's autocommit; SQLAlchemy's `begin` says BEGIN IMMEDIATE.
    """
    module = driver or driver_for(key)
    engine = create_engine(
        f"sqlite:///{path}" if str(path) != ":memory:" else "sqlite://",
        module=module,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": 256},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        if key is not None:
            # Routed away first: SQLCipher would write its own lines to stderr when a key does not fit.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def connect(path: Path, key: bytes | None, driver: ModuleType | None = None) -> Connections:
    """Open the file for one writer and its reader. Errors are the driver's own; trouble.py has the words."""
    engine = open_engine(path, key, driver)
    return Connections(path, engine, *_both(engine))


def _both(engine: Engine) -> tuple[Connection, Connection]:
    """A writer and its reader."""
    writer = raw(engine)
    try:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        writer.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")
        version = tuple(int(part) for part in writer.execute("SELECT sqlite_version()").fetchone()[0].split("."))
        reader = writer if has_reset_bug(version) else _reader(engine)
    except BaseException:
        writer.close()
        raise
    return writer, reader


def _reader(engine: Engine) -> Connection:
    reader = raw(engine)
    reader.execute("PRAGMA query_only = ON")
    reader.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
    return reader


def raw(engine: Engine) -> Connection:
    """A driver connection of its own, taken out of SQLAlchemy's hands: the hot path speaks to it directly."""
    pooled = engine.raw_connection()
    connection: Connection = pooled.driver_connection  # type: ignore[assignment]
    pooled.detach()
    return connection


@contextmanager
def snapshot(connections: Connections) -> Iterator[Connection]:
    """A reader of its own for a long read of one moment; the counter goes on beside it."""
    if connections.reader is connections.writer:  # only one connection is safe
        yield connections.reader
        return
    reader = raw(connections.engine)
    try:
        reader.execute("PRAGMA query_only = ON")
        reader.execute("BEGIN")
        yield reader
    finally:
        reader.close()


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """Several reads of one moment. Within a transaction already open it does nothing."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """One transaction that has the right to write from its first moment: all of the block, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already rolled it back
            connection.execute("ROLLBACK")
        raise


def marks(count: int) -> str:
    """`?, ?, ?` for so many parameters: the only text ever put into a statement."""
    return ", ".join("?" * count)


def sql(statement: ClauseElement) -> str:
    """The text of a Core statement with `?` in the order its columns are named: compiled once, at import."""
    return str(statement.compile(dialect=_DIALECT))


def bound(statement: ClauseElement) -> tuple[str, Parameters]:
    """The text of a Core statement put together at run time, and its values in the order of the `?`."""
    compiled: Any = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), [compiled.params[name] for name in compiled.positiontup]


_DIALECT_OF: Callable[..., Any] = sqlite_dialect.dialect
_DIALECT = _DIALECT_OF(paramstyle="qmark")
