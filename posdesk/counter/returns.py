"""Decides what taking goods back means: which lines and how much of them, and what that gave and took.

A return is never refused because points are spent (X05); it is refused where there is nothing left to come back (X04).
Refuses to know SQL, pixels and how points are reckoned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.counter import wording
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain.facts import WHOLE, Fact, Line, LineKind, VisitRecorded, VisitReturned
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.returned import share_of
from posdesk.domain.standing import ReturnOutcome, VisitOutcome


@dataclass(frozen=True, slots=True)
class Back:
    """What comes back of one line of a visit. number: the line's, the first is 0. quantity: thousandths of a unit; or
    cents, of the price it was sold for. Neither: all that is left of it."""

    number: int
    quantity: int | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class GoodsReturned:
    """A return that is durable: its fact, the words of the toast, what it did (None while its visit is not known here,
    X08), and the member's new card."""

    fact_id: str
    words: str
    outcome: ReturnOutcome | None
    card: MemberCard


def return_goods(desk: Desk, visit_id: str, back: Sequence[Back] = (), reason: str | None = None) -> GoodsReturned:
    """Take goods of a visit back; nothing named: all that is left. Durable when this returns.

    Raises Refused(NO_VISIT, NOTHING_TO_RETURN, BAD_AMOUNT) and EnvironmentTrouble.
    """
    fact = desk.ledger.fact(visit_id)
    if fact is None or not isinstance(fact.body, VisitRecorded):
        raise Refused(Refusal(RefusalCode.NO_VISIT, "No visit with this id. Look it up in the history (F7)."))
    if fact.subject is None:
        words = "This was a guest's visit: it earned nothing. Refund it at the cash register, or undo it with F4."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    facts = desk.ledger.facts_about(fact.subject)
    visit = visit_in(card_of(desk, fact.subject, facts, desk.clock.now()), visit_id)
    lines, numbers = _named(visit, back)
    body = VisitReturned(lines, visit_id, visit.receipt, _reason(reason), numbers=numbers)
    return _record(desk, fact.subject, facts, body)


def return_by_receipt(desk: Desk, member_id: str, receipt: str, cents: int, reason: str | None = None) -> GoodsReturned:
    """Goods came back of a receipt that may not have come to this register yet: the return waits for it (X08).

    Raises Refused(NOTHING_TO_RETURN) when the visit is here and has less left, Refused(BAD_AMOUNT) for no amount.
    """
    if cents <= 0:
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, "Type what the goods cost that came back, like 12.50."))
    facts = desk.ledger.facts_about(member_id)
    card = card_of(desk, member_id, facts, desk.clock.now())
    known = [visit for visit in card.standing.history if visit.receipt == receipt and visit.voided_by is None]
    if known and sum(_left(line) for line in known[-1].lines) < cents:
        left = wording.dollars(sum(_left(line) for line in known[-1].lines))
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, f"Only {left} of receipt {receipt} can still come back."))
    body = VisitReturned((Line(cents),), None, receipt, _reason(reason))
    return _record(desk, member_id, facts, body)


def visit_in(card: MemberCard, visit_id: str) -> VisitOutcome:
    """A visit of the card's history. Raises Refused(NO_VISIT) when it was voided or is another member's."""
    for visit in card.standing.history:
        if visit.fact_id == visit_id and visit.voided_by is None:
            return visit
    raise Refused(Refusal(RefusalCode.NO_VISIT, "This visit is voided: nothing of it can come back."))


def _record(desk: Desk, member_id: str, facts: list[Fact], body: VisitReturned) -> GoodsReturned:
    (fact,) = desk.ledger.append([draft(desk, member_id, body)]).facts
    card = card_of(desk, member_id, [*facts, fact], max(desk.clock.now(), fact.occurred_at))
    outcome = next((each for each in card.standing.returns if each.fact_id == fact.id), None)
    return GoodsReturned(fact.id, wording.returned(outcome, card.standing), outcome, card)


def _named(visit: VisitOutcome, back: Sequence[Back]) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """The lines that come back, and their numbers."""
    wanted = back or [Back(number) for number, line in enumerate(visit.lines) if _is_left(line)]
    found = [(each.number, _taken(visit, each)) for each in wanted]
    if not found:
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, "All of this visit has come back already."))
    return tuple(line for _, line in found), tuple(number for number, _ in found)


def _taken(visit: VisitOutcome, back: Back) -> Line:
    """What comes back of one line. Raises Refused when that is more than is left (X04)."""
    if not 0 <= back.number < len(visit.lines) or visit.lines[back.number].kind is not LineKind.PRODUCT:
        words = f"This visit has no goods on line {back.number + 1}. Its lines are 1 to {len(visit.lines)}."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    line = visit.lines[back.number]
    name = line.product or line.brand or f"line {back.number + 1}"
    if not _is_left(line):
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, f"All of {name} has come back already."))
    if back.quantity is None and back.cents is None:
        return line
    if back.quantity is not None and not 0 < back.quantity <= line.quantity:
        words = f"Of {name}, {_pieces(line.quantity)} can come back. Type that many or fewer."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    if back.cents is not None and not 0 < back.cents <= line.cents:
        words = f"Of {name}, {wording.dollars(line.cents)} can come back. Type that much or less."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    quantity = 0 if back.quantity is None else back.quantity
    return line._replace(cents=share_of(line, quantity) if back.cents is None else back.cents, quantity=quantity)


def _is_left(line: Line) -> bool:
    return line.kind is LineKind.PRODUCT and (line.cents > 0 or line.quantity > 0)


def _left(line: Line) -> int:
    return line.cents if line.kind is LineKind.PRODUCT else 0


def _pieces(quantity: int) -> str:
    """Thousandths as people write them: `2`, `3.5`."""
    whole, part = divmod(quantity, WHOLE)
    return f"{whole}.{part:03d}".rstrip("0") if part else str(whole)


def _reason(reason: str | None) -> str | None:
    return (reason or "").strip()[:200] or None
