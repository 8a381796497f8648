"""What the keys of points, offers and returns mean on the counter, without a window."""

import pytest

from tests.builders import Shop, a_shop
from tests.ui.shop import MARIA_CARD, People, fill
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.viewmodels.screens import Panel, Screen


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def people(shop: Shop) -> People:
    return fill(shop)


@pytest.fixture
def counter(shop: Shop, people: People) -> CounterModel:
    counter = CounterModel(DeskDoor(shop.desk, StraightLane()), ConnectionState())
    counter.start()
    return counter


def said(counter: CounterModel) -> str:
    return counter.notices.toast.words if counter.notices.toast else ""


def test_alt_p_opens_the_points_and_again_or_escape_goes_back(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.points()
    assert counter.screen is Screen.POINTS
    assert counter.lots.balance is not None
    assert counter.lots.balance.standing.member == people.maria
    counter.points()
    assert counter.screen is Screen.MEMBER
    counter.points()
    counter.visits()
    assert counter.screen is Screen.HISTORY
    counter.points()
    counter.escape()
    assert counter.screen is Screen.MEMBER


def test_points_of_nobody_are_refused_in_words(counter: CounterModel) -> None:
    counter.points()
    assert said(counter) == "Points belong to a member. Scan a card, or search."
    assert counter.screen is Screen.IDLE


def test_another_members_card_begins_without_the_page_of_points(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.points()
    counter.open_member(people.jamal)
    assert counter.screen is Screen.MEMBER


def test_up_and_down_mark_a_visit_and_enter_opens_its_return(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    assert counter.step(1)
    assert counter.step(1)
    assert counter.mark.at == 1
    counter.step(-5)
    assert counter.mark.at == 0
    counter.enter()
    assert counter.panel is Panel.RETURN
    assert [line.sold.name for line in counter.panels.goods_back.lines] == ["Hilltop Farms"]
    counter.escape()
    assert (counter.panel, counter.screen, counter.mark.at) == (Panel.NONE, Screen.HISTORY, 0)
    counter.escape()
    assert counter.screen is Screen.MEMBER
    counter.visits()
    assert (counter.screen, counter.mark.at) == (Screen.HISTORY, None)


def test_f7_leaves_a_panel_that_nothing_was_typed_into(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.step(1)
    counter.enter()
    counter.visits()
    assert (counter.panel, counter.screen) == (Panel.NONE, Screen.HISTORY)
    counter.visits()
    counter.record()
    counter.visits()
    assert (counter.panel, counter.screen) == (Panel.NONE, Screen.HISTORY)


def test_enter_without_a_mark_opens_nothing(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.enter()
    assert counter.panel is Panel.NONE
    assert not counter.search.text


def test_a_return_is_saved_and_the_card_shows_it(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.step(1)
    counter.enter()
    counter.panels.all_back()
    counter.panels.goods_back.enter()
    assert said(counter).startswith("Returned. Refund $62.00 · 78 points taken back")
    assert (counter.panel, counter.screen) == (Panel.NONE, Screen.HISTORY)
    assert counter.card is not None
    assert counter.card.standing.history[-1].returned_by


@pytest.mark.parametrize("key", ["record", "new_member", "visits", "points", "home"])
def test_no_other_key_loses_a_half_typed_return(counter: CounterModel, people: People, key: str) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.step(1)
    counter.enter()
    counter.panels.goods_back.step(0, 1)
    getattr(counter, key)()
    counter.use(1)
    counter.scanned(MARIA_CARD)
    assert counter.panel is Panel.RETURN
    assert counter.panels.goods_back.note == "Save this return first, or Esc to drop it."
    counter.escape()
    assert counter.panel is Panel.NONE


def test_what_cannot_come_back_is_refused_in_words(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.record()
    counter.visit.set_amount("5.00")
    counter.record()
    counter.undo()
    counter.visits()
    counter.step(1)
    counter.enter()
    assert said(counter) == "This visit is voided: nothing of it can come back."
    assert counter.panel is Panel.NONE


def test_a_guests_visit_of_today_says_why_nothing_of_it_comes_back(counter: CounterModel) -> None:
    assert counter.day.figures is not None
    guest = next(row for row in counter.day.figures.rows if row.member is None)
    counter.panels.take_back(guest.visit_id)
    assert said(counter).startswith("This was a guest's visit")


def test_all_of_it_without_a_return_open_says_what_to_do(counter: CounterModel) -> None:
    counter.panels.all_back()
    assert said(counter).startswith("Mark a visit in the history (F7) first")


def test_choosing_an_offer_opens_the_visit_with_it_chosen(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.use(2)
    assert counter.panel is Panel.VISIT
    assert [choice.reward for choice in counter.visit.uses.chosen] == ["ten-percent"]
    counter.use(2)
    assert counter.visit.uses.chosen == ()


def test_offers_of_nobody_are_refused_in_words(counter: CounterModel) -> None:
    counter.use(1)
    counter.use_best()
    assert said(counter) == "Open a member first: scan a card, or search."
    assert counter.panel is Panel.NONE


def test_the_best_key_begins_a_visit_and_then_chooses(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.use_best()
    assert (counter.panel, counter.visit.note) == (Panel.VISIT, "Type the amount first, like 62.50.")
    counter.visit.set_amount("62.50")
    counter.use_best()
    assert [choice.reward for choice in counter.visit.uses.chosen] == ["ten-percent"]


def test_undo_gives_back_what_was_used(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.use(2)
    counter.visit.set_amount("62.50")
    counter.record()
    assert said(counter) == "Saved. Visit 10 for Maria G."
    assert counter.card is not None
    assert not any(offer.usable and offer.title.startswith("10 %") for offer in counter.card.offers)
    counter.undo()
    assert said(counter) == "Undone. Maria G. has 9 visits again · 10 % off the next purchase can be used again"
    assert any(offer.usable and offer.title.startswith("10 %") for offer in counter.card.offers)
