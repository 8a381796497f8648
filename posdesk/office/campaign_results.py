"""Decides what a campaign has brought: whom it was shown to, who used it, what it cost, and how those it was shown to
differ from those it was kept from (CM07), stated plainly when they are too few.

From facts alone; the comparison itself is lift.py's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.counter.ports import Desk
from posdesk.domain.campaign_facts import CampaignsMet
from posdesk.domain.campaign_uses import standing_uses
from posdesk.domain.campaigns import Campaign
from posdesk.domain.facts import Fact
from posdesk.domain.lift import Lift, lift
from posdesk.domain.lift import side as added_up
from posdesk.office.audiences import Audiences
from posdesk.office.campaigns import listed

KINDS = frozenset({"campaign.met", "reward.redeemed", "redemption.voided", "visit.voided"})


@dataclass(frozen=True, slots=True)
class Results:
    """What came of all versions of a campaign. shown, held_out: members, by their first meeting. mixed: of these who
    are left out of the comparison, since merged members were on both sides. used: uses that stand, by how many
    members. cost_cents: taken off baskets. points: hundredths given. over: uses beyond the total that all registers
    together may give (CM08)."""

    campaign: Campaign
    shown: int
    held_out: int
    mixed: int
    used: int
    members: int
    cost_cents: int
    points: int
    over: int
    lift: Lift


def results(desk: Desk, audiences: Audiences, name: str) -> Results:
    """What a campaign has brought so far. Raises Refused(NO_CAMPAIGN)."""
    campaign = listed(desk, name).campaign
    first = desk.programs.campaigns().versions[name][0].day
    people = desk.ledger.joined()
    facts = [
        fact._replace(subject=people.get(fact.subject or "", fact.subject))
        for fact in desk.ledger.facts_since(first - timedelta(days=1), KINDS)
    ]
    met = _met(facts, name)
    mixed = {member for member, each in met.items() if each.both}
    shown, held_out = ([member for member, each in met.items() if each.held_out is out] for out in (False, True))
    uses = [(fact, body) for fact, body in standing_uses(facts) if body.award_rule == campaign.rule]
    did = audiences.did_since({member: each.day for member, each in met.items()}, desk.clock.now())
    total = campaign.limits.total
    return Results(
        campaign=campaign,
        shown=len(shown),
        held_out=len(held_out),
        mixed=len(mixed),
        used=len(uses),
        members=len({fact.subject for fact, _ in uses}),
        cost_cents=sum(body.value_cents for _, body in uses),
        points=sum(body.bonus for _, body in uses),
        over=0 if total is None else max(len(uses) - total, 0),
        lift=lift(
            added_up(did[member] for member in shown if member not in mixed),
            added_up(did[member] for member in held_out if member not in mixed),
        ),
    )


@dataclass(slots=True)
class _First:
    """The first meeting of a member: its business day, and its side. both: one and the same version was shown to her
    and kept from her. The hash cannot do that; a merge can (CM07)."""

    day: date
    held_out: bool
    both: bool = False


def _met(facts: Iterable[Fact], name: str) -> Mapping[str, _First]:
    """Every member whom the campaign met. Her side is that of the first time: a later version with another holdout
    moves nobody, or only those who come back would change sides."""
    found: dict[str, _First] = {}
    sides: dict[tuple[str, int], bool] = {}
    for fact in facts:
        member = fact.subject
        if not isinstance(fact.body, CampaignsMet) or member is None:
            continue
        for meeting in fact.body.met:
            if meeting.campaign == name:
                first = found.setdefault(member, _First(fact.business_day, meeting.held_out))
                key = member, meeting.campaign_version
                first.both = first.both or sides.setdefault(key, meeting.held_out) is not meeting.held_out
    return found
