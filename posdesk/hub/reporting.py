"""Decides how the hub's owner gets the reports of its stores: the same that a register makes, over the hub's own facts.

Nothing is recorded. Refuses to know how a report is asked for and shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection

from db.hub import history, kept_days
from db.hub.days import HubDays
from db.hub.desk import HubDirectory, HubLedger
from db.hub.published import HubPrograms
from db.new_ids import RandomIds
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub.service import HubService
from posdesk.sync.trouble import HubBusy

REGISTER = "hub"
WHICH_STORE = "This hub holds several stores: {stores}. Say --store ID, or --all-stores."
NO_STORE = "This hub holds no store yet. It comes with the first register that is synced."


@contextmanager
def reporting(service: HubService, store: str | None) -> Iterator[tuple[Desk, HubDays]]:
    """A desk at which nothing can be recorded, in a store (the first without one), and the business days, of one
    moment. What days came to is kept before and after; where that cannot be written, it is reckoned all the same.
    Raises Refused(BAD_STORE)."""
    with suppress(HubBusy):
        keep_days(service)
    with service.database.reading() as connection:
        seen = history.head(connection).position
        ledger = HubLedger(connection, service.shelf.look(connection), service.clock)
        programs = HubPrograms(connection, ledger.kept)
        days = HubDays(connection, ledger, programs)
        known = days.stores()
        if not known:
            raise Refused(Refusal(RefusalCode.BAD_STORE, NO_STORE))
        here = store or known[0]
        programs.calendar(here)  # an unknown store is refused before anything else
        desk = Desk(
            ledger=ledger,
            directory=HubDirectory(connection),
            programs=programs,
            clock=service.clock,
            ids=RandomIds(),
            holds=HoldsInMemory(),
            station=Station(here, REGISTER, None),
        )
        yield desk, days
    with suppress(HubBusy):
        service.write(lambda connection: kept_days.keep_sums(connection, days.fresh, seen))


def keep_days(service: HubService) -> None:
    """Keep what business days did to members, in many short transactions: registers are answered in between. Raises
    HubBusy."""
    while service.write(lambda connection: _keep_some(service, connection)):
        pass


def _keep_some(service: HubService, connection: Connection) -> bool:
    ledger = HubLedger(connection, service.shelf.look(connection), service.clock)
    programs = HubPrograms(connection, ledger.kept)
    try:
        timeline = programs.timeline()
    except Refused:  # no store yet, or no program: there is nothing to keep
        return False
    return kept_days.catch_up(connection, timeline, HubDays(connection, ledger, programs).calendar)


def one_store(days: HubDays) -> str:
    """The only store there is. Raises Refused(BAD_STORE) when there are several."""
    known = days.stores()
    if len(known) != 1:
        raise Refused(Refusal(RefusalCode.BAD_STORE, WHICH_STORE.format(stores=", ".join(known[:10]))))
    return known[0]
