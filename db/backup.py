"""Decides how a store's file is copied while the counter goes on: whole, checked, in place at once or not at all.

Refuses to know when a copy is due for an upgrade (upgrade.py) and how a damaged file is read (recovery.py). A copy is
encrypted with the store's own key.
"""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from db.engine import connect, open_engine, raw
from db.trouble import in_words
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

if TYPE_CHECKING:
    from db.store import Store

COPIES = "copies"
"""The folder of copies beside the file, when no other is named."""
HOURLY = "hourly-"
KEPT = 2
"""Hourly copies that are kept: the last good one survives a copy of a file that was damaged meanwhile."""
HOUR_S = 3600
_BAD_COPY = "The copy of the store does not read back whole; it was thrown away. Look at the disk of this computer."


def copy(store: "Store", to: Path) -> None:
    """Copy the open store's file to the new file `to`. May run on any thread; nobody waits for it.

    Raises EnvironmentTrouble; then there is no file `to`.
    """
    with in_words(to.parent):
        copy_file(store.connections.path, to, store.key.secret)


def hourly(store: "Store", folder: Path | None = None, *, every_s: int = HOUR_S) -> Path | None:
    """Make a copy if the newest is older than `every_s` seconds; yields the new one. The app calls it now and then.

    folder: where copies go, by default beside the store; a folder on another disk is better.
    """
    with in_words(store.folder):
        target = folder or store.folder / COPIES
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = hourly_copies(target)
        if before and time.time() - before[-1].stat().st_mtime < every_s:
            return None
        number = int(before[-1].stem.removeprefix(HOURLY)) + 1 if before else 1
        made = target / f"{HOURLY}{number:06}.db"
        copy_file(store.connections.path, made, store.key.secret)
        for old in [*before, made][:-KEPT]:
            old.unlink(missing_ok=True)
        return made


def hourly_copies(folder: Path) -> list[Path]:
    """The hourly copies in a folder, oldest first."""
    return sorted(folder.glob(f"{HOURLY}*.db"))


def copies_in(folder: Path) -> list[Path]:
    """Every copy in a folder, hourly or made before an upgrade, the newest first."""
    return sorted(folder.glob("*.db"), key=lambda copy: copy.stat().st_mtime, reverse=True)


def copy_file(source: Path, to: Path, key: bytes | None) -> None:
    """Copy the file `source`, as of one moment, to `to`; errors are the driver's or the file system's."""
    half = to.with_name(to.name + ".part")
    half.unlink(missing_ok=True)
    try:
        origin, target = raw(open_engine(source, key)), raw(open_engine(half, key))
        try:
            origin.backup(target)
            sound = target.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        finally:
            origin.close()
            target.close()
        if not sound:
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _BAD_COPY)
        _settle(half, key)
        os.replace(half, to)
    finally:
        for suffix in ("", "-wal", "-shm"):
            half.with_name(half.name + suffix).unlink(missing_ok=True)


def _settle(path: Path, key: bytes | None) -> None:
    """Leave one whole file on the disk, without a WAL beside it."""
    connect(path, key).close()
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
