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
from posdesk.domain.campaigning import Kept, side
from posdesk.domain.campaigns import Campaign
from posdesk.domain.facts import Fact
from posdesk.domain.lift import Lift, lift
from posdesk.domain.lift import side as added_up
from posdesk.office.audiences import Audiences
from posdesk.office.campaigns import listed

KINDS = frozenset({"campaign.met", "reward.redeemed", "redemption.voided", "visit.voided"})


@dataclass(frozen=True, slots=True)
class Results:
    """What came of all versions of a campaign. shown, held_out: members. mixed: of these who are left out of the
    comparison, since merged members were on both sides. used: uses that stand, by how many members. cost_cents: taken
    off baskets. points: hundredths given. over: uses beyond the total that all registers together may give (CM08).
    """

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
    facts = desk.ledger.facts_since(first - timedelta(days=1), KINDS)
    shown, held_out = _met(facts, name)
    mixed = set(shown) & set(held_out)
    mixed |= {member for member in held_out if side(campaign, (member,)) is not Kept.HELD_OUT}
    uses = [(fact, body) for fact, body in standing_uses(facts) if body.award_rule == campaign.rule]
    did = audiences.did_since({**held_out, **shown}, desk.clock.now())
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


def _met(facts: Iterable[Fact], name: str) -> tuple[Mapping[str, date], Mapping[str, date]]:
    """Whom it was shown to, and from whom it was kept, each with the business day of the first time."""
    sides: tuple[dict[str, date], dict[str, date]] = ({}, {})
    for fact in facts:
        if isinstance(fact.body, CampaignsMet) and fact.subject is not None:
            for meeting in fact.body.met:
                if meeting.campaign == name:
                    on_side = sides[meeting.held_out]
                    on_side[fact.subject] = min(on_side.get(fact.subject, fact.business_day), fact.business_day)
    return sides
