"""Decides a member's standing: the pure function of facts, program and moment that every screen and report shows.

    standing = fold(facts of the member, programs in force, as_of)

It is over the *set* of facts: any order and any repetition of the same facts gives the same standing (VS06, LG02). Each
rule lives in its own module; this one walks the facts in order, hands each to the rules it concerns, and arrives.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from posdesk.domain import awards, brands, ladder, lots, milestones, redeeming, returning, visiting
from posdesk.domain.business_day import AsOf, Instant
from posdesk.domain.facts import (
    Fact,
    MemberEnrolled,
    MemberFieldSet,
    OpeningRecorded,
    RedemptionVoided,
    RewardHandedOver,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    fold_order,
    happened_at,
    instants_of,
    rises,
)
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.standing import Owing, Standing
from posdesk.domain.walk import Walk, advance, copy_of, learn, set_out, totals


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A fold stopped after the fact `last` (in fold order), to go on from with later ones. Never changed."""

    walk: Walk
    last: tuple[Instant, str, int, int, str] | None


def fold(
    member_id: str,
    facts: Iterable[Fact],
    timeline: ProgramTimeline,
    as_of: AsOf,
    start: Checkpoint | None = None,
) -> Standing:
    """The standing of `member_id` at `as_of`, from the facts about it; later facts are left out, order is no matter.

    start: a checkpoint of the same member and programs; `facts` are then only those that came after it. Raises
    ValueError when one of them changes what lies before the checkpoint (see goes_on): then all facts are needed.
    """
    ordered = in_order(facts, as_of.at)
    if start is None:
        walk = set_out(ordered, timeline)
    elif goes_on(start, ordered):
        walk = copy_of(start.walk)
        learn(walk, ordered)
    else:
        raise ValueError("these facts change what lies before the checkpoint")
    follow(walk, ordered)
    advance(walk, as_of.at, as_of.day)
    return _arrive(member_id, walk, as_of)


def checkpoint(facts: Iterable[Fact], timeline: ProgramTimeline, until: Instant) -> Checkpoint:
    """Walk the facts up to and including `until`, and stop."""
    ordered = in_order(facts, until)
    walk = set_out(ordered, timeline)
    follow(walk, ordered)
    return Checkpoint(walk, fold_order(ordered[-1]) if ordered else None)


def goes_on(start: Checkpoint, facts: Sequence[Fact]) -> bool:
    """Whether folding `facts` on top of a checkpoint gives what folding all of them gives: they are later, and take
    back nothing that was folded already."""
    walk = start.walk
    known = {visit.fact_id for visit in walk.history} | {used.fact.id for used in walk.used}
    for fact in facts:
        body = fact.body
        if start.last is not None and fold_order(fact) <= start.last:
            return False
        if isinstance(body, VisitVoided) and (
            body.visit in known or any(used.body.visit == body.visit for used in walk.used)
        ):
            return False
        if isinstance(body, RedemptionVoided) and body.redemption in known:
            return False
        if isinstance(body, RewardRedeemed) and (body.award_rule or "", body.award_n) in walk.bonuses:
            return False
    return True


def in_order(facts: Iterable[Fact], until: Instant) -> list[Fact]:
    """Each fact once, in fold order, up to and including the instant `until`."""
    known = list(facts)
    instants = instants_of(known)
    if rises(instants):
        return known[: bisect_right(instants, until)]
    return sorted({fact.id: fact for fact in known if happened_at(fact) <= until}.values(), key=fold_order)


def follow(walk: Walk, ordered: Iterable[Fact]) -> None:
    """Walk on over facts that come next, in fold order; what they take back is known already (walk.learn)."""
    for fact in ordered:
        body = fact.body
        if isinstance(body, VisitRecorded):
            at = happened_at(fact)
            advance(walk, at, fact.business_day)
            visiting.visit(walk, fact, body, at)
            if walk.orphans:
                returning.resolve_orphans(walk)
        else:
            _other(walk, fact)


def _other(walk: Walk, fact: Fact) -> None:
    """What happens less often than visits."""
    body = fact.body
    advance(walk, happened_at(fact), fact.business_day)
    match body:
        case VisitReturned():
            returning.goods_returned(walk, fact, body)
        case RewardRedeemed():
            redeeming.redeemed(walk, fact, body)
        case PointsAdjusted():
            redeeming.adjusted(walk, fact, body)
        case AwardGiven():
            redeeming.given(walk, fact, body)
        case TierOverridden():
            redeeming.overridden(walk, fact, body)
        case RewardHandedOver():
            redeeming.handed_over(walk, fact, body)
        case MemberEnrolled() | MemberFieldSet():
            visiting.learn_member(walk, fact, body)
        case OpeningRecorded():
            visiting.opening(walk, fact, body)
        case _:
            pass  # consents, voids (known from the start), stores, programs: nothing to add up


def _arrive(member_id: str, walk: Walk, as_of: AsOf) -> Standing:
    program, total, day = walk.program, totals(walk), as_of.day
    history, nets = tuple(walk.history), tuple(walk.nets)
    days = [visit.day for visit in history if visit.voided_by is None]
    all_awards = awards.all_of(walk, day)
    revoked = awards.lowest_revoked(all_awards)
    uses = awards.redemptions(walk, all_awards)
    balance, short = lots.balance(walk.purse), lots.short(walk.purse)
    usable = sum([lot.left for lot in walk.purse.live if lot.usable_from <= day])
    ending = lots.ending(walk.purse, day, program.point_rules.warn_days)
    return Standing(
        member=member_id,
        as_of=as_of,
        program=program.version,
        point_name=program.point_name,
        visits=walk.visits,
        spend_cents=walk.spend,
        points=balance,
        points_available=max(usable - short, 0),
        points_pending=balance + short - usable,
        points_earned=walk.points,
        lots=tuple(lots.in_order_of_use(walk.purse)),
        owed=tuple(Owing(each.store, each.points) for each in walk.purse.owed),
        movements=walk.purse.moves,
        ending=ending,
        ending_due=tuple(each for each in ending if each.on.isoformat() not in walk.warned),
        redemptions=uses,
        returns=tuple(walk.returns),
        exceptions=tuple(awards.exceptions(walk, uses, balance, day)),
        member_type=walk.member_type,
        tier=ladder.standing(walk.held, walk.metric, program, day, walk.overrides),
        milestones=tuple(
            milestones.standing(
                milestone, program, walk.reaches[milestone.id], total[milestone.on], revoked.get(milestone.id)
            )
            for milestone in program.milestones
        ),
        awards=all_awards,
        habits=partial(brands.habits, history, nets, day, program),
        history=history,
        nets=nets,
        openings=tuple(walk.openings),
        orphans=tuple(fact.id for fact, _ in walk.orphans),
        first_visit=min(days, default=None),
        last_visit=max(days, default=None),
        birthday_since=None if walk.birthday is None else walk.birthday[1],
    )
