"""Decides what a store's hub answers the registers of its store: head office's history as far as it has it, and its
tray.

It gives no positions and finds out no lost history of its own: whoever has seen more than it is told that it is behind,
and what it does not know is shown to head office (posdesk.hub.relay). Refuses to know how facts get there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.hub import devices, erasure, feed, history, intake, tray, upstream
from db.hub.intake import Offered
from db.hub.opening import HubDatabase
from db.hub.upstream import Upstream
from posdesk import __version__
from posdesk.counter.ports import Clock
from posdesk.domain.business_day import Instant
from posdesk.domain.replication import DayTally, Hello, Relay, Welcome, Witness
from posdesk.hub.service import DeviceHub, HubService, lineage_of
from posdesk.sync import wire


def service_over(database: HubDatabase, clock: Clock) -> HubService:
    """What serves from this database: a hub, or a store's hub where it has another one above it."""
    with database.reading() as connection:
        of_store = upstream.upstream_of(connection) is not None
    return HubService(database, clock, answering=StoreHub if of_store else None)


@dataclass(frozen=True, slots=True)
class StoreHub(DeviceHub):
    """The port `Hub` of a store's hub, for one register."""

    def hello(self, hello: Hello) -> Welcome:
        """See the port."""
        return self.service.write(lambda connection: self._welcome(connection, hello, self.service.clock.now()))

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port. What is compared are facts, whatever is known of their order."""
        first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
        return self.service.read(lambda connection: feed.tallies(connection, first, last))

    def _welcome(self, connection: Connection, hello: Hello, now: Instant) -> Welcome:
        place, device, head = upstream.upstream_of(connection), self.device, history.head(connection)
        assert place is not None, "a store's hub has one above it"
        behind = _is_behind(connection, hello, head)
        agreed = hello.witnesses[0].position if behind else upstream.agreed(connection, hello.witnesses)
        known = devices.last_of_row(connection, device, hello.incarnation)
        lineage = lineage_of(connection, device, hello, known)
        self._note(connection, hello, lineage, known, now)
        return Welcome(
            hub=history.name(connection),
            epoch=head.epoch,
            head=head,
            agreed=agreed,
            lineage=lineage,
            known=known,
            incarnation=devices.next_incarnation(connection, device, now, odd=True),
            now=now,
            version=place.version or __version__,
            erased=erasure.beyond(connection, min(hello.cursor, agreed), wire.MOST_IDS),
            allowances=self.service.rulebook.shares(self.service.programs, connection, device, now, place),
            relay=_relay(connection, place, behind),
        )

    def _take(self, connection: Connection, seen: Witness, offered: Sequence[Offered]) -> intake.Taken | None:
        if not history.knows(connection, seen):
            return None
        now, calendars = self.service.clock.now(), self.service.calendars_in(connection)
        return intake.take(connection, self.device, offered, now, calendars, in_tray=True)

    def _lost(self, connection: Connection, seen: Witness, now: int) -> None:
        """It is for head office to say so."""


def _is_behind(connection: Connection, hello: Hello, head: Witness) -> bool:
    """Whether the register has seen what may well come after all that is here."""
    if not hello.witnesses or upstream.knows(connection, hello.witnesses[0]):
        return False
    newest = hello.witnesses[0]
    if newest.epoch >= head.epoch:
        upstream.show(connection, newest)
    return (newest.epoch, newest.position) > (head.epoch, head.position)


def _relay(connection: Connection, place: Upstream, behind: bool) -> Relay:
    return Relay(place.url, place.reached_at, tray.waiting(connection), behind)
