"""Decides what a reward takes off the lines of a basket, line by line, never below nothing (RD02, RD06, RD07, E04).

Refuses to know who may use it (offers.py) and in which order several are taken (redemption.py).
"""

from collections.abc import Sequence
from typing import NamedTuple

from posdesk.domain import money
from posdesk.domain.facts import WHOLE, Line
from posdesk.domain.rewards import Goods, Reward, RewardKind, Scope

ALL_GOODS = Goods()
_BY_THE_ITEM = frozenset({RewardKind.FIXED_PRICE, RewardKind.FREE_ITEM, RewardKind.CHEAPEST_ITEM, RewardKind.BUNDLE})
_OFF_AN_AMOUNT = frozenset({RewardKind.AMOUNT_OFF, RewardKind.PERCENT_OFF})


class Units(NamedTuple):
    """Pieces of one line that cost the same: the price of one in cents, the line, and how many there are."""

    price: int
    line: int
    number: int


def takes_off(reward: Reward) -> bool:
    """Whether it is a reward that makes goods cheaper."""
    return reward.kind in _BY_THE_ITEM or reward.kind in _OFF_AN_AMOUNT


def needs_basket(reward: Reward) -> bool:
    """Whether it can be used with goods only: it takes something off, or is about goods, or asks for a minimum."""
    return takes_off(reward) or reward.goods != ALL_GOODS or reward.minimum_cents > 0


def is_on_lines(reward: Reward) -> bool:
    """Whether it is taken off the lines themselves: every offer about certain goods is."""
    return reward.kind in _BY_THE_ITEM or reward.scope is Scope.LINES or reward.goods != ALL_GOODS


def off(reward: Reward, lines: Sequence[Line], prices: Sequence[int], eligible: Sequence[int]) -> list[int]:
    """Cents off each line. prices: what each line costs so far; eligible: the lines the reward is about, by number.

    The sum is what the reward gives; it is 0 where nothing fits.
    """
    taken = [0] * len(lines)
    if reward.kind in _OFF_AN_AMOUNT:
        whole = sum([prices[index] for index in eligible])
        amount = whole * reward.percent // 100 if reward.kind is RewardKind.PERCENT_OFF else reward.cents
        _share(taken, eligible, prices, min(amount, whole, _cap(reward, whole)))
    elif reward.kind is RewardKind.BUNDLE:
        _bundle(reward, taken, units(lines, prices, eligible))
    elif reward.kind in _BY_THE_ITEM:
        _items(reward, taken, units(lines, prices, eligible))
    return taken


def units(lines: Sequence[Line], prices: Sequence[int], eligible: Sequence[int]) -> list[Units]:
    """The pieces of the eligible lines, in line order. Packs and weights count by their unit price, rounded down
    (RD07); less than one whole, such as half a gram, is one piece."""
    found = []
    for index in eligible:
        quantity, price = lines[index].quantity, prices[index]
        if price <= 0:
            continue
        if quantity <= WHOLE:
            found.append(Units(price, index, 1))
        else:
            found.append(Units(price * WHOLE // quantity, index, quantity // WHOLE))
    return found


def pieces(lines: Sequence[Line], prices: Sequence[int], eligible: Sequence[int]) -> int:
    """How many pieces the eligible lines have."""
    return sum([unit.number for unit in units(lines, prices, eligible)])


def _items(reward: Reward, taken: list[int], found: list[Units]) -> None:
    """Each of so many pieces for less: the dearest, or for cheapest_item the cheapest; ties by line order (RD07)."""
    cheapest_first = reward.kind is RewardKind.CHEAPEST_ITEM
    left, rest = reward.items, _cap(reward, None)
    for unit in sorted(found, key=lambda unit: (unit.price if cheapest_first else -unit.price, unit.line)):
        each = _off_one(reward, unit.price)
        for _ in range(min(unit.number, left)):
            part = min(each, rest)
            if part <= 0:
                return
            taken[unit.line] += part
            rest -= part
            left -= 1


def _off_one(reward: Reward, price: int) -> int:
    if reward.kind is RewardKind.FIXED_PRICE:
        return max(price - reward.cents, 0)
    return price * reward.percent // 100


def _bundle(reward: Reward, taken: list[int], found: list[Units]) -> None:
    """So many pieces together for the price: the dearest, which is best for the member."""
    chosen: dict[int, int] = {}
    left = reward.items
    for unit in sorted(found, key=lambda unit: (-unit.price, unit.line)):
        number = min(unit.number, left)
        if number:
            chosen[unit.line] = unit.price * number
            left -= number
    whole = sum(chosen.values())
    if left or whole <= reward.cents:
        return
    lines = sorted(chosen)
    shares = money.split_by_weight(min(whole - reward.cents, _cap(reward, whole)), [chosen[line] for line in lines])
    for line, share in zip(lines, shares, strict=True):
        taken[line] += share


def _cap(reward: Reward, otherwise: int | None) -> int:
    if reward.cap_cents is not None:
        return reward.cap_cents
    return money.MAX_CENTS if otherwise is None else otherwise


def _share(taken: list[int], eligible: Sequence[int], prices: Sequence[int], amount: int) -> None:
    """Take an amount off the eligible lines by largest remainder (E04)."""
    shares = money.split_by_weight(amount, [max(prices[index], 0) for index in eligible])
    for index, share in zip(eligible, shares, strict=True):
        taken[index] += share
