"""The search box, without a window."""

import pytest

from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.search import SearchModel


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def lane() -> FakeLane:
    return FakeLane()


@pytest.fixture
def search(shop: Shop, lane: FakeLane) -> SearchModel:
    shop.member("Maria", "Garcia", phone="+13035554417")
    shop.member("Mark", "Lindqvist", phone="+13035550921")
    return SearchModel(DeskDoor(shop.desk, lane))


def names(search: SearchModel) -> list[str]:
    return [hit.first_name for hit in search.hits]


def test_typing_shows_who_matches(search: SearchModel, lane: FakeLane) -> None:
    search.set_text("mar")
    assert search.hits == ()
    lane.run()
    assert names(search) == ["Mark", "Maria"]


def test_of_quick_keystrokes_only_the_last_is_looked_up(search: SearchModel, lane: FakeLane) -> None:
    for text in ("m", "ma", "mari"):
        search.set_text(text)
    assert lane.waiting() == 1
    lane.run()
    assert names(search) == ["Maria"]


def test_an_answer_to_older_text_is_never_shown(shop: Shop) -> None:
    answers = []

    class SlowLane(FakeLane):
        def submit(self, work, done, failed=None, *, supersede=None):  # type: ignore[no-untyped-def]
            answers.append((work, done))

    search = SearchModel(DeskDoor(shop.desk, SlowLane()))
    shop.member("Maria", "Garcia")
    search.set_text("maria")
    search.set_text("xyz")
    work, done = answers[0]
    done(work())
    assert search.hits == ()


def test_enter_pressed_before_the_answer_opens_the_match_when_it_comes(search: SearchModel, lane: FakeLane) -> None:
    opened: list[str] = []
    search.chosen.connect(opened.append)
    search.set_text("4417")
    search.enter()
    assert opened == []
    lane.run()
    assert opened == [search.hits[0].member]


def test_enter_opens_the_marked_match(search: SearchModel, lane: FakeLane) -> None:
    opened: list[str] = []
    search.chosen.connect(opened.append)
    search.set_text("mar")
    lane.run()
    search.move(1)
    search.enter()
    assert opened == [search.hits[1].member]


def test_the_mark_stops_at_both_ends(search: SearchModel, lane: FakeLane) -> None:
    search.set_text("mar")
    lane.run()
    search.move(-1)
    assert search.marked == 0
    search.move(9)
    assert search.marked == 1


def test_tier_and_visits_follow_after_the_matches_one_by_one(search: SearchModel, lane: FakeLane) -> None:
    search.set_text("mar")
    lane.run(1)
    first, second = (hit.member for hit in search.hits)
    assert search.detail(first) is None
    lane.run(1)
    assert search.detail(first) is not None
    assert search.detail(second) is None
    lane.run()
    card = search.detail(second)
    assert card is not None
    assert card.standing.tier.name == "Bronze"


def test_details_give_way_to_the_next_keystroke(search: SearchModel, lane: FakeLane) -> None:
    search.set_text("mar")
    lane.run(1)
    search.set_text("mark")
    lane.run()
    assert names(search) == ["Mark"]
    assert search.detail(search.hits[0].member) is not None


def test_an_empty_box_has_no_matches_at_once(search: SearchModel, lane: FakeLane) -> None:
    search.set_text("mar")
    lane.run()
    search.clear()
    assert search.hits == ()
    lane.run()
    assert search.hits == ()


def test_enter_in_an_empty_box_opens_nobody(search: SearchModel, lane: FakeLane) -> None:
    opened: list[str] = []
    search.chosen.connect(opened.append)
    search.enter()
    lane.run()
    assert opened == []
