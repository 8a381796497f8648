"""Decides what a reward finds in a basket and takes off it, while offers are taken off one after the other (RD03,
RD06).

Refuses to know who may use a reward (offers.py), in which order they are taken and which go together (redemption.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from posdesk.domain import discounts, goods, money
from posdesk.domain.clauses import ClauseCode, Unit, Value
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import PointRules
from posdesk.domain.rewards import Reward, RewardKind


@dataclass(slots=True)
class Till:
    """A basket on its way. prices: of each line with everything off so far. shelf: with line offers off only, which is
    what a minimum is measured on (RD03). discount: off the whole basket, paid: by points, in cents; spent: hundredths
    of points. fitting: for each reward asked about, the lines of its goods; shared by copies."""

    lines: tuple[Line, ...]
    prices: list[int]
    shelf: list[int]
    discount: int = 0
    paid: int = 0
    spent: int = 0
    fitting: dict[str, list[int]] = field(default_factory=dict)


class Need(NamedTuple):
    """One thing a reward asks of a basket, and whether it is there; distance: what is missing."""

    code: ClauseCode
    holds: bool
    law: str
    seen: Value
    needed: Value
    distance: int | None
    unit: Unit


class Found(NamedTuple):
    """What a reward finds: everything it asks for, and the cents it would take off each line."""

    needs: list[Need]
    shares: list[int]

    @property
    def fits(self) -> bool:
        """Whether all of it is there."""
        return all(need.holds for need in self.needs)


def till_of(lines: Sequence[Line]) -> Till:
    """A basket with nothing taken off yet."""
    prices = [line.cents for line in lines]
    return Till(tuple(lines), prices, list(prices))


def untouched(till: Till) -> Till:
    """The same basket as it was at first."""
    prices = [line.cents for line in till.lines]
    return Till(till.lines, prices, list(prices), fitting=till.fitting)


def find(reward: Reward, till: Till) -> Found:
    """What a reward asks of the basket as it is now, and what it would take off."""
    of_goods = _of_goods(reward, till)
    eligible = [index for index in of_goods if till.prices[index] > 0]
    needs: list[Need] = []
    takes_off = discounts.takes_off(reward)
    if takes_off or reward.goods != discounts.ALL_GOODS:
        names = _names(reward) if not eligible else ""
        needs.append(Need(ClauseCode.GOODS, bool(eligible), "RD03", names, None, None, Unit.WORD))
    if reward.minimum_cents:
        there = sum([till.shelf[index] for index in of_goods])
        needs.append(_at_least(ClauseCode.MINIMUM, "RD03", there, reward.minimum_cents, Unit.CENTS))
    if not takes_off or not eligible:
        return Found(needs, [0] * len(till.lines))
    if reward.kind is RewardKind.BUNDLE:
        there = discounts.pieces(till.lines, till.prices, eligible)
        needs.append(_at_least(ClauseCode.ENOUGH_ITEMS, "RD07", there, reward.items, Unit.ITEMS))
    shares = discounts.off(reward, till.lines, till.prices, eligible)
    value = sum(shares)
    needs.append(Need(ClauseCode.GIVES_SOMETHING, value > 0, "RD06", value, 1, None, Unit.CENTS))
    return Found(needs, shares)


def take(reward: Reward | None, shares: Sequence[int], till: Till) -> None:
    """Take what a reward gives off the basket: off the lines themselves, or off the whole."""
    on_lines = reward is not None and discounts.is_on_lines(reward)
    for index, share in enumerate(shares):
        till.prices[index] -= share
        if on_lines:
            till.shelf[index] -= share
    if not on_lines:
        till.discount += sum(shares)


def pay(rules: PointRules, points: int, till: Till) -> tuple[list[int], int]:
    """Pay with at most so many hundredths of points, and only for what is left to pay (RD06); yields the cents off each
    line, and the hundredths that this takes."""
    value = min(points * rules.pay_cents // rules.pay_points, left_to_pay(till))
    products = [index for index, line in enumerate(till.lines) if _can_be_paid(line, till.prices[index])]
    shares = [0] * len(till.lines)
    parts = money.split_by_weight(value, [till.prices[index] for index in products])
    for index, share in zip(products, parts, strict=True):
        shares[index] = share
        till.prices[index] -= share
    spent = -(-value * rules.pay_points // rules.pay_cents)
    till.paid += value
    till.spent += spent
    return shares, spent


def left_to_pay(till: Till) -> int:
    """What points can pay for: the products, as far as they are not paid yet."""
    return sum([price for line, price in zip(till.lines, till.prices, strict=True) if _can_be_paid(line, price)])


def _can_be_paid(line: Line, price: int) -> bool:
    return line.kind == LineKind.PRODUCT and price > 0


def _of_goods(reward: Reward, till: Till) -> list[int]:
    """The lines of the reward's goods."""
    found = till.fitting.get(reward.id)
    if found is None:
        found = [index for index, line in enumerate(till.lines) if goods.fits(reward.goods, line)]
        till.fitting[reward.id] = found
    return found


def _at_least(code: ClauseCode, law: str, there: int, needed: int, unit: Unit) -> Need:
    short = max(needed - there, 0)
    return Need(code, not short, law, there, needed, short or None, unit)


def _names(reward: Reward) -> str:
    """What the reward is about, for a reason: `flower` or `hilltop, wren`."""
    wanted = reward.goods.products or reward.goods.brands or reward.goods.categories
    return ", ".join(sorted(wanted))
