"""Tells who stands at the register with what in the basket, and asks what can be used."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from posdesk.domain import redemption
from posdesk.domain.clauses import Clause, ClauseCode, failing
from posdesk.domain.facts import Line
from posdesk.domain.offers import Asker, Choice, Situation
from posdesk.domain.program import PointRules
from posdesk.domain.rewards import PAY_WITH_POINTS, Reward, RewardKind
from tests.domain.histories import History, a_program, milestone, usd

TODAY = "2026-06-15"
GIFT = ("first", 1)
"""The key of the award that everybody here has: for the first visit."""
MONEY = PointRules(pay_points=1_00, pay_cents=10)
"""A point pays ten cents."""


def reward(name: str = "ten", kind: RewardKind = RewardKind.AMOUNT_OFF, **more: Any) -> Reward:
    """A reward that points buy for nothing unless said otherwise: nothing but the basket stands in its way."""
    return Reward(name, name.title(), kind, **{"cost": 0, **more})


def member(*rewards: Reward, points: int = 1000_00, **program: Any) -> History:
    """A member with so many points (hundredths), a visit last month, and an open award for the first reward."""
    rule = milestone("first", at=1, valid_days=90)
    if rewards:
        rule = milestone("first", at=1, valid_days=90, reward=rewards[0].id)
    history = History(a_program(rewards=rewards, milestones=(rule,), **program))
    history.visit("2026-05-01", "$0.01")
    history.adjusted("2026-05-02", points - 1) if points != 1 else None
    return history


def asker(history: History, when: str = TODAY, **situation: Any) -> Asker:
    """The member at the register."""
    standing = history.standing(when)
    at = Situation(**{"store": "denver-1", "day": date.fromisoformat(when[:10]), **situation})
    return Asker(history.timeline().at(standing.as_of.at), standing, at)


def basket(*lines: str | Line) -> tuple[Line, ...]:
    """Amounts (`"$60"`) or lines."""
    return tuple(Line(usd(each)) if isinstance(each, str) else each for each in lines)


def used(who: Asker, lines: Sequence[Line], *choices: Choice | str) -> redemption.Applied:
    """What these choices give; a reward's name means buying it with points."""
    return redemption.apply(who, lines, [Choice(each) if isinstance(each, str) else each for each in choices])


def pay_with(points: int) -> Choice:
    """So many hundredths of points like money."""
    return Choice(PAY_WITH_POINTS, points=points)


def why_not(applied: redemption.Applied) -> list[ClauseCode]:
    """The first reason against each choice that was refused."""
    return [next(failing(refusal.why)).code for refusal in applied.refused]


def first_failing(clause: Clause) -> Clause:
    """The clause that stands in the way."""
    return next(failing(clause))
