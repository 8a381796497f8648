"""Decides who a member is: the profile folded from facts, the later edit winning field by field (by hybrid clock).

Refuses to know about standing (standing.py) and how a profile is found (the directory does that).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from posdesk.domain.channels import Channel
from posdesk.domain.consents import ADDRESS, Stamp, Told, allowed, withdrawals
from posdesk.domain.facts import (
    ConsentSet,
    Fact,
    FieldSource,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    VisitRecorded,
)
from posdesk.domain.merging import group, links_of
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberUnmerged

AT_ENROLMENT = tuple(field for field in MemberField if field is not MemberField.LANGUAGE)
"""The fields that an enrolment may say; the others are told afterwards."""
_ENROLLED = (*AT_ENROLMENT, "external")
_ADDRESSES = frozenset(ADDRESS.values())


@dataclass(frozen=True, slots=True)
class Member:
    """A profile. id: UUID text. phone: E.164. birthday: `2001-05-30` or `05-30`. interests: words with commas between.
    language: in which she is asked and written to, `en` or `es`; None: not told. consents: the channels allowed;
    stopped: those she forbade. birthday_locked: it was read off an ID (DT04). joined: every id of this person, her own
    being the least of them; empty when no link names her. id_hash: of the ID that was read last."""

    id: str
    first_name: str
    last_name: str
    enrolled_on: date | None
    phone: str | None = None
    email: str | None = None
    card_code: str | None = None
    birthday: str | None = None
    home_store: str | None = None
    external: str | None = None
    member_type: str | None = None
    interests: str | None = None
    language: str | None = None
    consents: frozenset[Channel] = frozenset()
    stopped: frozenset[Channel] = frozenset()
    birthday_locked: bool = False
    joined: tuple[str, ...] = ()
    id_hash: str | None = None

    def is_one_with(self, other: "Member") -> bool:
        """Whether both are the same person, as one of them knows by now."""
        return self.id == other.id or self.id in other.joined or other.id in self.joined

    @property
    def short_name(self) -> str:
        """As others may see it on the screen: first name and initial, `Maria G.`"""
        return short_name(self.first_name, self.last_name)

    @property
    def initials(self) -> str:
        """`M. G.`: what stays when details are hidden."""
        return initials(self.first_name, self.last_name)

    @property
    def phone_ends(self) -> str | None:
        """The last four digits of the phone, or None."""
        return self.phone[-4:] if self.phone else None


def short_name(first_name: str, last_name: str) -> str:
    """First name and initial, `Maria G.`; `Cher` when there is one name only."""
    return f"{first_name} {last_name[:1]}.".strip() if last_name else first_name


def initials(first_name: str, last_name: str) -> str:
    """`M. G.`"""
    return " ".join(f"{name[:1]}." for name in (first_name, last_name) if name)


def profile(member_id: str, facts: Iterable[Fact]) -> Member | None:
    """The profile of `member_id` from the facts about her, in any order; None when nobody enrolled under this id, or
    who did was erased (I06). facts: those of everyone she is one with; then the profile is under the group's name.

    Each field takes the value with the highest hybrid clock (ties: the higher fact id); an enrolment says nothing of a
    field it leaves empty, and of two the first gives the day. A birthday read off an ID is locked: then only those read
    off an ID or set by a manager count (DT04).
    """
    values: dict[str, tuple[Stamp, str | None]] = {}
    sure: dict[FieldSource, tuple[Stamp, str | None]] = {}
    consents: list[Fact] = []
    told: list[Told] = []
    links: list[Fact] = []
    enrolled_on: date | None = None

    def later(field: str, stamp: Stamp, value: str | None, source: FieldSource | None = None) -> None:
        if field not in values or stamp > values[field][0]:
            values[field] = (stamp, value)
        if source is not None and field == MemberField.BIRTHDAY and (source not in sure or stamp > sure[source][0]):
            sure[source] = (stamp, value)

    for fact in facts:
        body, stamp = fact.body, (fact.clock, fact.id)
        if isinstance(body, VisitRecorded):  # most are
            continue
        if isinstance(body, MemberErased):
            return None
        if isinstance(body, MemberEnrolled):
            enrolled_on = min(enrolled_on or body.enrolled_on, body.enrolled_on)
            for field in _ENROLLED:
                if value := getattr(body, field):
                    later(field, stamp, value, body.birthday_source)
                    if field in _ADDRESSES:
                        told.append(Told(stamp, fact.subject, field, value))
        elif isinstance(body, MemberFieldSet):
            later(body.field, stamp, body.value, body.source)
            if body.field in _ADDRESSES:
                told.append(Told(stamp, fact.subject, body.field, body.value))
        elif isinstance(body, ConsentSet):
            consents.append(fact)
        elif isinstance(body, MemberIdRead):
            later("id_hash", stamp, body.id_hash)
        elif isinstance(body, MemberMerged | MemberUnmerged):
            links.append(fact)
    if enrolled_on is None:
        return None
    if FieldSource.ID_SCAN in sure:
        values[MemberField.BIRTHDAY] = max(sure.values())
    fields: dict[str, Any] = {field: value for field, (_, value) in values.items()}
    fields["first_name"] = fields.get("first_name") or ""
    fields["last_name"] = fields.get("last_name") or ""
    ids = group(member_id, links_of(links) if links else [])
    return Member(
        id=ids[0],
        enrolled_on=enrolled_on,
        consents=allowed(consents, told, links, fields) if consents else frozenset(),
        stopped=frozenset(withdrawals(consents)) if consents else frozenset(),
        birthday_locked=FieldSource.ID_SCAN in sure,
        joined=ids if len(ids) > 1 else (),
        **fields,
    )
