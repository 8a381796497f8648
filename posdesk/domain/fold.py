"""Decides a member's standing: the pure function of facts, program and moment that every screen and report shows.

    standing = fold(facts of the member, programs in force, as_of)

It is over the *set* of facts: any order and any repetition of the same facts gives the same standing (VS06, LG02). Each
rule lives in its own module; this one walks the facts in order and hands each to the rules it concerns.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from posdesk.domain import brands, counting, earning, milestones, returned, tiers
from posdesk.domain.business_day import AsOf, Instant
from posdesk.domain.facts import (
    Fact,
    Line,
    OpeningRecorded,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    fold_order,
    is_in_order,
)
from posdesk.domain.program import Basis, Program, ProgramTimeline
from posdesk.domain.standing import NotCounted, Standing, VisitOutcome


@dataclass(slots=True)
class _Basket:
    """The goods of a visit some of which came back: as bought, what was paid for each line, what is left of that, and
    the exact points it stands for under the program and tier percent it earned with."""

    bought: tuple[Line, ...]
    paid: list[int]
    net: list[int]
    program: Program
    tier_percent: int
    exact: int


@dataclass(slots=True)
class _Walk:
    """Where the fold is: the program in force and all running totals."""

    program: Program
    timeline: ProgramTimeline
    upcoming: list[tuple[Instant, Program]]
    voids: dict[str, str]
    visits: int = 0
    spend: int = 0
    points: int = 0
    carry: int = 0
    counted: counting.Counted = field(default_factory=counting.Counted)
    metric: tiers.Metric = field(default_factory=tiers.Metric)
    reaches: dict[str, milestones.Reach] = field(default_factory=dict)
    earned: list[milestones.Earned] = field(default_factory=list)
    baskets: dict[str, _Basket] = field(default_factory=dict)
    orphans: list[tuple[Fact, VisitReturned]] = field(default_factory=list)
    history: list[VisitOutcome] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)


def fold(member_id: str, facts: Iterable[Fact], timeline: ProgramTimeline, as_of: AsOf) -> Standing:
    """The standing of `member_id` at `as_of`, from the facts about it; later facts are left out, order is no matter."""
    ordered = in_order(facts, as_of.at)
    walk = _set_out(ordered, timeline)
    for fact in ordered:
        body = fact.body
        if isinstance(body, VisitRecorded):
            _advance(walk, fact.occurred_at)
            _visit(walk, fact, body)
        elif isinstance(body, VisitReturned):
            _advance(walk, fact.occurred_at)
            _return(walk, fact, body)
        elif isinstance(body, OpeningRecorded):
            _advance(walk, fact.occurred_at)
            _opening(walk, fact, body)
    _advance(walk, as_of.at)
    return _arrive(member_id, walk, as_of)


def in_order(facts: Iterable[Fact], until: Instant) -> list[Fact]:
    """Each fact once, in fold order, up to and including the instant `until`."""
    given = [fact for fact in facts if fact.occurred_at <= until]
    if is_in_order(given):
        return given
    return sorted({fact.id: fact for fact in given}.values(), key=fold_order)


def _set_out(ordered: list[Fact], timeline: ProgramTimeline) -> _Walk:
    steps = timeline.steps()
    voids = {fact.body.visit: fact.id for fact in reversed(ordered) if isinstance(fact.body, VisitVoided)}
    walk = _Walk(program=steps[0][1], timeline=timeline, upcoming=steps[1:], voids=voids)
    for milestone in walk.program.milestones:
        walk.reaches[milestone.id] = milestones.start(milestone)
    return walk


def _advance(walk: _Walk, at: Instant) -> None:
    """Bring the programs into force that begin at or before `at` (E10)."""
    while walk.upcoming and walk.upcoming[0][0] <= at:
        before, program = walk.program, walk.upcoming.pop(0)[1]
        walk.carry = earning.carry_over(before, program, walk.carry)
        walk.program = program
        for milestone in program.milestones:
            if not milestones.goes_on(before.milestone_by_id.get(milestone.id), milestone):
                milestones.begin(walk.reaches, milestone, _totals(walk)[milestone.on])


def _totals(walk: _Walk) -> dict[Basis, int]:
    return {Basis.VISITS: walk.visits, Basis.SPEND: walk.spend, Basis.POINTS: walk.points}


def _visit(walk: _Walk, fact: Fact, body: VisitRecorded) -> None:
    program, day = walk.program, fact.business_day
    tier = program.tier_at(tiers.value(walk.metric, program, day))
    voided_by = walk.voids.get(fact.id)
    if voided_by is not None:  # as if it had never happened (X09): the next visit takes its place (M07)
        _remember(walk, fact, body, NotCounted.VOIDED, 0, 0, tier.id, voided_by)
        return
    if body.nudges:
        milestones.said(walk.reaches, body.nudges)
    reduction = body.discount_cents + body.points_paid_cents
    paid = earning.net_cents(body.lines, reduction)
    spend, exact = earning.spend_and_points(program, tier.earn_percent, body.lines, paid)
    why_not = counting.why_not(walk.counted, program, body, fact.occurred_at, day)
    points = _book(walk, day, int(why_not is None), spend, exact)
    _remember(walk, fact, body, why_not, spend, points, tier.id, None)
    walk.earned += milestones.reach(walk.reaches, program, walk.visits, walk.spend, fact.id, day)
    if walk.orphans:
        _resolve_orphans(walk)


def _remember(
    walk: _Walk,
    fact: Fact,
    body: VisitRecorded,
    why_not: NotCounted | None,
    spend: int,
    points: int,
    tier_before: str,
    voided_by: str | None,
) -> None:
    """Put what a visit did into the history; all running totals hold it already."""
    program, day = walk.program, fact.business_day
    walk.history.append(
        VisitOutcome(
            fact_id=fact.id,
            occurred_at=fact.occurred_at,
            day=day,
            store=fact.store,
            register=fact.register,
            staff=fact.staff,
            receipt=body.receipt,
            lines=body.lines,
            reduction_cents=body.discount_cents + body.points_paid_cents,
            estimated=body.estimated,
            counted=why_not is None,
            why_not=why_not,
            number=walk.visits,
            spend_cents=spend,
            points=points,
            tier_before=tier_before,
            tier_after=program.tier_at(tiers.value(walk.metric, program, day)).id,
            program=program.version,
            voided_by=voided_by,
        )
    )


def _book(walk: _Walk, day: date, visits: int, spend: int, exact: int) -> int:
    """Add to (or take from) all running totals what a visit (or a return of it) moves; yields its points."""
    points, walk.carry = earning.settle(walk.program, exact, walk.carry)
    walk.visits += visits
    walk.spend += spend
    walk.points += points
    tiers.add(walk.metric, day, visits, spend, points)
    return points


def _return(walk: _Walk, fact: Fact, body: VisitReturned) -> None:
    """Goods came back: spend and points go down, counts stay (X06, X09). Without its visit it waits (X08)."""
    outcome = _visit_of(walk, body)
    if outcome is None:
        walk.orphans.append((fact, body))
        return
    basket = walk.baskets.get(outcome.fact_id) or _basket(walk, outcome)
    outcome.lines = returned.kept_lines(outcome.lines, body.lines)
    outcome.returned_by += (fact.id,)
    net = returned.kept_net(basket.bought, basket.paid, outcome.lines)
    spend, exact = earning.spend_and_points(basket.program, basket.tier_percent, outcome.lines, net)
    taken = (basket.exact - exact) * walk.program.exact_unit // basket.program.exact_unit
    outcome.points += _book(walk, outcome.day, 0, spend - outcome.spend_cents, -taken)
    outcome.spend_cents = spend
    basket.net, basket.exact = net, exact


def _visit_of(walk: _Walk, body: VisitReturned) -> VisitOutcome | None:
    """The visit a return names, by its id or else the last one with that receipt; a voided one has nothing to give."""
    standing = [visit for visit in reversed(walk.history) if visit.voided_by is None]
    by_id = next((visit for visit in standing if visit.fact_id == body.visit), None)
    if by_id is not None or body.receipt is None:
        return by_id
    return next((visit for visit in standing if visit.receipt == body.receipt), None)


def _basket(walk: _Walk, outcome: VisitOutcome) -> _Basket:
    """The goods of a visit as they were bought, worked out when the first of them comes back."""
    program = walk.timeline.at(outcome.occurred_at)
    tier_percent = program.tier_by_id[outcome.tier_before].earn_percent
    paid = earning.net_cents(outcome.lines, outcome.reduction_cents)
    exact = earning.spend_and_points(program, tier_percent, outcome.lines, paid)[1]
    basket = walk.baskets[outcome.fact_id] = _Basket(outcome.lines, paid, paid, program, tier_percent, exact)
    return basket


def _resolve_orphans(walk: _Walk) -> None:
    waiting, walk.orphans = walk.orphans, []
    for fact, body in waiting:
        _return(walk, fact, body)


def _opening(walk: _Walk, fact: Fact, body: OpeningRecorded) -> None:
    walk.visits += body.visits
    walk.spend += body.spend_cents
    walk.points += body.points
    walk.openings.append(fact.id)
    tiers.add(walk.metric, fact.business_day, body.visits, body.spend_cents, body.points)
    milestones.skip(walk.reaches, walk.program, _totals(walk))


def _arrive(member_id: str, walk: _Walk, as_of: AsOf) -> Standing:
    program, totals = walk.program, _totals(walk)
    standing_visits = [visit for visit in walk.history if visit.voided_by is None]
    nets = [_net(walk, visit) for visit in standing_visits]
    days = [visit.day for visit in standing_visits]
    by_brand, by_category = brands.histories(standing_visits, nets, as_of.day, program)
    return Standing(
        member=member_id,
        as_of=as_of,
        program=program.version,
        visits=walk.visits,
        spend_cents=walk.spend,
        points=walk.points,
        tier=tiers.standing(walk.metric, program, as_of.day),
        milestones=tuple(
            milestones.standing(milestone, program, walk.reaches[milestone.id], totals[milestone.on])
            for milestone in program.milestones
        ),
        awards=tuple(milestones.award(earned, as_of.day) for earned in walk.earned),
        brands=by_brand,
        categories=by_category,
        months=brands.months(standing_visits, as_of.day),
        history=tuple(walk.history),
        openings=tuple(walk.openings),
        orphans=tuple(fact.id for fact, _ in walk.orphans),
        first_visit=min(days, default=None),
        last_visit=max(days, default=None),
    )


def _net(walk: _Walk, visit: VisitOutcome) -> list[int]:
    """What was paid for each line that is left."""
    basket = walk.baskets.get(visit.fact_id)
    return earning.net_cents(visit.lines, visit.reduction_cents) if basket is None else basket.net
