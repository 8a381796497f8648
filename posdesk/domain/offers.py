"""Decides whether a member may use a reward here and now, and says so as a tree of clauses, each with what is missing.

What depends on a basket is asked of a basket (redemption.py hands it in). Refuses to know what a discount comes to
(discounts.py) and how a clause is worded (posdesk.counter.reasons).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of
from posdesk.domain.program import Program, RuleRef
from posdesk.domain.reservations import NOTHING_HELD, Held
from posdesk.domain.rewards import PAY_WITH_POINTS, Coupon, Offline, Reward
from posdesk.domain.standing import Award, AwardState, RedemptionOutcome, Standing

Key = tuple[str, int]
"""An award: (rule, n)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to use. reward: its id, PAY_WITH_POINTS for points like money, or empty for an award without
    a reward. award: the award that pays it; None: points do. points: hundredths, for PAY_WITH_POINTS only. code: the
    coupon's, in its normal form; it pays too."""

    reward: str
    award: Key | None = None
    points: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Where and when. register: this one's name. online: whether the hub can be asked, None when this shop works
    without one. stock: pieces left here of rewards that are counted. allowances: how often the hub lets this register
    give a reward offline. held: what other baskets hold."""

    store: str
    day: date
    register: str = ""
    online: bool | None = None
    stock: Mapping[str, int] = field(default_factory=dict)
    allowances: Mapping[str, int] = field(default_factory=dict)
    held: Held = NOTHING_HELD


class Gift(NamedTuple):
    """What a campaign gives: as an award that its key names, its reward, and the clauses that say whether it does."""

    award: Award
    reward: Reward
    why: Clause


@dataclass(frozen=True)
class Asker:
    """Who asks, where and when; what is the same for every reward is worked out once. gifts: of campaigns, those first
    that come first."""

    program: Program
    standing: Standing
    situation: Situation
    gifts: tuple[Gift, ...] = ()

    @cached_property
    def awards(self) -> dict[Key, Award]:
        """The member's awards by key, those of campaigns with them."""
        found = (*self.standing.awards, *(gift.award for gift in self.gifts))
        return {(award.rule.id, award.n): award for award in found}

    @cached_property
    def given(self) -> dict[Key, Clause]:
        """Why a campaign gives something, or not, by the key of its award."""
        return {(gift.award.rule.id, gift.award.n): gift.why for gift in self.gifts}

    @cached_property
    def rewards(self) -> dict[str, Reward]:
        """The rewards by their id: of the program, and of the campaigns."""
        return {**self.program.reward_by_id, **{gift.reward.id: gift.reward for gift in self.gifts}}

    @cached_property
    def uses(self) -> dict[str, list[RedemptionOutcome]]:
        """Standing uses by reward."""
        found: dict[str, list[RedemptionOutcome]] = {}
        for use in self.standing.redemptions:
            if use.standing:
                found.setdefault(use.reward, []).append(use)
        return found

    @cached_property
    def rank(self) -> int:
        """The place of the member's tier on the ladder."""
        return self.rank_of(self.standing.tier.id)

    def rank_of(self, tier: str) -> int:
        """The place of a tier on the ladder; an unknown one is at its foot."""
        order = [each.id for each in self.program.tiers]
        return order.index(tier) if tier in order else 0

    @cached_property
    def judged(self) -> dict[tuple[Choice, int], Clause]:
        """What may_use has answered so far: the best combination asks the same again and again."""
        return {}

    @property
    def available(self) -> int:
        """Hundredths of points that can be used now, without what other baskets hold (RD01)."""
        return max(self.standing.points_available - self.situation.held.points, 0)


def may_use(asker: Asker, choice: Choice, spent: int = 0) -> Clause:
    """Whether the choice can be used, whatever the basket. spent: hundredths that other choices of the basket take."""
    known = asker.judged.get((choice, spent))
    if known is None:
        rule = asker.program.ref(choice.reward or (choice.award or ("",))[0])
        known = asker.judged[choice, spent] = all_of(_asked(asker, choice, rule, spent), rule)
    return known


def reward_of(asker: Asker, choice: Choice) -> Reward | None:
    """The reward of a choice; None for points like money, for an award without one, and for an unknown id."""
    return asker.rewards.get(choice.reward)


def resolve_code(asker: Asker, code: str) -> tuple[Clause, Choice | None]:
    """The reward a coupon's code stands for. Unknown, used, expired, at another store and too early are five different
    clauses (RD14). code: in its normal form."""
    coupon = next((each for each in asker.program.coupons if each.code == code), None)
    if coupon is None:
        return Clause(ClauseCode.COUPON_KNOWN, False, law="RD14", seen=code, unit=Unit.WORD), None
    rule = asker.program.ref(coupon.reward)
    clause = all_of(_coupon(asker, coupon, rule), rule, "RD14")
    return clause, Choice(coupon.reward, code=code) if clause.holds else None


def _asked(asker: Asker, choice: Choice, rule: RuleRef, spent: int) -> Iterator[Clause]:
    if choice.reward == PAY_WITH_POINTS:
        yield from _points_like_money(asker, choice, rule, spent)
        return
    reward = reward_of(asker, choice)
    if reward is None and choice.award is None:
        yield Clause(ClauseCode.REWARD_KNOWN, False, None, "RD01", choice.reward, unit=Unit.WORD)
        return
    if choice.code is not None:
        yield resolve_code(asker, choice.code)[0]
    elif choice.award is not None:
        yield from _award(asker, choice.award, rule)
    if reward is not None:
        yield from _open_to(asker, reward, rule)
        yield from _uses_left(asker, choice, reward, rule)
        if choice.award is None and choice.code is None:  # who may not have it at all is not told of the price
            yield from _bought(asker, reward, rule, spent)
        yield from _offline(asker, reward, rule)


def _award(asker: Asker, key: Key, rule: RuleRef) -> Iterator[Clause]:
    award, day = asker.awards.get(key), asker.situation.day
    yield Clause(ClauseCode.AWARD_EARNED, award is not None, rule, "M03", f"{key[0]}:{key[1]}", unit=Unit.WORD)
    if award is None:
        return
    if key in asker.given:
        yield asker.given[key]
    used = award.state is AwardState.REDEEMED
    use = _use_of(asker, award) if used else None
    yield Clause(
        ClauseCode.AWARD_UNUSED,
        not used,
        rule,
        "RD10",
        seen=use.day if use else None,
        needed=None if use is None else use.register,
        unit=Unit.DATE,
        fact=award.redeemed_by,
    )
    yield Clause(ClauseCode.AWARD_NOT_REVOKED, award.state is not AwardState.REVOKED, rule, "M06", award.why)
    if award.valid_from is not None:
        yield _not_before(ClauseCode.AWARD_FROM, day, award.valid_from, rule, "DT03")
    if award.valid_until is not None:
        yield _not_after(ClauseCode.AWARD_UNTIL, day, award.valid_until, rule, "M11")
    yield Clause(ClauseCode.NOT_HELD, key not in asker.situation.held.awards, rule, "RD08")


def _use_of(asker: Asker, award: Award) -> RedemptionOutcome | None:
    return next((use for use in asker.standing.redemptions if use.fact_id == award.redeemed_by), None)


def _bought(asker: Asker, reward: Reward, rule: RuleRef, spent: int) -> Iterator[Clause]:
    yield Clause(ClauseCode.CAN_BE_BOUGHT, reward.cost is not None, rule, "RD01")
    if reward.cost is not None:
        yield from _enough(asker, reward.cost, rule, spent)


def _points_like_money(asker: Asker, choice: Choice, rule: RuleRef, spent: int) -> Iterator[Clause]:
    pays = asker.program.point_rules.pay_points > 0
    yield Clause(ClauseCode.POINTS_PAY, pays, rule, "RD01")
    yield Clause(ClauseCode.POINTS_POSITIVE, choice.points > 0, rule, "RD01", choice.points, 1, unit=Unit.POINTS)
    yield from _enough(asker, choice.points, rule, spent)


def _enough(asker: Asker, cost: int, rule: RuleRef, spent: int) -> Iterator[Clause]:
    balance = asker.standing.points
    yield Clause(
        ClauseCode.POINTS_NOT_NEGATIVE, balance >= 0, rule, "RD11", balance, 0, max(-balance, 0) or None, Unit.POINTS
    )
    left = asker.available - spent
    short = max(cost - left, 0)
    yield Clause(ClauseCode.POINTS_ENOUGH, not short, rule, "RD01", left, cost, short or None, Unit.POINTS)


def _open_to(asker: Asker, reward: Reward, rule: RuleRef) -> Iterator[Clause]:
    """Whom, where and when the program gives it at all."""
    situation, member_type = asker.situation, (asker.standing.member_type or "").casefold()
    if reward.valid_from is not None:
        yield _not_before(ClauseCode.VALID_FROM, situation.day, reward.valid_from, rule, "RD03")
    if reward.valid_until is not None:
        yield _not_after(ClauseCode.VALID_UNTIL, situation.day, reward.valid_until, rule, "RD03")
    if reward.weekdays:
        weekday = situation.day.weekday()
        needed = ",".join(map(str, sorted(reward.weekdays)))
        yield Clause(ClauseCode.WEEKDAY, weekday in reward.weekdays, rule, "", weekday, needed, unit=Unit.WORD)
    if reward.stores:
        holds, needed = situation.store in reward.stores, ", ".join(sorted(reward.stores))
        yield Clause(ClauseCode.STORE, holds, rule, "", situation.store, needed, unit=Unit.WORD)
    if reward.tier is not None:
        wanted = asker.program.tier_by_id.get(reward.tier)
        name = reward.tier if wanted is None else wanted.name
        holds = asker.rank >= asker.rank_of(reward.tier)
        yield Clause(ClauseCode.TIER, holds, rule, "E08", asker.standing.tier.name, name, unit=Unit.WORD)
    if reward.member_types:
        holds, needed = member_type in reward.member_types, ", ".join(sorted(reward.member_types))
        yield Clause(ClauseCode.MEMBER_TYPE, holds, rule, "", member_type, needed, unit=Unit.WORD)


def _uses_left(asker: Asker, choice: Choice, reward: Reward, rule: RuleRef) -> Iterator[Clause]:
    """How often a member may. A use that an award pays for is the award's own."""
    if reward.uses is None or choice.award is not None:
        return
    uses = [use for use in asker.uses.get(reward.id, ()) if use.award_rule is None]
    last = uses[-1] if uses else None
    left = reward.uses - len(uses)
    yield Clause(
        ClauseCode.USES_LEFT,
        left > 0,
        rule,
        "RD10",
        seen=len(uses) if left > 0 or last is None else last.day,
        needed=reward.uses if left > 0 or last is None else last.register,
        distance=None,
        unit=Unit.USES if left > 0 or last is None else Unit.DATE,
        fact=None if last is None or left > 0 else last.fact_id,
    )


def _offline(asker: Asker, reward: Reward, rule: RuleRef) -> Iterator[Clause]:
    situation = asker.situation
    if reward.offline is Offline.ONLINE_ONLY:
        yield Clause(ClauseCode.ONLINE, situation.online is not False, rule, "RD10")
    elif reward.offline is Offline.ALLOWANCE and situation.online is False:
        left = situation.allowances.get(reward.id, 0)
        yield Clause(ClauseCode.ALLOWANCE, left > 0, rule, "RD10", left, 1, None if left else 1, Unit.USES)
    if reward.counted:
        left = situation.stock.get(reward.id, 0)
        yield Clause(ClauseCode.STOCK, left > 0, rule, "", left, 1, None if left > 0 else 1, Unit.ITEMS)


def _coupon(asker: Asker, coupon: Coupon, rule: RuleRef) -> Iterator[Clause]:
    situation = asker.situation
    yield Clause(ClauseCode.COUPON_KNOWN, True, rule, "RD14", coupon.code, unit=Unit.WORD)
    use = next((use for use in asker.standing.redemptions if use.standing and use.code == coupon.code), None)
    yield Clause(
        ClauseCode.COUPON_UNUSED,
        use is None,
        rule,
        "RD14",
        seen=use.day if use else None,
        needed=use.register if use else None,
        unit=Unit.DATE,
        fact=use.fact_id if use else None,
    )
    if coupon.valid_until is not None:
        yield _not_after(ClauseCode.COUPON_UNTIL, situation.day, coupon.valid_until, rule, "RD14")
    if coupon.valid_from is not None:
        yield _not_before(ClauseCode.COUPON_FROM, situation.day, coupon.valid_from, rule, "RD14")
    if coupon.stores:
        holds, needed = situation.store in coupon.stores, ", ".join(sorted(coupon.stores))
        yield Clause(ClauseCode.COUPON_STORE, holds, rule, "RD14", situation.store, needed, unit=Unit.WORD)


def _not_before(code: ClauseCode, day: date, first: date, rule: RuleRef, law: str) -> Clause:
    days = (first - day).days
    return Clause(code, days <= 0, rule, law, day, first, days if days > 0 else None, Unit.DATE)


def _not_after(code: ClauseCode, day: date, last: date, rule: RuleRef, law: str) -> Clause:
    return Clause(code, day <= last, rule, law, day, last, unit=Unit.DATE)
