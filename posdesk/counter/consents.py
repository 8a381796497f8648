"""Decides what asking for consent means: which wording is read, and the one fact that says what was answered (G21).

It is a step of its own, never part of enrolling. A withdrawal needs no wording, holds at once and wins every conflict
(G23, I07); a permission names the withdrawals it was given in knowledge of. Refuses to know how a wording is shown.
"""

from dataclasses import dataclass

from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import consent_wording
from posdesk.domain.consent_wording import Language, Wording
from posdesk.domain.consents import withdrawals
from posdesk.domain.facts import Body, Channel, ConsentSet, Fact, MemberField, MemberFieldSet, happened_at
from posdesk.domain.member import Member
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

NEEDS = {Channel.TEXT: "phone", Channel.EMAIL: "e-mail"}
"""What a member needs to be written to, as it is said."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a member about one channel. text: what she reads, word for word; version, language: of it."""

    channel: Channel
    language: Language
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What she answered is durable. consents: the channels that she allows now. source: as the fact says it."""

    card: MemberCard
    fact: str
    source: str


def language_of(member: Member) -> Language:
    """In which language somebody is asked: her own, English where that is not told."""
    return next((language for language in Language if language == member.language), Language.ENGLISH)


def questions(desk: Desk, member_id: str, language: Language | None = None) -> tuple[Question, ...]:
    """What there is to ask a member: each way of writing to her that she has an address for and has not allowed.

    language: None is her own. Raises Refused: NO_MEMBER; NO_WORDING where no wording is in use today.
    """
    member, _ = known_member(desk, member_id)
    wording, spoken = wording_in_use(desk), language or language_of(member)
    open_now = [channel for channel in Channel if address_of(member, channel) and channel not in member.consents]
    return tuple(_question(desk, wording, channel, spoken) for channel in open_now)


def answer(desk: Desk, member_id: str, channel: Channel, language: Language, *, agreed: bool) -> Answered:
    """A member read the wording in this language and agreed, or did not; durable when this returns. The language is
    hers from now on.

    Raises Refused: NO_MEMBER, NO_WORDING; NO_ADDRESS for an agreement while there is no phone, or no e-mail.
    """
    member, facts = known_member(desk, member_id)
    wording = wording_in_use(desk)
    if agreed and not address_of(member, channel):
        words = f"There is no {NEEDS[channel]} to write to. Add it to the profile first, then ask."
        raise Refused(Refusal(RefusalCode.NO_ADDRESS, words))
    over = withdrawals(facts).get(channel, ()) if agreed else ()
    source = consent_wording.source_of(wording, language, agreed=agreed)
    bodies: list[Body] = [ConsentSet(channel, agreed, source, over)]
    if member.language != language:
        bodies.append(MemberFieldSet(MemberField.LANGUAGE, language))
    return _told(desk, member, facts, bodies)


def stop(desk: Desk, member_id: str, channel: Channel) -> Answered:
    """A member does not want to be written to any more: at once, here and, first of all facts, at the hub (G23). It is
    said again although it was said before: no permission that comes late may be newer. Raises Refused(NO_MEMBER)."""
    member, facts = known_member(desk, member_id)
    return _told(desk, member, facts, [ConsentSet(channel, False, consent_wording.STOPPED)])


def address_of(member: Member, channel: Channel) -> str | None:
    """The phone or the e-mail."""
    return member.phone if channel is Channel.TEXT else member.email


def wording_in_use(desk: Desk) -> Wording:
    """What is read today. Raises Refused(NO_WORDING)."""
    found = consent_wording.in_use(desk.wordings, this_day(desk))
    if found is None:
        words = "Nobody can be asked for consent: no wording is in use today, or a file in `consent` cannot be read."
        raise Refused(Refusal(RefusalCode.NO_WORDING, words))
    return found


def _told(desk: Desk, member: Member, facts: list[Fact], bodies: list[Body]) -> Answered:
    sealed = desk.ledger.append([draft(desk, member.id, body) for body in bodies]).facts
    at = max(desk.clock.now(), *(happened_at(fact) for fact in sealed))
    said = sealed[0]
    assert isinstance(said.body, ConsentSet)
    return Answered(card_of(desk, member.id, [*facts, *sealed], at), said.id, said.body.source)


def _question(desk: Desk, wording: Wording, channel: Channel, language: Language) -> Question:
    store = desk.programs.store_name(desk.station.store)
    return Question(channel, language, wording.version, wording.text(channel, language, store))
