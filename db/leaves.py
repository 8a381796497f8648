"""Decides how facts are read when the way to them is gone: every page is tried as if it were a table of its own.

Refuses to know what a row means (salvage.py checks it). An inner page of the table of facts leads to thousands of them;
when it is damaged they are whole, and nobody finds them. So a scratch copy of the file gets a first page of our
making, with tables whose only page is set to each page in turn. SQLCipher signs a page with its number and the file's
salt: both stay as they were.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from db.engine import CIPHER, Connection, Row, open_engine, raw
from db.tables import facts
from db.trouble import DRIVER_ERRORS

PAGE = 4096
SALT = 16
WIDTH = len(facts.columns)
TABLES = 16
"""So many pages at once; their descriptions must fit in the first page."""

_TABLE_NAMES = tuple(f"l{number}" for number in range(TABLES))
_COLUMNS = ",".join(f"c{number}" for number in range(1, WIDTH))
_MAKE = tuple(f"CREATE TABLE {name}(k INTEGER PRIMARY KEY,{_COLUMNS})" for name in _TABLE_NAMES)
_READ = tuple(f"SELECT * FROM {name}" for name in _TABLE_NAMES)  # noqa: S608  the names above
_POINT = "UPDATE sqlite_master SET rootpage = ? WHERE name = ?"


def rows_of_all_pages(path: Path, key: bytes | None, scratch: Path) -> Iterator[Row]:
    """Every row, of whatever table, that any page of the file holds as a leaf; many come more than once, others are no
    facts at all. scratch: a file name that may be written over; it needs the room of the file twice."""
    pages = path.stat().st_size // PAGE
    with path.open("rb") as file:
        salt = file.read(SALT)
    whole_key = None if key is None else key + salt
    try:
        _first_page(path, whole_key, scratch, pages)
        yield from _walk(scratch, whole_key, pages)
    except DRIVER_ERRORS:
        return
    finally:
        scratch.unlink(missing_ok=True)


def _first_page(path: Path, key: bytes | None, scratch: Path, pages: int) -> None:
    """Make the scratch file: the first page of a new file of the same length, the other pages of the bad one."""
    made = scratch.with_name(scratch.name + ".first")
    made.unlink(missing_ok=True)
    try:
        connection = _open(made, key)
        for statement in _MAKE:
            connection.execute(statement)
        while (left := pages - connection.execute("PRAGMA page_count").fetchone()[0]) > 0:
            connection.execute(
                "INSERT INTO l0 (c1) VALUES (zeroblob(?))", (max(1, min(left - 1, 20_000) * (PAGE - 96)),)
            )
        connection.close()
        shutil.copyfile(path, scratch)
        with made.open("rb") as first, scratch.open("r+b") as file:
            file.write(first.read(PAGE))
            file.truncate(made.stat().st_size)  # the new file may have grown a page beyond, and says so in its first
    finally:
        made.unlink(missing_ok=True)


def _walk(scratch: Path, key: bytes | None, pages: int) -> Iterator[Row]:
    connection: Connection | None = None
    try:
        for first in range(2, pages + 1, TABLES):
            some = range(first, min(first + TABLES, pages + 1))
            for number, _ in enumerate(some):
                if connection is None or number == 0:
                    connection = connection if connection is not None else _open(scratch, key)
                    _point(connection, some)
                rows, sound = _rows(connection, _READ[number])
                yield from rows
                if not sound:  # an error may have spoiled the connection for every page after it
                    connection.close()
                    connection = None
    finally:
        if connection is not None:
            connection.close()


def _point(connection: Connection, pages: Sequence[int]) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    for name, page in zip(_TABLE_NAMES, pages, strict=False):
        connection.execute(_POINT, (page, name))
    connection.execute("PRAGMA writable_schema = RESET")


def _rows(connection: Connection, statement: str) -> tuple[list[Row], bool]:
    found: list[Row] = []
    try:
        for row in connection.execute(statement):
            found.append(row)
    except DRIVER_ERRORS:
        return found, False
    return found, True


def _open(path: Path, key: bytes | None) -> Connection:
    connection = raw(open_engine(path, key, None if key else CIPHER))
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection
