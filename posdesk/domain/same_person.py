"""Decides when two members are one without anybody saying so (I02), and the facts that then are made.

Both have the same phone, and the same birthday, which was read off an ID on both; or an ID of the same number was read
for both. Anything weaker is for a person to say. Refuses to know how such members are found and who seals the fact.
"""

from collections.abc import Collection, Iterable, Sequence

from posdesk.domain.business_day import Instant, day_in_utc
from posdesk.domain.facts import Draft, Fact, FieldSource, MemberEnrolled, MemberErased, MemberField, MemberFieldSet
from posdesk.domain.member import profile
from posdesk.domain.merging import Link
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.stable_ids import id_of

REASON = "The same phone, and the same birthday read off an ID on both."
REASON_ID = "The same ID was read for both."
WITH_A_YEAR = len("2001-05-30")

HUB = "hub"
"""The hub's own name, where a fact names its store and its register."""

Known = tuple[str, str]
"""A phone in E.164, and a birthday with its year."""


def known_by(member: str, facts: Sequence[Fact]) -> Known | None:
    """What tells this member from all others, once it was verified. facts: her own, those that make her profile."""
    found = profile(member, facts)
    if found is None or found.phone is None or found.birthday is None or len(found.birthday) < WITH_A_YEAR:
        return None
    return (found.phone, found.birthday) if found.birthday in _read_off_ids(facts) else None


def known_by_id(member: str, facts: Sequence[Fact]) -> str | None:
    """The hash of the ID that was read for this member last. facts: as of known_by."""
    found = profile(member, facts)
    return None if found is None else found.id_hash


def parted(people: Collection[str], merges: Iterable[Link], holding: Collection[str]) -> bool:
    """Whether a person took back that any two of these are one, or said that they are two: then the rule says nothing
    of any of them, now or later. merges: all of them, and the partings; holding: the ids of those that hold."""
    return any(link.one in people and link.other in people and link.merge not in holding for link in merges)


def merged_by_rule(one: str, other: str, *, same_id: bool = False) -> Draft:
    """The fact that two members are one: about the one made later, as of when she was made. It says nothing but what
    their ids say, so wherever and whenever it is made it is the same fact; and it is of no shop's, but the hub's.
    same_id: it is by the same ID, and a fact of its own, since a hub may know of one thing only."""
    into, member = sorted((one, other))
    at = _made_at(member)
    id = id_of(*("member.merged", into, member, *(["id"] if same_id else [])))
    body = MemberMerged(into, REASON_ID if same_id else REASON, by_rule=True)
    return Draft(id, member, HUB, None, at, day_in_utc(at), body)


def erased_with(erasure: Fact, member: str) -> Draft:
    """The fact that a member is erased since she is one with somebody who is."""
    on_request = isinstance(erasure.body, MemberErased) and erasure.body.on_request
    id, body = id_of("member.erased", erasure.id, member), MemberErased(on_request)
    return Draft(id, member, HUB, None, erasure.occurred_at, erasure.business_day, body, erasure.corrected_at)


def _made_at(member: str) -> Instant:
    """The time in an id that has one (UUID version 7); 0 for those of an import."""
    return int(member[:8] + member[9:13], 16) if member[14] == "7" else 0


def _read_off_ids(facts: Iterable[Fact]) -> set[str | None]:
    found: set[str | None] = set()
    for fact in facts:
        body = fact.body
        if isinstance(body, MemberEnrolled) and body.birthday_source is FieldSource.ID_SCAN:
            found.add(body.birthday)
        elif isinstance(body, MemberFieldSet) and body.field is MemberField.BIRTHDAY:
            found |= {body.value} if body.source is FieldSource.ID_SCAN else set()
    return found
