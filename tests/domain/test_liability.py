"""What a store owes in points: a morning, the day's movements, an evening."""

import pytest

from posdesk.domain import liability
from posdesk.domain.liability import Liability
from posdesk.domain.standing import Movement
from tests.domain.histories import History


@pytest.mark.rule("LG03")
def test_a_day_is_the_difference_of_its_evening_and_its_morning() -> None:
    history = History()
    history.visit("2026-03-01", "$10")
    history.visit("2026-03-02", "$5", store="boulder-1")
    history.redeemed("2026-03-02 13:00", 12_00)
    history.adjusted("2026-03-02 14:00", -1_00)
    found = liability.of_member(history.standing("2026-03-01 20:00"), history.standing("2026-03-02 20:00"))
    assert found == {
        "boulder-1": Liability(0, {Movement.EARNED: 5_00, Movement.REDEEMED: -2_00, Movement.ADJUSTED: -1_00}, 2_00),
        "denver-1": Liability(10_00, {Movement.REDEEMED: -10_00}, 0),
    }
    assert [each.difference for each in found.values()] == [0, 0]


def test_who_is_new_begins_with_nothing_and_who_is_short_owes() -> None:
    history = History()
    history.redeemed("2026-03-01", 7_00)
    found = liability.of_member(None, history.standing("2026-03-01 20:00"))
    assert found == {"denver-1": Liability(0, {Movement.REDEEMED: -7_00}, -7_00)}


def test_several_are_added_movement_by_movement() -> None:
    one = Liability(1, {Movement.EARNED: 10, Movement.EXPIRED: -2}, 9)
    other = Liability(5, {Movement.EARNED: 1}, 6)
    assert liability.in_sum([one, other]) == Liability(6, {Movement.EARNED: 11, Movement.EXPIRED: -2}, 15)
    assert liability.in_sum([]) == Liability()


def test_what_does_not_add_up_is_seen() -> None:
    assert Liability(1, {Movement.EARNED: 10}, 12).difference == -1
