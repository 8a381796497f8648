"""Decides what goods that come back do to where the fold is: spend, points, redemptions, the tier (X01-X08, TI05).

A return is never refused here: what it takes and is not there is owed (X05). Counts stay (X06, X09).
"""

from typing import NamedTuple

from posdesk.domain import earning, ladder, lots, money, returned
from posdesk.domain.facts import Fact, Line, VisitReturned
from posdesk.domain.goods import eligible_cents
from posdesk.domain.redeeming import give_back, undo
from posdesk.domain.rewards import PAY_WITH_POINTS
from posdesk.domain.standing import ReturnOutcome, VisitOutcome
from posdesk.domain.visiting import book
from posdesk.domain.walk import Basket, Used, Walk


class _Kept(NamedTuple):
    """What is left of a basket: its lines, what was paid for each, the discount that came back with the goods, and the
    offers that stay although the rest would not reach them (X07)."""

    lines: tuple[Line, ...]
    net: list[int]
    clawed: int
    offers: tuple[str, ...]


def goods_returned(walk: Walk, fact: Fact, body: VisitReturned) -> None:
    """Goods of a visit came back. Without the visit the return waits (X08)."""
    index = _visit_of(walk, body)
    if index is None:
        walk.orphans.append((fact, body))
        return
    outcome, before = walk.history[index], walk.nets[index]
    basket = walk.baskets.get(outcome.fact_id) or _basket(walk, index)
    lines = returned.kept_lines(outcome.lines, body.lines, body.numbers)
    uses = [used for used in walk.used if used.stands and used.body.visit == outcome.fact_id]
    given_back = _give_back(walk, uses, basket, lines)
    kept = _kept(walk, uses, basket, lines, sum(before))
    points = _take_back(walk, index, basket, kept)
    walk.nets[index] = kept.net
    walk.history[index] = outcome._replace(
        lines=lines,
        spend_cents=earning.spend_cents(lines, kept.net),
        points=outcome.points - points,
        returned_by=(*outcome.returned_by, fact.id),
    )
    refund = sum(before) - sum(kept.net)
    walk.returns.append(
        ReturnOutcome(fact.id, outcome.fact_id, fact.business_day, refund, kept.clawed, points, given_back, kept.offers)
    )


def resolve_orphans(walk: Walk) -> None:
    """A visit came: returns that waited may have found theirs."""
    waiting, walk.orphans = walk.orphans, []
    for fact, body in waiting:
        goods_returned(walk, fact, body)


def _visit_of(walk: Walk, body: VisitReturned) -> int | None:
    """The visit a return names, by its id or else the last one with that receipt; a voided one has nothing to give."""
    by_receipt = None
    for index in range(len(walk.history) - 1, -1, -1):
        visit: VisitOutcome = walk.history[index]
        if visit.voided_by is None:
            if visit.fact_id == body.visit:
                return index
            if by_receipt is None and body.receipt is not None and visit.receipt == body.receipt:
                by_receipt = index
    return by_receipt


def _basket(walk: Walk, index: int) -> Basket:
    """The goods of a visit as they were bought, worked out when the first of them comes back."""
    outcome, paid = walk.history[index], walk.nets[index]
    exact = earning.spend_and_points(walk.terms[index], outcome.lines, paid, outcome.counted)[1]
    basket = walk.baskets[outcome.fact_id] = Basket(outcome.lines, outcome.lines, paid, exact)
    return basket


def _give_back(walk: Walk, uses: list[Used], basket: Basket, lines: tuple[Line, ...]) -> int:
    """Redemptions that come back with the goods: all of them with the last goods (X01); before that, of points paid
    like money, the share of the goods that are back."""
    if returned.all_back(basket.sold, lines):
        return sum([undo(walk, used) for used in uses])
    whole, kept = returned.product_cents(basket.sold), returned.product_cents(lines)
    back = 0
    for used in uses:
        if used.body.reward == PAY_WITH_POINTS and whole > 0:
            due = used.body.spent * (whole - kept) // whole
            back += give_back(walk, used, max(due - used.given_back, 0))
    return back


def _kept(walk: Walk, uses: list[Used], basket: Basket, lines: tuple[Line, ...], paid_before: int) -> _Kept:
    """What is left, and what becomes of offers whose minimum the rest does not reach (X07): they stay, or their
    discount goes back with the goods, as far as the refund covers it."""
    net = returned.kept_net(basket.bought, basket.paid, lines)
    clawed, staying = 0, []
    for used in uses:
        reward = used.reward
        if not used.stands or reward is None or not reward.minimum_cents or used.clawed:
            continue
        if eligible_cents(reward.goods, lines) >= reward.minimum_cents:
            continue
        if not walk.program.return_rules.claw_back_discount:
            staying.append(used.fact.id)
            continue
        used.clawed = True
        back = min(_left_of(used, basket, lines), paid_before - sum(net))
        clawed += back
        net = _with(net, lines, back)
    if clawed:  # the rest now cost more, also when further goods come back
        basket.bought, basket.paid = lines, net
    return _Kept(lines, net, clawed, tuple(staying))


def _left_of(used: Used, basket: Basket, lines: tuple[Line, ...]) -> int:
    """The part of an offer's discount that lies on the goods that stay."""
    whole = returned.product_cents(basket.bought)
    return used.body.value_cents * returned.product_cents(lines) // whole if whole else 0


def _with(net: list[int], lines: tuple[Line, ...], more: int) -> list[int]:
    """What was paid, `more` cents shared over the products that stay (E04)."""
    weights = [max(line.cents, 0) if line.kind == "product" else 0 for line in lines]
    if not any(weights):
        return net
    return [paid + share for paid, share in zip(net, money.split_by_weight(more, weights), strict=True)]


def _take_back(walk: Walk, index: int, basket: Basket, kept: _Kept) -> int:
    """Take back earned(before) - earned(kept) (X02), cumulative over all returns, and let the tier follow (TI05).

    Yields the hundredths of points that the visit loses.
    """
    outcome, terms = walk.history[index], walk.terms[index]
    spend, exact = earning.spend_and_points(terms, kept.lines, kept.net, outcome.counted)
    exact = min(exact, basket.exact)
    less = (basket.exact - exact) * walk.program.exact_unit // terms.program.exact_unit
    basket.exact = exact
    points = -book(walk, outcome.day, 0, spend - outcome.spend_cents, -less)
    if points:
        lots.take_back(walk.purse, points, outcome.store, outcome.fact_id)
    for tier in ladder.fall(walk.held, walk.metric, walk.program, walk.purse.today):
        if tier.id in walk.entries:
            walk.entries[tier.id].revoked = True
    return points
