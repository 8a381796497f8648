"""Decides which awards a member has and whether each can be used: earned, open, used, over, or revoked (M06, M11,
TI05).

An award's key is (rule, n); who used it is found by the key alone, so two registers that used one are told apart
(RD10). Refuses to know what a reward is worth (discounts.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.domain import birthday
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact
from posdesk.domain.program import AwardRule, RuleRef
from posdesk.domain.redeeming import BIRTHDAY
from posdesk.domain.rewards import CAMPAIGN, REFERRAL
from posdesk.domain.standing import (
    Award,
    AwardSource,
    AwardState,
    ExceptionKind,
    ExceptionLine,
    RedemptionOutcome,
)
from posdesk.domain.walk import Used, Walk, hub_order, totals

Key = tuple[str, int]
"""(rule, n)"""
AHEAD_DAYS = 14
"""A birthday's treat is announced so many days before it can be used."""
GOODS_CAME_BACK = "the goods that earned it came back"


def all_of(walk: Walk, day: date) -> tuple[Award, ...]:
    """Every award of the member as it is on business day `day`, each kind in the order earned; of birthdays the treat
    that can be used now or soon."""
    judged = _Judge(day, _standing_uses(walk))
    return (
        *_of_milestones(walk, judged),
        *_of_tiers(walk, judged),
        *_of_enrolling(walk, judged),
        *_given(walk, judged),
        *_of_birthday(walk, judged),
    )


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


def _of_milestones(walk: Walk, judge: "_Judge") -> list[Award]:
    """There are hundreds of these in a long history."""
    total = totals(walk)
    found: list[Award] = []
    source = AwardSource.MILESTONE
    for milestone, version, n, visit, day, goal in walk.earned:
        rule, award, revoked = RuleRef(milestone.id, version), milestone.award, total[milestone.on] < goal
        found.append(judge.award(source, rule, n, award, visit, day, _last(award, day), revoked))
    return found


def _of_tiers(walk: Walk, judge: "_Judge") -> list[Award]:
    return [
        judge.award(AwardSource.TIER, its.rule, 1, its.award, its.fact, its.day, _last(its.award, its.day), its.revoked)
        for its in walk.entries.values()
    ]


def _of_enrolling(walk: Walk, judge: "_Judge") -> list[Award]:
    its = walk.welcome
    if its is None:
        return []
    return [judge.award(AwardSource.WELCOME, its.rule, 1, its.award, its.fact, its.day, _last(its.award, its.day))]


def _given(walk: Walk, judge: "_Judge") -> list[Award]:
    return [
        judge.award(
            AwardSource.GIVEN,
            RuleRef(f"given:{fact.id}", version),
            1,
            AwardRule(body.title, None, body.reward),
            fact,
            fact.business_day,
            body.valid_until,
        )
        for fact, body, version in walk.given
    ]


def _of_birthday(walk: Walk, judge: "_Judge") -> list[Award]:
    rule = walk.program.birthday
    if rule is None or walk.birthday is None:
        return []
    treat = birthday.treat(rule, *walk.birthday, judge.day, AHEAD_DAYS)
    if treat is None:
        return []
    ref = walk.program.ref(BIRTHDAY)
    return [
        judge.award(AwardSource.BIRTHDAY, ref, treat.year, rule.award, None, treat.first, treat.last, first=treat.first)
    ]


def _last(award: AwardRule, day: date) -> date | None:
    """Valid from its day to the end of day D+N, inclusive (M11)."""
    return None if award.valid_days is None else day + timedelta(days=award.valid_days)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges what was earned on a business day. used_by: for each award that was used, the use that stands."""

    day: date
    used_by: Mapping[Key, str]

    def award(
        self,
        source: AwardSource,
        rule: RuleRef,
        n: int,
        award: AwardRule,
        by: Fact | None,
        earned_on: date,
        last: date | None,
        revoked: bool = False,
        first: date | None = None,
    ) -> Award:
        """by: the fact that earned it, None for a birthday. first, last: the days it can be used, None: no limit."""
        redeemed_by = self.used_by.get((rule.id, n))
        if redeemed_by is not None:
            state = AwardState.REDEEMED
        elif revoked:
            state = AwardState.REVOKED
        elif last is not None and last < self.day:
            state = AwardState.EXPIRED
        elif first is not None and first > self.day:
            state = AwardState.WAITING
        else:
            state = AwardState.OPEN
        return Award(  # in order, which takes half the time
            rule,
            n,
            award.title,
            "" if by is None else by.id,
            earned_on,
            last,
            state,
            source,
            award.reward,
            first,
            by is not None and not by.hub_position,
            redeemed_by,
            GOODS_CAME_BACK if revoked else None,
        )


def _standing_uses(walk: Walk) -> dict[Key, str]:
    """For each award that was used, the use that stands: the first in the hub's order."""
    found: dict[Key, str] = {}
    for used in sorted((used for used in walk.used if used.stands), key=_hub_order_of):
        if used.body.award_rule is not None:
            found.setdefault((used.body.award_rule, used.body.award_n), used.fact.id)
    return found


def _doubles(walk: Walk) -> set[str]:
    """Uses of an award that was used before, and of a reward more often than a member may, in the hub's order
    (RD10)."""
    doubles: set[str] = set()
    times: dict[object, int] = {}
    for used in sorted((used for used in walk.used if used.stands), key=_hub_order_of):
        body, reward = used.body, used.reward
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


def _hub_order_of(used: Used) -> tuple[bool, int, tuple[Instant, str, int, int, str]]:
    return hub_order(used.fact)


def _outcome(walk: Walk, used: Used, earned: set[Key], double: bool) -> RedemptionOutcome:
    fact, body = used.fact, used.body
    rule = body.award_rule
    # A birthday, a campaign, a referral: whether they give it does not follow from her facts, it was asked at the use.
    known = rule is None or rule == BIRTHDAY or rule.startswith((CAMPAIGN, REFERRAL)) or (rule, body.award_n) in earned
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
