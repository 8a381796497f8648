"""Decides how the owner of a hub looks into it and says who may speak to it, beside the server or without it.

Refuses to know how that is asked for (posdesk.commands) and shown.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from db.hub import backup, devices, overview, tray
from db.hub.opening import open_hub
from db.hub.upstream import Upstream, upstream_of
from posdesk.counter.hub_line import LineTrouble
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.hub.service import HubService
from posdesk.hub.store_hub import service_over

ADDRESS, PIN = ".address", ".pin"
"""The files beside a hub's file that say how registers reach it, and by which key they know it."""
NO_DEVICE = "No register {register} in {store} is paired with this hub now. `hub devices` lists them."
BENEATH = "A store's hub has no other store's hub beneath it. Ask for the code at head office."
OTHER_STORE = "This is the hub of {store}: registers of another store are let in at head office, or at its own hub."
_BUSY = "The hub's database has much to do or does not answer. Do it again in a moment."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owner:
    """An open hub in its owner's hands."""

    service: HubService

    def code(self, store: str, *, for_hub: bool = False) -> str:
        """A code with which one register of this store is let in, or the store's hub. Raises Refused(BAD_STORE)."""
        place = self.upstream()
        if place is not None and (for_hub or place.store != store):
            words = BENEATH if for_hub else OTHER_STORE.format(store=place.store)
            raise Refused(Refusal(RefusalCode.BAD_STORE, words))
        now = self.service.clock.now()
        return self.write(lambda connection: devices.make_code(connection, store, now, for_hub))

    def upstream(self) -> Upstream | None:
        """Where this store's hub stands with head office; None: it has none above it."""
        return self.read(upstream_of)

    def in_tray(self) -> int:
        """How many facts head office has not answered."""
        return self.read(tray.waiting)

    def devices(self) -> list[devices.Seen]:
        """Every register that was ever paired."""
        return self.read(devices.all_devices)

    def revoke(self, store: str, register: str) -> None:
        """Let it speak no more. Raises Refused(NOT_PAIRED)."""
        now = self.service.clock.now()
        if not self.write(lambda connection: devices.revoke(connection, store, register, now)):
            words = NO_DEVICE.format(store=store, register=register)
            raise Refused(Refusal(RefusalCode.NOT_PAIRED, words))

    def attention(self, limit: int) -> list[overview.Attention]:
        """What should be looked at, the newest first."""
        return self.read(lambda connection: overview.all_attention(connection, limit))

    def parked(self, limit: int) -> list[overview.ParkedLine]:
        """What was sent and does not stand, the newest first."""
        return self.read(lambda connection: overview.all_parked(connection, limit))

    def read(self, ask: Callable[[Connection], T]) -> T:
        """Look. Raises EnvironmentTrouble."""
        try:
            return self.service.read(ask)
        except LineTrouble as error:
            raise EnvironmentTrouble(TroubleCode.BUSY, _BUSY) from error

    def write(self, act: Callable[[Connection], T]) -> T:
        """Do it, in one transaction. Raises EnvironmentTrouble."""
        try:
            return self.service.write(act)
        except LineTrouble as error:
            raise EnvironmentTrouble(TroubleCode.BUSY, _BUSY) from error


@contextmanager
def owned(url: str, clock: Clock) -> Iterator[Owner]:
    """The hub at an SQLAlchemy URL, which has to be there. Raises Refused(NO_STORE_YET, BAD_STORE) or
    EnvironmentTrouble."""
    path = backup.file_of(url)
    if path is not None and not path.exists():
        raise Refused(Refusal(RefusalCode.NO_STORE_YET, backup.NO_HUB_THERE.format(path=path)))
    database = open_hub(url)
    try:
        yield Owner(service_over(database, clock))
    finally:
        database.close()


def note_address(path: Path, address: str) -> None:
    """Remember how registers reach the hub of this file."""
    path.with_name(path.name + ADDRESS).write_text(address, encoding="utf-8")


def noted_address(path: Path) -> str | None:
    """How registers reach the hub of this file, as far as it was said."""
    return _noted(path.with_name(path.name + ADDRESS))


def note_pin(path: Path, pin: str | None) -> None:
    """Remember by which key registers know the hub of this file; None: by what an authority says of it."""
    path.with_name(path.name + PIN).write_text(pin or "", encoding="utf-8")


def noted_pin(path: Path) -> str | None:
    """By which key registers know the hub of this file, as it served last."""
    return _noted(path.with_name(path.name + PIN))


def _noted(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
