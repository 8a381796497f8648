"""Decides what it means that a receipt is another member's: it is taken back from one and recorded for the other at its
own time, with a link, in one transaction (LG01); both standings are right at once.

Who may do it stands in posdesk.domain.staff. Refuses to know how a standing follows from it (domain).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.counter import permissions
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.correction_facts import VisitMoved
from posdesk.domain.facts import Draft, Fact, RewardRedeemed, VisitRecorded, VisitReturned, VisitVoided, happened_at
from posdesk.domain.member import profile
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.office.adjustments import checked_reason


@dataclass(frozen=True, slots=True)
class Moved:
    """A receipt that is another member's now, durable. visit: the fact that stands, old: the one that is voided. left:
    the card of whoever had it, None: a guest, or nobody who is known; card: of who has it."""

    visit: str
    old: str
    words: str
    left: MemberCard | None
    card: MemberCard


def move_visit(desk: Desk, visit_id: str, member_id: str, reason: str) -> Moved:
    """Give a receipt to the member it belongs to. Raises Refused: NO_VISIT, ALREADY_VOIDED, NO_MEMBER, SAME_MEMBER,
    NO_REASON, BAD_STORE for another store's, NOT_USABLE where a reward was used in it or goods of it came back, and
    NOT_PERMITTED."""
    drafts, visit = drafts_of_move(desk, visit_id, member_id, reason)
    sealed = permissions.append(desk, Permission.MOVE_VISIT, drafts)
    return moved(desk, visit, sealed)


def moved(desk: Desk, visit: Fact, sealed: Sequence[Fact]) -> Moved:
    """What was done. sealed: the facts of the drafts, stored."""
    new = next(fact for fact in sealed if isinstance(fact.body, VisitRecorded))
    now = max(desk.clock.now(), *map(happened_at, sealed))
    card = _card(desk, new.subject or "", now)
    left = _card(desk, visit.subject, now) if visit.subject and _is_known(desk, visit.subject) else None
    whose = "a guest's" if visit.subject is None else "nobody's" if left is None else f"{left.member.short_name}'s"
    words = f"The receipt is {card.member.short_name}'s now, not {whose}. Both are reckoned anew."
    return Moved(new.id, visit.id, words, left, card)


def drafts_of_move(desk: Desk, visit_id: str, member_id: str, reason: str) -> tuple[list[Draft], Fact]:
    """The facts that move a receipt, to be stored together, and the receipt. Raises Refused as move_visit."""
    why = checked_reason(reason)
    visit = desk.ledger.fact(visit_id)
    if visit is None or not isinstance(visit.body, VisitRecorded):
        raise Refused(Refusal(RefusalCode.NO_VISIT, "No visit with this id. Look it up in the history (F7)."))
    member, _ = known_member(desk, member_id)
    if visit.subject in (member.id, *member.joined):
        raise Refused(Refusal(RefusalCode.SAME_MEMBER, f"It is {member.short_name}'s already. Nothing changed."))
    if visit.store != desk.station.store:
        words = f"It was recorded in {visit.store}. Its register gives it to another member."
        raise Refused(Refusal(RefusalCode.BAD_STORE, words))
    _check_whole(desk, visit)
    at = happened_at(visit)
    new = draft(desk, member.id, visit.body, at)
    voided = draft(desk, visit.subject, VisitVoided(visit.id, why))
    link = draft(desk, member.id, VisitMoved(visit.id, new.id, why))
    return [voided, new._replace(business_day=visit.business_day), link], visit


def _check_whole(desk: Desk, visit: Fact) -> None:
    """Nothing hangs on the receipt that would not come with it."""
    around = _around(desk, visit)
    if any(isinstance(each.body, VisitVoided) and each.body.visit == visit.id for each in around):
        raise Refused(Refusal(RefusalCode.ALREADY_VOIDED, "This visit is voided already. Nothing changed."))
    if any(isinstance(each.body, RewardRedeemed | VisitReturned) and each.body.visit == visit.id for each in around):
        words = "A reward was used in it, or goods of it came back. Undo it, and record it for the right member."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))


def _around(desk: Desk, visit: Fact) -> list[Fact]:
    if visit.subject is not None:
        return desk.ledger.facts_about(visit.subject)
    return desk.ledger.facts_since(visit.business_day, {"visit.voided", "visit.returned"})


def _card(desk: Desk, member_id: str, now: int) -> MemberCard:
    return card_of(desk, member_id, desk.ledger.facts_about(member_id), now)


def _is_known(desk: Desk, member_id: str) -> bool:
    return profile(member_id, desk.ledger.facts_about(member_id)) is not None
