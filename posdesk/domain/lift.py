"""Decides what a campaign brought: those it was shown to against those it was kept from, and how sure that is.

Whole numbers throughout: shares in hundredths of a percent, money in cents; roots are floored at a scale of 1e-9.
Refuses to know campaigns and facts: it is handed what each member did, and says when there are too few of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

ENOUGH = 100
"""Members on each side below which nothing is said."""
ENOUGH_EACH_WAY = 5
"""Members who came, and who did not, on each side: the intervals below are sound from about there on."""
_ONE = 10**9
_Z = 1_959_963_985
"""The normal distribution's 97.5 % point, in units of 1 / _ONE: intervals hold the truth 95 times in 100."""
_SHARE = 10_000


@dataclass(frozen=True, slots=True)
class Did:
    """What a member did from the day on which the campaign met her: whether she came again on a later one, and what she
    spent from that day on, in cents. Meetings are at the counter, so on the day itself nearly everybody buys."""

    came: bool
    spend_cents: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side added up. came: members who came at least once. squares: the sum of each member's spend squared."""

    members: int = 0
    came: int = 0
    spend_cents: int = 0
    squares: int = 0


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, shown less kept from, and between what it lies with 95 % certainty."""

    low: int
    middle: int
    high: int

    @property
    def is_sure(self) -> bool:
        """Whether no difference at all lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Lift:
    """came: in hundredths of a percent of members (Newcombe 1998, method 10, of two Wilson intervals). spend: in cents
    a member (Welch). Both None when there are too few; too_few says on which side, and how many there are of how many.
    """

    shown: Side
    held_out: Side
    came: Interval | None
    spend: Interval | None
    too_few: str = ""


def side(members: Iterable[Did]) -> Side:
    """Add up one side."""
    did = list(members)
    return Side(
        len(did),
        sum(each.came for each in did),
        sum(each.spend_cents for each in did),
        sum(each.spend_cents**2 for each in did),
    )


def lift(shown: Side, held_out: Side) -> Lift:
    """What the difference between both sides is, or why nothing can be said."""
    too_few = _too_few(shown, held_out)
    if too_few:
        return Lift(shown, held_out, None, None, too_few)
    return Lift(shown, held_out, difference_of_shares(shown, held_out), _difference_of_means(shown, held_out))


def _too_few(shown: Side, held_out: Side) -> str:
    for name, group in (("were shown it", shown), ("are in the holdout", held_out)):
        if group.members < ENOUGH:
            return f"Too few to say: {group.members:,} {name}, {ENOUGH} are needed."
    for name, group in (("were shown it", shown), ("are in the holdout", held_out)):
        if min(group.came, group.members - group.came) < ENOUGH_EACH_WAY:
            return f"Too few to say: of those who {name}, {group.came:,} of {group.members:,} came."
    return ""


def _wilson(came: int, members: int) -> tuple[int, int, int]:
    """A share with its Wilson score interval (Wilson 1927), in units of 1 / _ONE: (low, share, high)."""
    share = came * _ONE // members
    square = _Z * _Z // _ONE
    whole = members * _ONE + square
    centre = (came * _ONE + square // 2) * _ONE // whole
    spread = isqrt(came * (members - came) * _ONE * _ONE // members + square * _ONE // 4)
    half = _Z * spread // whole
    return centre - half, share, centre + half


def difference_of_shares(shown: Side, held_out: Side) -> Interval:
    """How many more of the one side came, in hundredths of a percent, by Newcombe's method 10."""
    low, share, high = _wilson(shown.came, shown.members)
    other_low, other, other_high = _wilson(held_out.came, held_out.members)
    middle = share - other
    down = isqrt((share - low) ** 2 + (other_high - other) ** 2)
    up = isqrt((high - share) ** 2 + (other - other_low) ** 2)
    return Interval(*(_scaled(each * _SHARE) for each in (middle - down, middle, middle + up)))


def _difference_of_means(shown: Side, held_out: Side) -> Interval:
    """By Welch's standard error: the variances need not be equal. Members are many, so the normal point serves."""
    middle = shown.spend_cents * _ONE // shown.members - held_out.spend_cents * _ONE // held_out.members
    half = _Z * isqrt(_variance_of_mean(shown) + _variance_of_mean(held_out)) // _ONE
    return Interval(*(_scaled(each) for each in (middle - half, middle, middle + half)))


def _variance_of_mean(group: Side) -> int:
    """The variance of the mean spend, in cents squared, in units of 1 / _ONE squared."""
    above = group.members * group.squares - group.spend_cents**2
    return above * _ONE * _ONE // (group.members**2 * (group.members - 1))


def _scaled(value: int) -> int:
    """From units of 1 / _ONE to whole ones, the nearest."""
    return (value + _ONE // 2) // _ONE
