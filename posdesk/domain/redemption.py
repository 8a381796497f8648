"""Decides what chosen rewards give on a basket: in one fixed order, each measured on what is left (RD03-RD06, RD12).

    line offers, then percent off the basket, then amounts off the basket, then points

Nothing here is saved: what comes out is what the visit and its redemptions would say (RD09). Refuses to know who may
use a reward (offers.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from posdesk.domain import discounts, goods, money
from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of
from posdesk.domain.facts import Line, LineKind, RewardRedeemed
from posdesk.domain.offers import Asker, Choice, may_use, reward_of
from posdesk.domain.program import RuleRef
from posdesk.domain.rewards import PAY_WITH_POINTS, Reward, RewardKind
from posdesk.domain.standing import Award, AwardState

ORDER = ("line offers", "percent off the basket", "amount off the basket", "points", "what is given besides")
"""The one order in which rewards are taken off (RD04)."""
EXACT = 6
"""Of so many offers or fewer, every combination is tried for the best one."""
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


@dataclass(slots=True)
class _Till:
    """A basket while offers are taken off. prices: of each line with everything off so far. shelf: with line offers off
    only, which is what a minimum is measured on (RD03). fitting: for each reward asked about, the lines of its
    goods."""

    lines: tuple[Line, ...]
    prices: list[int]
    shelf: list[int]
    fitting: dict[str, list[int]]
    discount: int = 0
    paid: int = 0
    spent: int = 0


def apply(asker: Asker, lines: Sequence[Line], choices: Sequence[Choice]) -> Applied:
    """Take the choices off a basket. lines: as the cash register has them, before tax, its own line discounts off.

    The order in which they are chosen is no matter (RD04). What cannot be used is left out and says why.
    """
    return _apply(asker, _till(lines), choices)


def _apply(asker: Asker, till: _Till, choices: Sequence[Choice]) -> Applied:
    allowed, refused = _allowed(asker, till, choices)
    given: list[Given] = []
    for choice in sorted(allowed, key=lambda each: _turn(asker, each)):
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
    """Everything the member could use or is waiting for: awards, those that end first at the front, then what points
    buy, what fits the member's brands first, then the cheapest. lines: the basket; None: what depends on one is not
    asked."""
    till = None if lines is None else _till(lines)
    awards = sorted(
        (award for award in asker.standing.awards if award.state in (AwardState.OPEN, AwardState.WAITING)),
        key=lambda award: (award.valid_until or date.max, award.earned_on, award.rule.id, award.n),
    )
    favourites = {habit.name.casefold() for habit in asker.standing.brands[:3]}
    bought = sorted(
        (reward for reward in asker.program.rewards if reward.cost is not None),
        key=lambda reward: (not (reward.goods.brands & favourites), reward.cost or 0, reward.id),
    )
    choices = [(Choice(award.reward or "", (award.rule.id, award.n)), award) for award in awards]
    found = [_offer(asker, till, choice, award) for choice, award in choices]
    return (*found, *(_offer(asker, till, Choice(reward.id), None) for reward in bought))


def best(asker: Asker, lines: Sequence[Line]) -> tuple[Choice, ...]:
    """The combination of awards that takes most off the basket. Points are the member's to spend, so what they buy is
    left out. Of equal ones: what ends sooner, then the lower id (RD05)."""
    candidates = [each.choice for each in offers(asker, lines) if each.award is not None and each.usable]
    candidates = [each for each in candidates if (reward := reward_of(asker, each)) and discounts.takes_off(reward)]
    till = _till(lines)
    return (_best_of_all if len(candidates) <= EXACT else _improved)(asker, till, candidates)


def bodies(applied: Applied, visit: str | None) -> tuple[RewardRedeemed, ...]:
    """The facts to seal before the visit's own (RD13)."""
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
        )
        for each in applied.given
    )


# --------------------------------------------------------------------------------------------------- on the basket


def _till(lines: Sequence[Line], fitting: dict[str, list[int]] | None = None) -> _Till:
    prices = [line.cents for line in lines]
    return _Till(tuple(lines), prices, list(prices), {} if fitting is None else fitting)


def _ref(asker: Asker, choice: Choice) -> RuleRef:
    return asker.program.ref(choice.reward or (choice.award or ("",))[0])


def _turn(asker: Asker, choice: Choice) -> tuple[int, str, tuple[str, int]]:
    """A choice's place in the one order, ties by id (RD04)."""
    return _stage(choice, reward_of(asker, choice)), choice.reward, choice.award or ("", 0)


def _stage(choice: Choice, reward: Reward | None) -> int:
    if choice.reward == PAY_WITH_POINTS:
        return _POINTS
    if reward is None or not discounts.takes_off(reward):
        return _BESIDES
    if discounts.is_on_lines(reward):
        return _LINES
    return _PERCENT if reward.kind is RewardKind.PERCENT_OFF else _AMOUNT


def _allowed(asker: Asker, till: _Till, choices: Sequence[Choice]) -> tuple[list[Choice], list[Refusal]]:
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


def _worth(asker: Asker, till: _Till, choice: Choice) -> tuple[bool, int, date, str, tuple[str, int]]:
    """What decides within a group, the smallest wins: usable, the larger saving, the earlier end, the lower id."""
    alone = _till(till.lines, till.fitting)
    usable = may_use(asker, choice).holds and all(clause.holds for clause in _on_basket(asker, choice, alone))
    saving = sum(_shares(asker, choice, alone)) if usable else 0
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


def _fitting(reward: Reward, till: _Till) -> list[int]:
    """The lines of the reward's goods."""
    found = till.fitting.get(reward.id)
    if found is None:
        found = [index for index, line in enumerate(till.lines) if goods.fits(reward.goods, line)]
        till.fitting[reward.id] = found
    return found


def _eligible(reward: Reward, till: _Till) -> list[int]:
    """Of these, the ones that still cost something."""
    return [index for index in _fitting(reward, till) if till.prices[index] > 0]


def _on_basket(asker: Asker, choice: Choice, till: _Till) -> list[Clause]:
    """What the basket must have."""
    rule, reward = _ref(asker, choice), reward_of(asker, choice)
    if choice.reward == PAY_WITH_POINTS:
        rest = _rest(till)
        return [Clause(ClauseCode.GIVES_SOMETHING, rest > 0, rule, "RD06", rest, 1, None, Unit.CENTS)]
    if reward is None:
        return []
    asked: list[Clause] = []
    eligible = _eligible(reward, till)
    takes_off = discounts.takes_off(reward)
    if takes_off:
        asked.append(Clause(ClauseCode.GOODS, bool(eligible), rule, "RD03", _names(reward), unit=Unit.WORD))
    if reward.minimum_cents:
        there = sum([till.shelf[index] for index in _fitting(reward, till)])
        short = max(reward.minimum_cents - there, 0)
        needed = reward.minimum_cents
        asked.append(Clause(ClauseCode.MINIMUM, not short, rule, "RD03", there, needed, short or None, Unit.CENTS))
    if takes_off and eligible:
        asked += _enough_items(reward, till, eligible, rule)
        value = sum(_shares(asker, choice, till))
        asked.append(Clause(ClauseCode.GIVES_SOMETHING, value > 0, rule, "RD06", value, 1, None, Unit.CENTS))
    return asked


def _enough_items(reward: Reward, till: _Till, eligible: list[int], rule: RuleRef) -> list[Clause]:
    if reward.kind is not RewardKind.BUNDLE:
        return []
    there = discounts.pieces(till.lines, till.prices, eligible)
    short = max(reward.items - there, 0)
    return [Clause(ClauseCode.ENOUGH_ITEMS, not short, rule, "RD07", there, reward.items, short or None, Unit.ITEMS)]


def _names(reward: Reward) -> str:
    """What the reward is about, for a reason: `flower` or `hilltop, wren`."""
    wanted = reward.goods.products or reward.goods.brands or reward.goods.categories
    return ", ".join(sorted(wanted))


def _rest(till: _Till) -> int:
    """What points can pay for: the products, as far as they are not paid yet."""
    return sum(
        price
        for line, price in zip(till.lines, till.prices, strict=True)
        if line.kind is LineKind.PRODUCT and price > 0
    )


def _shares(asker: Asker, choice: Choice, till: _Till) -> list[int]:
    reward = reward_of(asker, choice)
    if reward is None:
        return [0] * len(till.lines)
    return discounts.off(reward, till.lines, till.prices, _eligible(reward, till))


def _take(asker: Asker, till: _Till, choice: Choice) -> Given:
    """Take a choice off the basket."""
    if choice.reward == PAY_WITH_POINTS:
        return _pay(asker, till, choice)
    reward = reward_of(asker, choice)
    award = asker.awards.get(choice.award) if choice.award else None
    title = award.title if award is not None else (reward.title if reward else choice.reward)
    shares = _shares(asker, choice, till)
    stage, value = _stage(choice, reward), sum(shares)
    for index, share in enumerate(shares):
        till.prices[index] -= share
        if stage == _LINES:
            till.shelf[index] -= share
    if stage != _LINES:
        till.discount += value
    pays = reward is not None and reward.cost is not None and choice.award is None and choice.code is None
    spent = (reward.cost or 0) if pays and reward is not None else 0
    till.spent += spent
    return Given(choice, reward, title, value, spent, reward.points if reward else 0, tuple(shares), stage)


def _pay(asker: Asker, till: _Till, choice: Choice) -> Given:
    """Points pay like money, and only for what is left to pay (RD06)."""
    rules = asker.program.point_rules
    value = min(choice.points * rules.pay_cents // rules.pay_points, _rest(till))
    spent = -(-value * rules.pay_points // rules.pay_cents)
    products = [
        index for index, line in enumerate(till.lines) if line.kind is LineKind.PRODUCT and till.prices[index] > 0
    ]
    shares = [0] * len(till.lines)
    for index, share in zip(
        products, money.split_by_weight(value, [till.prices[index] for index in products]), strict=True
    ):
        shares[index] = share
        till.prices[index] -= share
    till.paid += value
    till.spent += spent
    return Given(choice, None, f"Paid with {asker.program.point_name}", value, spent, 0, tuple(shares), _POINTS)


def _offer(asker: Asker, till: _Till | None, choice: Choice, award: Award | None) -> Offer:
    reward = reward_of(asker, choice)
    asked = [may_use(asker, choice)]
    gives = 0
    if till is not None:
        asked += _on_basket(asker, choice, till)
        gives = sum(_shares(asker, choice, till)) if reward is not None else 0
    why = all_of(asked, _ref(asker, choice))
    title = award.title if award is not None else (reward.title if reward else "")
    cost = (reward.cost or 0) if reward is not None and award is None else 0
    return Offer(choice, title, why, gives if why.holds else 0, cost, _until(asker, choice), award)


# ------------------------------------------------------------------------------------------------ the best of all


def _best_of_all(asker: Asker, till: _Till, candidates: Sequence[Choice]) -> tuple[Choice, ...]:
    """Every combination tried."""
    chosen: tuple[Choice, ...] = ()
    rank = _rank(asker, till, chosen)
    for number in range(1, len(candidates) + 1):
        for those in combinations(candidates, number):
            theirs = _rank(asker, till, those)
            if theirs < rank:
                chosen, rank = those, theirs
    return chosen


def _improved(asker: Asker, till: _Till, candidates: Sequence[Choice]) -> tuple[Choice, ...]:
    """Too many to try all: begin with everything that goes together, then leave out or exchange one at a time while
    that saves more."""
    together = _apply(asker, _till(till.lines, till.fitting), candidates)
    chosen = tuple(each.choice for each in together.given)
    rank = _rank(asker, till, chosen)
    while True:
        others = [each for each in candidates if each not in chosen]
        tries = [tuple(each for each in chosen if each is not out) for out in chosen]
        tries += [(*rest, new) for rest in (chosen, *tries) for new in others]
        found = min(
            ((_rank(asker, till, those), those) for those in tries), default=(rank, chosen), key=lambda it: it[0]
        )
        if found[0] >= rank:
            return chosen
        rank, chosen = found


def _rank(asker: Asker, till: _Till, those: Sequence[Choice]) -> tuple[object, ...]:
    """The smallest is the best: most saved, fewest awards used up, what ends sooner, lower ids (RD05). A combination of
    which something is refused is never better than the rest of it."""
    applied = _apply(asker, _till(till.lines, till.fitting), those)
    ends = sorted(_until(asker, choice) or date.max for choice in those)
    return -applied.saved, len(those), ends, sorted((choice.reward, choice.award or ("", 0)) for choice in those)
