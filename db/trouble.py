"""Decides what is said when the database cannot: every error of the driver becomes EnvironmentTrouble with words, here.

Refuses to know what was tried. A wrong statement, a broken constraint: those are bugs and pass through bare.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

try:
    import sqlcipher3

    DRIVER_ERRORS: tuple[type[Exception], ...] = (sqlcipher3.DatabaseError, sqlite3.DatabaseError)
except ImportError:  # no wheel for this computer; the standard library serves
    DRIVER_ERRORS = (sqlite3.DatabaseError,)

NEARLY_NOTHING = 1024 * 1024
"""Bytes free on a disk below which a failed write is called a full disk."""

DAMAGE_MARK = "posdesk.damaged"
"""The file that tells the next start that the store's file was found damaged."""

_IOERR_SHMSIZE = 4874
_FULL = {errno.ENOSPC, errno.EDQUOT}
_WORDS: dict[int, tuple[TroubleCode, str]] = {
    sqlite3.SQLITE_FULL: (
        TroubleCode.DISK_FULL,
        "The disk is full: nothing was saved. Free some space on this computer, then do it again.",
    ),
    sqlite3.SQLITE_BUSY: (
        TroubleCode.BUSY,
        "Another program holds the store's file: nothing was saved. Close it, then do it again.",
    ),
    sqlite3.SQLITE_NOTADB: (
        TroubleCode.WRONG_KEY,
        "The store's file does not open with this computer's key. If the store was brought here from another computer, "
        "bring its key too; if the file is damaged, it can be recovered.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        TroubleCode.DAMAGED,
        "The store's file is damaged. Close PosDesk and recover the store: what can be read is carried over.",
    ),
    sqlite3.SQLITE_READONLY: (
        TroubleCode.NO_ACCESS,
        "The store's folder may not be written to: nothing was saved. Give this account the right to write there.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        TroubleCode.NO_ACCESS,
        "The store's file cannot be opened. Look whether its folder is there and this account may read and write it.",
    ),
    sqlite3.SQLITE_IOERR: (
        TroubleCode.DAMAGED,
        "The disk did not do what it was asked: nothing was saved. Restart the computer; if it stays, the disk is ill.",
    ),
}
_WORDS[sqlite3.SQLITE_LOCKED] = _WORDS[sqlite3.SQLITE_BUSY]
_WORDS[sqlite3.SQLITE_PERM] = _WORDS[sqlite3.SQLITE_READONLY]


def trouble_of(error: BaseException, folder: Path | None = None) -> EnvironmentTrouble | None:
    """The trouble behind an error of the driver (SQLAlchemy's wrapping aside) or of a file; None for a bug."""
    error = getattr(error, "orig", None) or error
    if isinstance(error, OSError):
        kind, words = _WORDS[sqlite3.SQLITE_FULL if error.errno in _FULL else sqlite3.SQLITE_READONLY]
        return EnvironmentTrouble(kind, words)
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if code == _IOERR_SHMSIZE or (primary == sqlite3.SQLITE_IOERR and folder is not None and _is_full(folder)):
        primary = sqlite3.SQLITE_FULL
    if primary not in _WORDS:
        return None
    kind, words = _WORDS[primary]
    return EnvironmentTrouble(kind, words)


@contextmanager
def in_words(folder: Path | None = None) -> Iterator[None]:
    """Run a block that uses the database; its troubles come out as EnvironmentTrouble."""
    try:
        yield
    except Exception as error:
        trouble = trouble_of(error, folder)
        if trouble is None:
            raise
        raise trouble from error


@contextmanager
def noting_damage(folder: Path) -> Iterator[None]:
    """As in_words, around the store in `folder`: a damaged page also leaves the mark for the next start."""
    try:
        with in_words(folder):
            yield
    except EnvironmentTrouble as trouble:
        if trouble.code is TroubleCode.DAMAGED and _is_corrupt(trouble.__cause__):
            _leave_mark(folder)
        raise


def _is_corrupt(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT


def _leave_mark(folder: Path) -> None:
    try:
        (folder / DAMAGE_MARK).touch()
    except OSError:
        return  # the words are said in any case


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < NEARLY_NOTHING
    except OSError:
        return False
