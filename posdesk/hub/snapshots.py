"""Decides when a hub makes a snapshot, how it is packed, and which of the packed ones is given out.

A snapshot is the standing store (db.hub.standing) in one packed file, named by its hash, and a note of what it is. Both
lie in a folder for the hub's account alone, and hold members' data as the hub's database does: not encrypted. Refuses
to know who asks.
"""

import hashlib
import os
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from db import single
from db.hub import erasure, history, standing
from db.hub.opening import HubDatabase
from db.store import sync_folder
from db.trouble import in_words
from db.upgrade import SCHEMA
from posdesk import __version__
from posdesk.counter.ports import Clock
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import EnvironmentTrouble, Refused, TroubleCode
from posdesk.domain.replication import Snapshot
from posdesk.hub.logs import Log, bug_of, line_of, to_stderr
from posdesk.sync.snapshot_wire import is_sha256, read_snapshot, write_snapshot

FOLDER = "snapshots"
STANDING, NOTE, PACKED = "standing.db", "snapshot.json", ".packed"
FEWEST = 20_000
"""Facts below which no snapshot is made: so many come as pages in some seconds."""
GROWN = 20
"""A new one is made when the hub has grown by one part in so many."""
LEVEL = 6
"""Of zlib: half the time of 9, and within a hundredth of its size."""
CHUNK = 1024 * 1024
LOOK_SECONDS = 60.0
"""How often it is looked whether one is due."""


class Stopped(Exception):
    """The hub ends: what was begun goes on the next time."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of a hub in a folder; several processes may share it. fewest: facts below which none is made.
    at_once: facts that are taken over in one go."""

    folder: Path
    database: HubDatabase
    fewest: int = FEWEST
    at_once: int = standing.AT_ONCE

    def offered(self) -> Snapshot | None:
        """What a register may have now; None: nothing, or nothing of this version's making. Whether the hub's history
        still goes through its witness is for the asker to look at."""
        with suppress(OSError, UnicodeDecodeError, Refused):
            noted = read_snapshot((self.folder / NOTE).read_text(encoding="utf-8"))
            whole = self._packed(noted.sha256).stat().st_size == noted.packed
            if whole and (noted.schema, noted.version) == (SCHEMA, __version__):
                return noted
        return None

    def part(self, sha256: str, start: int, most: int) -> tuple[bytes, int] | None:
        """At most so many bytes of a packed snapshot from `start` on, and how many it has in all; None: it is not here
        (any more)."""
        if not is_sha256(sha256):
            return None
        try:
            with self._packed(sha256).open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(min(start, size))
                return file.read(most), size
        except FileNotFoundError:
            return None

    def is_due(self) -> bool:
        """Whether the hub holds enough that a snapshot of now would be worth its making."""
        offered = self.offered()
        with self.database.reading() as connection:
            head = history.head(connection).position
            if offered is not None and not standing.may_be_given(connection, offered.witness):
                offered = None
        if offered is None:
            return head >= self.fewest
        return head - offered.witness.position >= max(self.fewest, offered.witness.position // GROWN)

    def make(self, between: standing.Between = lambda: None) -> Snapshot:
        """Make a snapshot of now, and give it out from now on; the one before stays for whoever is fetching it. Raises
        EnvironmentTrouble (IN_USE while another process makes one) and what the hub's database raises."""
        with in_words(self.folder.parent):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
        with single.take(self.folder), in_words(self.folder):
            before = self.offered()
            witness, count = standing.bring_up(self.folder / STANDING, self.database, between, self.at_once)
            half = self.folder / f"new{PACKED}"
            size, packed, sha256 = _pack(self.folder / STANDING, half, between)
            made = Snapshot(witness, count, SCHEMA, __version__, size, packed, sha256)
            os.replace(half, self._packed(sha256))
            self._note(made)
            with self.database.reading() as connection:
                kept = [one for one in (before, made) if one and standing.may_be_given(connection, one.witness)]
            self._clear_away({one.sha256 for one in kept})
        return made

    def forget(self) -> None:
        """Somebody was erased: what is packed goes at once; the next one is made without her."""
        with in_words(self.folder):
            (self.folder / NOTE).unlink(missing_ok=True)
            self._clear_away(set())

    def _note(self, made: Snapshot) -> None:
        half = self.folder / f"{NOTE}.new"
        _private(half).close()
        half.write_text(write_snapshot(made), encoding="utf-8")
        os.replace(half, self.folder / NOTE)
        sync_folder(self.folder)

    def _clear_away(self, kept: set[str]) -> None:
        for old in self.folder.glob(f"*{PACKED}"):
            if old.stem not in kept:
                with suppress(OSError):  # somebody reads it where that holds a file: it goes the next time
                    old.unlink()

    def _packed(self, sha256: str) -> Path:
        return self.folder / f"{sha256}{PACKED}"


def _pack(source: Path, to: Path, between: standing.Between) -> tuple[int, int, str]:
    """Bytes of the source, of what was packed, and the latter's SHA-256."""
    packer, digest, size, packed = zlib.compressobj(LEVEL), hashlib.sha256(), 0, 0
    with source.open("rb") as file, _private(to) as out:
        while chunk := file.read(CHUNK):
            between()
            size += len(chunk)
            piece = packer.compress(chunk)
            digest.update(piece)
            packed += out.write(piece)
        piece = packer.flush()
        digest.update(piece)
        packed += out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return size, packed, digest.hexdigest()


def _private(path: Path) -> Any:
    """A new file to write to, for this account alone from its first byte on."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def folder_for(database_url: str) -> Path:
    """Where a hub's snapshots lie: beside its file, or, where the database is elsewhere, in this account's cache."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite" and address.database:
        return Path(address.database).resolve().parent / FOLDER
    import platformdirs

    name = hashlib.sha256(f"{address.host}:{address.port}/{address.database}".encode()).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("PosDesk", appauthor=False)) / f"hub-{name}" / FOLDER


@dataclass(slots=True)
class Making:
    """Makes snapshots in a thread of its own, whenever one is due. One that is under way when it is stopped goes on
    where it was the next time. every: seconds between two looks."""

    snapshots: Snapshots
    clock: Clock
    log: Log = to_stderr
    every: float = LOOK_SECONDS
    _end: Event = field(default_factory=Event)
    _wake: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> "Making":
        """Begin; yields itself."""
        self._thread = Thread(target=self._run, name="snapshots", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, after at most the piece of work under way."""
        self._end.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def told(self, fresh: Sequence[tuple[int, Fact]]) -> None:
        """Facts have come to the hub: one may have erased somebody."""
        if any(fact.kind == erasure.KIND for _, fact in fresh):
            with suppress(EnvironmentTrouble):  # it is given to nobody, and the thread clears it away
                self.snapshots.forget()
            self._wake.set()

    def _run(self) -> None:
        while not self._end.is_set():
            self._wake.clear()
            self._look()
            self._wake.wait(self.every)

    def _look(self) -> None:
        began = time.monotonic()
        try:
            if not self.snapshots.is_due():
                return
            made = self.snapshots.make(self._between)
        except Stopped:
            return
        except (EnvironmentTrouble, DBAPIError, NoConnection) as trouble:  # another process makes it, no room: later
            if getattr(trouble, "code", None) is not TroubleCode.IN_USE:
                self._tell({"error": getattr(trouble, "code", "busy"), "words": str(trouble).splitlines()[0]})
        except Exception as bug:
            self._tell({"error": "bug"} | bug_of(bug))
        else:
            self._tell({"facts": made.facts, "ms": round((time.monotonic() - began) * 1000)})

    def _between(self) -> None:
        if self._end.is_set():
            raise Stopped

    def _tell(self, fields: dict[str, Any]) -> None:
        self.log(line_of({"at": self.clock.now(), "event": "snapshot"} | fields))
