"""A shop whose settings are looked at: rules of a state, and three members who have not come for years."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter.ports import Desk
from posdesk.domain.facts import MemberErased
from posdesk.domain.state_pack import Keeping, RuleText, Sale, StatePack
from posdesk.office import programs
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.fakes.state_packs import FakeStatePacks
from tests.ui.beside import Plugs
from tests.ui.evenings import replaced
from tests.ui.keys import Key, press
from tests.ui.office import an_office
from tests.ui.raising import raised
from ui.main_window import MainWindow
from ui.viewmodels.door import DeskDoor, LedgerLane, StraightLane
from ui.viewmodels.store_page import StorePage
from ui.views.store_view import StoreView

MONTHS = 24
COUNSEL = "to be checked by the store's counsel"


def _rule(text: str, source: str) -> RuleText:
    return RuleText(text, source, COUNSEL)


def packs() -> list[StatePack]:
    """Rules of four states, the same whatever the packs that come along say."""
    colorado = StatePack(
        state="CO",
        name="Colorado",
        dated=date(2026, 11, 1),
        adult=Sale(21, False, _rule("Retail marijuana is sold to people who are 21 or older.", "article XVIII, § 16")),
        medical=Sale(
            18,
            True,
            _rule(
                "Medical marijuana is sold to patients who are 18 or older and show a registry card that is valid; "
                "younger patients buy through a parent.",
                "article XVIII, § 14",
            ),
        ),
        expired=_rule("The ID has to be valid on the day of the sale.", "rules on acceptable identification"),
        scan=Keeping(True, _rule("The age is read off an ID that the government issued.", "article XVIII, § 16 (5)")),
        retain=Keeping(
            True,
            _rule(
                "Name and birthday are taken over for enrolment only when the member asks to join and agrees.",
                "article XVIII, § 16 (5)",
            ),
        ),
        id_hash=Keeping(False, _rule("No hash of the number is kept.", "no rule known that allows it")),
    )
    others = (("CA", "California"), ("IL", "Illinois"), ("MI", "Michigan"))
    made = [colorado, *(replace(colorado, state=state, name=name) for state, name in others)]
    return sorted(made, key=lambda pack: pack.state)


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
    chosen, plugs = FakeStatePacks(state, packs()), Plugs()
    if months is not None:
        programs.keep_for(replace(shop.desk, staffing=None), months)
    desk = replace(at or shop.desk, state_packs=chosen)
    office = an_office(shop)

    def office_of(desk: Desk) -> Office:
        return replaced(office, desk)

    door = DeskDoor(desk, lane or StraightLane())
    return Store(shop, chosen, plugs, StorePage(door, office_of, plugs.plugged(StraightLane())))


@contextmanager
def a_window_of(
    qtbot: QtBot, shop: Shop, packs: FakeStatePacks, plugs: Plugs, settings: QSettings
) -> Iterator[MainWindow]:
    """A window in which all of the page can be done."""
    office = an_office(shop)

    def office_of(desk: Desk) -> object:
        return replaced(office, desk)

    lane, desk = StraightLane(), replace(shop.desk, state_packs=packs)
    window = MainWindow(desk, lane, settings, office=office_of, plugged=plugs.plugged(lane))  # type: ignore[arg-type]
    raised(qtbot, window)
    yield window
    app = QApplication.instance()
    assert app is not None
    app.removeEventFilter(window)
    if window.beside is not None:
        app.removeEventFilter(window.beside)
        window.beside.line.close()


def opened(window: MainWindow) -> StoreView:
    """The page, by its name among the commands."""
    press(Key.Key_F10, "store settings", Key.Key_Return)
    evenings = window.made_evenings()
    assert evenings is not None
    view = evenings.store.shown
    assert view is not None
    assert view.isVisible()
    return view


def state_of(packs: FakeStatePacks) -> str | None:
    chosen = packs.chosen()
    return None if chosen is None else chosen.state


def months_of(shop: Shop) -> int | None:
    return shop.desk.programs.timeline().at(shop.clock.now()).forget_after_months


def erased(shop: Shop) -> list[str | None]:
    return [fact.subject for fact in shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]
