"""Decides whether the program has what a campaign names (milestones, tiers, rewards), and that it pays nobody for a
score (G26)."""

from collections.abc import Iterable, Iterator, Mapping

from posdesk.domain.campaigns import Campaign
from posdesk.domain.program import Program
from posdesk.domain.rewards import CAMPAIGN
from posdesk.domain.segment_document import clauses
from posdesk.domain.segments import Asks, In, Node, Segment


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
                yield from (f"{_where(clause.at)}: {words}" for words in _of_clause(clause, program))


def paid_scores(campaign: Campaign, known: Mapping[str, Segment]) -> Iterator[str]:
    """G26: each clause by which a reward would depend on what somebody answered, also over the segments that are named.
    known: those published before."""
    if campaign.reward is None or campaign.where is None:
        return
    everyone = {**known, **{segment.id: segment for segment in campaign.segments}}
    for clause in clauses(campaign.where):
        if _asks_score(clause, everyone, set()):
            yield f"{_where(clause.at)}: goes by a score, and a reward never depends on one. Leave the reward out."


def _asks_score(node: Node, everyone: Mapping[str, Segment], seen: set[str]) -> bool:
    if isinstance(node, Asks):
        return node.field == "score"
    if isinstance(node, In):
        if node.segment in seen or node.segment not in everyone:
            return False
        seen.add(node.segment)
        node = everyone[node.segment].root
    return any(_asks_score(clause, everyone, seen) for clause in clauses(node))


def _where(at: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in at)


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
