"""Decides what taking goods back means: which lines and how much of them, and what that gave and took.

A return is never refused because points are spent (X05); it is refused where there is nothing left to come back (X04).
Refuses to know SQL, pixels and how points are reckoned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.counter import permissions, wording
from posdesk.counter.card import MemberCard, card_of, member_moment
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, imagined
from posdesk.domain.facts import WHOLE, Fact, Line, LineKind, VisitRecorded, VisitReturned, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.returned import share_of
from posdesk.domain.staff_facts import Permission
from posdesk.domain.standing import ReturnOutcome, Standing, VisitOutcome

_PIECES = re.compile(r"([0-9]{1,6})(?:\.([0-9]{0,3}))?")


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


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a visit of which something can come back. number: the first is 0. name: what was sold. quantity, cents:
    what is left of it, thousandths of a unit and the price it was sold for. by_amount: only its amount is known, so
    that is what comes back of it; else pieces do."""

    number: int
    name: str
    quantity: int
    cents: int
    by_amount: bool


@dataclass(frozen=True, slots=True)
class Returnable:
    """A visit of which something can come back: the card of who made it, its lines, in order, those that are all back
    left out."""

    card: MemberCard
    visit: VisitOutcome
    lines: tuple[SoldLine, ...]


@dataclass(frozen=True, slots=True)
class AfterReturn:
    """What a return would do: words for the preview line, what it gives and takes, the member's standing before and
    after."""

    words: str
    outcome: ReturnOutcome
    before: Standing
    after: Standing


def open_return(desk: Desk, visit_id: str) -> Returnable:
    """What of a visit can still come back. Raises Refused(NO_VISIT) for a voided one, NOTHING_TO_RETURN for a guest's
    or when all of it is back."""
    member_id, facts = _facts_of(desk, visit_id)
    card = card_of(desk, member_id, facts, desk.clock.now())
    visit = visit_in(card, visit_id)
    _named(visit, ())  # refuses when nothing is left
    lines = tuple(
        SoldLine(number, _name(line), line.quantity, line.cents, _by_amount(visit, line))
        for number, line in enumerate(visit.lines)
        if _is_left(line)
    )
    return Returnable(card, visit, lines)


def preview_return(desk: Desk, visit_id: str, back: Sequence[Back] = ()) -> AfterReturn:
    """What taking these goods back now would do; nothing is saved. Raises Refused as return_goods."""
    member_id, facts = _facts_of(desk, visit_id)
    now = desk.clock.now()
    card = card_of(desk, member_id, facts, now)
    body = _body(visit_in(card, visit_id), back, None)
    moment, _ = member_moment(desk, card.member, now)
    fact = imagined(desk, member_id, body, now)
    after = fold(member_id, [*facts, fact], desk.programs.timeline(), moment)
    outcome = next(each for each in after.returns if each.fact_id == fact.id)
    words = wording.after_return(outcome, card.standing, after)
    return AfterReturn(words, outcome, card.standing, after)


def return_goods(desk: Desk, visit_id: str, back: Sequence[Back] = (), reason: str | None = None) -> GoodsReturned:
    """Take goods of a visit back; nothing named: all that is left. Durable when this returns.

    Raises Refused(NO_VISIT, NOTHING_TO_RETURN, BAD_AMOUNT, NOT_PERMITTED) and EnvironmentTrouble.
    """
    member_id, facts = _facts_of(desk, visit_id)
    before = card_of(desk, member_id, facts, desk.clock.now())
    return _record(desk, before, facts, _body(visit_in(before, visit_id), back, reason))


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
    return _record(desk, card, facts, body)


def pieces(quantity: int) -> str:
    """Thousandths as people write them: `2`, `3.5`."""
    whole, part = divmod(quantity, WHOLE)
    return f"{whole}.{part:03d}".rstrip("0") if part else str(whole)


def read_pieces(text: str) -> int:
    """`2` or `3.5` as thousandths. Raises Refused(BAD_AMOUNT)."""
    match = _PIECES.fullmatch(text.strip())
    if match is None:
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, f"“{text}” is not a number of pieces. Type it like 2 or 3.5."))
    return int(match[1] or 0) * WHOLE + int((match[2] or "").ljust(3, "0"))


def visit_in(card: MemberCard, visit_id: str) -> VisitOutcome:
    """A visit of the card's history. Raises Refused(NO_VISIT) when it was voided or is another member's."""
    for visit in card.standing.history:
        if visit.fact_id == visit_id and visit.voided_by is None:
            return visit
    raise Refused(Refusal(RefusalCode.NO_VISIT, "This visit is voided: nothing of it can come back."))


def _facts_of(desk: Desk, visit_id: str) -> tuple[str, list[Fact]]:
    """Whose visit it is, and the facts about them."""
    fact = desk.ledger.fact(visit_id)
    if fact is None or not isinstance(fact.body, VisitRecorded):
        raise Refused(Refusal(RefusalCode.NO_VISIT, "No visit with this id. Look it up in the history (F7)."))
    if fact.subject is None:
        words = "This was a guest's visit: it earned nothing. Refund it at the cash register, or undo it with F4."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    return fact.subject, desk.ledger.facts_about(fact.subject)


def _body(visit: VisitOutcome, back: Sequence[Back], reason: str | None) -> VisitReturned:
    lines, numbers = _named(visit, back)
    return VisitReturned(lines, visit.fact_id, visit.receipt, _reason(reason), numbers=numbers)


def _record(desk: Desk, before: MemberCard, facts: list[Fact], body: VisitReturned) -> GoodsReturned:
    member_id = before.member.id
    (fact,) = permissions.append(desk, Permission.TAKE_BACK, [draft(desk, member_id, body)])
    card = card_of(desk, member_id, [*facts, fact], max(desk.clock.now(), happened_at(fact)))
    outcome = next((each for each in card.standing.returns if each.fact_id == fact.id), None)
    return GoodsReturned(fact.id, wording.returned(outcome, before.standing, card.standing), outcome, card)


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
        words = f"Of {name}, {pieces(line.quantity)} can come back. Type that many or fewer."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    if back.cents is not None and not 0 < back.cents <= line.cents:
        words = f"Of {name}, {wording.dollars(line.cents)} can come back. Type that much or less."
        raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
    quantity = 0 if back.quantity is None else back.quantity
    return line._replace(cents=share_of(line, quantity) if back.cents is None else back.cents, quantity=quantity)


def _name(line: Line) -> str:
    product, brand = line.product or "", line.brand or ""
    if product and brand and brand.casefold() not in product.casefold():
        return f"{product} · {brand}"
    return product or brand or line.category or "Goods"


def _by_amount(visit: VisitOutcome, line: Line) -> bool:
    """Whether no more than the amount of a line is known: it was shared among brands, or nothing is named at all."""
    return visit.estimated or not (line.product or line.brand or line.category)


def _is_left(line: Line) -> bool:
    return line.kind is LineKind.PRODUCT and (line.cents > 0 or line.quantity > 0)


def _left(line: Line) -> int:
    return line.cents if line.kind is LineKind.PRODUCT else 0


def _reason(reason: str | None) -> str | None:
    return (reason or "").strip()[:200] or None
