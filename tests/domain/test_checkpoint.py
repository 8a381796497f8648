"""A fold that goes on: a checkpoint gives the same standing, is never changed, and knows when it does not serve."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from posdesk.domain.facts import Line, MemberField, RedemptionVoided
from posdesk.domain.fold import Checkpoint, checkpoint, fold, goes_on
from posdesk.domain.given_facts import AwardGiven, TierOverridden
from posdesk.domain.program import AwardRule, Basis, Expiry, PointRules, Program, Tier, Window
from posdesk.domain.standing import Standing
from tests.domain.histories import LATER, MEMBER, History, a_program, milestone, moment

CUT = "2026-03-31 23:00"


def program() -> Program:
    """Something of everything that a fold keeps on its way."""
    return a_program(
        earn_unit=1_00,
        tier_window=Window.DAYS,
        tier_days=60,
        tier_grace_days=5,
        tiers=(Tier("base", "Base", 0), Tier("gold", "Gold", 80_00, 150, AwardRule("Welcome"))),
        milestones=(milestone("three", every=3, nudge=2), milestone("k", Basis.SPEND, every=70_00)),
        point_rules=PointRules(Expiry.DAYS, 90),
    )


def first_quarter() -> History:
    """Until the end of March: visits, a return, a redemption that left a shortfall, an orphan, awards."""
    history = History(program())
    history.enrolled("2026-01-01", birthday="1990-05-30", member_type="medical")
    history.opened("2026-01-01 13:00", visits=2, spend="$20", points=5_00)
    history.visit("2026-01-05", Line(30_00, "Hilltop"), Line(20_00, "Wren"), receipt="A", id=visit_id(1))
    history.redeemed("2026-01-06", 90_00, id=visit_id(50))
    history.bought_with("2026-02-01", 10_00, 10_00, "$40")
    history.returned("2026-02-02", visit_id(1), Line(10_00, "Hilltop"))
    history.visit("2026-03-01", "$60", nudges=("three", "expiry:2026-06-01"), id=visit_id(2))
    history.happened("2026-03-02", AwardGiven("ten", "$10 off", "sorry"))
    history.happened("2026-03-03", TierOverridden("gold", date(2026, 4, 10), "a friend"))
    history.returned("2026-03-04", None, Line(5_00), receipt="LATE")
    history.redeemed("2026-03-05", award=("three", 1), visit=visit_id(2))
    return history


def visit_id(number: int) -> str:
    return f"00000000-0000-7000-a000-{number:012x}"


def more_visits(history: History) -> None:
    """April in which the member comes again and again."""
    history.visit("2026-04-02", "$90", id=visit_id(3))
    history.visit("2026-04-02 15:00", "$5")
    history.visit("2026-04-20", "$30", receipt="LATE")
    history.adjusted("2026-04-21", 3_00)
    history.field_set("2026-04-22", MemberField.BIRTHDAY, "1990-06-01")
    history.opened("2026-04-23", points=2_00)


def all_comes_back(history: History) -> None:
    """April in which goods come back and points run out."""
    history.returned("2026-04-03", visit_id(2), Line(60_00))
    history.returned("2026-04-04", visit_id(1), Line(20_00, "Hilltop"))
    history.returned("2026-04-05", visit_id(1), Line(20_00, "Wren"))
    history.redeemed("2026-04-06", 400_00)
    history.happened("2026-04-07", AwardGiven("ten", "$10 off", "again"))
    history.happened("2026-04-08", TierOverridden("base", date(2026, 12, 1), "enough"))
    history.field_set("2026-04-09", MemberField.MEMBER_TYPE, None)


def stopped(history: History) -> Checkpoint:
    return checkpoint(history.facts, history.timeline(), moment(CUT))


def everything(standing: Standing) -> tuple[Any, ...]:
    return standing, standing.brands, standing.categories, standing.months


@pytest.mark.parametrize("later", [more_visits, all_comes_back])
@pytest.mark.parametrize("when", ["2026-04-15", "2026-06-20", LATER])
def test_going_on_gives_what_starting_over_gives(later: Any, when: str) -> None:
    stop, history = stopped(first_quarter()), first_quarter()
    later(history)
    rest = history.facts[len(first_quarter().facts) :]
    assert goes_on(stop, rest)
    going_on = fold(MEMBER, rest, history.timeline(), history.as_of(when), stop)
    assert everything(going_on) == everything(history.standing(when))


def test_a_checkpoint_goes_on_in_many_ways_and_stays_as_it_is() -> None:
    stop = stopped(first_quarter())
    found = []
    for later in (more_visits, all_comes_back, more_visits, all_comes_back):
        history = first_quarter()
        later(history)
        rest = history.facts[len(first_quarter().facts) :]
        found.append(everything(fold(MEMBER, rest, history.timeline(), history.as_of(LATER), stop)))
    assert found[0] == found[2]
    assert found[1] == found[3]
    alone = first_quarter()
    nothing_new = fold(MEMBER, [], alone.timeline(), alone.as_of(LATER), stop)
    assert everything(nothing_new) == everything(alone.standing(LATER))
    again = stopped(first_quarter())
    assert replace(stop.walk, timeline=again.walk.timeline) == again.walk


def test_facts_that_are_not_later_or_take_back_what_is_folded_need_all_facts() -> None:
    stop = stopped(first_quarter())

    def needs_all(tell: Any) -> bool:
        history = first_quarter()
        tell(history)
        return not goes_on(stop, history.facts[-1:])

    used = first_quarter().facts[-1].id
    assert needs_all(lambda history: history.visit("2026-02-15", "$5"))
    assert needs_all(lambda history: history.voided("2026-04-01", visit_id(1)))
    assert needs_all(lambda history: history.happened("2026-04-01", RedemptionVoided(used, "mistake")))
    assert not needs_all(lambda history: history.voided("2026-04-01", visit_id(77)))
    assert not needs_all(lambda history: history.happened("2026-04-01", RedemptionVoided(visit_id(78), "mistake")))
    assert not needs_all(lambda history: history.visit("2026-04-01", "$5"))
    history = first_quarter()
    history.voided("2026-04-01", visit_id(1))
    with pytest.raises(ValueError, match="before the checkpoint"):
        fold(MEMBER, history.facts[-1:], history.timeline(), history.as_of(LATER), stop)


def test_a_void_of_a_visit_whose_redemption_is_folded_already_needs_all_facts() -> None:
    history = History(program())
    history.redeemed("2026-03-05", 1_00, visit=visit_id(9))
    stop = stopped(history)
    history.voided("2026-04-01", visit_id(9))
    assert not goes_on(stop, history.facts[-1:])


def test_a_checkpoint_of_nothing_goes_on_with_everything() -> None:
    history = first_quarter()
    stop = checkpoint([], history.timeline(), moment(CUT))
    assert goes_on(stop, history.facts)
    assert fold(MEMBER, history.facts, history.timeline(), history.as_of(LATER), stop) == history.standing(LATER)
