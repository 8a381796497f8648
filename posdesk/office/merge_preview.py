"""Decides what a manager sees before two members become one: each as she is, and the one they would be.

The fold reckons it over the facts of both and the fact that would be recorded; nothing is. Refuses to know rules and
screens, and to judge whether they are one (posdesk.domain.likeness).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.consents import withdrawals
from posdesk.domain.facts import Channel, Draft, Fact, kind_of
from posdesk.domain.likeness import Likeness
from posdesk.domain.member import Member, profile
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.standing import AwardState
from posdesk.office.duplicates import are_told_apart, how_alike


@dataclass(frozen=True, slots=True)
class Side:
    """A member as she is, or would be. phones, emails, cards: all that she is found by. points: hundredths. awards: the
    titles of those that are open. allowed: channels she may be written to on; withdrawn: on which she said no."""

    card: MemberCard
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    cards: tuple[str, ...]
    awards: tuple[str, ...]
    allowed: frozenset[Channel]
    withdrawn: frozenset[Channel]

    @property
    def visits(self) -> int:
        """Counted visits: two on one day are one (VS01)."""
        return self.card.standing.visits

    @property
    def tier(self) -> str:
        """The tier's name."""
        return self.card.standing.tier.name

    @property
    def points(self) -> int:
        """Hundredths."""
        return self.card.standing.points


@dataclass(frozen=True, slots=True)
class Preview:
    """Two members, and the one they would be. how: why they may be one, or not; apart: somebody said that they are
    two. lost: channels that one of them allowed and both together do not (I03)."""

    one: Side
    other: Side
    both: Side
    how: Likeness
    apart: bool

    @property
    def lost(self) -> frozenset[Channel]:
        """Channels on which she cannot be written to any more."""
        return (self.one.allowed | self.other.allowed) - self.both.allowed


def preview(desk: Desk, member_id: str, into: str) -> Preview:
    """What a merge would come to now. Raises Refused: NO_MEMBER for somebody unknown or erased, SAME_MEMBER for two who
    are one."""
    (one, facts), (other, others) = known_member(desk, member_id), known_member(desk, into)
    if one.is_one_with(other):
        words = f"{one.short_name} is that member already. Nothing would change."
        raise Refused(Refusal(RefusalCode.SAME_MEMBER, words))
    would_be = supposed(desk, draft(desk, one.id, MemberMerged(other.id, "preview")), [*facts, *others])
    known = {fact.id: fact for fact in [*facts, *others, would_be]}
    hers, its = {one.id, *one.joined}, {other.id, *other.joined}
    return Preview(
        one=_side(desk, one, facts),
        other=_side(desk, other, others),
        both=_side(desk, min(one, other, key=lambda member: member.id), list(known.values())),
        how=how_alike(facts, hers, others, its),
        apart=are_told_apart(facts, hers, others, its),
    )


def supposed(desk: Desk, draft: Draft, after: Sequence[Fact]) -> Fact:
    """A fact as it would be sealed, after these, without being recorded anywhere."""
    clock = max((fact.clock for fact in after), default=0) + 1
    place = draft.subject, draft.store, desk.station.register, 0, 0, draft.staff
    kind, version = kind_of(draft.body)
    return Fact(draft.id, kind, version, *place, draft.occurred_at, draft.business_day, clock, draft.body)


def _side(desk: Desk, member: Member, facts: Sequence[Fact]) -> Side:
    card = card_of(desk, member.id, facts, desk.clock.now())
    own = [each for id in sorted({card.member.id, *card.member.joined}) if (each := _own(id, facts)) is not None]
    awards = tuple(award.title for award in card.standing.awards if award.state is AwardState.OPEN)
    return Side(
        card=card,
        phones=_each(member.phone for member in own),
        emails=_each(member.email for member in own),
        cards=_each(member.card_code for member in own),
        awards=awards,
        allowed=card.member.consents,
        withdrawn=frozenset(withdrawals(facts)),
    )


def _own(member_id: str, facts: Sequence[Fact]) -> Member | None:
    """Her own profile under one id."""
    return profile(member_id, [fact for fact in facts if fact.subject == member_id])


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    """Those there are, each once."""
    return tuple(dict.fromkeys(value for value in values if value))
