"""The page of points, without a window."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.counter.balance import Balance, LotLine, open_balance
from posdesk.domain.program import RuleRef
from posdesk.domain.standing import Award, AwardState, Lot, LotSource, RedemptionOutcome
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.lot_words import PageRow, nothing, rows
from ui.viewmodels.lots_page import LotsPage

EARNED = date(2026, 11, 3)
LOT = Lot("a", LotSource.VISIT, "denver-1", EARNED, EARNED, date(2027, 11, 3), None, 62_50, 40_00, 2)
AWARD = Award(RuleRef("ten", 1), 1, "$10 off", "a", date(2026, 11, 3), date(2026, 12, 3))


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def balance(shop: Shop) -> Balance:
    return replace(open_balance(shop.desk, shop.member("Maria", "Garcia")), point_name="leaves")


def row_of(balance: Balance, line: LotLine, *, hidden: bool = False) -> PageRow:
    return rows(replace(balance, lots=(line,)), hidden)[0]


def test_a_lot_says_what_it_came_from_how_much_is_left_and_until_when(balance: Balance) -> None:
    row = row_of(balance, LotLine(LOT, "Visit", spend_cents=62_50))
    assert (row.title, row.about) == ("Visit", "Nov 3 · $62.50 · rules version 2")
    assert (row.when, row.since) == ("until Nov 3, 2027", "")
    assert (row.figure, row.under) == ("40", "left of 62.50")


def test_points_that_wait_say_from_when_and_count_less(balance: Balance) -> None:
    row = row_of(balance, LotLine(replace(LOT, usable_from=date(2026, 11, 30), left=6250), "Visit"))
    assert (row.since, row.muted, row.under) == ("from Nov 30", True, "")


@pytest.mark.parametrize(
    ("lot", "words"),
    [
        (replace(LOT, expires_on=None), "no end"),
        (replace(LOT, expires_on=None, idle_days=180), "until 180 days without a visit"),
    ],
)
def test_points_without_a_day_of_their_end_say_so(balance: Balance, lot: Lot, words: str) -> None:
    assert row_of(balance, LotLine(lot, "Visit")).when == words


def test_hidden_shows_neither_amounts_nor_points_nor_reasons(balance: Balance) -> None:
    line = LotLine(replace(LOT, source=LotSource.ADJUSTMENT), "Put right", "Maria's card", spend_cents=62_50)
    row = row_of(balance, line, hidden=True)
    assert (row.about, row.figure, row.under) == ("Nov 3 · rules version 2", "Hidden", "")
    owing = replace(balance, standing=replace(balance.standing, points=-10_00))
    assert nothing(owing, hidden=True) == "Hidden"


def test_what_is_owed_and_what_is_not_there_is_said_in_the_programs_own_word(balance: Balance) -> None:
    assert nothing(balance, hidden=False) == "No leaves to use now."
    owing = replace(balance, standing=replace(balance.standing, points=-10_00))
    assert nothing(owing, hidden=False) == "10 leaves short: what is earned next pays for them first."


@pytest.mark.parametrize(
    ("award", "when", "state"),
    [
        (AWARD, "until Dec 3, 2026", "Open"),
        (AWARD._replace(valid_until=None), "no end", "Open"),
        (AWARD._replace(state=AwardState.WAITING, valid_from=date(2026, 11, 28)), "from Nov 28", "Not yet"),
        (AWARD._replace(state=AwardState.EXPIRED, valid_until=date(2026, 11, 9)), "ended Nov 9", "Ended"),
        (AWARD._replace(state=AwardState.REVOKED, why="Visit undone"), "Visit undone", "Lost"),
        (AWARD._replace(state=AwardState.REVOKED), "Came back with the goods", "Lost"),
        (AWARD._replace(state=AwardState.REDEEMED, redeemed_by="u"), "Nov 12, register 2", "Used"),
    ],
)
def test_every_award_says_its_state_and_why(balance: Balance, award: Award, when: str, state: str) -> None:
    use = RedemptionOutcome(
        "u", date(2026, 11, 12), "denver-1", "register 2", None, "ten-off", "$10 off", None, "ten", 1, 0, 0, 10_00,
        True, False, False, True, (),
    )  # fmt: skip
    known = replace(balance, awards=(award,), standing=replace(balance.standing, redemptions=(use,)))
    heading, row = rows(known, False)
    assert (heading.title, heading.heading) == ("Awards", True)
    assert (row.when, row.figure, row.muted) == (when, state, state != "Open")


def test_an_award_that_is_not_confirmed_says_so(balance: Balance) -> None:
    (_, row) = rows(replace(balance, awards=(AWARD._replace(provisional=True),)), False)
    assert row.about == "Earned Nov 3, not confirmed yet"


def test_lots_of_one_member_never_stand_on_the_page_of_another(shop: Shop) -> None:
    lane = FakeLane()
    page = LotsPage(DeskDoor(shop.desk, lane))
    maria, noor = shop.member("Maria", "Garcia"), shop.member("Noor", "Haddad")
    page.ask(maria)
    lane.run()
    assert page.balance is not None
    page.ask(noor)
    assert page.balance is None
    page.ask(maria)
    lane.run()
    assert page.balance is not None
    assert page.balance.standing.member == maria
