"""Decides who is listed as about to lose a tier, with what keeps it (TI07). Refuses to know how a drop is worked
out."""

from dataclasses import dataclass

from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk
from posdesk.domain.fold import fold
from posdesk.domain.member import Member, profile
from posdesk.domain.standing import TierDrop, TierStanding


@dataclass(frozen=True, slots=True)
class Drop:
    """One member whose tier is about to be lost. point_name: what the program calls its points."""

    member: Member
    tier: TierStanding
    drop: TierDrop
    point_name: str


def due_to_drop(desk: Desk) -> list[Drop]:
    """Every member whose tier is lost within 30 days unless more comes, the soonest first. Folds every member."""
    timeline, now = desk.programs.timeline(), desk.clock.now()
    found = []
    for member_id in desk.ledger.members():
        facts = desk.ledger.facts_about(member_id)
        member = profile(member_id, facts)
        if member is not None:
            standing = fold(member_id, facts, timeline, member_moment(desk, member, now)[0])
            if standing.tier.drop is not None:
                found.append(Drop(member, standing.tier, standing.tier.drop, standing.point_name))
    return sorted(found, key=lambda each: (each.drop.on, each.member.short_name, each.member.id))
