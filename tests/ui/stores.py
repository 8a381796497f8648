"""A shop whose settings are looked at: rules of a state, and three members who have not come for years."""

from dataclasses import dataclass, replace

from posdesk.counter.ports import Desk
from posdesk.domain.facts import MemberErased
from posdesk.office import programs
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.fakes.state_packs import FakeStatePacks
from tests.ui.beside import Plugs
from tests.ui.evenings import replaced
from tests.ui.office import an_office
from ui.viewmodels.door import DeskDoor, LedgerLane, StraightLane
from ui.viewmodels.store_page import StorePage

MONTHS = 24
AWAY = ("Quillfeather", "Ortiz", "Webb")


def gone_for_years(shop: Shop) -> list[str]:
    """Their ids."""
    return [
        shop.member(
            "Zebulonica",
            name,
            phone=f"+1303555410{at}",
            email="z@example.org" if at else None,
            birthday="1990-05-30",
            joined_days_ago=900,
        )
        for at, name in enumerate(AWAY)
    ]


@dataclass
class Store:
    """A shop, what lies beside it, and the page of its settings."""

    shop: Shop
    packs: FakeStatePacks
    plugs: Plugs
    page: StorePage

    @property
    def erased(self) -> list[str | None]:
        """Who was forgotten."""
        return [fact.subject for fact in self.shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]

    @property
    def months(self) -> int | None:
        """After which members may be forgotten, as the program in force says."""
        return self.shop.desk.programs.timeline().at(self.shop.clock.now()).forget_after_months

    def opened(self) -> StorePage:
        """The page, come to the front."""
        self.page.open(self.plugs.settings)
        return self.page


def a_store(
    shop: Shop,
    state: str | None = "CO",
    months: int | None = MONTHS,
    *,
    lane: LedgerLane | FakeLane | None = None,
    at: Desk | None = None,
) -> Store:
    """Of a shop. at: the desk of whoever is signed in."""
    packs, plugs = FakeStatePacks(state), Plugs()
    if months is not None:
        programs.keep_for(replace(shop.desk, staffing=None), months)
    desk = replace(at or shop.desk, state_packs=packs)
    office = an_office(shop)

    def office_of(desk: Desk) -> Office:
        return replaced(office, desk)

    door = DeskDoor(desk, lane or StraightLane())
    return Store(shop, packs, plugs, StorePage(door, office_of, plugs.plugged(StraightLane())))
