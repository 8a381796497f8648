"""A day with something of everything that an evening shows, in the shop of the pictures; and how it is opened."""

from dataclasses import replace

from posdesk.domain.facts import Fact, Line, VisitRecorded, VisitVoided
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.store_facts import DayClosed
from posdesk.office.ports import Office
from posdesk.reports.tables import title_of
from posdesk.reports.values import Report
from tests.builders import Shop
from tests.ui.keys import Key, press
from tests.ui.shop import People
from ui.main_window import MainWindow
from ui.views.evening_pages import EveningPages

A_MINUTE = 60_000


def an_odd_day(shop: Shop, people: People) -> None:
    """Jamal's $45 twice, $1,240 at once, a void without a reason, points by hand."""
    now = shop.clock.now()
    for minutes, member, cents in ((30, people.jamal, 45_00), (27, people.jamal, 45_00), (20, people.maria, 1240_00)):
        lines = (Line(cents, "Hilltop Farms", "Flower"),)
        shop.happened(VisitRecorded(lines), member, now - minutes * A_MINUTE)
    wrong = shop.happened(VisitRecorded((Line(18_00, "Kivara"),)), people.mariana, now - 15 * A_MINUTE)
    shop.happened(VisitVoided(wrong.id, "no reason given"), people.mariana, now - 14 * A_MINUTE)
    shop.happened(PointsAdjusted(5_00, "sorry for the wait"), people.maria, now - 10 * A_MINUTE)


def told(report: Report, copy: bool) -> bytes:
    """What stands in for a PDF."""
    return f"{title_of(report)}{', COPY' if copy else ''}".encode()


def replaced(office: Office, desk: object) -> Office:
    """The office at the desk of whoever is signed in, as the composition root makes it."""
    return replace(office, desk=desk)  # type: ignore[arg-type]


def evening(window: MainWindow) -> EveningPages:
    press(Key.Key_F12)
    assert window.evenings is not None
    assert window.evenings.shown is not None
    return window.evenings.shown


def closes(shop: Shop) -> list[Fact]:
    return [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, DayClosed)]


def checked(pages: EveningPages) -> list[str]:
    return [line.words.text() for line in pages.day_view.lines if not line.isHidden()]
