"""Whole stories at the counter: the real window, a real store on disk, by keyboard and scanner alone."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt

from posdesk.counter.ports import Desk
from posdesk.domain.facts import Fact, VisitRecorded, VisitVoided
from tests.counter.conftest import Counter
from ui.viewmodels.screens import Panel, Screen

Key = Qt.Key
T = TypeVar("T")


def asked(counter: Counter, work: Callable[[Desk], T]) -> T:
    """Look into the ledger, on its lane."""
    answers: list[T] = []
    counter.lane.submit(lambda: work(counter.desk), answers.append)
    counter.qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def visits_of_today(counter: Counter) -> list[Fact]:
    today = counter.window.model.day.figures
    assert today is not None
    return asked(counter, lambda desk: desk.ledger.facts_on(today.day))


def open_maria(counter: Counter) -> None:
    counter.keys.scan("MARIA-4417")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MEMBER)
    counter.settle()


def typed(counter: Counter, text: str, into: str) -> None:
    """Type, and wait until it has arrived: the last key is held back while it might begin a scan."""
    counter.keys.type(text)
    visit = counter.window.model.visit
    fields = {"amount": lambda: visit.amount, "search": counter.window.page.top.search.text}
    counter.qtbot.waitUntil(lambda: fields[into]() == text)
    counter.settle()


def record(counter: Counter, amount: str) -> None:
    counter.keys.press(Key.Key_F2)
    counter.settle()
    typed(counter, amount, "amount")
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()


def test_a_scan_a_visit_and_it_is_in_the_ledger(counter: Counter) -> None:
    open_maria(counter)
    record(counter, "62.50")
    assert counter.said == "Saved. Visit 1 for Maria G."
    recorded = [fact for fact in visits_of_today(counter) if isinstance(fact.body, VisitRecorded)]
    assert [line.cents for line in recorded[0].body.lines] == [6_250]  # type: ignore[union-attr]
    assert recorded[0].staff == "Dana"
    card = counter.window.model.card
    assert card is not None
    assert (card.standing.visits, card.standing.spend_cents) == (1, 6_250)


def test_typing_a_name_finds_the_member_and_enter_opens_her(counter: Counter) -> None:
    typed(counter, "garc", "search")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MATCHES)
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MEMBER)
    head = counter.window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.name.text() == "Maria G."


def test_a_typing_error_finds_her_too(counter: Counter) -> None:
    typed(counter, "gracia", "search")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MATCHES)
    assert counter.window.model.search.hits[0].first_name == "Maria"


def test_the_last_digits_of_the_phone_find_her(counter: Counter) -> None:
    typed(counter, "4417", "search")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MATCHES)
    assert counter.window.model.search.hits[0].phone_ends == "4417"


def test_undo_voids_the_visit_for_good(counter: Counter) -> None:
    open_maria(counter)
    record(counter, "20.00")
    counter.keys.press(Key.Key_F4)
    counter.qtbot.waitUntil(lambda: counter.said.startswith("Undone"))
    counter.settle()
    kinds = [type(fact.body) for fact in visits_of_today(counter)]
    assert kinds.count(VisitRecorded) == 1
    assert kinds.count(VisitVoided) == 1
    card = counter.window.model.card
    assert card is not None
    assert card.standing.visits == 0


def test_a_morning_with_a_guest_a_new_member_and_a_second_visit(counter: Counter) -> None:
    record(counter, "15.00")
    assert counter.said == "Saved. Guest visit, $15.00"
    counter.keys.press(Key.Key_F3)
    counter.keys.type("Noor Haddad")
    counter.qtbot.waitUntil(lambda: counter.window.model.panels.enrolment.values["name"] == "Noor Haddad")
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MEMBER)
    counter.settle()
    record(counter, "30.00")
    assert counter.said == "Saved. Visit 1 for Noor H."
    counter.clock.advance(3)
    counter.keys.press(Key.Key_F2)
    counter.settle()
    assert counter.window.model.visit.asking is not None
    counter.keys.press(Key.Key_Escape)
    counter.settle()
    today = counter.window.model.day.figures
    assert today is not None
    assert (today.visits, today.new_members) == (2, 2)  # Maria was enrolled this morning too
    assert [row.initials for row in today.rows] == ["N. H.", None]


def test_ten_days_of_visits_earn_the_reward_on_the_tenth(counter: Counter) -> None:
    for _ in range(9):
        open_maria(counter)
        record(counter, "40.00")
        counter.clock.advance(24 * 60)
    open_maria(counter)
    head = counter.window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.steps.accessibleName() == "9 of 10 visits to $10 off"
    record(counter, "40.00")
    assert counter.said == "Saved. Visit 10 for Maria G."
    offers = counter.window.page.right.page(Screen.MEMBER).offer_rows()  # type: ignore[attr-defined]
    assert offers[0].accessibleName().startswith("$10 off. Earned today")
    assert head.steps.accessibleName() == "10 of 10 visits to $10 off"


def test_a_scan_in_the_middle_of_a_search_is_a_scan(counter: Counter) -> None:
    typed(counter, "zzz", "search")
    open_maria(counter)
    assert counter.window.page.top.search.text() == ""


def test_a_scan_of_an_unknown_card_makes_a_member_with_that_card(counter: Counter) -> None:
    counter.keys.scan("WELCOME-77")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.NOT_FOUND)
    counter.keys.press(Key.Key_F3)
    counter.keys.type("Ada Byron")
    counter.qtbot.waitUntil(lambda: counter.window.model.panels.enrolment.values["name"] == "Ada Byron")
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MEMBER)
    counter.settle()
    counter.keys.press(Key.Key_Escape)
    counter.keys.scan("WELCOME-77")
    counter.qtbot.waitUntil(lambda: counter.window.model.screen is Screen.MEMBER)
    card = counter.window.model.card
    assert card is not None
    assert card.member.short_name == "Ada B."
