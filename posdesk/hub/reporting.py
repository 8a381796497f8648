"""Decides how the hub's owner gets the reports of its stores: the same that a register makes, over the hub's own facts.

Nothing is recorded. Refuses to know how a report is asked for and shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from db.hub.days import HubDays
from db.hub.desk import HubDirectory, HubLedger
from db.hub.published import HubPrograms
from db.new_ids import RandomIds
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub.service import HubService

REGISTER = "hub"
WHICH_STORE = "This hub holds several stores: {stores}. Say --store ID, or --all-stores."
NO_STORE = "This hub holds no store yet. It comes with the first register that is synced."


@contextmanager
def reporting(service: HubService, store: str | None) -> Iterator[tuple[Desk, HubDays]]:
    """A desk at which nothing can be recorded, in a store (the first without one), and the business days, of one
    moment. Raises Refused(BAD_STORE)."""
    with service.database.reading() as connection:
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


def one_store(days: HubDays) -> str:
    """The only store there is. Raises Refused(BAD_STORE) when there are several."""
    known = days.stores()
    if len(known) != 1:
        raise Refused(Refusal(RefusalCode.BAD_STORE, WHICH_STORE.format(stores=", ".join(known[:10]))))
    return known[0]
