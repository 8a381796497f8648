"""Decides what a day's report says that the day's own facts do not: standings, other days, what waits for the hub.

It is written into the fact that closes the day, so that the report of a closed day never changes, whatever arrives
later and wherever it is shown (VS07, LG08). Values only; money in cents, points in hundredths. Names of kinds are words
here: a newer PosDesk may know more of them.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SamePerson:
    """A member of the day who is shown under another's name (I03)."""

    member: str
    shown_as: str


@dataclass(frozen=True, slots=True)
class NotCountedSum:
    """So many receipts that are no counted visit, and why (VS01)."""

    why: str
    receipts: int


@dataclass(frozen=True, slots=True)
class TierSum:
    """What the members of one tier did, each by the tier held before the first receipt of the day (E06)."""

    tier: str
    name: str
    members: int
    receipts: int
    spend_cents: int


@dataclass(frozen=True, slots=True)
class TierMove:
    """So many members came from one tier to another."""

    left: str
    reached: str
    members: int


@dataclass(frozen=True, slots=True)
class ReachedSum:
    """So many awards of one rule were earned."""

    rule: str
    title: str
    awards: int


@dataclass(frozen=True, slots=True)
class WonSum:
    """So many fields of profiles became known for the first time. staff: who asked, None: nobody signed in."""

    staff: str | None
    field: str
    members: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Hundredths of points that moved in one way (LG03), with their sign."""

    movement: str
    points: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What the store owed its members in points: at the beginning, what moved, at the end (LG03)."""

    opening: int = 0
    moved: tuple[Moved, ...] = ()
    closing: int = 0

    @property
    def difference(self) -> int:
        """What does not add up; always 0."""
        return self.opening + sum(each.points for each in self.moved) - self.closing


@dataclass(frozen=True, slots=True)
class Odd:
    """Something to look at that only standings tell (exceptional.Kind). fact: None for a balance."""

    kind: str
    store: str
    day: date
    member: str
    fact: str | None
    amount: int
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """What somebody did who might not, as far as it was known then who may. act: which permission it needs
    (staff_facts.Permission)."""

    act: str
    fact: str
    store: str
    day: date
    member: str | None = None
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier time to compare with: one day, or as many days as are reported."""

    first: date
    last: date
    receipts: int
    members: int
    new_members: int
    spend_cents: int


@dataclass(frozen=True, slots=True)
class GoodsBefore:
    """What a brand or category took in over all the earlier times. category: else a brand."""

    name: str
    category: bool
    spend_cents: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """Facts the hub has not confirmed: how many, and how old the oldest was then, in milliseconds (LG04)."""

    facts: int = 0
    age_ms: int = 0


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Members of these days who would not recommend the shop: how many wait for an answer, and how many have one."""

    open: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class DayContext:
    """All of it. counted: visits that count (VS01). refund_cents: for members' goods that came back. earlier: the same
    weekday of four weeks, the latest first. follow_ups: None in a close of a PosDesk that had none."""

    counted: int = 0
    not_counted: tuple[NotCountedSum, ...] = ()
    same: tuple[SamePerson, ...] = ()
    tiers: tuple[TierSum, ...] = ()
    tier_moves: tuple[TierMove, ...] = ()
    reached: tuple[ReachedSum, ...] = ()
    won: tuple[WonSum, ...] = ()
    owed: Owed = Owed()
    refund_cents: int = 0
    odd: tuple[Odd, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    goods_before: tuple[GoodsBefore, ...] = ()
    unsent: Unsent = Unsent()
    follow_ups: FollowUps | None = None
    not_permitted: tuple[NotPermitted, ...] = ()
