"""Decides what is said of who is who: two members are one, or are not. Bodies of facts, values only; what follows from
them is decided in merging.py."""

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
