"""Decides how far a member is from a tier, a milestone or a figure, as clauses. Rewards are judged by offers.py."""

from posdesk.domain.clauses import Clause, ClauseCode, Unit
from posdesk.domain.program import Basis, Program
from posdesk.domain.standing import MilestoneStanding, Standing

_CODES = {Basis.VISITS: ClauseCode.VISITS, Basis.SPEND: ClauseCode.SPEND, Basis.POINTS: ClauseCode.POINTS}
_UNITS = {Basis.VISITS: Unit.VISITS, Basis.SPEND: Unit.CENTS, Basis.POINTS: Unit.POINTS}


def to_tier(standing: Standing, program: Program, tier_id: str) -> Clause | None:
    """Whether the member holds the tier or a higher one, and what its minimum still asks; None for an unknown tier."""
    order = [tier.id for tier in program.tiers]
    if tier_id not in order:
        return None
    held = standing.tier
    wanted = program.tier_by_id[tier_id]
    holds = held.id in order and order.index(held.id) >= order.index(tier_id)
    return _clause(program, tier_id, "TI03", held.basis, held.metric, wanted.minimum, holds)


def to_milestone(standing: Standing, program: Program, milestone_id: str) -> Clause | None:
    """Whether a one-time milestone is reached, and how far the next step is; None for an unknown milestone."""
    found: MilestoneStanding | None = next((each for each in standing.milestones if each.rule.id == milestone_id), None)
    if found is None:
        return None
    law = "M03" if found.recurring else "M01"
    return _clause(program, milestone_id, law, found.on, found.current, found.target, found.reached)


def _clause(program: Program, rule: str, law: str, basis: Basis, seen: int, needed: int, holds: bool) -> Clause:
    return Clause(
        code=_CODES[basis],
        holds=holds,
        rule=program.ref(rule),
        law=law,
        seen=seen,
        needed=needed,
        distance=None if holds else max(needed - seen, 0),
        unit=_UNITS[basis],
    )
