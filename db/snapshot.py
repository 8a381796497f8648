"""Decides how a snapshot of a hub becomes this register's own file: gathered, checked, unpacked, filled into an
encrypted file beside the one in use together with all that only this register has, and put in its place at once.

Until the last step the file in use is only read, so whatever befalls the computer before it changes nothing, and after
it all is done. Refuses to know how a snapshot comes (posdesk.sync.snapshot) and how it is made (db.hub.standing).
"""

import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from db import upgrade
from db.engine import CIPHER, connect, open_engine, raw
from db.snapshot_filling import HOW_MANY, Carried, beside, fill, finish
from db.store import DB_FILE, Store, sync_folder
from db.trouble import DRIVER_ERRORS, in_words
from posdesk import __version__
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.replication import Snapshot

FOLDER = "snapshot"
"""Beside the store's file; for this account alone."""
UNPACKED, READY = "unpacked.db", "ready.db"
PART = ".part"
CHUNK = 1024 * 1024
SEVERAL = 4
"""A snapshot has to hold so many times the facts that are here: each of ours is compared with it."""
NOT_A_FILE_OF_OURS = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")
"""What SQLite says where something is wrong with what came, and not with this computer."""
IN_USE = "The store's file is being copied: another one takes its place at the next exchange."


@dataclass(slots=True)
class SqlSnapshotHome:
    """The port `SnapshotHome` beside an open store. told: hears of each thing before it is done."""

    store: Store
    told: Callable[[str], None] = lambda what: None
    _part: Path | None = None
    _carried: Carried | None = None
    _refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Clear away what a program that was killed had half made; what had come stays."""
        with suppress(OSError):
            for half_made in (UNPACKED, READY):
                _remove(self._folder / half_made)

    def suits(self, snapshot: Snapshot) -> bool:
        """See the port. One of a newer PosDesk does not; nor does any where only one connection is safe, for it is read
        beside the counter."""
        connections = self.store.connections
        if snapshot.sha256 in self._refused or connections.reader is connections.writer:
            return False
        if snapshot.schema > upgrade.SCHEMA or _numbers(snapshot.version) > _numbers(__version__):
            return False
        with in_words(self.store.folder), beside(self.store) as live:
            return bool(live.execute(HOW_MANY).fetchone()[0] * SEVERAL <= snapshot.facts)

    def begin(self, snapshot: Snapshot) -> int:
        """See the port. What came of another snapshot is let go of."""
        folder = self._folder
        with in_words(self.store.folder):
            part = folder / f"{snapshot.sha256}{PART}"
            for other in folder.iterdir() if folder.exists() else ():
                if other != part:
                    _remove(other)
            folder.mkdir(mode=0o700, exist_ok=True)
            _touch(part)
            if part.stat().st_size > snapshot.packed:
                os.truncate(part, 0)
            self._part = part
            return part.stat().st_size

    def add(self, part: bytes) -> None:
        """See the port."""
        assert self._part is not None
        with in_words(self.store.folder), self._part.open("ab") as file:
            file.write(part)

    def prepare(self, snapshot: Snapshot, alive: Callable[[], None] = lambda: None) -> bool:
        """See the port."""
        assert self._part is not None
        with in_words(self.store.folder):
            self.told("unpack")
            self._carried = self._checked(self._part, snapshot, alive)
            self.told("erase what came")
            for done_with in (self._part, self._folder / UNPACKED):
                _remove(done_with)
        if self._carried is None:
            self._refused.add(snapshot.sha256)
        return self._carried is not None

    def _checked(self, part: Path, snapshot: Snapshot, alive: Callable[[], None]) -> Carried | None:
        unpacked = self._folder / UNPACKED
        try:
            if not (_unpack(part, unpacked, snapshot) and _is_ours(unpacked, snapshot)):
                return None
            self.told("fill the new file")
            _touch(self._folder / READY)
            alive()
            return fill(self.store, self._folder / READY, unpacked, snapshot, alive)
        except DRIVER_ERRORS as error:
            if getattr(error, "sqlite_errorname", "").startswith(NOT_A_FILE_OF_OURS):
                return None
            raise

    def switch(self) -> int:
        """See the port. Raises EnvironmentTrouble(BUSY) while somebody copies the file in use."""
        carried, store, ready = self._carried, self.store, self._folder / READY
        assert carried is not None
        with store.ledger.door, in_words(store.folder):
            self.told("carry the rest")
            finish(store, ready, carried)
            self.told("sync the new file")
            _sync(ready)
            self.told("fold the log of the old file")
            if int(store.connections.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]):
                raise EnvironmentTrouble(TroubleCode.BUSY, IN_USE)
            store.change_file(lambda: self._put_in_place(ready))
            self.told("clear away")
        self.discard()
        return carried.new

    def discard(self) -> None:
        """See the port."""
        self._part, self._carried = None, None
        if self._folder.exists():
            with in_words(self.store.folder):
                for one in self._folder.iterdir():
                    _remove(one)
                self._folder.rmdir()

    @property
    def _folder(self) -> Path:
        return self.store.folder / FOLDER

    def _put_in_place(self, ready: Path) -> None:
        """The new file takes the old one's name. The old one's log is empty, and goes first: else it would be read as
        the new one's."""
        folder = self.store.folder
        for suffix in ("-wal", "-shm"):
            self.told(f"remove {suffix}")
            (folder / f"{DB_FILE}{suffix}").unlink(missing_ok=True)
        self.told("rename")
        os.replace(ready, folder / DB_FILE)
        self.told("sync the folder")
        sync_folder(folder)


# ------------------------------------------------------------------------------------------------------------- it came


def _unpack(part: Path, to: Path, snapshot: Snapshot) -> bool:
    """Whether it is, byte for byte, what the hub said it is; then it is unpacked. Takes no more room than was said."""
    digest, unpacker, size = hashlib.sha256(), zlib.decompressobj(), 0
    _touch(to)
    try:
        with part.open("rb") as packed, to.open("wb") as file:
            while chunk := packed.read(CHUNK):
                digest.update(chunk)
                for raw_ in _unpacked(unpacker, chunk):
                    size += file.write(raw_)
                    if size > snapshot.size:
                        return False
    except zlib.error:
        return False
    whole = unpacker.eof and not unpacker.unused_data and size == snapshot.size
    return whole and digest.hexdigest() == snapshot.sha256


def _unpacked(unpacker: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while chunk:
        yield unpacker.decompress(chunk, CHUNK)
        chunk = unpacker.unconsumed_tail


def _is_ours(unpacked: Path, snapshot: Snapshot) -> bool:
    """Whether it is a file of an older or of this PosDesk; then it is brought up to this one's tables."""
    with closing(raw(open_engine(unpacked, None, CIPHER))) as plain:
        if int(plain.execute("PRAGMA user_version").fetchone()[0]) != snapshot.schema:
            return False
    if snapshot.schema < upgrade.SCHEMA:
        connections = connect(unpacked, None, CIPHER)
        try:
            upgrade.carry_out(connections)
        finally:
            connections.close()
    return True


# --------------------------------------------------------------------------------------------------------------- files


def _touch(path: Path) -> None:
    """Let it be there, for this account alone from its first byte on."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    """Remove a file; what is not encrypted is written over first. On some disks a trace stays all the same."""
    if path.exists() and (path.name == UNPACKED or path.suffix == PART):
        _write_over(path)
    path.unlink(missing_ok=True)


def _write_over(path: Path) -> None:
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, CHUNK)))
        file.flush()
        os.fsync(file.fileno())


def _numbers(version: str) -> tuple[int, ...]:
    """A version to be compared; one that is not of numbers is newer than all."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else (1_000_000,)
