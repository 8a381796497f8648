"""Decides which members somebody may be who is about to be enrolled, or was: candidates with their score and reasons.

Only indexed look-ups are made, so it is quick in a store of any size. Nobody is joined here (posdesk.office.people) and
nothing is refused: a family may share a phone. Refuses to know screens and SQL, and how alike is reckoned (domain).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk, Sketch
from posdesk.domain.facts import Fact
from posdesk.domain.likeness import Likeness, Traits, likeness, traits_of
from posdesk.domain.member import profile, short_name
from posdesk.domain.merging import told_apart

MOST = 8
"""Candidates that anybody looks at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member somebody may be. member: the id she is shown under. name: as others may see it, `Maria G.`; phone_ends:
    the last four digits, None without a phone. how: the score in bits, what speaks for it and what against it
    (posdesk.domain.likeness)."""

    member: str
    name: str
    phone_ends: str | None
    how: Likeness


def candidates(desk: Desk, who: Traits, limit: int = MOST, *, but: Collection[str] = ()) -> tuple[Candidate, ...]:
    """Members this may be, the likeliest first. who: as it is to be stored (posdesk.domain.identity). but: ids of whom
    it is known that she is, or is not. Raises EnvironmentTrouble only."""
    best: dict[str, Candidate] = {}
    for sketch in desk.directory.alike(who):
        if sketch.own in but or sketch.member in but:
            continue
        how = likeness(who, sketch.traits)
        known = best.get(sketch.member)
        if how.suggested and (known is None or how.score > known.how.score):
            best[sketch.member] = candidate(sketch, how)
    ordered = sorted(best.values(), key=lambda each: (-each.how.score, each.member))
    return tuple(ordered[:limit])


def candidates_of(desk: Desk, member_id: str, limit: int = MOST) -> tuple[Candidate, ...]:
    """Members who may be the same person as this one, by any of the profiles that are hers. Whoever was said to be
    somebody else is not among them. Raises Refused(NO_MEMBER) and EnvironmentTrouble."""
    member, facts = known_member(desk, member_id)
    hers = {member.id, *member.joined}
    apart = told_apart(facts, hers)
    found: dict[str, Candidate] = {}
    for own in sorted(hers):
        traits = own_traits(own, facts)
        if traits is None:
            continue
        for each in candidates(desk, traits, limit, but=hers | apart):
            known = found.get(each.member)
            if known is None or each.how.score > known.how.score:
                found[each.member] = each
    ordered = sorted(found.values(), key=lambda each: (-each.how.score, each.member))
    return tuple(ordered[:limit])


def candidate(sketch: Sketch, how: Likeness) -> Candidate:
    """A member of the look-up, as one to be looked at."""
    traits = sketch.traits
    name = short_name(traits.first_name, traits.last_name)
    return Candidate(sketch.member, name, traits.phone[-4:] if traits.phone else None, how)


def own_traits(member_id: str, facts: Iterable[Fact]) -> Traits | None:
    """What her own profile is compared by, without those she is one with; None when nobody enrolled under this id."""
    own = profile(member_id, [fact for fact in facts if fact.subject == member_id])
    return None if own is None else traits_of(own)
