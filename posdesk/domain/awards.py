"""Decides which awards a member has and whether each can be used: earned, open, used, over, or revoked (M06, M11,
TI05).

An award's key is (rule, n); who used it is found by the key alone, so two registers that used one are told apart
(RD10). Refuses to know what a reward is worth (discounts.py).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from posdesk.domain import birthday
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact, fold_order
from posdesk.domain.program import AwardRule, RuleRef
from posdesk.domain.redeeming import BIRTHDAY
from posdesk.domain.standing import (
    Award,
    AwardSource,
    AwardState,
    ExceptionKind,
    ExceptionLine,
    RedemptionOutcome,
)
from posdesk.domain.walk import Used, Walk, totals

Key = tuple[str, int]
"""(rule, n)"""
AHEAD_DAYS = 14
"""A birthday's treat is announced so many days before it can be used."""
GOODS_CAME_BACK = "the goods that earned it came back"


class _Claim(NamedTuple):
    """Something earned, before it is judged on a day. by: the fact that earned it, None for a birthday."""

    source: AwardSource
    rule: RuleRef
    n: int
    award: AwardRule
    by: Fact | None
    earned_on: date
    last: date | None
    revoked: bool = False
    first: date | None = None


def all_of(walk: Walk, day: date) -> tuple[Award, ...]:
    """Every award of the member as it is on business day `day`, each kind in the order earned; of birthdays the treat
    that can be used now or soon."""
    used_by = _standing_uses(walk)
    claims = (*_of_milestones(walk), *_of_tiers(walk), *_given(walk), *_of_birthday(walk, day))
    return tuple([_judged(claim, day, used_by) for claim in claims])


def lowest_revoked(awards: tuple[Award, ...]) -> dict[str, int]:
    """For each milestone of which a refund took awards away: the lowest n that can be reached again."""
    found: dict[str, int] = {}
    for award in awards:
        if award.state is AwardState.REVOKED and award.source is AwardSource.MILESTONE:
            found[award.rule.id] = min(found.get(award.rule.id, award.n), award.n)
    return found


def redemptions(walk: Walk, awards: tuple[Award, ...]) -> tuple[RedemptionOutcome, ...]:
    """Every use of a reward, oldest first, and what is wrong with it."""
    if not walk.used:
        return ()
    earned = {(award.rule.id, award.n) for award in awards if award.why is None}
    doubles = _doubles(walk)
    return tuple([_outcome(walk, used, earned, used.fact.id in doubles) for used in walk.used])


def exceptions(walk: Walk, uses: tuple[RedemptionOutcome, ...], balance: int, day: date) -> Iterator[ExceptionLine]:
    """What a manager should look at. amount: cents given, hundredths of points short, cents that came back."""
    for use in uses:
        if use.double:
            yield ExceptionLine(ExceptionKind.DOUBLE_REDEEMED, use.fact_id, use.day, use.value_cents)
        elif use.unearned:
            yield ExceptionLine(ExceptionKind.REDEEMED_NOT_EARNED, use.fact_id, use.day, use.value_cents)
    if balance < 0:
        yield ExceptionLine(ExceptionKind.NEGATIVE_BALANCE, "", day, -balance)
    waited = timedelta(days=walk.program.return_rules.orphan_days)
    for fact, body in walk.orphans:
        if day - fact.business_day >= waited:  # X08
            cents = sum(line.cents for line in body.lines)
            yield ExceptionLine(ExceptionKind.ORPHAN_RETURN, fact.id, fact.business_day, cents)


def _of_milestones(walk: Walk) -> Iterator[_Claim]:
    total = totals(walk)
    for earned in walk.earned:
        milestone = earned.milestone
        yield _Claim(
            AwardSource.MILESTONE,
            RuleRef(milestone.id, earned.version),
            earned.n,
            milestone.award,
            earned.visit,
            earned.day,
            _last(milestone.award, earned.day),
            revoked=total[milestone.on] < earned.goal,
        )


def _of_tiers(walk: Walk) -> Iterator[_Claim]:
    for entry in walk.entries.values():
        last = _last(entry.award, entry.day)
        yield _Claim(AwardSource.TIER, entry.rule, 1, entry.award, entry.fact, entry.day, last, entry.revoked)


def _given(walk: Walk) -> Iterator[_Claim]:
    for fact, body, version in walk.given:
        award = AwardRule(body.title, None, body.reward)
        rule = RuleRef(f"given:{fact.id}", version)
        yield _Claim(AwardSource.GIVEN, rule, 1, award, fact, fact.business_day, body.valid_until)


def _of_birthday(walk: Walk, day: date) -> Iterator[_Claim]:
    rule = walk.program.birthday
    if rule is None or walk.birthday is None:
        return
    treat = birthday.treat(rule, *walk.birthday, day, AHEAD_DAYS)
    if treat is not None:
        ref = walk.program.ref(BIRTHDAY)
        yield _Claim(
            AwardSource.BIRTHDAY, ref, treat.year, rule.award, None, treat.first, treat.last, first=treat.first
        )


def _last(award: AwardRule, day: date) -> date | None:
    """Valid from its day to the end of day D+N, inclusive (M11)."""
    return None if award.valid_days is None else day + timedelta(days=award.valid_days)


def _judged(claim: _Claim, day: date, used_by: Mapping[Key, str]) -> Award:
    redeemed_by = used_by.get((claim.rule.id, claim.n))
    if redeemed_by is not None:
        state = AwardState.REDEEMED
    elif claim.revoked:
        state = AwardState.REVOKED
    elif claim.last is not None and claim.last < day:
        state = AwardState.EXPIRED
    elif claim.first is not None and claim.first > day:
        state = AwardState.WAITING
    else:
        state = AwardState.OPEN
    return Award(
        rule=claim.rule,
        n=claim.n,
        title=claim.award.title,
        earned_by="" if claim.by is None else claim.by.id,
        earned_on=claim.earned_on,
        valid_until=claim.last,
        state=state,
        source=claim.source,
        reward=claim.award.reward,
        valid_from=claim.first,
        provisional=claim.by is not None and claim.by.hub_position is None,
        redeemed_by=redeemed_by,
        why=GOODS_CAME_BACK if claim.revoked else None,
    )


def _standing_uses(walk: Walk) -> dict[Key, str]:
    """For each award that was used, the use that stands: the first in the hub's order."""
    found: dict[Key, str] = {}
    for used in sorted((used for used in walk.used if used.stands), key=_hub_order):
        if used.body.award_rule is not None:
            found.setdefault((used.body.award_rule, used.body.award_n), used.fact.id)
    return found


def _doubles(walk: Walk) -> set[str]:
    """Uses of an award that was used before, and of a reward more often than a member may, in the hub's order
    (RD10)."""
    doubles: set[str] = set()
    times: dict[object, int] = {}
    for used in sorted((used for used in walk.used if used.stands), key=_hub_order):
        body, reward = used.body, used.program.reward_by_id.get(used.body.reward)
        if body.award_rule is not None:
            key, most = (body.award_rule, body.award_n), 1
        elif reward is not None and reward.uses is not None:
            key, most = (reward.id, -1), reward.uses
        else:
            continue
        times[key] = times.get(key, 0) + 1
        if times[key] > most:
            doubles.add(used.fact.id)
    return doubles


def _hub_order(used: Used) -> tuple[bool, int, int, tuple[Instant, str, int, int, str]]:
    """What the hub has confirmed comes first, in its order; the rest as it is folded."""
    fact = used.fact
    return fact.hub_position is None, fact.hub_epoch or 0, fact.hub_position or 0, fold_order(fact)


def _outcome(walk: Walk, used: Used, earned: set[Key], double: bool) -> RedemptionOutcome:
    fact, body = used.fact, used.body
    known = body.award_rule is None or body.award_rule == BIRTHDAY or (body.award_rule, body.award_n) in earned
    return RedemptionOutcome(
        fact_id=fact.id,
        day=fact.business_day,
        store=fact.store,
        register=fact.register,
        staff=fact.staff,
        reward=body.reward,
        title=body.title,
        visit=body.visit,
        award_rule=body.award_rule,
        award_n=body.award_n,
        points=body.spent - used.given_back if used.stands else 0,
        given_back=used.given_back,
        value_cents=body.value_cents,
        standing=used.stands,
        double=double,
        unearned=used.stands and not (known and used.in_time),
        handed_over=body.handed_over or fact.id in walk.handed_over,
        lots=tuple((lot.fact, part) for lot, part in used.taken.parts if part),
        code=body.code,
    )
