"""Decides what a store's hub answers the registers of its store: head office's history as far as it has it, and its
tray.

It gives no positions and finds out no lost history of its own: whoever has seen more than it is told that it is behind,
and what it does not know is shown to head office (posdesk.hub.relay). Refuses to know how facts get there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.hub import feed, history, intake, tray, upstream
from db.hub.intake import Offered
from db.hub.opening import HubDatabase
from db.hub.upstream import Upstream
from posdesk import __version__
from posdesk.counter.ports import Clock
from posdesk.domain.business_day import Instant
from posdesk.domain.replication import DayTally, Relay, Witness
from posdesk.hub.rulebook import Asker
from posdesk.hub.service import DeviceHub, HubService, Met


def service_over(database: HubDatabase, clock: Clock) -> HubService:
    """What serves from this database: a hub, or a store's hub where it has another one above it."""
    with database.reading() as connection:
        of_store = upstream.upstream_of(connection) is not None
    return HubService(database, clock, answering=StoreHub if of_store else None)


@dataclass(frozen=True, slots=True)
class StoreHub(DeviceHub):
    """The port `Hub` of a store's hub, for one register."""

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port. What is compared are facts, whatever is known of their order."""
        first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
        return self.service.read(lambda connection: feed.tallies(connection, first, last))

    def _meet(self, connection: Connection, witnesses: Sequence[Witness], now: Instant) -> Met:
        place, behind = _above(connection), _is_behind(connection, witnesses)
        agreed = witnesses[0].position if behind else upstream.agreed(connection, witnesses)
        return Met(agreed, place.version or __version__, _relay(connection, place, behind))

    def _allowances(self, connection: Connection, asker: Asker, let_out: Mapping[str, int]) -> Mapping[str, int]:
        service = self.service
        return service.rulebook.shares(service.programs, connection, asker, let_out, _above(connection))

    def _take(self, connection: Connection, seen: Witness, offered: Sequence[Offered]) -> intake.Taken | None:
        if not history.knows(connection, seen):
            return None
        now, calendars = self.service.clock.now(), self.service.calendars_in(connection)
        return intake.take(connection, self.device, offered, now, calendars, in_tray=True)

    def _lost(self, connection: Connection, seen: Witness, now: int) -> None:
        """It is for head office to say so."""


def _above(connection: Connection) -> Upstream:
    place = upstream.upstream_of(connection)
    assert place is not None, "a store's hub has one above it"
    return place


def _is_behind(connection: Connection, witnesses: Sequence[Witness]) -> bool:
    """Whether the register has seen what may well come after all that is here."""
    if not witnesses or upstream.knows(connection, witnesses[0]):
        return False
    newest, head = witnesses[0], history.head(connection)
    if newest.epoch >= head.epoch:
        upstream.show(connection, newest)
    return (newest.epoch, newest.position) > (head.epoch, head.position)


def _relay(connection: Connection, place: Upstream, behind: bool) -> Relay:
    return Relay(place.url, place.reached_at, tray.waiting(connection), behind, place.certificate)
