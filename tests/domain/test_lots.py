"""Points in lots: which go first, when they end, what comes back, and that it all adds up."""

from datetime import date

import pytest

from posdesk.domain.facts import MemberField, RedemptionVoided
from posdesk.domain.program import Expiry, PointRules, Program
from posdesk.domain.standing import LotSource, Movement
from tests.domain.histories import History, a_program


def rules(expiry: Expiry, after: int, **more: int | bool) -> Program:
    """A point a dollar, and points that end so."""
    return a_program(point_rules=PointRules(expiry, after, **more))  # type: ignore[arg-type]


def lots(history: History, when: str) -> list[tuple[str, int]]:
    """The lots of the balance, first used first: until when, and how many points are left."""
    return [(str(lot.expires_on), lot.left) for lot in history.standing(when).lots]


def test_a_balance_opens_into_its_lots_each_with_its_visit_and_the_version_of_the_rules() -> None:
    history = History(a_program(version=7))
    first = history.visit("2026-03-01", "$10")
    second = history.visit("2026-03-02", "$20")
    found = history.standing("2026-03-03").lots
    assert [(lot.fact, lot.left, lot.program) for lot in found] == [(first, 10_00, 7), (second, 20_00, 7)]


@pytest.mark.rule("P01")
def test_the_lot_that_ends_first_is_used_first_and_one_without_an_end_last() -> None:
    history = History(a_program())
    history.visit("2026-01-01", "$5")  # lasts for ever
    history.program_from("2026-01-02", rules(Expiry.DAYS, 300))
    history.visit("2026-01-10", "$10")
    history.program_from("2026-02-01", rules(Expiry.DAYS, 30))
    history.visit("2026-02-10", "$20")
    history.redeemed("2026-02-11", 25_00)
    assert lots(history, "2026-02-11") == [("2026-11-06", 5_00), ("None", 5_00)]


@pytest.mark.rule("P01")
def test_of_lots_that_end_on_one_day_the_older_is_used_first() -> None:
    history = History(rules(Expiry.END_OF_YEAR, 0))
    older = history.visit("2026-01-10", "$10")
    younger = history.visit("2026-02-10", "$10")
    history.redeemed("2026-02-11", 4_00)
    assert [(lot.fact, lot.left) for lot in history.standing("2026-02-11").lots] == [(older, 6_00), (younger, 10_00)]


@pytest.mark.rule("P02")
def test_points_end_when_the_day_after_their_last_begins_without_anything_having_to_run() -> None:
    history = History(rules(Expiry.DAYS, 30))
    history.visit("2026-03-01 20:00", "$10")
    assert history.balance("2026-03-31 23:59") == 10_00
    assert history.balance("2026-04-01 03:59") == 10_00  # the business day of Mar 31 goes on until 04:00
    assert history.balance("2026-04-01 04:00") == 0
    assert history.standing("2026-04-20").movements["denver-1"][Movement.EXPIRED] == -10_00


@pytest.mark.rule("P03")
@pytest.mark.parametrize(
    ("expiry", "after", "earned", "last"),
    [
        (Expiry.DAYS, 10, "2026-01-31", "2026-02-10"),
        (Expiry.MONTHS, 1, "2026-01-31", "2026-02-28"),
        (Expiry.MONTHS, 1, "2028-01-31", "2028-02-29"),
        (Expiry.MONTHS, 12, "2028-02-29", "2029-02-28"),
        (Expiry.END_OF_MONTH, 0, "2026-02-03", "2026-02-28"),
        (Expiry.END_OF_MONTH, 2, "2026-12-31", "2027-02-28"),
        (Expiry.END_OF_YEAR, 0, "2026-01-01", "2026-12-31"),
        (Expiry.END_OF_YEAR, 1, "2026-12-31", "2027-12-31"),
    ],
)
def test_each_way_to_end_has_its_day(expiry: Expiry, after: int, earned: str, last: str) -> None:
    history = History(rules(expiry, after))
    history.visit(earned, "$10")
    assert lots(history, earned) == [(last, 10_00)]
    assert history.balance(f"{last} 23:00") == 10_00
    following = date.fromisoformat(last).toordinal() + 1
    assert history.balance(date.fromordinal(following).isoformat()) == 0


@pytest.mark.rule("P03", "P07")
def test_points_that_end_by_inactivity_last_as_long_as_the_member_comes() -> None:
    history = History(rules(Expiry.INACTIVITY, 60))
    history.visit("2026-01-01", "$10")
    history.visit("2026-02-20", "$5")
    assert history.balance("2026-04-21") == 15_00  # 60 days after the second
    assert history.balance("2026-04-22") == 0
    history.visit("2026-04-21", "$1")
    assert history.balance("2026-06-20") == 16_00


@pytest.mark.rule("P07")
@pytest.mark.parametrize(("is_activity", "left"), [(False, 0), (True, 11_00)])
def test_an_adjustment_is_no_activity_unless_the_program_says_so(is_activity: bool, left: int) -> None:
    history = History(rules(Expiry.INACTIVITY, 30, adjustment_is_activity=is_activity))
    history.visit("2026-01-01", "$10")
    history.adjusted("2026-01-20", 1_00)
    assert history.balance("2026-02-10") == (left or 1_00)


@pytest.mark.rule("P07")
def test_using_a_reward_is_activity() -> None:
    history = History(rules(Expiry.INACTIVITY, 30))
    history.visit("2026-01-01", "$10")
    history.redeemed("2026-01-20", 1_00)
    assert history.balance("2026-02-10") == 9_00


@pytest.mark.rule("P04")
def test_a_program_with_a_shorter_life_leaves_points_that_are_there_alone() -> None:
    history = History(rules(Expiry.DAYS, 300))
    history.visit("2026-01-01", "$10")
    history.program_from("2026-02-01", rules(Expiry.DAYS, 10))
    history.visit("2026-02-02", "$5")
    assert history.balance("2026-06-01") == 10_00


@pytest.mark.rule("P05")
def test_a_redemption_made_offline_before_the_end_holds_although_it_comes_after_it() -> None:
    history = History(rules(Expiry.DAYS, 30))
    history.visit("2026-03-01", "$10")
    known = list(history.facts)
    history.redeemed("2026-03-20", 8_00, register="register 2")
    assert history.standing("2026-05-01", known).movements["denver-1"][Movement.EXPIRED] == -10_00
    moved = history.standing("2026-05-01").movements["denver-1"]
    assert (moved[Movement.REDEEMED], moved[Movement.EXPIRED]) == (-8_00, -2_00)


@pytest.mark.rule("P08")
def test_points_that_end_soon_are_told_once_for_each_day_on_which_some_do() -> None:
    history = History(rules(Expiry.DAYS, 30, warn_days=10))
    history.visit("2026-03-01", "$10")
    history.visit("2026-03-02", "$20")
    assert history.standing("2026-03-20").ending == ()
    due = history.standing("2026-03-22").ending_due
    assert [(str(each.on), each.points) for each in due] == [("2026-03-31", 10_00), ("2026-04-01", 20_00)]
    history.visit("2026-03-22", "$1", nudges=("expiry:2026-03-31",))
    standing = history.standing("2026-03-23")
    assert [str(each.on) for each in standing.ending_due] == ["2026-04-01"]
    assert [str(each.on) for each in standing.ending] == ["2026-03-31", "2026-04-01"]


def test_pending_points_are_in_the_balance_and_cannot_be_used_yet() -> None:
    history = History(rules(Expiry.NEVER, 0, pending_days=14))
    history.visit("2026-03-01", "$10")
    early, later = history.standing("2026-03-14"), history.standing("2026-03-15")
    assert (early.points, early.points_available, early.points_pending) == (10_00, 0, 10_00)
    assert (later.points, later.points_available, later.points_pending) == (10_00, 10_00, 0)


@pytest.mark.rule("RD11")
def test_a_shortfall_makes_the_balance_negative_and_earning_pays_it_down() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    history.redeemed("2026-03-02", 8_00)
    history.redeemed("2026-03-02 12:01", 8_00, register="register 2")  # offline, it did not know of the other
    assert history.balance("2026-03-03") == -6_00
    assert history.standing("2026-03-03").points_available == 0
    history.visit("2026-03-04", "$4")
    assert history.balance("2026-03-04 13:00") == -2_00
    history.visit("2026-03-05", "$4")
    standing = history.standing("2026-03-05 13:00")
    assert (standing.points, standing.points_available) == (2_00, 2_00)
    assert standing.owed == ()


def test_an_adjustment_is_a_lot_of_its_own_and_one_below_zero_takes_in_the_order_of_use() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    history.adjusted("2026-03-02", 5_00)
    history.adjusted("2026-03-03", -12_00)
    (lot,) = history.standing("2026-03-04").lots
    assert (lot.source, lot.left) == (LotSource.ADJUSTMENT, 3_00)
    assert history.standing("2026-03-04").movements["denver-1"][Movement.ADJUSTED] == -7_00


@pytest.mark.rule("X05")
def test_a_write_off_covers_what_is_short() -> None:
    history = History()
    visit = history.visit("2026-03-01", "$10")
    history.redeemed("2026-03-02", 10_00)
    history.returned("2026-03-03", visit, "$10")
    assert history.balance("2026-03-04") == -10_00
    history.adjusted("2026-03-05", 10_00, write_off=True)
    assert history.balance("2026-03-06") == 0
    assert history.standing("2026-03-06").lots == ()


def test_a_voided_redemption_never_was() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    used = history.redeemed("2026-03-02", 10_00)
    history.happened("2026-03-03", RedemptionVoided(used, "wrong member"))
    standing = history.standing("2026-03-04")
    assert standing.points == 10_00
    (use,) = standing.redemptions
    assert not use.standing
    moved = standing.movements["denver-1"]
    assert (moved[Movement.REDEEMED], moved[Movement.GIVEN_BACK]) == (-10_00, 10_00)


def test_points_of_another_store_pay_a_shortfall_and_each_store_still_adds_up() -> None:
    history = History()
    history.redeemed("2026-03-01", 10_00, store="denver-1")
    history.visit("2026-03-02", "$25", store="boulder-1")
    standing = history.standing("2026-03-03")
    assert standing.points == 15_00
    assert sum(standing.movements["denver-1"].values()) == 0
    assert sum(standing.movements["boulder-1"].values()) == 15_00
    assert standing.movements["denver-1"][Movement.MOVED] == 10_00


def test_a_kind_of_member_changes_from_its_fact_on() -> None:
    history = History()
    history.enrolled("2026-01-01", member_type="employee")
    history.field_set("2026-03-01", MemberField.MEMBER_TYPE, "medical")
    assert history.standing("2026-02-01").member_type == "employee"
    assert history.standing("2026-03-02").member_type == "medical"


def purse_of(history: History, when: str) -> tuple[list[int], list[tuple[str, int]], dict[str, dict[str, int]]]:
    """What is left in each lot, what is owed to which store, and each store's movements."""
    standing = history.standing(when)
    moved = {
        store: {str(each): points for each, points in moves.items()} for store, moves in standing.movements.items()
    }
    return [lot.left for lot in standing.lots], [(owed.store, owed.points) for owed in standing.owed], moved


def test_a_shortfall_is_forgiven_first_when_what_caused_it_comes_back() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-02", 25_00, 25_00, "$25")
    assert purse_of(history, "2026-03-02") == (
        [],
        [("denver-1", 15_00)],
        {"denver-1": {"earned": 10_00, "redeemed": -25_00}},
    )
    history.returned("2026-03-03", paid, "$15")
    assert purse_of(history, "2026-03-03") == (
        [],
        [],
        {"denver-1": {"earned": 10_00, "redeemed": -25_00, "given_back": 15_00}},
    )
    assert history.standing("2026-03-03").returns[0].given_back == 15_00
    history.returned("2026-03-04", paid, "$10")
    assert purse_of(history, "2026-03-04") == (
        [10_00],
        [],
        {"denver-1": {"earned": 10_00, "redeemed": -25_00, "given_back": 25_00}},
    )


def test_what_has_paid_a_shortfall_meanwhile_gets_its_points_back_into_its_own_lot() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-02", 25_00, 25_00, "$25")
    later = history.visit("2026-03-05", "$20", store="boulder-1")
    assert purse_of(history, "2026-03-05") == (
        [5_00],
        [],
        {
            "denver-1": {"earned": 10_00, "redeemed": -25_00, "moved": 15_00},
            "boulder-1": {"earned": 20_00, "moved": -15_00},
        },
    )
    history.returned("2026-03-06", paid, "$25")
    standing = history.standing("2026-03-06")
    assert sorted((lot.fact, lot.left) for lot in standing.lots) == sorted(
        [(history.facts[0].id, 10_00), (later, 20_00)]
    )
    assert sum(standing.movements["boulder-1"].values()) == 20_00
    assert sum(standing.movements["denver-1"].values()) == 10_00


def test_points_that_come_back_pay_what_is_owed_for_something_else() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-02", 10_00, 10_00, "$10")
    history.redeemed("2026-03-03", 4_00)
    history.returned("2026-03-04", paid, "$10")
    assert purse_of(history, "2026-03-04")[:2] == ([6_00], [])


def test_points_that_are_still_there_are_joined_by_those_that_come_back() -> None:
    history = History(a_program(point_rules=PointRules(Expiry.DAYS, 50)))
    lot = history.visit("2026-03-01", "$10")
    paid = history.bought_with("2026-03-02", 4_00, 4_00, "$4")
    history.returned("2026-03-03", paid, "$4")
    (left,) = history.standing("2026-03-03").lots
    assert (left.fact, left.left, left.source) == (lot, 10_00, LotSource.VISIT)
    assert history.balance("2026-04-20") == 10_00
    assert history.balance("2026-04-21") == 0


def test_what_was_brought_along_is_a_lot_and_less_than_nothing_is_owed() -> None:
    history = History(a_program(version=4, point_rules=PointRules(Expiry.DAYS, 50, pending_days=9)))
    opening = history.opened("2026-03-01", points=7_00)
    (lot,) = history.standing("2026-03-02").lots
    assert (lot.fact, lot.source, lot.earned, lot.left, lot.program, str(lot.usable_from), str(lot.expires_on)) == (
        opening, LotSource.OPENING, 7_00, 7_00, 4, "2026-03-01", "2026-04-20"
    )  # fmt: skip
    assert history.standing("2026-03-02").points_earned == 7_00
    history.opened("2026-03-03", points=-9_00)
    assert purse_of(history, "2026-03-03") == ([], [("denver-1", 2_00)], {"denver-1": {"opened": -2_00}})
    history.opened("2026-03-04", visits=3, spend="$10")
    assert history.standing("2026-03-04").lots == ()


@pytest.mark.rule("LG03")
def test_a_voided_visit_was_earned_and_reversed() -> None:
    history = History(a_program(earn_unit=1_00))
    history.visit("2026-03-01", "$0.70", store="boulder-1")
    visit = history.visit("2026-03-02", "$10.40")
    assert history.balance("2026-03-02") == 11_00  # 70 cents were carried over
    history.voided("2026-03-03", visit)
    assert purse_of(history, "2026-03-03") == ([], [], {"denver-1": {"earned": 11_00, "reversed": -11_00}})


def test_pending_points_of_a_visit_can_be_taken_back_but_not_used() -> None:
    history = History(rules(Expiry.NEVER, 0, pending_days=14))
    visit = history.visit("2026-03-01", "$10")
    history.redeemed("2026-03-02", 4_00)
    assert purse_of(history, "2026-03-02")[:2] == ([10_00], [("denver-1", 4_00)])
    history.returned("2026-03-03", visit, "$6")
    assert purse_of(history, "2026-03-03")[:2] == ([4_00], [("denver-1", 4_00)])
    assert history.balance("2026-03-03") == 0


def test_points_are_taken_back_from_their_own_visit_before_any_other() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    second = history.visit("2026-03-02", "$10")
    history.returned("2026-03-03", second, "$6")
    assert [lot.left for lot in history.standing("2026-03-03").lots] == [10_00, 4_00]


def test_points_that_end_by_inactivity_go_in_turn_with_those_that_have_a_date() -> None:
    history = History(rules(Expiry.INACTIVITY, 30))
    history.visit("2026-03-01", "$10")
    history.program_from("2026-03-02", rules(Expiry.DAYS, 60))
    history.visit("2026-03-03", "$20")
    history.redeemed("2026-03-10", 12_00)
    standing = history.standing("2026-03-11")
    assert [(lot.idle_days, lot.left) for lot in standing.lots] == [(None, 18_00)]
    assert history.balance("2026-05-02") == 18_00
    assert history.balance("2026-05-03") == 0
