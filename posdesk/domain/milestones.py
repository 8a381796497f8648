"""Decides which awards the count of visits or the spend has earned, and which nudge is due (M01-M05, M10).

Each milestone keeps a high-water mark: what was once reached is not reached again (M05). Refuses to know whether an
award can be used (awards.py) and what counts as a visit (counting.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from posdesk.domain.facts import Fact
from posdesk.domain.program import Basis, Milestone, Program
from posdesk.domain.standing import MilestoneStanding

_VISITS, _SPEND = Basis.VISITS, Basis.SPEND
_NEVER = 2**62
"""A total nobody reaches: the goal of a one-time milestone that is done."""


@dataclass(slots=True)
class Reach:
    """How far one milestone has come. offset: the total at the rule's start, which does not count (M10). high: steps
    reached so far, awarded or not. goal: the total that reaches the next one. nudged: the steps within which the nudge
    has been said (M02)."""

    offset: int = 0
    high: int = 0
    goal: int = 0
    nudged: set[int] = field(default_factory=set)


class Earned(NamedTuple):
    """An award before it is judged at a moment: its rule, the program's version, n, the visit and its day. goal: the
    total that it needs; below it, the award is revoked (M06)."""

    milestone: Milestone
    version: int
    n: int
    visit: Fact
    day: date
    goal: int


def steps(milestone: Milestone, count: int) -> int:
    """How many times `count` has reached the milestone; equality reaches it (E07, M04)."""
    if milestone.every is not None:
        return max(count, 0) // milestone.every
    return 1 if count >= (milestone.at or 0) else 0


def start(milestone: Milestone) -> Reach:
    """A milestone of the first program: everything ever recorded counts."""
    return _aimed(Reach(), milestone)


def goes_on(before: Milestone | None, now: Milestone) -> bool:
    """Whether `now` counts what `before`, of the same id in the program before, counted."""
    return before is not None and (before.on, before.at, before.every) == (now.on, now.at, now.every)


def begin(reaches: dict[str, Reach], milestone: Milestone, total: int) -> None:
    """A milestone rule starts while the member's total is `total`. No back-pay: a lifetime rule takes the steps that
    lie behind as done, any other starts counting here; one that was away for a while, or whose step changed, goes on
    from where it was, what it passed meanwhile done (M10)."""
    known = reaches.get(milestone.id)
    if known is not None:
        known.high = max(known.high, steps(milestone, total - known.offset))
    elif milestone.lifetime:
        known = Reach(high=steps(milestone, total))
    else:
        known = Reach(offset=total)
    reaches[milestone.id] = _aimed(known, milestone)


def skip(reaches: dict[str, Reach], program: Program, totals: dict[Basis, int]) -> None:
    """An opening balance raised the totals: the steps it passed are done without an award (M10)."""
    for milestone in program.milestones:
        reach = reaches[milestone.id]
        reach.high = max(reach.high, steps(milestone, totals[milestone.on] - reach.offset))
        _aimed(reach, milestone)


def reach(reaches: dict[str, Reach], program: Program, visits: int, spend: int, visit: Fact, day: date) -> list[Earned]:
    """A visit brought the totals to `visits` and `spend`: what it earned. One sale may pass several steps (M04)."""
    earned: list[Earned] = []
    for milestone in program.milestones:
        state = reaches[milestone.id]
        total = visits if milestone.on is _VISITS else spend
        while total >= state.goal:
            state.high += 1
            earned.append(Earned(milestone, program.version, state.high, visit, day, state.goal))
            _aimed(state, milestone)
    return earned


def nearest(reaches: dict[str, Reach], program: Program) -> tuple[int, int]:
    """The counted visits and the spend below which no milestone is reached: most visits reach none."""
    visits = spend = _NEVER
    for milestone in program.milestones:
        goal = reaches[milestone.id].goal
        if milestone.on is _VISITS:
            if goal < visits:
                visits = goal
        elif milestone.on is _SPEND and goal < spend:
            spend = goal
    return visits, spend


def said(reaches: dict[str, Reach], milestone_ids: Iterable[str]) -> None:
    """A visit was recorded with these nudges on the screen: each is said once for its step (M02)."""
    for milestone_id in milestone_ids:
        if milestone_id in reaches:
            state = reaches[milestone_id]
            state.nudged.add(state.high)


def standing(
    milestone: Milestone, program: Program, reach: Reach, total: int, revoked: int | None = None
) -> MilestoneStanding:
    """How far one milestone is, and whether its nudge is due. revoked: the lowest n whose award a refund took away; it
    is what is reached next (M06). A return of goods bought before the rule began can take the total below where it
    started; that shows as nothing yet."""
    count = total - reach.offset
    recurring = milestone.every is not None
    step = milestone.every or milestone.at or 0
    target = (revoked or reach.high + 1) * step if recurring else step
    reached = not recurring and reach.high > 0 and revoked is None
    within = count - (target - step)
    nudge_due = (
        milestone.nudge is not None
        and not reached
        and milestone.nudge <= within < step
        and reach.high not in reach.nudged
    )
    return MilestoneStanding(
        rule=program.ref(milestone.id),
        on=milestone.on,
        title=milestone.award.title,
        reward=milestone.award.reward,
        recurring=recurring,
        step=step,
        current=max(count, 0),
        target=target,
        missing=0 if reached else max(target - count, 0),
        nudge_due=nudge_due,
        reached=reached,
    )


def _aimed(reach: Reach, milestone: Milestone) -> Reach:
    if milestone.every is not None:
        reach.goal = reach.offset + (reach.high + 1) * milestone.every
    else:
        reach.goal = _NEVER if reach.high else reach.offset + (milestone.at or 0)
    return reach
