"""Decides which combination of a member's awards takes most off a basket (RD05).

Points are the member's to spend, so what they buy is left out. Refuses to know how one reward is reckoned (till.py).
"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from posdesk.domain import discounts, redemption
from posdesk.domain.facts import Line
from posdesk.domain.offers import Asker, Choice, reward_of
from posdesk.domain.rewards import Reward
from posdesk.domain.till import Till, find, take, till_of, untouched

EXACT = 6
"""Of so many offers or fewer, every combination is tried."""


class _Candidate(NamedTuple):
    """An award that can be used: in the order in which they are taken off."""

    choice: Choice
    reward: Reward
    group: str
    until: date


_Rank = tuple[int, int, list[date], list[tuple[str, tuple[str, int]]]]


def best(asker: Asker, lines: Sequence[Line]) -> tuple[Choice, ...]:
    """The combination of awards that saves most. Of equal ones: the fewest, then what ends sooner, then the lower ids.

    Exact for up to EXACT offers; of more, nothing saves more by leaving out, adding or exchanging one.
    """
    till = till_of(lines)
    candidates = _candidates(asker, lines)
    if len(candidates) <= EXACT:
        tries = (those for number in range(len(candidates) + 1) for those in combinations(candidates, number))
        chosen = min((those for those in tries if _go_together(those)), key=lambda those: _rank(till, those))
    else:
        chosen = _improved(till, candidates)
    return tuple(candidate.choice for candidate in chosen)


def _candidates(asker: Asker, lines: Sequence[Line]) -> list[_Candidate]:
    usable = [each for each in redemption.awards(asker, lines) if each.usable]
    found = []
    for offer in sorted(usable, key=lambda each: redemption.turn(asker, each.choice)):
        reward = reward_of(asker, offer.choice)
        if reward is not None and discounts.takes_off(reward):
            group = redemption.group_of(asker, offer.choice)
            found.append(_Candidate(offer.choice, reward, group, offer.until or date.max))
    return found


def _go_together(those: Sequence[_Candidate]) -> bool:
    """Whether no reward is there twice (RD12), and of each group one at most (RD05)."""
    rewards = [each.reward.id for each in those]
    groups = [each.group for each in those if each.group]
    return len(set(rewards)) == len(rewards) and len(set(groups)) == len(groups)


def _improved(till: Till, candidates: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    """Too many to try all: add, leave out or exchange one at a time, whatever saves most, until nothing does."""
    chosen: tuple[_Candidate, ...] = ()
    rank = _rank(till, chosen)
    while True:
        others = [each for each in candidates if each not in chosen]
        fewer = [tuple(each for each in chosen if each is not out) for out in chosen]
        tries = [*fewer, *((*rest, new) for rest in (chosen, *fewer) for new in others)]
        ranked = [(_rank(till, those), those) for those in tries if _go_together(those)]
        found, those = min(ranked, default=(rank, chosen), key=lambda each: each[0])
        if found >= rank:
            return chosen
        rank, chosen = found, tuple(sorted(those, key=candidates.index))


def _rank(till: Till, those: Sequence[_Candidate]) -> _Rank:
    """The smallest is the best. A combination of which something does not fit saves no more than the rest of it."""
    ends = sorted(each.until for each in those)
    return (
        -_saved(till, those),
        len(those),
        ends,
        sorted((each.choice.reward, each.choice.award or ("", 0)) for each in those),
    )


def _saved(till: Till, those: Sequence[_Candidate]) -> int:
    basket, saved = untouched(till), 0
    for each in those:
        found = find(each.reward, basket)
        if found.fits:
            take(each.reward, found.shares, basket)
            saved += sum(found.shares)
    return saved
