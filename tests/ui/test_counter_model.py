"""What each key means on the counter, without a window."""

import pytest

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
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


def shown(counter: CounterModel) -> str | None:
    return counter.card.member.short_name if counter.card else None


def test_it_begins_with_today(counter: CounterModel, shop: Shop) -> None:
    assert counter.screen is Screen.IDLE
    assert counter.day.figures is not None
    assert counter.day.figures.visits == 4
    assert counter.connection.now.waiting == len(shop.ledger.facts)
    assert counter.staff == "Dana R."


def test_a_scan_opens_the_card_from_anywhere(counter: CounterModel) -> None:
    counter.search.set_text("jam")
    counter.scanned(MARIA_CARD)
    assert (counter.screen, shown(counter), counter.search.text) == (Screen.MEMBER, "Maria G.", "")


def test_a_scan_of_a_whole_phone_opens_the_card_too(counter: CounterModel) -> None:
    counter.scanned("3035554417")
    assert shown(counter) == "Maria G."


def test_a_scan_that_nobody_has_says_so_and_f3_takes_it(counter: CounterModel) -> None:
    counter.scanned("WELCOME-CARD-77")
    assert counter.screen is Screen.NOT_FOUND
    assert counter.nobody == ("this card", "F3 makes a new member with this card.")
    counter.new_member()
    assert counter.panels.enrolment.values["card_code"] == "WELCOME-CARD-77"


@pytest.mark.parametrize("text", ["@\n\x1e\rANSI 636020090002DL00410278ZC03190024DLDAQ1", "ANSI 636020\x1dDCSGARCIA"])
def test_what_is_on_an_id_is_never_shown_or_looked_up(counter: CounterModel, text: str) -> None:
    counter.scanned(text)
    assert (counter.screen, counter.search.text) == (Screen.PROBLEM, "")
    assert "The ID check is off here" in (counter.problem or "")
    counter.record()
    counter.scanned(text)
    assert (counter.panel, counter.visit.note) == (Panel.VISIT, counter.problem)


def test_what_hid_by_itself_shows_again_for_whoever_types(counter: CounterModel) -> None:
    counter.privacy._set(True)
    counter.search.set_text("mar")
    assert not counter.hidden


def test_a_phone_that_nobody_has_goes_into_the_form(counter: CounterModel) -> None:
    counter.search.set_text("(720) 866 0187")
    assert counter.screen is Screen.NOT_FOUND
    assert counter.nobody == ("720-866-0187", "F3 makes a new member with this number.")
    counter.new_member()
    assert (counter.panel, counter.panels.enrolment.values["phone"]) == (Panel.NEW_MEMBER, "720-866-0187")


def test_a_name_goes_into_the_form_with_capitals(counter: CounterModel) -> None:
    counter.search.set_text("zebulon quist")
    counter.new_member()
    assert counter.panels.enrolment.values["name"] == "Zebulon Quist"


def test_a_new_member_is_shown_at_once(counter: CounterModel) -> None:
    counter.new_member()
    counter.panels.enrolment.set_field("name", "Zebulon Quist")
    counter.new_member()
    assert (counter.screen, counter.panel, shown(counter)) == (Screen.MEMBER, Panel.NONE, "Zebulon Q.")
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "Saved. Zebulon Q. is a member now."
    assert counter.day.figures is not None
    assert counter.day.figures.new_members == 1


def test_escape_goes_back_one_step_at_a_time(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.record()
    counter.visit.set_amount("5")
    steps = []
    for _ in range(4):
        counter.escape()
        steps.append((counter.screen, counter.panel))
    assert steps == [
        (Screen.HISTORY, Panel.NONE),
        (Screen.MEMBER, Panel.NONE),
        (Screen.IDLE, Panel.NONE),
        (Screen.IDLE, Panel.NONE),
    ]


def test_escape_clears_the_search_and_shows_the_card_again(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.search.set_text("jam")
    assert counter.screen is Screen.MATCHES
    counter.escape()
    assert (counter.screen, shown(counter)) == (Screen.MEMBER, "Maria G.")
    counter.escape()
    assert counter.screen is Screen.IDLE


def test_f7_shows_the_members_visits_or_todays(counter: CounterModel, people: People) -> None:
    counter.visits()
    assert counter.screen is Screen.TODAY
    counter.open_member(people.maria)
    counter.visits()
    assert counter.screen is Screen.HISTORY
    counter.visits()
    assert counter.screen is Screen.MEMBER


def test_another_members_card_begins_with_the_card(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.visits()
    counter.open_member(people.jamal)
    assert counter.screen is Screen.MEMBER


def test_f2_on_a_card_records_for_the_member_and_again_saves(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.record()
    counter.visit.set_amount("62.50")
    counter.record()
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "Saved. Visit 10 for Maria G."
    assert counter.notices.toast.undo
    assert counter.card is not None
    assert counter.card.standing.visits == 10
    assert counter.day.figures is not None
    assert counter.day.figures.visits == 5


def test_f2_with_nobody_shown_is_a_guest_visit(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.search.set_text("jam")
    counter.record()
    assert counter.visit.card is None
    counter.visit.set_amount("20.00")
    counter.visit.enter()
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "Saved. Guest visit, $20.00"


def test_f4_takes_the_last_visit_back_once(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.record()
    counter.visit.set_amount("62.50")
    counter.visit.enter()
    counter.undo()
    assert counter.card is not None
    assert counter.card.standing.visits == 9
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "Undone. Maria G. has 9 visits again"
    counter.undo()
    assert not counter.notices.toast.undo
    assert "undone already" in counter.notices.toast.words


def test_a_guests_half_typed_visit_becomes_the_members_who_scans(counter: CounterModel) -> None:
    counter.record()
    counter.visit.set_amount("30.00")
    counter.scanned(MARIA_CARD)
    assert counter.panel is Panel.VISIT
    assert counter.visit.card is not None
    assert counter.visit.card.member.short_name == "Maria G."
    counter.visit.enter()
    assert counter.card is not None
    assert counter.card.standing.visits == 10


def test_a_half_typed_visit_is_not_lost_when_another_member_scans(counter: CounterModel, people: People) -> None:
    counter.open_member(people.jamal)
    counter.record()
    counter.visit.say_yes()
    counter.visit.set_amount("30.00")
    counter.scanned(MARIA_CARD)
    assert counter.visit.note is not None
    assert "Maria G. was scanned" in counter.visit.note
    counter.visit.enter()
    assert counter.notices.toast is not None
    assert "Jamal K." in counter.notices.toast.words
    assert (counter.screen, shown(counter)) == (Screen.MEMBER, "Maria G.")


def test_dropping_the_half_typed_visit_opens_who_was_scanned(counter: CounterModel, people: People) -> None:
    counter.open_member(people.jamal)
    counter.record()
    counter.visit.say_yes()
    counter.visit.set_amount("30.00")
    counter.scanned(MARIA_CARD)
    counter.escape()
    assert (counter.screen, counter.panel, shown(counter)) == (Screen.MEMBER, Panel.NONE, "Maria G.")


@pytest.mark.parametrize("key", ["new_member", "home", "visits"])
def test_no_other_key_loses_a_half_typed_visit(counter: CounterModel, people: People, key: str) -> None:
    counter.open_member(people.maria)
    counter.record()
    counter.visit.set_amount("30.00")
    getattr(counter, key)()
    assert (counter.panel, counter.visit.amount) == (Panel.VISIT, "30.00")
    assert counter.visit.note == "Save this visit first, or Esc to drop it."


def test_no_other_key_loses_a_half_typed_member(counter: CounterModel) -> None:
    counter.new_member()
    counter.panels.enrolment.set_field("name", "Zeb")
    counter.record()
    assert (counter.panel, counter.panels.enrolment.values["name"]) == (Panel.NEW_MEMBER, "Zeb")


def test_a_card_scanned_into_the_form_is_taken_or_named(counter: CounterModel) -> None:
    counter.new_member()
    counter.scanned("NEW-CARD-31")
    assert counter.panels.enrolment.values["card_code"] == "NEW-CARD-31"
    counter.scanned(MARIA_CARD)
    assert counter.panels.enrolment.error == "This card belongs to Maria G. Esc leaves this form."
    assert counter.panels.enrolment.values["card_code"] == "NEW-CARD-31"


def test_a_second_visit_within_ten_minutes_is_asked_about_even_when_the_card_was_opened_before(
    counter: CounterModel, shop: Shop, people: People
) -> None:
    counter.open_member(people.maria)
    shop.visit(people.maria, 2_000)
    counter.record()
    assert counter.visit.asking is not None


def test_trouble_stands_on_the_banner_until_dismissed(counter: CounterModel, shop: Shop, people: People) -> None:
    counter.open_member(people.maria)
    counter.record()
    counter.visit.set_amount("62.50")
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    counter.visit.enter()
    assert counter.notices.trouble == "The disk is full. Make room."
    assert (counter.panel, counter.visit.amount) == (Panel.VISIT, "62.50")
    counter.visit.enter()
    assert counter.notices.trouble is None


def test_what_the_desk_refuses_is_shown_as_a_problem(counter: CounterModel) -> None:
    counter.open_member("00000000-0000-7000-8000-000000000000")
    assert counter.screen is Screen.PROBLEM
    assert counter.problem == "No member with this id. Search again."
    counter.escape()
    assert counter.screen is Screen.IDLE


def test_hidden_by_hand_stays_hidden_for_the_next_member(counter: CounterModel, people: People) -> None:
    counter.privacy.toggle()
    counter.open_member(people.maria)
    assert counter.hidden
    counter.record()
    counter.visit.set_amount("62.50")
    counter.visit.enter()
    assert counter.notices.toast is not None
    assert counter.notices.toast.words == "Saved. Visit 10 for M. G."


def test_home_forgets_the_card(counter: CounterModel, people: People) -> None:
    counter.open_member(people.maria)
    counter.home()
    assert (counter.screen, counter.card) == (Screen.IDLE, None)


def test_overlays_come_and_go_with_the_same_key(counter: CounterModel) -> None:
    counter.lay(Panel.KEYS)
    counter.lay(Panel.COMMANDS)
    assert counter.panel is Panel.COMMANDS
    counter.lay(Panel.COMMANDS)
    assert counter.panel is Panel.NONE
