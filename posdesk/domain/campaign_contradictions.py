"""Decides whether the program has what a campaign names: milestones, tiers and rewards."""

from collections.abc import Iterable, Iterator

from posdesk.domain.campaigns import Campaign
from posdesk.domain.program import Program
from posdesk.domain.rewards import CAMPAIGN
from posdesk.domain.segment_document import clauses
from posdesk.domain.segments import Asks


def contradictions(campaign: Campaign, program: Program) -> Iterator[str]:
    """What is wrong, a line for each, with what there is instead."""
    named = campaign.when.milestone
    if named and named not in program.milestone_by_id:
        yield f"campaign.when.milestone: {_unknown('milestone', named, program.milestone_by_id)}"
    if campaign.reward is not None and campaign.reward.tier not in (None, *program.tier_by_id):
        yield f"campaign.reward.tier: {_unknown('tier', campaign.reward.tier or '', program.tier_by_id)}"
    roots = [segment.root for segment in campaign.segments]
    for root in [*roots, *([] if campaign.where is None else [campaign.where])]:
        for clause in clauses(root):
            if isinstance(clause, Asks):
                where = ".".join(str(part + 1) if isinstance(part, int) else part for part in clause.at)
                yield from (f"{where}: {words}" for words in _of_clause(clause, program))


def _of_clause(asks: Asks, program: Program) -> Iterator[str]:
    if asks.field == "tier":
        for tier in asks.needed:
            if tier not in program.tier_by_id:
                yield _unknown("tier", str(tier), program.tier_by_id)
    if asks.field in ("milestone", "to_milestone", "days_since_milestone") and asks.of not in program.milestone_by_id:
        yield _unknown("milestone", asks.of, program.milestone_by_id)
    is_reward = asks.field in ("award", "redeemed") and not asks.of.startswith(CAMPAIGN)
    if is_reward and asks.of not in program.reward_by_id:
        yield _unknown("reward", asks.of, program.reward_by_id)


def _unknown(kind: str, name: str, there: Iterable[str]) -> str:
    return f"the program has no {kind} “{name}”. It has {', '.join(there) or 'none'}."
