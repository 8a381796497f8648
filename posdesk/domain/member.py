"""Decides who a member is: the profile folded from facts, the later edit winning field by field (by hybrid clock).

Refuses to know about standing (standing.py) and how a profile is found (the directory does that).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    Fact,
    FieldSource,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A profile. id: UUID text. phone: E.164. birthday: `2001-05-30` or `05-30`. interests: words with commas between.
    consents: the channels allowed.
    birthday_locked: it was read off an ID (DT04)."""

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
    consents: frozenset[Channel] = frozenset()
    birthday_locked: bool = False

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
    """The profile of `member_id` from the facts about it, in any order; None when nobody enrolled under this id, or
    who did was erased (I06).

    Each field takes the value with the highest hybrid clock (ties: the higher fact id); of two enrolments the first
    gives the day. A birthday read off an ID is locked: then only those read off an ID or set by a manager count (DT04).
    A consent that was withdrawn stays so until one is given by somebody who knew of that, so of two edits made offline
    the withdrawal wins whichever came later (I07).
    """
    values: dict[str, tuple[tuple[int, str], str | None]] = {}
    sure: dict[FieldSource, tuple[tuple[int, str], str | None]] = {}
    given: dict[Channel, int] = {}
    withdrawn: dict[Channel, int] = {}
    enrolled_on: date | None = None
    external: str | None = None

    def later(field: str, stamp: tuple[int, str], value: str | None, source: FieldSource | None = None) -> None:
        if field not in values or stamp > values[field][0]:
            values[field] = (stamp, value)
        if source is not None and field == MemberField.BIRTHDAY and (source not in sure or stamp > sure[source][0]):
            sure[source] = (stamp, value)

    for fact in facts:
        body, stamp = fact.body, (fact.clock, fact.id)
        if isinstance(body, MemberErased):
            return None
        if isinstance(body, MemberEnrolled):
            enrolled_on = min(enrolled_on or body.enrolled_on, body.enrolled_on)
            external = body.external or external
            for field in MemberField:
                later(field, stamp, getattr(body, field), body.birthday_source)
        elif isinstance(body, MemberFieldSet):
            later(body.field, stamp, body.value, body.source)
        elif isinstance(body, ConsentSet) and body.given:
            given[body.channel] = max(given.get(body.channel, 0), body.seen)
        elif isinstance(body, ConsentSet):
            withdrawn[body.channel] = max(withdrawn.get(body.channel, 0), fact.clock)
    if enrolled_on is None:
        return None
    if FieldSource.ID_SCAN in sure:
        values[MemberField.BIRTHDAY] = max(sure.values())
    fields: dict[str, Any] = {field: value for field, (_, value) in values.items()}
    fields["first_name"] = fields.get("first_name") or ""
    fields["last_name"] = fields.get("last_name") or ""
    allowed = frozenset(channel for channel, seen in given.items() if seen >= withdrawn.get(channel, 0))
    return Member(
        id=member_id,
        enrolled_on=enrolled_on,
        external=external,
        consents=allowed,
        birthday_locked=FieldSource.ID_SCAN in sure,
        **fields,
    )
