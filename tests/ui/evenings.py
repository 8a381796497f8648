"""A day with something of everything that an evening shows, in the shop of the pictures."""

from posdesk.domain.facts import Line, VisitRecorded, VisitVoided
from posdesk.domain.given_facts import PointsAdjusted
from tests.builders import Shop
from tests.ui.shop import People

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
