"""Decides what belongs to an answer to "what do you hold of me?": the profile, what was consented to, every entry about
her in words and as it is kept, and to whom it was given out before.

It is complete by how it is made: everything the ledger yields about her is there. The kind of member, which may tell
that she is a patient, is there only for who may see what is hidden (G27). That it was given out is a fact. Refuses to
know paper and files (posdesk.reports.pdf_member) and SQL.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posdesk.counter import permissions
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.card_values import card_value
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import (
    ConsentSet,
    Fact,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    happened_at,
)
from posdesk.domain.member import Member
from posdesk.domain.people_facts import DataForm, MemberDataGiven
from posdesk.domain.staff_facts import Permission
from posdesk.domain.strict_json import Json, canonical, read_json

HIDDEN = "hidden"
"""Stands where the kind of member is not for whoever asked."""

PROFILE: Mapping[str, str] = {
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Phone",
    "email": "E-mail",
    "birthday": "Birthday",
    "card_code": "Card",
    "home_store": "Home store",
    "member_type": "Kind of member",
    "interests": "Interests",
    "language": "Language",
    "external": "Id in another system",
    "id_hash": "Keyed hash of an ID's number",
}
"""The parts of a profile, and what they are called. A test wants every part of a Member that says something of her."""

WORDS: Mapping[str, str] = {
    "member.enrolled": "Became a member",
    "member.field_set": "Profile changed",
    "member.erased": "Erased",
    "member.merged": "Said to be one person with another member",
    "member.unmerged": "That was taken back",
    "referral.made": "Brought a new member",
    "member.told_apart": "Said to be another person than a member who looks alike",
    "member.id_read": "An ID was read",
    "member.data_given": "All of this was given out",
    "consent.set": "Messages allowed or forbidden",
    "opening.recorded": "Brought from another system",
    "visit.recorded": "Visit",
    "visit.voided": "Visit taken back",
    "visit.returned": "Goods brought back",
    "visit.moved": "Visit given to her, or to another member",
    "reward.redeemed": "Reward used",
    "redemption.voided": "Use of a reward taken back",
    "reward.handed_over": "Reward handed over",
    "points.adjusted": "Points given or taken",
    "award.given": "Award given",
    "tier.overridden": "Tier held",
    "feedback.given": "Feedback",
    "exception.settled": "What the shop did about that",
    "message.queued": "Message meant for her",
    "message.held": "Message held back",
    "message.sent": "Message sent",
    "campaign.met": "Campaign shown, or kept from her",
}
"""What an entry about a member is, by its kind."""
OTHER = "Entry"


class Entry(NamedTuple):
    """One fact about her. at: when it happened. what: in words; told: what it says, `phone: +13035554417`. by: who was
    signed in, a name. raw: all of it, as it is kept."""

    id: str
    at: Instant
    store: str
    by: str | None
    what: str
    told: str
    raw: Json


class Said(NamedTuple):
    """A word on messages. source: how it was asked, with the wording's version."""

    at: Instant
    channel: str
    given: bool
    source: str
    by: str | None


@dataclass(frozen=True, slots=True)
class MemberData:
    """All that is held of one person. ids: every id of hers. card: as she stands now. profile: (what, value), empty
    ones too. given_out: when all this was given out, this time too, and by whom. veiled: something is hidden from who
    asked."""

    ids: tuple[str, ...]
    made_at: Instant
    zone: str
    card: MemberCard
    profile: tuple[tuple[str, str], ...]
    consents: tuple[Said, ...]
    entries: tuple[Entry, ...]
    given_out: tuple[Entry, ...]
    veiled: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.card.member.first_name} {self.card.member.last_name}".strip()


def member_data(desk: Desk, member_id: str, form: DataForm) -> MemberData:
    """All that is held of a member, to be given out in this form; that it is, is recorded. Raises Refused(NO_MEMBER,
    NOT_PERMITTED)."""
    permissions.check(desk, Permission.EXPORT)
    member = known_member(desk, member_id)[0]
    permissions.append(desk, Permission.EXPORT, [draft(desk, member.id, MemberDataGiven(form))])
    return held(desk, member.id)


def held(desk: Desk, member_id: str) -> MemberData:
    """All that is held of a member, as she stands now. Raises Refused(NO_MEMBER)."""
    facts = desk.ledger.facts_about(member_id)
    member = known_member(desk, member_id)[0]
    now = max(desk.clock.now(), *map(happened_at, facts))
    veiled = not permissions.sees_hidden(desk)
    entries = tuple(_entry(desk, fact, veiled) for fact in facts)
    return MemberData(
        ids=member.joined or (member.id,),
        made_at=now,
        zone=desk.programs.calendar(desk.station.store).zone,
        card=card_of(desk, member.id, facts, now),
        profile=tuple(_profile(member, veiled)),
        consents=tuple(_consents(desk, facts)),
        entries=entries,
        given_out=tuple(entry for entry in entries if entry.what == WORDS["member.data_given"]),
        veiled=veiled and any(_tells_kind(fact) for fact in facts),
    )


def value_of(data: MemberData) -> dict[str, Json]:
    """The same as JSON."""
    return {
        "member": data.card.member.id,
        "ids": list(data.ids),
        "made_at": data.made_at,
        "profile": {key: value for key, (_, value) in zip(PROFILE, data.profile, strict=True)},
        "consents": [said._asdict() for said in data.consents],
        "standing": card_value(data.card),
        "entries": [entry._asdict() for entry in data.entries],
        "given_out": [{"at": entry.at, "by": entry.by, "told": entry.told} for entry in data.given_out],
        "hidden": ["member_type"] if data.veiled else [],
    }


def _profile(member: Member, veiled: bool) -> Iterator[tuple[str, str]]:
    for part, words in PROFILE.items():
        value = getattr(member, part) or ""
        yield words, HIDDEN if veiled and part == MemberField.MEMBER_TYPE and value else value


def _consents(desk: Desk, facts: Sequence[Fact]) -> Iterator[Said]:
    for fact in facts:
        if isinstance(fact.body, ConsentSet):
            said, by = fact.body, permissions.named(desk, fact.staff)
            yield Said(happened_at(fact), said.channel, said.given, said.source, by)


def _entry(desk: Desk, fact: Fact, veiled: bool) -> Entry:
    raw = read_json(encode_fact(fact))
    if veiled:
        raw = _without_kind(fact, raw)
    told = "; ".join(_told(raw["body"])) if isinstance(raw["body"], dict) else ""
    by = permissions.named(desk, fact.staff)
    return Entry(fact.id, happened_at(fact), fact.store, by, WORDS.get(fact.kind, OTHER), told, raw)


def _told(value: Json, path: str = "") -> Iterator[str]:
    """What a body says, a part each: `phone: +13035554417`, `lines 1 cents: 6000`."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _told(each, f"{path} {key}".strip().replace("_", " "))
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from _told(each, f"{path} {number}")
    elif value is not None:
        yield f"{path}: {canonical(value) if isinstance(value, bool) else value}"


def _tells_kind(fact: Fact) -> bool:
    """Whether a fact says of which kind the member is."""
    body = fact.body
    if isinstance(body, MemberFieldSet):
        return body.field is MemberField.MEMBER_TYPE and body.value is not None
    return isinstance(body, MemberEnrolled) and body.member_type is not None


def _without_kind(fact: Fact, raw: Json) -> Json:
    if not _tells_kind(fact):
        return raw
    key = "value" if isinstance(fact.body, MemberFieldSet) else str(MemberField.MEMBER_TYPE)
    return {**raw, "body": {**raw["body"], key: HIDDEN}}
