"""Decides what open baskets hold of a member's points and awards, and when they let go (RD08).

A reservation is no fact: nothing of an abandoned basket is in the ledger (RD09). It lapses by itself when it is looked
at, with or without a network.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from posdesk.domain.business_day import Instant

MINUTE_MS = 60_000


class Hold(NamedTuple):
    """What one basket holds since `at`: hundredths of points, and awards by their keys (rule, n)."""

    member: str
    basket: str
    at: Instant
    points: int = 0
    awards: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """What a member cannot use just now, because other baskets hold it."""

    points: int = 0
    awards: frozenset[tuple[str, int]] = frozenset()


NOTHING_HELD = Held()
Reservations = tuple[Hold, ...]


def hold(reservations: Reservations, wanted: Hold, minutes: int) -> Reservations:
    """The reservations with this one, in place of what the same basket held before; lapsed ones are left out."""
    return (*release(_living(reservations, wanted.at, minutes), wanted.basket), wanted)


def release(reservations: Iterable[Hold], basket: str) -> Reservations:
    """The reservations without what a basket held: it was paid, or cancelled."""
    return tuple(each for each in reservations if each.basket != basket)


def held(reservations: Reservations, member: str, basket: str, now: Instant, minutes: int) -> Held:
    """What other baskets than `basket` hold of a member's at `now`, when a hold lasts so many minutes."""
    theirs = [each for each in _living(reservations, now, minutes) if each.member == member and each.basket != basket]
    if not theirs:
        return NOTHING_HELD
    awards = frozenset(award for each in theirs for award in each.awards)
    return Held(sum(each.points for each in theirs), awards)


def _living(reservations: Iterable[Hold], now: Instant, minutes: int) -> Reservations:
    return tuple(each for each in reservations if now - each.at < minutes * MINUTE_MS)
