"""What open baskets hold, and when they let go."""

import pytest

from posdesk.domain.clauses import ClauseCode
from posdesk.domain.offers import Choice, may_use
from posdesk.domain.reservations import MINUTE_MS, NOTHING_HELD, Hold, held, hold, release
from tests.domain.baskets import GIFT, asker, first_failing, member, pay_with, reward

ANN, NOW = "ann", 1_800_000_000_000


@pytest.mark.rule("RD08")
def test_what_one_basket_holds_no_other_can_use_until_it_is_cancelled() -> None:
    those = hold((), Hold(ANN, "basket 1", NOW, 300_00, frozenset({GIFT})), 15)
    assert held(those, ANN, "basket 2", NOW, 15).points == 300_00
    assert held(those, ANN, "basket 2", NOW, 15).awards == {GIFT}
    assert held(those, ANN, "basket 1", NOW, 15) == NOTHING_HELD
    assert held(those, "bob", "basket 2", NOW, 15) == NOTHING_HELD
    assert held(release(those, "basket 1"), ANN, "basket 2", NOW, 15) == NOTHING_HELD


@pytest.mark.rule("RD08")
def test_a_hold_lets_go_by_itself_after_its_minutes() -> None:
    those = hold((), Hold(ANN, "basket 1", NOW, 300_00), 15)
    assert held(those, ANN, "basket 2", NOW + 15 * MINUTE_MS - 1, 15).points == 300_00
    assert held(those, ANN, "basket 2", NOW + 15 * MINUTE_MS, 15) == NOTHING_HELD
    later = hold(those, Hold(ANN, "basket 3", NOW + 20 * MINUTE_MS), 15)
    assert [each.basket for each in later] == ["basket 3"]


@pytest.mark.rule("RD08")
def test_a_basket_that_changes_its_mind_holds_what_it_wants_now() -> None:
    those = hold((), Hold(ANN, "basket 1", NOW, 300_00), 15)
    those = hold(those, Hold(ANN, "basket 1", NOW, 100_00), 15)
    assert held(those, ANN, "basket 2", NOW, 15).points == 100_00


@pytest.mark.rule("RD01", "RD08")
def test_held_points_and_awards_cannot_be_used() -> None:
    ten = reward(cents=10_00, cost=800_00)
    those = hold((), Hold(ANN, "basket 1", NOW, 300_00, frozenset({GIFT})), 15)
    who = asker(member(ten), held=held(those, ANN, "basket 2", NOW, 15))
    short = first_failing(may_use(who, Choice("ten")))
    assert (short.code, short.seen, short.distance) == (ClauseCode.POINTS_ENOUGH, 700_00, 100_00)
    assert first_failing(may_use(who, Choice("ten", GIFT))).code is ClauseCode.NOT_HELD
    assert may_use(who, pay_with(1)).holds is False  # this program has no price for a point
