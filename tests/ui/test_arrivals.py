"""Facts that came from elsewhere show up on the counter, once for all of a moment, and disturb nothing."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from posdesk.domain.facts import MemberErased
from posdesk.domain.people_facts import MemberMerged
from tests.builders import Shop
from tests.fakes.lane import FakeLane
from tests.ui.shop import MARIA_CARD, People
from ui.viewmodels.arrivals import Arrivals
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.exchanges import Came
from ui.viewmodels.screens import Panel, Screen

pytestmark = pytest.mark.usefixtures("qapp")


class Desk(QObject):
    """The counter over a lane that waits, and what arrives at it."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.lane = FakeLane()
        door = DeskDoor(shop.desk, self.lane)
        self.counter = CounterModel(door, ConnectionState(), self)
        self.arrivals = Arrivals(self.counter, door, self)
        self.counter.start()
        self.counter.scanned(MARIA_CARD)
        self.lane.run()

    def come(self, qtbot: QtBot, *came: Came) -> int:
        """These came; how many questions that leads to."""
        self.arrivals.take(came)
        qtbot.waitUntil(lambda: self.lane.waiting() > 0)
        asked = self.lane.waiting()
        self.lane.run()
        return asked

    @property
    def visits(self) -> int:
        """As the card shows them."""
        assert self.counter.card is not None
        return self.counter.card.standing.visits


@pytest.fixture
def desk(shop: Shop, people: People) -> Desk:
    return Desk(shop)


def test_a_visit_elsewhere_shows_on_the_card_that_is_open(desk: Desk, shop: Shop, people: People, qtbot: QtBot) -> None:
    shop.visit(people.maria, 5_000)
    assert desk.come(qtbot, Came(people.maria, "visit.recorded")) == 2
    assert desk.visits == 10


def test_a_visit_of_somebody_else_asks_for_the_day_only(desk: Desk, people: People, qtbot: QtBot) -> None:
    assert desk.come(qtbot, Came(people.jamal, "visit.recorded")) == 1


def test_thousands_that_come_at_once_are_one_refresh(desk: Desk, people: People, qtbot: QtBot) -> None:
    for _ in range(50):
        desk.arrivals.take([Came(people.maria, "visit.recorded")] * 100)
    assert desk.come(qtbot) == 2


def test_what_names_no_member_may_be_about_the_one_shown(desk: Desk, qtbot: QtBot) -> None:
    assert desk.come(qtbot, Came(None, "visit.voided")) == 2


def test_a_new_campaign_is_told_on_and_the_card_asked_anew(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.arrivals.published):
        assert desk.come(qtbot, Came(None, "campaign.published")) == 2
    with qtbot.assertNotEmitted(desk.arrivals.published):
        desk.come(qtbot, Came(None, "visit.voided"))


def test_another_card_that_is_being_opened_is_not_lost(desk: Desk, people: People, qtbot: QtBot) -> None:
    desk.counter.open_member(people.jamal)
    desk.arrivals.take([Came(people.maria, "visit.recorded")])
    qtbot.waitUntil(lambda: desk.lane.waiting() == 3)
    desk.lane.run()
    assert desk.counter.card is not None
    assert desk.counter.card.member.id == people.jamal


def test_the_marked_visit_stays_marked_when_a_newer_one_comes(
    desk: Desk, shop: Shop, people: People, qtbot: QtBot
) -> None:
    counter = desk.counter
    counter.visits()
    counter.step(1)
    counter.step(1)
    assert counter.card is not None
    marked = counter.mark.visit(counter.card)
    shop.visit(people.maria, 5_000)
    desk.come(qtbot, Came(people.maria, "visit.recorded"))
    assert counter.screen is Screen.HISTORY
    now = counter.mark.visit(counter.card)
    assert marked is not None
    assert now is not None
    assert now.fact_id == marked.fact_id


def test_a_member_who_turns_out_to_be_one_with_an_older_one_is_shown_as_both_and_follows_both(
    desk: Desk, shop: Shop, people: People, qtbot: QtBot
) -> None:
    older = shop.member("Mary", "Gomez", joined_days_ago=2000)
    shop.happened(MemberMerged(older, "the same"), people.maria)
    assert desk.come(qtbot, Came(people.maria, "member.merged")) == 2
    assert desk.counter.card is not None
    assert desk.counter.card.member.joined == (older, people.maria)
    before = desk.visits
    shop.visit(people.maria, 5_000)
    assert desk.come(qtbot, Came(people.maria, "visit.recorded")) == 2
    assert desk.visits == before + 1


def test_a_list_of_matches_stays_as_it_is_and_a_search_that_found_nobody_is_asked_again(
    desk: Desk, shop: Shop, qtbot: QtBot
) -> None:
    counter = desk.counter
    counter.search.set_text("mar")
    desk.lane.run()
    counter.step(1)
    marked = counter.search.hits[1]
    shop.member("Maro", "Newly")
    desk.come(qtbot, Came("x", "member.enrolled"))
    assert counter.search.hits[counter.search.marked] == marked
    counter.search.set_text("zebulon")
    desk.lane.run()
    assert counter.screen is Screen.NOT_FOUND
    shop.member("Zebulon", "Quist")
    desk.come(qtbot, Came("y", "member.enrolled"))
    assert counter.screen is Screen.MATCHES


def test_a_member_who_was_erased_elsewhere_leaves_the_screen_with_all_that_was_typed_over_her(
    desk: Desk, shop: Shop, people: People, qtbot: QtBot
) -> None:
    counter = desk.counter
    counter.record()
    counter.visit.set_amount("62.50")
    desk.lane.run()
    shop.happened(MemberErased(), people.maria)
    desk.come(qtbot, Came(people.maria, "member.erased"))
    assert counter.card is None
    assert (counter.screen, counter.panel) == (Screen.IDLE, Panel.NONE)
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "No member with this id. Search again."


def test_an_erased_member_leaves_the_matches_too(desk: Desk, shop: Shop, people: People, qtbot: QtBot) -> None:
    counter = desk.counter
    counter.search.set_text("mar")
    desk.lane.run()
    before = len(counter.search.hits)
    shop.happened(MemberErased(), people.mariana)
    shop.directory.remove(people.mariana)
    desk.come(qtbot, Came(people.mariana, "member.erased"))
    assert len(counter.search.hits) == before - 1
