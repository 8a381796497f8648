"""Decides which figures of a member a segment can ask about: flat values, days, goods and marks.

One shape for two readings: built from one standing (figures_of) it answers at the counter; written to the projection
tables of a store as it is, it answers for a million members in one statement. Refuses to know segments and SQL.

Money in cents, points in hundredths, days as dates; yes and no as 1 and 0; what is not known is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from posdesk.domain.program import BrandHabit


class Column(StrEnum):
    """A figure of which a member has one. Days (`*_on`, `first_visit`, `last_visit`, `tier_since`) are dates."""

    ENROLLED_ON = "enrolled_on"
    FIRST_VISIT = "first_visit"
    LAST_VISIT = "last_visit"
    VISITS = "visits"
    SPEND = "spend"
    POINTS = "points"
    POINTS_AVAILABLE = "points_available"
    RHYTHM_DAYS = "rhythm_days"
    """The median number of days between the last counted visits; None with fewer than three of them."""
    STAGE = "stage"
    TIER = "tier"
    TIER_SINCE = "tier_since"
    TIER_MISSING = "tier_missing"
    """What is missing to the next tier, in the unit of the program's basis; None at the top."""
    MEMBER_TYPE = "member_type"
    HOME_STORE = "home_store"
    BIRTHDAY = "birthday"
    """Month and day as one number, 530 for 30 May; None when not known."""
    BORN_ON = "born_on"
    """The whole date of birth; None without a year."""
    HAS_PHONE = "has_phone"
    HAS_EMAIL = "has_email"
    MAY_TEXT = "may_text"
    MAY_EMAIL = "may_email"
    SCORE = "score"
    """The last answer to how likely she is to recommend the shop, 0 to 10."""


class GoodsKind(StrEnum):
    """What goods are told apart by."""

    BRAND = "brand"
    CATEGORY = "category"


class DayFigures(NamedTuple):
    """One business day with a visit: counted visits, all visits that stand (two receipts are two), spend in cents."""

    day: date
    visits: int
    receipts: int
    spend_cents: int


class GoodsFigures(NamedTuple):
    """What was bought of one brand or category on one day. name: casefolded. purchases: visits with a line of it.
    eligible_cents: of the spend what can earn, which "always buys" looks at (DT08)."""

    kind: GoodsKind
    name: str
    day: date
    purchases: int
    spend_cents: int
    eligible_cents: int


Scalar = int | str | date | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one member on business day `day`.

    values: every Column. days, goods: in order of (kind, name,) day. eligible: (day, cents) of all that can earn, with
    or without a brand: the whole of which "always buys" takes a share. marks: what there can be several of, by a name
    like `milestone:every-10-visits` (how often reached), `award:ten-off` (open ones), `interest:edibles` (1),
    `filled:email` (the ordinal of the day on which it was first known). good_until: the last business day on which,
    without a new fact, values and marks stay as they are (tier, points and stage change by themselves); None: for ever.
    habit: the program's setting of "always buys". joined: every id of hers, as Member.joined.
    """

    member: str
    day: date
    values: Mapping[Column, Scalar]
    days: tuple[DayFigures, ...]
    goods: tuple[GoodsFigures, ...]
    eligible: tuple[tuple[date, int], ...]
    marks: Mapping[str, int]
    good_until: date | None
    habit: BrandHabit
    joined: tuple[str, ...] = ()
