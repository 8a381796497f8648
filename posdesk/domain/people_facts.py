"""Decides what is said of who is who: two members are one, or are not; one brought another. Bodies of facts, values
only; what follows from them is decided in merging.py and referrals.py."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemberMerged:
    """The subject and another member are one person: a link, nothing is rewritten (I03). into: the other member's id.
    by_rule: the hub said so, by the same verified phone and birthday, and no person (I02)."""

    into: str
    reason: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class MemberUnmerged:
    """A link is taken back, for ever. merge: its member.merged fact, which has the same subject."""

    merge: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReferralMade:
    """The subject brought a new member (LG10). referred: the id under which that one was enrolled, in the same
    transaction. What comes of it is decided in referrals.py, when somebody looks."""

    referred: str


PeopleBody = MemberMerged | MemberUnmerged | ReferralMade

PEOPLE_KINDS: Mapping[tuple[str, int], type[PeopleBody]] = {
    ("member.merged", 1): MemberMerged,
    ("member.unmerged", 1): MemberUnmerged,
    ("referral.made", 1): ReferralMade,
}
"""Kind and version of each of these; facts.KINDS has them too."""
