"""Two cards of one person: a whole story through the real window, a real encrypted store and its own lane."""

import pytest
from PySide6.QtCore import Qt

from posdesk.counter.card import open_card
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.visits import this_day
from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.staff_facts import ApprovalGiven, Permission
from tests.counter.conftest import Counter, waited
from tests.counter.test_evening_stories import BUDTENDERS, OWNERS, a_visit, add_cy, alt, first_owner, home

Key = Qt.Key


@pytest.mark.rule("I02", "I03")
def test_a_pair_is_found_looked_at_made_one_and_taken_back(counter: Counter) -> None:
    desk, keys = counter.desk, counter.keys
    form = EnrolmentForm("María Garcia-Lopez", "303 866 4417", card_code="MARIA-2", phone_use=PhoneUse.SHARED)
    second = waited(counter.qtbot, counter.lane, lambda: enrol(desk, form)).member_id
    a_visit(counter, "40")
    home(counter)
    counter.window.run_command("duplicates")
    counter.settle()
    evenings = counter.window.made_evenings()
    assert evenings is not None
    view = evenings.who.pairs
    assert view is not None
    assert view.note.text() == "1 pair among 2 members"
    assert {row.cells[0]: row.cells[1:] for row in view.figures.rows}["Visits"] == ("1", "0", "1")
    keys.press(Key.Key_Return)
    keys.type("two cards")
    alt(counter, Key.Key_G)
    assert "is one member now" in view.note.text()
    home(counter)
    keys.scan("MARIA-2")
    counter.qtbot.waitUntil(lambda: counter.window.model.card is not None)
    card = counter.window.model.card
    assert card is not None
    assert (card.standing.visits, len(card.member.joined)) == (1, 2)
    alt(counter, Key.Key_W)
    page = evenings.who.record
    assert page is not None
    assert len(page.cards.rows) == 2
    page.reason.line.setFocus()
    keys.type("mother and daughter")
    alt(counter, Key.Key_T)
    assert page.done.words.text().startswith("Taken back.")
    assert waited(counter.qtbot, counter.lane, lambda: open_card(desk, second)).standing.visits == 0
    home(counter)
    counter.window.run_command("duplicates")
    counter.settle()
    assert view.note.text() == "2 members: no two look like one person."
    home(counter)


@pytest.mark.rule("I02")
def test_a_budtender_looks_for_pairs_with_a_managers_pin(counter: Counter) -> None:
    first_owner(counter)
    waited(counter.qtbot, counter.lane, lambda: add_cy(counter))
    locking, desk = counter.window.locking, counter.desk
    assert locking is not None
    locking.signing.refresh()
    counter.settle()
    locking.signing.lock()
    counter.settle()
    counter.keys.press(Key.Key_Down)
    counter.keys.type(BUDTENDERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.window.page.top.person.words == "Cy"
    counter.window.run_command("duplicates")
    counter.settle()
    counter.keys.type(OWNERS)
    counter.keys.press(Key.Key_Return)
    counter.settle()
    evenings = counter.window.made_evenings()
    assert evenings is not None
    assert evenings.who.pairs is not None
    assert evenings.who.pairs.note.text() == "1 member: no two look like one person."
    facts = waited(counter.qtbot, counter.lane, lambda: desk.ledger.facts_since(this_day(desk), {"approval.given"}))
    assert [fact.body.act for fact in facts if isinstance(fact.body, ApprovalGiven)] == [Permission.MERGE]
    home(counter)
