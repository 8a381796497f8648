"""Whole stories with a hub: the real window, real stores, the real exchange; the cable comes out whenever it likes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.state import state_hash
from posdesk.counter import visits
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.visits import VisitEntry
from posdesk.office.adjustments import give_award
from tests.counter.chain import Chain, a_chain
from tests.counter.test_stories import asked, open_maria, record, typed
from ui.viewmodels.screens import Panel, Screen

Key = Qt.Key


@pytest.fixture
def chain(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Chain]:
    with a_chain(qtbot, qapp, tmp_path) as made:
        yield made


@pytest.fixture
def paired(chain: Chain) -> Chain:
    """Both registers are in step."""
    exchanges = chain.counter.window.exchanges
    assert exchanges is not None
    code, refused = chain.code(), list[str]()
    exchanges.on_hub_lane(lambda line: line.pair("the hub", code), lambda _: exchanges.began_anew(), refused.append)
    until(chain, lambda: chain.chip.startswith("Up to date"))
    chain.other_exchanges()
    return chain


def until(chain: Chain, ready: Callable[[], bool]) -> None:
    chain.counter.qtbot.waitUntil(lambda: ready() and chain.idle(), timeout=10_000)


def sync(chain: Chain) -> None:
    """F5, and wait for its end."""
    exchanges = chain.counter.window.exchanges
    assert exchanges is not None
    with chain.counter.qtbot.waitSignal(exchanges.said, timeout=10_000):
        chain.counter.keys.press(Key.Key_F5)
    until(chain, lambda: True)


def maria(chain: Chain) -> str:
    (hit,) = chain.desk.directory.by_names(["maria"], 2)
    return hit.member


def shown_visits(chain: Chain) -> int:
    card = chain.counter.window.model.card
    return -1 if card is None else card.standing.visits


def both_hold_the_same(chain: Chain) -> bool:
    chain.other_exchanges()
    here = asked(chain.counter, lambda desk: state_hash(chain.here.store))
    return here == state_hash(chain.other.store)


def press(chain: Chain, key: Key, modifier: Qt.KeyboardModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifier)
    chain.counter.settle()


def test_alone_everything_works_and_the_chip_says_so(chain: Chain) -> None:
    open_maria(chain.counter)
    record(chain.counter, "20.00")
    assert chain.counter.said == "Saved. Visit 1 for Maria G."
    assert chain.chip == "Works alone"
    chain.counter.keys.press(Key.Key_F5)
    assert chain.counter.said == "This register works alone. Alt+H shows how to pair it with a hub."
    assert chain.at_the_hub() == []


def test_a_register_is_paired_by_keyboard_and_all_it_holds_goes_to_the_hub(chain: Chain) -> None:
    open_maria(chain.counter)
    record(chain.counter, "20.00")
    press(chain, Key.Key_H, Qt.KeyboardModifier.AltModifier)
    page = chain.counter.window.sync
    assert page is not None
    for field, text in ((page.address.line, "the hub"), (page.code.line, chain.code())):
        field.setFocus()
        chain.counter.keys.type(text)
        chain.counter.qtbot.waitUntil(lambda field=field, text=text: field.text() == text)  # type: ignore[misc]
    chain.counter.keys.press(Key.Key_Return)
    until(chain, lambda: chain.chip.startswith("Up to date"))
    assert "visit.recorded" in chain.at_the_hub()
    assert [row.cells[0] for row in page.list.rows] == ["Waits for the hub", "Nothing waits: the hub has everything."]
    assert both_hold_the_same(chain)


def test_recorded_offline_the_cable_comes_in_and_the_chip_empties(paired: Chain) -> None:
    paired.here.cable.pull()
    open_maria(paired.counter)
    record(paired.counter, "62.50")
    assert paired.counter.said == "Saved. Visit 1 for Maria G."
    sync(paired)
    assert paired.counter.said == "Nobody answered. Look at the cable."
    assert paired.chip.startswith("1 waiting since 11:")
    assert "visit.recorded" not in paired.at_the_hub()
    paired.here.cable.plug_in()
    sync(paired)
    assert paired.chip == "Up to date 11:31"
    assert paired.at_the_hub().count("visit.recorded") == 1
    assert both_hold_the_same(paired)


def test_what_is_recorded_goes_to_the_hub_by_itself(paired: Chain) -> None:
    open_maria(paired.counter)
    record(paired.counter, "62.50")
    until(paired, lambda: paired.chip.startswith("Up to date"))
    assert paired.at_the_hub().count("visit.recorded") == 1


def test_what_another_register_did_shows_up_on_the_card_that_is_open(paired: Chain) -> None:
    open_maria(paired.counter)
    assert shown_visits(paired) == 0
    visits.record(paired.desk, maria(paired), VisitEntry(40_00))
    paired.other_exchanges()
    sync(paired)
    until(paired, lambda: shown_visits(paired) == 1)
    head = paired.counter.window.page.left.page(Screen.MEMBER).head  # type: ignore[attr-defined]
    assert head.steps.accessibleName() == "1 of 10 visits to $10 off"


def test_a_member_enrolled_elsewhere_is_found_by_the_search_that_found_nobody(paired: Chain) -> None:
    typed(paired.counter, "zora", "search")
    until(paired, lambda: paired.counter.window.model.screen is Screen.NOT_FOUND)
    enrol(paired.desk, EnrolmentForm("Zora Neale", "303 866 9917"))
    paired.other_exchanges()
    sync(paired)
    until(paired, lambda: paired.counter.window.model.screen is Screen.MATCHES)


def test_what_is_being_typed_stays_while_facts_come(paired: Chain) -> None:
    open_maria(paired.counter)
    paired.counter.keys.press(Key.Key_F2)
    paired.counter.settle()
    typed(paired.counter, "62.50", "amount")
    visits.record(paired.desk, maria(paired), VisitEntry(40_00))
    paired.other_exchanges()
    sync(paired)
    until(paired, lambda: shown_visits(paired) == 1)
    assert paired.counter.window.model.panel is Panel.VISIT
    assert paired.counter.window.model.visit.amount == "62.50"
    paired.counter.keys.press(Key.Key_Return)
    until(paired, lambda: paired.counter.window.model.panel is Panel.NONE)
    member = maria(paired)
    kinds = [fact.kind for fact in asked(paired.counter, lambda desk: desk.ledger.facts_about(member))]
    assert kinds.count("visit.recorded") == 2


def a_record(chain: Chain) -> None:
    open_maria(chain.counter)
    record(chain.counter, "62.50")
    assert chain.counter.said == "Saved. Visit 1 for Maria G."


def a_look_up(chain: Chain) -> None:
    typed(chain.counter, "garc", "search")
    chain.counter.qtbot.waitUntil(lambda: chain.counter.window.model.screen is Screen.MATCHES)
    chain.counter.keys.press(Key.Key_Return)
    chain.counter.qtbot.waitUntil(lambda: chain.counter.window.model.screen is Screen.MEMBER)


def a_redemption(chain: Chain) -> None:
    member = maria(chain)
    asked(chain.counter, lambda desk: give_award(desk, member, "ten-off", "a long wait"))
    open_maria(chain.counter)
    press(chain, Key.Key_1, Qt.KeyboardModifier.AltModifier)
    typed(chain.counter, "62.50", "amount")
    chain.counter.keys.press(Key.Key_Return)
    chain.counter.qtbot.waitUntil(lambda: chain.counter.window.model.panel is Panel.NONE)
    chain.counter.settle()
    assert chain.counter.said == "Saved. Visit 1 for Maria G."


ACTS = [a_record, a_look_up, a_redemption]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_the_cable_comes_out_in_the_middle_and_the_counter_goes_on(
    paired: Chain, act: Callable[[Chain], None], after: int
) -> None:
    visits.record(paired.desk, None, VisitEntry(15_00))
    paired.other_exchanges()
    paired.here.cable.pull(after)
    paired.counter.keys.press(Key.Key_F5)
    act(paired)
    paired.here.cable.plug_in()
    sync(paired)
    sync(paired)
    assert paired.chip.startswith("Up to date")
    assert both_hold_the_same(paired)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_comes_back_from_the_hub_and_the_counter_goes_on(paired: Chain, act: Callable[[Chain], None]) -> None:
    paired.here.cable.choke()
    paired.counter.keys.press(Key.Key_F5)
    assert paired.here.cable.waits.wait(10)
    act(paired)
    assert paired.here.cable.waits.is_set(), "it was stuck all the while"
    paired.here.cable.plug_in()
    until(paired, lambda: True)
    sync(paired)
    assert paired.chip.startswith("Up to date")
    assert both_hold_the_same(paired)


def test_a_stuck_exchange_does_not_keep_the_lanes_from_closing(paired: Chain) -> None:
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("lane-hub")]
    paired.here.cable.choke()
    paired.counter.keys.press(Key.Key_F5)
    assert paired.here.cable.waits.wait(10)
    open_maria(paired.counter)
    record(paired.counter, "62.50")
    paired.lane.close()
    assert paired.here.cable.waits.is_set(), "closing did not wait for the hub"
    before = paired.counter.desk.ledger.waiting().count
    paired.here.cable.plug_in()
    for worker in workers:
        worker.join(10)
    assert asked(paired.counter, lambda desk: desk.ledger.waiting().count) == before > 0
