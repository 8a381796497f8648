"""Decides a member's standing: the pure function of facts, program and moment that every screen and report shows.

    standing = fold(facts of the member, programs in force, as_of)

It is over the *set* of facts: any order and any repetition of the same facts gives the same standing (VS06, LG02). Each
rule lives in its own module; this one walks the facts in order and hands each to the rules it concerns.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from posdesk.domain import brands, counting, earning, milestones, returned, tiers
from posdesk.domain.business_day import AsOf, Instant
from posdesk.domain.facts import Fact, Line, OpeningRecorded, VisitRecorded, VisitReturned, VisitVoided, fold_order
from posdesk.domain.program import Basis, Program, ProgramTimeline
from posdesk.domain.standing import NotCounted, Standing, VisitOutcome


@dataclass(slots=True)
class _Basket:
    """The goods of a visit: as bought, what was paid for each line, what is kept of it, and the exact points it stands
    for under the program and tier percent it earned with."""

    outcome: VisitOutcome
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
    by_receipt: dict[str, _Basket] = field(default_factory=dict)
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
    once = {fact.id: fact for fact in facts if fact.occurred_at <= until}
    return sorted(once.values(), key=fold_order)


def _set_out(ordered: list[Fact], timeline: ProgramTimeline) -> _Walk:
    steps = timeline.steps()
    voids = {fact.body.visit: fact.id for fact in reversed(ordered) if isinstance(fact.body, VisitVoided)}
    walk = _Walk(program=steps[0][1], upcoming=steps[1:], voids=voids)
    for milestone in walk.program.milestones:
        walk.reaches[milestone.id] = milestones.Reach()
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
    outcome = VisitOutcome(
        fact_id=fact.id,
        occurred_at=fact.occurred_at,
        day=day,
        store=fact.store,
        register=fact.register,
        staff=fact.staff,
        receipt=body.receipt,
        lines=body.lines,
        estimated=body.estimated,
        counted=False,
        why_not=NotCounted.VOIDED,
        number=walk.visits,
        spend_cents=0,
        points=0,
        tier_before=tier.id,
        tier_after=tier.id,
        program=program.version,
        voided_by=walk.voids.get(fact.id),
    )
    walk.history.append(outcome)
    if outcome.voided_by is not None:  # as if it had never happened (X09): the next visit takes its place (M07)
        return
    milestones.said(walk.reaches, body.nudges)
    paid = earning.net_cents(body.lines, body.discount_cents + body.points_paid_cents)
    exact = earning.exact_points(program, tier.earn_percent, body.lines, paid)
    basket = _Basket(outcome, body.lines, paid, paid, program, tier.earn_percent, exact)
    walk.baskets[fact.id] = basket
    if body.receipt is not None:
        walk.by_receipt[body.receipt] = basket
    outcome.why_not = counting.why_not(walk.counted, program, body, fact.occurred_at, day)
    outcome.counted = outcome.why_not is None
    _book(walk, outcome, int(outcome.counted), earning.spend_cents(body.lines, paid), exact)
    outcome.number = walk.visits
    outcome.tier_after = program.tier_at(tiers.value(walk.metric, program, day)).id
    walk.earned += milestones.reach(walk.reaches, program, walk.visits, walk.spend, fact.id, day)
    if walk.orphans:
        _resolve_orphans(walk)


def _book(walk: _Walk, outcome: VisitOutcome, visits: int, spend: int, exact: int) -> None:
    """Add to (or take from) all running totals what a visit (or a return of it) moves."""
    points, walk.carry = earning.settle(walk.program, exact, walk.carry)
    walk.visits += visits
    walk.spend += spend
    walk.points += points
    outcome.spend_cents += spend
    outcome.points += points
    tiers.add(walk.metric, outcome.day, visits, spend, points)


def _return(walk: _Walk, fact: Fact, body: VisitReturned) -> None:
    """Goods came back: spend and points go down, counts stay (X06, X09). Without its visit it waits (X08)."""
    basket = walk.baskets.get(body.visit or "") or walk.by_receipt.get(body.receipt or "")
    if basket is None:
        walk.orphans.append((fact, body))
        return
    outcome = basket.outcome
    outcome.lines = returned.kept_lines(outcome.lines, body.lines)
    outcome.returned_by += (fact.id,)
    net = returned.kept_net(basket.bought, basket.paid, outcome.lines)
    exact = earning.exact_points(basket.program, basket.tier_percent, outcome.lines, net)
    taken = (basket.exact - exact) * walk.program.exact_unit // basket.program.exact_unit
    _book(walk, outcome, 0, earning.spend_cents(outcome.lines, net) - outcome.spend_cents, -taken)
    basket.net, basket.exact = net, exact


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
    nets = [walk.baskets[visit.fact_id].net for visit in standing_visits]
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
