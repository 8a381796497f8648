"""The panel of a return, without a window."""

import pytest

from posdesk.counter.returns import GoodsReturned, open_return
from posdesk.domain.facts import WHOLE, Line, VisitRecorded, VisitReturned
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.return_panel import ReturnPanel

GOODS = (Line(40_00, "Hilltop Farms", "Flower", "Blue Dream", 2 * WHOLE), Line(10_00, "Kivara", "Flower", None, 3_500))


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def lane() -> FakeLane:
    return FakeLane()


@pytest.fixture
def panel(shop: Shop, lane: FakeLane) -> ReturnPanel:
    return ReturnPanel(DeskDoor(shop.desk, lane))


@pytest.fixture
def visit(shop: Shop, panel: ReturnPanel) -> str:
    member = shop.member("Maria", "Garcia")
    made = shop.happened(VisitRecorded(GOODS), member, shop.days_ago(3)).id
    panel.open(open_return(shop.desk, made))
    return made


def returns(shop: Shop) -> list[VisitReturned]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, VisitReturned)]


def typed(panel: ReturnPanel) -> list[str]:
    return [line.typed for line in panel.lines]


def test_plus_and_minus_take_a_piece_more_or_less_and_stop_at_the_ends(panel: ReturnPanel, visit: str) -> None:
    for _ in range(3):
        panel.step(0, 1)
    assert typed(panel) == ["2", ""]
    panel.step(0, -1)
    assert typed(panel) == ["1", ""]
    for _ in range(2):
        panel.step(0, -1)
    assert typed(panel) == ["", ""]
    assert not panel.typed
    for _ in range(4):
        panel.step(1, 1)
    assert typed(panel) == ["", "3.5"]


def test_all_of_it_is_one_key(panel: ReturnPanel, visit: str, lane: FakeLane) -> None:
    panel.all_back()
    assert typed(panel) == ["2", "3.5"]
    lane.run()
    assert panel.after == "Refund $50.00 · 50 points taken back"


def test_the_line_ahead_follows_the_newest_text_only(panel: ReturnPanel, visit: str, lane: FakeLane) -> None:
    panel.set_back(0, "2")
    panel.set_back(0, "1")
    assert lane.waiting() == 1
    lane.run()
    assert panel.after == "Refund $20.00 · 20 points taken back"
    panel.set_back(0, "")
    assert panel.after is None


def test_an_answer_to_what_was_typed_before_is_not_shown(panel: ReturnPanel, visit: str, lane: FakeLane) -> None:
    panel.set_back(0, "2")
    panel.set_back(0, "")
    lane.run()
    assert panel.after is None


def test_returned_is_said_only_after_the_ledger_has_it(
    panel: ReturnPanel, visit: str, shop: Shop, lane: FakeLane
) -> None:
    done: list[GoodsReturned] = []
    panel.saved.connect(done.append)
    panel.set_back(1, "3.5")
    panel.enter()
    panel.enter()
    panel.close()
    assert (panel.saving, panel.is_open, done) == (True, True, [])
    lane.run()
    assert [answer.words for answer in done] == ["Returned. Refund $10.00 · 10 points taken back"]
    assert not panel.is_open
    (body,) = returns(shop)
    assert (body.visit, body.numbers, body.lines) == (visit, (1,), (GOODS[1],))


def test_nothing_named_is_refused_and_never_means_everything(panel: ReturnPanel, visit: str, shop: Shop) -> None:
    panel.enter()
    assert panel.error is not None
    assert panel.error.startswith("Nothing is named yet")
    panel.set_back(0, "0")
    panel.enter()
    assert returns(shop) == []


@pytest.mark.parametrize(
    ("text", "words"), [("two", "“two” is not a number of pieces"), ("3", "Of Blue Dream, 2 can come back")]
)
def test_what_cannot_be_is_said_beside_the_lines(
    panel: ReturnPanel, visit: str, shop: Shop, lane: FakeLane, text: str, words: str
) -> None:
    panel.set_back(0, text)
    panel.enter()
    lane.run()
    assert panel.error is not None
    assert panel.error.startswith(words)
    assert (panel.is_open, panel.saving, returns(shop)) == (True, False, [])
    panel.set_back(0, "1")
    assert panel.error is None


def test_trouble_of_the_computer_leaves_what_was_typed(
    panel: ReturnPanel, visit: str, shop: Shop, lane: FakeLane
) -> None:
    panel.set_back(0, "1")
    lane.run()
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Make room.")
    panel.enter()
    lane.run()
    assert (panel.is_open, panel.saving, typed(panel)) == (True, False, ["1", ""])
    panel.enter()
    lane.run()
    assert len(returns(shop)) == 1


def test_of_an_amount_plus_takes_all_and_minus_nothing_and_less_can_be_typed(
    panel: ReturnPanel, shop: Shop, lane: FakeLane
) -> None:
    member = shop.member("Noor", "Haddad")
    made = shop.happened(VisitRecorded((Line(1_250_00),)), member, shop.days_ago(2)).id
    panel.open(open_return(shop.desk, made))
    panel.step(0, 1)
    assert typed(panel) == ["1,250.00"]
    lane.run()
    assert panel.after is not None
    assert panel.after.startswith("Refund $1,250.00")
    panel.step(0, -1)
    assert typed(panel) == [""]
    panel.set_back(0, "1250")
    panel.enter()
    lane.run()
    assert returns(shop)[0].lines[0].cents == 12_50
