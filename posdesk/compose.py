"""The composition root: puts settings, database and ports together, once, for the window and for the commands.

Nothing heavy is imported until it is needed: the window paints before SQLAlchemy is loaded. Refuses to decide anything
about members, visits and rules.
"""

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.counter.ports import Desk, Station
from posdesk.domain.business_day import Instant

if TYPE_CHECKING:
    from db.store import Store

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
SAMPLE_PROGRAM = RESOURCES / "programs" / "sample.toml"


class SystemClock:
    """The computer's clock (port Clock)."""

    def now(self) -> Instant:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000


class RandomIds:
    """UUIDv7 after RFC 9562, rising within this process (port Ids): within one millisecond the last is counted up."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, now: Instant) -> str:
        """A new id with `now` in its first 48 bits."""
        random = secrets.randbits(74)
        value = now << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
        self._last = value = value if value > self._last else self._last + 1
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What `init` needs to know of a new store. program: a TOML document."""

    store: str
    name: str
    zone: str
    cut_off: str
    register: str
    program: str


def data_folder(given: str | None) -> Path:
    """Where the store lies: the folder given, else $POSDESK_DATA, else this account's place for application data."""
    if chosen := given or os.environ.get("POSDESK_DATA"):
        return Path(chosen).expanduser().resolve()
    import platformdirs

    return Path(platformdirs.user_data_dir("PosDesk", appauthor=False))


def create_store(folder: Path, settings: StoreSettings) -> None:
    """Make a store: its files, the fact that it opened, and its first program. All of it is checked before anything is
    written. Raises Refused or EnvironmentTrouble."""
    from db import store as stores
    from posdesk.domain import program_document
    from posdesk.office.programs import publish
    from posdesk.office.stores import check_store, open_store

    program_document.parse(settings.program)
    check_store(settings.store, settings.name, settings.zone, settings.cut_off)
    clock, ids = SystemClock(), RandomIds()
    stores.create(folder, store=settings.store, register=settings.register, clock=clock, ids=ids)
    store = stores.open_store(folder, clock=clock, ids=ids)
    try:
        desk = desk_of(store)
        open_store(
            store.ledger,
            clock,
            ids,
            store=settings.store,
            name=settings.name,
            zone=settings.zone,
            cut_off=settings.cut_off,
        )
        publish(desk, settings.program)
    finally:
        store.close()


def open_store(folder: Path) -> "Store":
    """Open the store in `folder` for this process alone. Raises Refused(NO_STORE_YET) or EnvironmentTrouble."""
    from db.store import open_store as open_files

    return open_files(folder, clock=SystemClock(), ids=RandomIds())


def desk_of(store: "Store", staff: str | None = None) -> Desk:
    """The ports a use case needs, from an open store. staff: who is signed in."""
    return Desk(
        ledger=store.ledger,
        directory=store.directory,
        programs=store.programs,
        clock=store.clock,
        ids=store.ids,
        station=Station(store.store, store.register, staff),
    )


def run_window(folder: Path, staff: str | None = None) -> int:
    """Show the window on the store in `folder` until it is closed; returns the exit code. The window paints first, then
    the store is opened on the ledger lane, and closed there. Raises EnvironmentTrouble without a display."""
    from ui import start

    return start.run(lambda: open_store(folder), lambda store: desk_of(store, staff), folder)
