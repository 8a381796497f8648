"""Decides what is said of who is who: two members are one, or are not, an ID was read, all of one was given out, one
brought another. Bodies of facts, values only; what follows from them is decided in merging.py, member.py,
same_person.py and referrals.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class MemberMerged:
    """The subject and another member are one person: a link, nothing is rewritten (I03). into: the other member's id.
    by_rule: the hub said so, by the same verified phone and birthday, or by the same ID, and no person (I02)."""

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


@dataclass(frozen=True, slots=True)
class MemberToldApart:
    """The subject and another member look alike, and are two: nobody is asked again, and no rule joins them. other: the
    other member's id. Said of both of them, so a pair has two of these; and without a reason, which would name one of
    them in what is held of the other."""

    other: str


@dataclass(frozen=True, slots=True)
class MemberIdRead:
    """An ID was read for the subject. id_hash: the keyed hash of its number, where the state and the member allow that
    it is kept (G13); the number itself is nowhere. None: it was taken out again. source: which wording she agreed to,
    as of a consent."""

    id_hash: str | None = None
    source: str | None = None


class DataForm(StrEnum):
    """How what is held of a member was given out."""

    JSON = "json"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class MemberDataGiven:
    """All that is held of the subject was given out, by whoever was signed in."""

    form: DataForm


PeopleBody = MemberMerged | MemberUnmerged | MemberToldApart | MemberIdRead | MemberDataGiven | ReferralMade

PEOPLE_KINDS: Mapping[tuple[str, int], type[PeopleBody]] = {
    ("member.merged", 1): MemberMerged,
    ("member.unmerged", 1): MemberUnmerged,
    ("member.told_apart", 1): MemberToldApart,
    ("member.id_read", 1): MemberIdRead,
    ("member.data_given", 1): MemberDataGiven,
    ("referral.made", 1): ReferralMade,
}
"""Kind and version of each of these; facts.KINDS has them too."""
