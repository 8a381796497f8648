"""Decides what a visit and an opening balance do to where the fold is. Refuses to know what comes back
(returning.py)."""

from datetime import date

from posdesk.domain import counting, earning, ladder, lots, milestones, tiers
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import (
    Fact,
    FieldSource,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    VisitRecorded,
)
from posdesk.domain.program import Tier
from posdesk.domain.standing import LotSource, Movement, NotCounted, VisitOutcome
from posdesk.domain.walk import Entry, Walk, totals

WELCOME = "welcome"
"""The rule id of the award for who enrols."""
WARNED = "expiry:"
"""What begins a nudge that was a warning of points that end (P08); the day follows."""


def visit(walk: Walk, fact: Fact, body: VisitRecorded, at: Instant) -> None:
    """A visit that happened at `at`: it may count, it adds spend and points at the tier held before it (E06), and may
    reach something."""
    program, purse, day = walk.program, walk.purse, fact.business_day
    tier = after = tier_in_force(walk, day)
    terms = earning.terms(program, tier, walk.member_type, day.weekday())
    reduction = body.discount_cents + body.points_paid_cents
    paid = earning.net_cents(body.lines, reduction)
    voided_by = walk.voids.get(fact.id)
    why_not: NotCounted | None
    if voided_by is not None:  # as if it had never happened (X09): the next visit takes its place (M07)
        why_not, spend, points = NotCounted.VOIDED, 0, 0
        _reverse(walk, fact, earning.spend_and_points(terms, body.lines, paid, True)[1])
    else:
        if body.nudges:
            _say(walk, body.nudges)
        why_not = counting.why_not(walk.counted, program, body, at, day)
        spend, exact = earning.spend_and_points(terms, body.lines, paid, why_not is None)
        points = book(walk, day, int(why_not is None), spend, exact)
        lots.active(purse, day)
        if points:
            lots.earn(purse, program, fact, points)
        come_to = ladder.rise(walk.held, walk.metric, program, day)
        if come_to:
            _enter(walk, fact, come_to)
            after = tier_in_force(walk, day)
        if walk.visits >= walk.goals[0] or walk.spend >= walk.goals[1]:
            walk.earned += milestones.reach(walk.reaches, program, walk.visits, walk.spend, fact, day)
            walk.goals = milestones.nearest(walk.reaches, program)
    walk.history.append(
        VisitOutcome(  # in order, which takes half the time
            fact.id,
            at,
            day,
            fact.store,
            fact.register,
            fact.staff,
            body.receipt,
            body.lines,
            reduction,
            body.estimated,
            why_not is None,
            why_not,
            walk.visits,
            spend,
            points,
            tier.id,
            after.id,
            program.version,
            (),
            voided_by,
            walk.member_type,
            fact.corrected_at is not None,
        )
    )
    walk.nets.append(paid)
    walk.terms.append(terms)


def opening(walk: Walk, fact: Fact, body: OpeningRecorded) -> None:
    """What the member brought from another system: the steps it passed are done without an award (M10)."""
    walk.visits += body.visits
    walk.spend += body.spend_cents
    walk.points += body.points
    walk.openings.append(fact.id)
    tiers.add(walk.metric, fact.business_day, body.visits, body.spend_cents, body.points)
    if body.points > 0:
        lot = lots.new_lot(walk.program, fact.id, LotSource.OPENING, fact.store, fact.business_day, body.points)
        lots.put_in(walk.purse, lot, body.points, Movement.OPENED)
    elif body.points < 0:
        lots.take_away(walk.purse, -body.points, fact.store, Movement.OPENED)
    ladder.rise(walk.held, walk.metric, walk.program, fact.business_day)  # brought along: no entry award either
    milestones.skip(walk.reaches, walk.program, totals(walk))
    walk.goals = milestones.nearest(walk.reaches, walk.program)


def learn_member(walk: Walk, fact: Fact, body: MemberEnrolled | MemberFieldSet) -> None:
    """Who somebody is matters for earning and for the birthday's treat, from the fact on."""
    if isinstance(body, MemberEnrolled):
        _welcome(walk, fact, body)
        walk.member_type = body.member_type or walk.member_type
        if body.birthday is not None:
            _born(walk, body.birthday, body.birthday_source, fact.business_day)
    elif body.field is MemberField.MEMBER_TYPE:
        walk.member_type = body.value
    elif body.field is MemberField.BIRTHDAY:
        _born(walk, body.value, body.source, fact.business_day)


def tier_in_force(walk: Walk, day: date) -> Tier:
    """The tier a member has on `day`: the one a manager holds them at, else the one of the ladder."""
    if not walk.overrides:
        return ladder.arrive(walk.held, walk.metric, walk.program, day)
    return ladder.in_force(walk.held, walk.metric, walk.program, day, walk.overrides)


def book(walk: Walk, day: date, visits: int, spend: int, exact: int) -> int:
    """Add to (or take from) all running totals what a visit (or a return of it) moves; yields its points."""
    points, walk.carry = earning.settle(walk.program, exact, walk.carry)
    walk.visits += visits
    walk.spend += spend
    walk.points += points
    tiers.add(walk.metric, day, visits, spend, points)
    return points


def _reverse(walk: Walk, fact: Fact, exact: int) -> None:
    """A voided visit stays in the history; the points it had until the void are earned and reversed (LG03)."""
    points = earning.settle(walk.program, exact, walk.carry)[0]
    if points:
        lots.move(walk.purse, fact.store, Movement.EARNED, points)
        lots.move(walk.purse, fact.store, Movement.REVERSED, -points)


def _enter(walk: Walk, fact: Fact, come_to: tuple[Tier, ...]) -> None:
    """A visit brought the member up: each new tier that gives something gives it, once for ever."""
    for tier in come_to:
        known = walk.entries.get(tier.id)
        if known is not None:
            known.revoked = False  # come to again after a refund: the same award is open again
        elif tier.entry is not None:
            rule = walk.program.ref(f"tier:{tier.id}")
            walk.entries[tier.id] = Entry(rule, tier.entry, fact, fact.business_day)


def _welcome(walk: Walk, fact: Fact, body: MemberEnrolled) -> None:
    """Of all enrolments of one person the first counts, whatever the others are (I04)."""
    rule, first = walk.program.welcome, not walk.enrolled
    walk.enrolled = True
    if first and rule is not None and (rule.external or body.external is None):
        walk.welcome = Entry(walk.program.ref(WELCOME), rule.award, fact, fact.business_day)


def _say(walk: Walk, nudges: tuple[str, ...]) -> None:
    milestones.said(walk.reaches, nudges)
    walk.warned.update(nudge.removeprefix(WARNED) for nudge in nudges if nudge.startswith(WARNED))


def _born(walk: Walk, birthday: str | None, source: FieldSource | None, day: date) -> None:
    """A birthday is told, or forgotten; one that was read off an ID stays against what is only said (DT04)."""
    if walk.birthday_locked and source is None:
        return
    walk.birthday_locked = walk.birthday_locked or source is FieldSource.ID_SCAN
    if birthday is None:
        walk.birthday = None
    elif walk.birthday is None or walk.birthday[0] != birthday:
        walk.birthday = (birthday, day)
