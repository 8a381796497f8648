"""Decides what chosen rewards give on a basket: in one fixed order, each measured on what is left (RD03-RD06, RD12).

    line offers, then percent off the basket, then amounts off the basket, then points

Nothing here is saved: what comes out is what the visit and its redemptions would say (RD09). Refuses to know who may
use a reward (offers.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.domain import discounts
from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of
from posdesk.domain.facts import Line, RewardRedeemed
from posdesk.domain.offers import Asker, Choice, Gift, may_use, reward_of
from posdesk.domain.program import RuleRef
from posdesk.domain.rewards import PAY_WITH_POINTS, Reward, RewardKind
from posdesk.domain.standing import Award, AwardState
from posdesk.domain.till import Till, find, left_to_pay, pay, take, till_of, untouched

ORDER = ("line offers", "percent off the basket", "amount off the basket", "points", "what is given besides")
"""The one order in which rewards are taken off (RD04)."""
FAVOURITES = 3
"""Brands a member buys most: rewards for them stand before others."""
SOON_DAYS = 7
"""What a campaign gives for so few more days stands before what it gives for longer."""
_LINES, _PERCENT, _AMOUNT, _POINTS, _BESIDES = range(5)


@dataclass(frozen=True, slots=True)
class Given:
    """What one choice gives. value_cents: off the basket. spent, bonus: hundredths of points. shares: cents off each
    line. stage: its place in ORDER."""

    choice: Choice
    reward: Reward | None
    title: str
    value_cents: int
    spent: int
    bonus: int
    shares: tuple[int, ...]
    stage: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A choice that cannot be used, and the clauses that say why."""

    choice: Choice
    why: Clause


@dataclass(frozen=True, slots=True)
class Applied:
    """A basket with what was chosen: lines as they are to be recorded (line offers taken off), the discount on the
    whole basket, what points pay, what is left to pay (tax and the like included), what each choice gives in the order
    it is taken, and what cannot be used. saved: all that is taken off, points not counted."""

    lines: tuple[Line, ...]
    discount_cents: int
    points_paid_cents: int
    pay_cents: int
    given: tuple[Given, ...]
    refused: tuple[Refusal, ...]
    saved: int

    @property
    def spent(self) -> int:
        """Hundredths of points that are spent."""
        return sum(each.spent for each in self.given)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the member could use. gives_cents: what it takes off this basket by itself, 0 without a basket. cost:
    hundredths. until: the last business day. why: the clauses, that hold when it is usable."""

    choice: Choice
    title: str
    why: Clause
    gives_cents: int
    cost: int
    until: date | None
    award: Award | None

    @property
    def usable(self) -> bool:
        """Whether it can be used now."""
        return self.why.holds


def apply(asker: Asker, lines: Sequence[Line], choices: Sequence[Choice]) -> Applied:
    """Take the choices off a basket. lines: as the cash register has them, before tax, its own line discounts off.

    The order in which they are chosen is no matter (RD04). What cannot be used is left out and says why.
    """
    till = till_of(lines)
    allowed, refused = _allowed(asker, till, choices)
    given: list[Given] = []
    for choice in sorted(allowed, key=lambda each: turn(asker, each)):
        why = all_of([may_use(asker, choice, till.spent), *_on_basket(asker, choice, till)], _ref(asker, choice))
        if why.holds:
            given.append(_take(asker, till, choice))
        else:
            refused.append(Refusal(choice, why))
    return Applied(
        lines=tuple(line._replace(cents=cents) for line, cents in zip(till.lines, till.shelf, strict=True)),
        discount_cents=till.discount,
        points_paid_cents=till.paid,
        pay_cents=sum(till.prices),
        given=tuple(given),
        refused=tuple(refused),
        saved=sum(each.value_cents for each in given if each.stage != _POINTS),
    )


def offers(asker: Asker, lines: Sequence[Line] | None) -> tuple[Offer, ...]:
    """Everything the member could use or is waiting for: awards, then what points buy, what fits the member's brands
    first, then the cheapest. lines: the basket; None: what depends on one is not asked."""
    till = None if lines is None else till_of(lines)
    hers = favourites(asker)
    bought = sorted(
        (reward for reward in asker.program.rewards if reward.cost is not None),
        key=lambda reward: (not (reward.goods.brands & hers), reward.cost or 0, reward.id),
    )
    return (*awards(asker, lines), *(_offer(asker, till, Choice(reward.id), None) for reward in bought))


def awards(asker: Asker, lines: Sequence[Line] | None) -> tuple[Offer, ...]:
    """Of the offers the member's awards, those that end first at the front; then what campaigns give: what ends soon,
    what fits her brands, the rest."""
    till = None if lines is None else till_of(lines)
    found = sorted(
        (award for award in asker.standing.awards if award.state in (AwardState.OPEN, AwardState.WAITING)),
        key=lambda award: (award.valid_until or date.max, award.earned_on, award.rule.id, award.n),
    )
    found += (gift.award for gift in sorted(asker.gifts, key=lambda gift: _place(asker, gift)))  # ties: by priority
    choices = [(Choice(award.reward or "", (award.rule.id, award.n)), award) for award in found]
    return tuple(_offer(asker, till, choice, award) for choice, award in choices)


def _place(asker: Asker, gift: Gift) -> tuple[int, date]:
    end = gift.award.valid_until
    if end is not None and end <= asker.situation.day + timedelta(days=SOON_DAYS):
        return 0, end
    return 1 if gift.reward.goods.brands & favourites(asker) else 2, date.max


def favourites(asker: Asker) -> frozenset[str]:
    """The brands the member buys most, casefolded."""
    return frozenset(habit.name.casefold() for habit in asker.standing.brands[:FAVOURITES])


def bodies(applied: Applied, visit: str | None, proof: str | None = None) -> tuple[RewardRedeemed, ...]:
    """The facts to seal before the visit's own (RD13). proof: that the member is here."""
    return tuple(
        RewardRedeemed(
            reward=each.choice.reward or "award",
            title=each.title,
            visit=visit,
            award_rule=each.choice.award[0] if each.choice.award else None,
            award_n=each.choice.award[1] if each.choice.award else 0,
            spent=each.spent,
            value_cents=each.value_cents,
            bonus=each.bonus,
            code=each.choice.code,
            handed_over=each.reward is None or not each.reward.handed_over_later,
            proof=proof,
        )
        for each in applied.given
    )


def _ref(asker: Asker, choice: Choice) -> RuleRef:
    return asker.program.ref(choice.reward or (choice.award or ("",))[0])


def turn(asker: Asker, choice: Choice) -> tuple[int, str, tuple[str, int]]:
    """A choice's place in the one order, ties by id (RD04)."""
    return stage_of(choice, reward_of(asker, choice)), choice.reward, choice.award or ("", 0)


def stage_of(choice: Choice, reward: Reward | None) -> int:
    if choice.reward == PAY_WITH_POINTS:
        return _POINTS
    if reward is None or not discounts.takes_off(reward):
        return _BESIDES
    if discounts.is_on_lines(reward):
        return _LINES
    return _PERCENT if reward.kind is RewardKind.PERCENT_OFF else _AMOUNT


def _allowed(asker: Asker, till: Till, choices: Sequence[Choice]) -> tuple[list[Choice], list[Refusal]]:
    """Each offer once (RD12), and of an exclusive group the one that saves most (RD05)."""
    allowed: list[Choice] = []
    refused: list[Refusal] = []
    for choice in choices:
        if any(_same(choice, other) for other in allowed):
            refused.append(Refusal(choice, Clause(ClauseCode.ONCE_IN_BASKET, False, _ref(asker, choice), "RD12")))
        else:
            allowed.append(choice)
    groups: dict[str, list[Choice]] = {}
    for choice in allowed:
        if group := group_of(asker, choice):
            groups.setdefault(group, []).append(choice)
    for rivals in groups.values():
        if len(rivals) > 1:
            winner = min(rivals, key=lambda each: _worth(asker, till, each))
            for loser in rivals:
                if loser is not winner:
                    refused.append(Refusal(loser, _lost(asker, loser, winner)))
                    allowed.remove(loser)
    return allowed, refused


def group_of(asker: Asker, choice: Choice) -> str:
    """The exclusive group of a choice; empty when it goes with everything. Where the best one wins, all rewards that
    take something off are one group."""
    reward = reward_of(asker, choice)
    if reward is None or not discounts.takes_off(reward):
        return "" if reward is None else reward.group
    return reward.group or ("*" if asker.program.best_only else "")


def _same(one: Choice, other: Choice) -> bool:
    if one.reward:
        return one.reward == other.reward
    return one.award == other.award


def _worth(asker: Asker, till: Till, choice: Choice) -> tuple[bool, int, date, str, tuple[str, int]]:
    """What decides within a group, the smallest wins: usable, the larger saving, the earlier end, the lower id."""
    alone, reward = untouched(till), reward_of(asker, choice)
    usable = may_use(asker, choice).holds and all(clause.holds for clause in _on_basket(asker, choice, alone))
    saving = sum(find(reward, alone).shares) if usable and reward is not None else 0
    return not usable, -saving, _until(asker, choice) or date.max, choice.reward, choice.award or ("", 0)


def _until(asker: Asker, choice: Choice) -> date | None:
    award, reward = asker.awards.get(choice.award or ("", 0)), reward_of(asker, choice)
    ends = (award.valid_until if award else None, reward.valid_until if reward else None)
    return min((end for end in ends if end is not None), default=None)


def _lost(asker: Asker, loser: Choice, winner: Choice) -> Clause:
    other = reward_of(asker, winner)
    return Clause(
        ClauseCode.GROUP_FREE,
        False,
        _ref(asker, loser),
        "RD05",
        seen=other.title if other else winner.reward,
        unit=Unit.WORD,
    )


def _on_basket(asker: Asker, choice: Choice, till: Till) -> list[Clause]:
    """What the basket must have."""
    rule, reward = _ref(asker, choice), reward_of(asker, choice)
    if choice.reward == PAY_WITH_POINTS:
        rest = left_to_pay(till)
        return [Clause(ClauseCode.GIVES_SOMETHING, rest > 0, rule, "RD06", rest, 1, None, Unit.CENTS)]
    if reward is None:
        return []
    return [
        Clause(code, holds, rule, law, seen, needed, distance, unit)
        for code, holds, law, seen, needed, distance, unit in find(reward, till).needs
    ]


def _take(asker: Asker, till: Till, choice: Choice) -> Given:
    """Take a choice off the basket."""
    reward, stage = reward_of(asker, choice), stage_of(choice, reward_of(asker, choice))
    if choice.reward == PAY_WITH_POINTS:
        shares, spent = pay(asker.program.point_rules, choice.points, till)
        title = f"Paid with {asker.program.point_name}"
        return Given(choice, None, title, sum(shares), spent, 0, tuple(shares), stage)
    award = asker.awards.get(choice.award) if choice.award else None
    title = award.title if award is not None else (reward.title if reward else choice.reward)
    shares = find(reward, till).shares if reward is not None else [0] * len(till.lines)
    take(reward, shares, till)
    pays = choice.award is None and choice.code is None and reward is not None
    spent = (reward.cost or 0) if pays and reward is not None else 0
    till.spent += spent
    return Given(choice, reward, title, sum(shares), spent, reward.points if reward else 0, tuple(shares), stage)


def _offer(asker: Asker, till: Till | None, choice: Choice, award: Award | None) -> Offer:
    reward = reward_of(asker, choice)
    asked = [may_use(asker, choice)]
    gives = 0
    if till is not None:
        asked += _on_basket(asker, choice, till)
        gives = sum(find(reward, till).shares) if reward is not None else 0
    why = all_of(asked, _ref(asker, choice))
    title = award.title if award is not None else (reward.title if reward else "")
    cost = (reward.cost or 0) if reward is not None and award is None else 0
    return Offer(choice, title, why, gives if why.holds else 0, cost, _until(asker, choice), award)
