"""Decides what recording, previewing, voiding and listing visits means. One use case, one transaction.

What is returned here is durable already: the screen may say "Saved". Refuses to know SQL, pixels and points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.counter import permissions, reasons, wording
from posdesk.counter.campaigns import seen
from posdesk.counter.card import MemberCard, card_of, member_moment
from posdesk.counter.known_members import known_member
from posdesk.counter.offers import Offer, asker, listed, points_to_pay_with, title_of
from posdesk.counter.ports import Desk
from posdesk.domain import best_offers, codec, money, redemption
from posdesk.domain.business_day import Instant, business_day, local_time
from posdesk.domain.facts import (
    Body,
    Draft,
    Fact,
    Line,
    LineKind,
    MemberEnrolled,
    VisitRecorded,
    VisitVoided,
    happened_at,
    kind_of,
)
from posdesk.domain.fold import fold
from posdesk.domain.id_card import IdChecked
from posdesk.domain.member import initials, profile
from posdesk.domain.merging import name_of
from posdesk.domain.offers import Asker, Choice
from posdesk.domain.redemption import Applied
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.reservations import Hold
from posdesk.domain.staff_facts import Permission
from posdesk.domain.standing import Standing

MAX_RECEIPT = 40
MAX_BRANDS = 20
_LAST = 2**40
"""An incarnation and sequence after those of every real fact of this register in this millisecond."""


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """What a budtender types for a visit: the amount in cents before any offer, brands bought, the cash register's
    ticket number; or its lines, and then the amount is theirs. parts: lines that are known of the amount; the rest of
    it is the brands'. choices: what the member uses. basket: names the open panel, so that what it holds stands in
    nobody else's way (RD08). id_check: that the member's ID was looked at (G02)."""

    amount_cents: int
    brands: tuple[str, ...] = ()
    receipt: str | None = None
    lines: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    basket: str = ""
    parts: tuple[Line, ...] = ()
    id_check: IdChecked | None = None


@dataclass(frozen=True, slots=True)
class VisitSaved:
    """A visit that is durable: its fact id, the words of the toast, the member's new card (None: a guest)."""

    visit_id: str
    words: str
    card: MemberCard | None


@dataclass(frozen=True, slots=True)
class VisitUndone:
    """A void that is durable: the visit voided, the words of the toast, the member's new card (None: a guest)."""

    visit_id: str
    words: str
    card: MemberCard | None


@dataclass(frozen=True, slots=True)
class AfterThis:
    """What a visit would do: words for the preview line, the basket with what was chosen, every offer judged on this
    basket, the hundredths of points that can pay like money, the best combination of awards, the member's standing
    before and after, and why what was chosen cannot be used, in words."""

    words: str
    applied: Applied
    offers: tuple[Offer, ...]
    points: int
    best: tuple[Choice, ...]
    before: Standing
    after: Standing
    why_not: tuple[tuple[Choice, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One visit of today at this register. initials: None for a guest. staff: who recorded it."""

    visit_id: str
    local_time: str
    initials: str | None
    amount_cents: int
    staff: str | None
    voided: bool
    member: str | None


@dataclass(frozen=True, slots=True)
class Today:
    """The business day so far at this register: counts without voided visits, and all rows, newest first."""

    day: date
    visits: int
    new_members: int
    rows: tuple[TodayRow, ...]


def basket_of(entry: VisitEntry) -> tuple[Line, ...]:
    """The lines of an entry: its own, or the known parts and the rest of the amount shared evenly among the brands.

    Raises Refused for an amount below zero or too large, parts that cost more, brands that are too many or too long.
    """
    if entry.lines:
        return entry.lines
    if not 0 <= entry.amount_cents <= money.MAX_CENTS:
        raise Refused(
            Refusal(RefusalCode.BAD_AMOUNT, f"{money.format_cents(entry.amount_cents)} cannot be. Check the amount.")
        )
    brands, rest = _brands(entry), entry.amount_cents - sum(part.cents for part in entry.parts)
    if rest < 0 or any(part.cents < 0 for part in entry.parts):
        words = "The goods of the offer cost more than the whole amount. Type the amount with them in it."
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, words))
    if not brands:
        return entry.parts + ((Line(rest),) if rest or not entry.parts else ())
    shares = money.split_evenly(rest, len(brands))
    return entry.parts + tuple(Line(cents, brand) for cents, brand in zip(shares, brands, strict=True))


def visit_body(entry: VisitEntry, nudges: Sequence[str] = (), applied: Applied | None = None) -> VisitRecorded:
    """The fact's body for an entry; an amount shared among brands is marked as estimated. applied: the basket with what
    the member uses taken off.

    Raises Refused as basket_of, and for a receipt that is too long.
    """
    lines = basket_of(entry)
    receipt = (entry.receipt or "").strip() or None
    if receipt is not None and len(receipt) > MAX_RECEIPT:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, f"A ticket number has at most {MAX_RECEIPT} characters."))
    return VisitRecorded(
        lines if applied is None else applied.lines,
        discount_cents=0 if applied is None else applied.discount_cents,
        points_paid_cents=0 if applied is None else applied.points_paid_cents,
        receipt=receipt,
        estimated=not entry.lines and bool(_brands(entry)),
        nudges=tuple(nudges),
        id_check=entry.id_check,
    )


def _brands(entry: VisitEntry) -> list[str]:
    brands = list(dict.fromkeys(brand.strip() for brand in entry.brands if brand.strip()))
    if len(brands) > MAX_BRANDS or any(len(brand) > codec.MAX_TEXT for brand in brands):
        raise Refused(
            Refusal(RefusalCode.BAD_TEXT, f"At most {MAX_BRANDS} brands, each up to {codec.MAX_TEXT} characters.")
        )
    return brands


def record(
    desk: Desk, member_id: str | None, entry: VisitEntry, nudges: Sequence[str] = (), at: Instant | None = None
) -> VisitSaved:
    """Record a visit of a member, or of a guest (None), with what the member uses. Durable when this returns: the visit
    and its redemptions, or none of them.

    nudges: MemberCard.nudges of the card that was on the screen. at: when it happened, if not now. Raises Refused (what
    cannot be used says why), EnvironmentTrouble.
    """
    if member_id is None:
        if entry.choices:
            words = "A guest has no rewards to use. Look the member up first."
            raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
        (fact,) = desk.ledger.append([draft(desk, None, visit_body(entry, nudges), at)]).facts
        return VisitSaved(fact.id, f"Saved. Guest visit, {money.format_cents(_total(fact.body))}", None)
    member, facts = known_member(desk, member_id)
    member_id = member.id
    applied = _used(desk, member_id, facts, entry, at) if entry.choices else None
    visit = draft(desk, member_id, visit_body(entry, nudges, applied), at)
    proof = desk.presence.proof(member_id, desk.clock.now())
    redemptions = () if applied is None else redemption.bodies(applied, visit.id, proof)
    drafts = [*(draft(desk, member_id, body, at) for body in redemptions), visit]
    sealed = desk.ledger.append(drafts).facts
    desk.holds.release(entry.basket)
    card = card_of(desk, member_id, [*facts, *sealed], max(desk.clock.now(), happened_at(visit)))
    return VisitSaved(visit.id, wording.saved(card.standing, card.member.short_name, visit.id), card)


def preview(desk: Desk, member_id: str, entry: VisitEntry) -> AfterThis:
    """What recording this visit now would do; nothing is saved (RD09). What is chosen is held for this basket until it
    is recorded, cancelled, or some minutes have passed (RD08). Raises Refused."""
    facts, now = desk.ledger.facts_about(member_id), desk.clock.now()
    member_id, (moment, _) = name_of(member_id, facts), member_moment(desk, profile(member_id, facts), now)
    timeline, lines = desk.programs.timeline(), basket_of(entry)
    before = fold(member_id, facts, timeline, moment)
    who = asker(desk, before, now, seen(desk, facts, before, now).gifts, entry.basket)
    applied = redemption.apply(who, lines, entry.choices)
    _hold(desk, who, member_id, entry.basket, applied, now)
    body = visit_body(entry, (), applied)
    visit = imagined(desk, member_id, body, now, _LAST)
    used = [
        imagined(desk, member_id, each, now, _LAST - number)
        for number, each in enumerate(reversed(redemption.bodies(applied, visit.id)), start=1)
    ]
    after = fold(member_id, [*facts, *used, visit], timeline, moment)
    return AfterThis(
        words=wording.after_visit(before, after),
        applied=applied,
        offers=listed(who, lines),
        points=points_to_pay_with(who),
        best=best_offers.best(who, lines),
        before=before,
        after=after,
        why_not=tuple(
            (each.choice, reasons.reason(each.why, reasons.told(before, desk.station.register)))
            for each in applied.refused
        ),
    )


def take_back(desk: Desk, done: Fact, reversal: Draft) -> tuple[Fact, ...]:
    """Store what takes an act of the counter back: one's own freely, somebody else's with a permission. Raises
    Refused(NOT_PERMITTED)."""
    if done.staff == desk.station.staff:
        return desk.ledger.append([reversal]).facts
    return permissions.append(desk, Permission.VOID_OF_ANOTHER, [reversal])


def let_go(desk: Desk, basket: str) -> None:
    """A panel was closed without saving: what it held is free again (RD08)."""
    desk.holds.release(basket)


def _used(desk: Desk, member_id: str, facts: Sequence[Fact], entry: VisitEntry, at: Instant | None) -> Applied:
    """The basket with everything chosen taken off. Raises Refused(NOT_USABLE) when anything cannot be used."""
    when = desk.clock.now() if at is None else at
    moment, _ = member_moment(desk, profile(member_id, facts), when)
    standing = fold(member_id, facts, desk.programs.timeline(), moment)
    who = asker(desk, standing, when, seen(desk, facts, standing, when).gifts, entry.basket)
    applied = redemption.apply(who, basket_of(entry), entry.choices)
    if applied.refused:
        said = reasons.told(standing, desk.station.register)
        words = " ".join(reasons.sentence(each.why, title_of(who, each.choice), said) for each in applied.refused)
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    return applied


def _hold(desk: Desk, who: Asker, member_id: str, basket: str, applied: Applied, now: Instant) -> None:
    if basket:
        awards = frozenset(each.choice.award for each in applied.given if each.choice.award is not None)
        desk.holds.hold(Hold(member_id, basket, now, applied.spent, awards), who.program.hold_minutes)


def void(desk: Desk, visit_id: str, reason: str) -> VisitUndone:
    """Void a visit: a reversing fact with a link (LG01). Raises Refused(NO_VISIT, ALREADY_VOIDED), and NOT_PERMITTED
    where somebody else recorded it."""
    fact = desk.ledger.fact(visit_id)
    if fact is None or not isinstance(fact.body, VisitRecorded):
        raise Refused(Refusal(RefusalCode.NO_VISIT, "No visit with this id. Look it up in the history (F7)."))
    before = _facts_around(desk, fact)
    if any(isinstance(other.body, VisitVoided) and other.body.visit == visit_id for other in before):
        raise Refused(Refusal(RefusalCode.ALREADY_VOIDED, "This visit is voided already. Nothing changed."))
    body = VisitVoided(visit_id, reason.strip() or "no reason given")
    (reversal,) = take_back(desk, fact, draft(desk, fact.subject, body))
    if fact.subject is None:
        return VisitUndone(visit_id, "Undone. The guest visit is voided", None)
    card = card_of(desk, fact.subject, [*before, reversal], max(desk.clock.now(), happened_at(reversal)))
    stood = card_of(desk, fact.subject, before, happened_at(reversal)).standing.redemptions
    used = [use for use in stood if use.standing and use.visit == visit_id]
    return VisitUndone(visit_id, wording.undone(card.member.short_name, card.standing, used), card)


def today(desk: Desk) -> Today:
    """The visits of this business day at this register, newest first, with counts."""
    facts = today_facts(desk)
    voided = {fact.body.visit for fact in facts if isinstance(fact.body, VisitVoided)}
    visits = [fact for fact in facts if isinstance(fact.body, VisitRecorded)]
    members = {fact.subject for fact in visits if fact.subject is not None}
    named = {hit.member: initials(hit.first_name, hit.last_name) for hit in desk.directory.by_ids(sorted(members))}
    zone = desk.programs.calendar(desk.station.store).zone
    rows = [
        TodayRow(
            fact.id,
            f"{local_time(happened_at(fact), zone):%H:%M}",
            named.get(fact.subject or ""),
            _total(fact.body),
            permissions.named(desk, fact.staff),
            fact.id in voided,
            fact.subject,
        )
        for fact in reversed(visits)
    ]
    return Today(
        day=this_day(desk),
        visits=sum(not row.voided for row in rows),
        new_members=sum(isinstance(fact.body, MemberEnrolled) for fact in facts),
        rows=tuple(rows),
    )


def draft(desk: Desk, subject: str | None, body: Body, at: Instant | None = None) -> Draft:
    """A fact of this station, not sealed yet, that happens now (or at `at`)."""
    now, off = desk.clock.now(), desk.clock.off()
    happened = now if at is None else at
    day = business_day(happened, desk.programs.calendar(desk.station.store))
    who = (desk.ids.new(now), subject, desk.station.store, desk.station.staff)
    return Draft(*who, max(happened + off, 0), day, body, happened if off else None)  # VS05


def imagined(desk: Desk, member_id: str, body: Body, now: Instant, sequence: int = _LAST) -> Fact:
    """A fact as it would be if it were sealed now, after every real one of this register; nothing is saved."""
    made = draft(desk, member_id, body, now)
    kind, version = kind_of(body)
    return Fact(
        id=made.id,
        kind=kind,
        version=version,
        subject=member_id,
        store=made.store,
        register=desk.station.register,
        incarnation=_LAST,
        sequence=sequence,
        staff=made.staff,
        occurred_at=made.occurred_at,
        business_day=made.business_day,
        clock=0,
        body=body,
        corrected_at=made.corrected_at,
    )


def this_day(desk: Desk) -> date:
    """The business day it is at this store now."""
    return business_day(desk.clock.now(), desk.programs.calendar(desk.station.store))


def today_facts(desk: Desk) -> list[Fact]:
    """What happened at this register today, in fold order; what an import brought is left out."""
    facts = desk.ledger.facts_on(this_day(desk), desk.station.register)
    return [fact for fact in facts if getattr(fact.body, "external", None) is None]


def _facts_around(desk: Desk, visit: Fact) -> list[Fact]:
    """Where a void of this visit would be: the member's facts, or for a guest those of its day and of today."""
    if visit.subject is not None:
        return desk.ledger.facts_about(visit.subject)
    return [*desk.ledger.facts_on(visit.business_day), *desk.ledger.facts_on(this_day(desk))]


def _total(body: Body) -> int:
    assert isinstance(body, VisitRecorded)
    products = sum(line.cents for line in body.lines if line.kind == LineKind.PRODUCT)
    return products - body.discount_cents - body.points_paid_cents
