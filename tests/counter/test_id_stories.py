"""An ID at the real window, played as a scanner types it: from any field, and with what goes wrong."""

import logging
from datetime import date

import pytest
from PySide6.QtCore import Qt

from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import VisitRecorded
from tests.counter.conftest import Counter
from tests.counter.test_stories import asked, open_maria, record, typed, visits_of_today
from tests.scanned_ids import scan, with_
from ui.viewmodels.screens import Panel, Screen

YOUNG = scan(with_(first="MARIA", last="GARCIA", born=date(2015, 5, 1), issued=date(2020, 1, 2)))
EXPIRED = scan(with_(first="MARIA", last="GARCIA", issued=date(2015, 1, 2), expires=date(2021, 3, 3)))
GOOD = scan(with_(first="WILLOW", last="TESTERLING", issued=date(2020, 1, 2), expires=date(2099, 1, 2)))


@pytest.fixture
def gated(counter: Counter) -> Counter:
    """The counter of a store that has chosen its state."""
    asked(counter, lambda desk: desk.state_packs.choose("CO"))
    return counter


def scanned(counter: Counter, text: str) -> None:
    """A whole ID, which ends in silence."""
    counter.keys.scan(text)
    counter.qtbot.waitUntil(lambda: not counter.window.model.search.text and counter.lane.waiting() == 0)


@pytest.mark.rule("G01")
def test_an_expired_id_takes_the_card_away_and_the_search_is_ready(gated: Counter) -> None:
    open_maria(gated)
    scanned(gated, EXPIRED)
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.GATE)
    assert gated.window.model.card is None
    assert gated.window.page.left.page(Screen.GATE).said.text() == "ID expired Mar 3, 2021"  # type: ignore[attr-defined]
    gated.keys.press(Qt.Key.Key_Escape)
    open_maria(gated)


@pytest.mark.rule("G02", "G13")
def test_an_id_of_nobody_known_then_the_form_then_the_visit(gated: Counter) -> None:
    scanned(gated, GOOD)
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.GATE)
    gated.keys.press(Qt.Key.Key_F3)
    form = gated.window.model.panels.enrolment
    assert form.values["name"] == "Willow Testerling"
    gated.keys.press(Qt.Key.Key_Return)
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.MEMBER)
    gated.settle()
    record(gated, "20.00")
    (visit,) = [fact for fact in visits_of_today(gated) if isinstance(fact.body, VisitRecorded)]
    assert isinstance(visit.body, VisitRecorded)
    assert visit.body.id_check is not None
    assert visit.body.id_check.staff == "Dana"


@pytest.mark.rule("G04")
@pytest.mark.parametrize("before", ["]L2", "X"])
def test_an_id_behind_what_the_scanner_puts_before_it_is_one_scan(gated: Counter, before: str) -> None:
    open_maria(gated)
    scanned(gated, before + EXPIRED)
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.GATE)
    assert gated.window.page.left.page(Screen.GATE).said.text() == "ID expired Mar 3, 2021"  # type: ignore[attr-defined]


def test_a_card_with_its_symbology_and_tab_behind_opens_the_member(gated: Counter) -> None:
    gated.keys.scan("]Q1MARIA-4417\t")
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.MEMBER)
    card = gated.window.model.card
    assert card is not None
    assert (card.member.short_name, gated.window.model.search.text) == ("Maria G.", "")


def test_a_scan_into_the_amount_leaves_the_amount(gated: Counter) -> None:
    open_maria(gated)
    gated.keys.press(Qt.Key.Key_F2)
    gated.settle()
    typed(gated, "31.50", "amount")
    gated.keys.scan(YOUNG)
    visit = gated.window.model.visit
    gated.qtbot.waitUntil(lambda: bool(visit.note))
    assert (visit.amount, gated.window.model.panel) == ("31.50", Panel.VISIT)
    assert "Under 21: born May 1, 2015" in (visit.note or "")


def test_a_check_by_hand_with_keys_alone(gated: Counter) -> None:
    open_maria(gated)
    gated.window.model.panels.check_id()
    gated.settle()
    gated.keys.type("07/09/1984")
    gated.qtbot.waitUntil(lambda: gated.window.model.panels.id_check.values["born"] == "07/09/1984")
    gated.keys.press(Qt.Key.Key_Tab)
    gated.keys.type("07/09/2099")
    gated.qtbot.waitUntil(lambda: gated.window.model.panels.id_check.values["expires"] == "07/09/2099")
    gated.keys.press(Qt.Key.Key_Return)
    gated.qtbot.waitUntil(lambda: gated.window.model.panel is Panel.NONE)
    gated.settle()
    card = gated.window.model.card
    assert card is not None
    assert gated.window.model.gate.checked_for(card.member.id) is not None


def test_a_product_a_flood_and_half_an_id_each_say_what_they_are(gated: Counter) -> None:
    model = gated.window.model
    gated.keys.scan("012345678905")
    gated.qtbot.waitUntil(lambda: "product" in (model.problem or ""))
    gated.keys.scan(GOOD[:80])
    gated.qtbot.waitUntil(lambda: "Only a part" in (model.problem or ""))
    gated.keys.scan(GOOD + GOOD)
    gated.qtbot.waitUntil(lambda: "Two scans" in (model.problem or ""))
    assert model.search.text == ""
    open_maria(gated)


@pytest.mark.rule("G13")
def test_no_fact_and_no_log_line_holds_anything_of_an_id(gated: Counter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for text in (EXPIRED, GOOD[:80], GOOD):
        scanned(gated, text)
        gated.qtbot.waitUntil(lambda: gated.window.model.screen in (Screen.GATE, Screen.PROBLEM))
        gated.keys.press(Qt.Key.Key_Escape)
    scanned(gated, GOOD)
    gated.qtbot.waitUntil(lambda: gated.window.model.screen is Screen.GATE)
    record(gated, "20.00")
    found = asked(gated, lambda desk: desk.ledger.facts_since(date(2000, 1, 1), ["visit.recorded"]))
    texts = [encode_fact(fact) for fact in found]
    assert '"id_check"' in "".join(texts)
    for text in (*texts, caplog.text):
        assert not any(word in text for word in ("TESTERLING", "Testerling", "Q7719042", "1984", "MADEUPVILLE"))
