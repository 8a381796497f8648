"""Decides whether an ID may be remembered, and what is written when a member agrees, or wants it forgotten (G13).

Of an ID a keyed hash of its number is kept at most: where the state's pack allows it, and she has agreed to a wording
that says so. Refuses to know the key, how an ID is read, and how a wording is shown.
"""

from dataclasses import dataclass

from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.consents import language_of, wording_in_use
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk, Hit
from posdesk.counter.visits import draft
from posdesk.domain import consent_wording
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import Body, Fact, happened_at
from posdesk.domain.id_card import IdCard
from posdesk.domain.merging import ids_of
from posdesk.domain.people_facts import MemberIdRead
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

NOT_ALLOWED = "In this state nothing of an ID may be remembered: the pack that was chosen does not allow it."
NO_TEXT = (
    "Nobody can be asked whether an ID may be remembered: the wording that is in use today says nothing of it. "
    "Nothing of the ID was kept."
)
NOT_REMEMBERED = "No ID is remembered for this member."


@dataclass(frozen=True, slots=True, repr=False)
class IdMark:
    """What allows an ID to be remembered: the hash, and nothing else of it."""

    id_hash: str

    def __repr__(self) -> str:
        """Without the hash."""
        return "IdMark()"


@dataclass(frozen=True, slots=True)
class IdQuestion:
    """What is asked of a member about her ID. text: what she reads, word for word; version, language: of it. channel:
    none, for it is not about writing to her."""

    mark: IdMark
    language: Language
    version: str
    text: str
    channel: None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of it is durable. fact: the one that says so; None: she did not agree, and nothing was written.
    source: as the fact says how she was asked."""

    card: MemberCard
    fact: str | None
    source: str | None


def allowed(desk: Desk) -> bool:
    """Whether the pack that was chosen allows that a hash is kept. Raises EnvironmentTrouble."""
    pack = desk.state_packs.chosen()
    return pack is not None and pack.id_hash.allowed


def mark_of(desk: Desk, card: IdCard) -> IdMark | None:
    """What would be remembered of an ID; None where that is not allowed, or the ID has no number or says not whose it
    is, or there is no key."""
    if not card.id_number or not card.jurisdiction or not allowed(desk):
        return None
    id_hash = desk.id_hashes.of(card.jurisdiction, card.id_number)
    return None if id_hash is None else IdMark(id_hash)


def members_of(desk: Desk, mark: IdMark) -> list[Hit]:
    """The members for whom this ID is remembered, newest first; who are one come once."""
    return desk.directory.by_id_hash(mark.id_hash)


def question(desk: Desk, member_id: str, mark: IdMark, language: Language | None = None) -> IdQuestion | None:
    """What a member is asked about an ID that was scanned; None where it is remembered for her, or may not be, or the
    wording that is in use says nothing of it. language: None is her own. Raises Refused: NO_MEMBER, NO_WORDING."""
    member, _ = known_member(desk, member_id)
    if member.id_hash == mark.id_hash or not allowed(desk):
        return None
    wording, spoken = wording_in_use(desk), language or language_of(member)
    text = wording.id_text(spoken, desk.programs.store_name(desk.station.store))
    return None if text is None else IdQuestion(mark, spoken, wording.version, text)


def remember(desk: Desk, member_id: str, mark: IdMark, language: Language, *, agreed: bool) -> Remembered:
    """A member read the wording in this language and agreed, or did not: then nothing is written. Durable when this
    returns. Raises Refused: NO_MEMBER; NOT_USABLE where the pack does not allow it; NO_WORDING where she cannot have
    read anything."""
    member, facts = known_member(desk, member_id)
    if not allowed(desk):
        raise Refused(Refusal(RefusalCode.NOT_USABLE, NOT_ALLOWED))
    wording = wording_in_use(desk)
    if language not in wording.of_id:
        raise Refused(Refusal(RefusalCode.NO_WORDING, NO_TEXT))
    if not agreed:
        return Remembered(card_of(desk, member.id, facts, desk.clock.now()), None, None)
    source = consent_wording.source_of(wording, language, agreed=True)
    card, written = _written(desk, facts, member.id, {member.id: MemberIdRead(mark.id_hash, source)})
    return Remembered(card, written[0].id, source)


def forget(desk: Desk, member_id: str) -> Remembered:
    """A member's ID is remembered no more, under any of her ids; durable when this returns. Raises Refused: NO_MEMBER,
    NOT_USABLE where none is."""
    member, facts = known_member(desk, member_id)
    hers = {one: [fact for fact in facts if fact.subject == one] for one in ids_of(member.id, facts)}
    known = {one: MemberIdRead() for one, own in hers.items() if _remembered(own)}
    if not known:
        raise Refused(Refusal(RefusalCode.NOT_USABLE, NOT_REMEMBERED))
    card, written = _written(desk, facts, member.id, known)
    return Remembered(card, written[0].id, None)


def _remembered(own: list[Fact]) -> bool:
    """Whether an ID is, by the facts of one id; also of one under which nobody enrolled, as after a merge."""
    said = [fact for fact in own if isinstance(fact.body, MemberIdRead)]
    last = max(said, key=lambda fact: (fact.clock, fact.id), default=None)
    return last is not None and isinstance(last.body, MemberIdRead) and last.body.id_hash is not None


def _written(
    desk: Desk, facts: list[Fact], member: str, said: dict[str, MemberIdRead]
) -> tuple[MemberCard, tuple[Fact, ...]]:
    bodies: dict[str, Body] = dict(said)
    sealed = desk.ledger.append([draft(desk, one, body) for one, body in bodies.items()]).facts
    at = max(desk.clock.now(), *(happened_at(fact) for fact in sealed))
    return card_of(desk, member, [*facts, *sealed], at), sealed
