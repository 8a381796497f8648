"""Decides what a standing is: the values the fold yields about one member at one moment. No rule is applied here.

Money in cents, points in hundredths, quantities in thousandths, shares in hundredths of a percent (10000 is all).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.domain.business_day import AsOf, Instant
from posdesk.domain.facts import Line
from posdesk.domain.program import Basis, RuleRef, Window


class NotCounted(StrEnum):
    """Why a visit does not count as one."""

    SAME_BUSINESS_DAY = "same business day"
    TOO_SOON = "too soon after the last visit"
    NOTHING_HANDED_OVER = "nothing was handed over"
    VOIDED = "voided"


@dataclass(slots=True)
class VisitOutcome:
    """One visit and what it did. spend_cents, points: after discounts and after returns known at the as-of moment.

    lines: what is left of them after returns. reduction_cents: discounts on the basket, and value paid with points.

    counted: whether it counts; if not, why_not. number: which counted visit it was (openings included), or the count
    at that time. tier_before is the tier it earned with (E06); tier_after the tier it led to. program: the version
    in force. returned_by: facts of its returns. voided_by: the fact that voided it.
    """

    fact_id: str
    occurred_at: Instant
    day: date
    store: str
    register: str
    staff: str | None
    receipt: str | None
    lines: tuple[Line, ...]
    reduction_cents: int
    estimated: bool
    counted: bool
    why_not: NotCounted | None
    number: int
    spend_cents: int
    points: int
    tier_before: str
    tier_after: str
    program: int
    returned_by: tuple[str, ...] = ()
    voided_by: str | None = None


@dataclass(frozen=True, slots=True)
class NextTier:
    """The next step up: what it needs, what is missing, in the unit of the basis; until: the last business day on
    which all of today's metric still counts, or None when nothing ever drops out."""

    id: str
    name: str
    needed: int
    missing: int
    until: date | None


@dataclass(frozen=True, slots=True)
class TierStanding:
    """The tier held, how it is measured, the metric, and the window [start, end) of business days (None: for ever)."""

    id: str
    name: str
    rule: RuleRef
    basis: Basis
    window: Window
    metric: int
    start: date | None
    end: date | None
    next: NextTier | None


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """How far one milestone is. on: visits or spend. current, target, missing: counted visits or cents; for a recurring
    one `current` is the whole count, `target` the next multiple and `step` the way between two. title: what it gives.
    nudge_due: the budtender should say it now (M02). reached: a one-time milestone that is done."""

    rule: RuleRef
    on: Basis
    title: str
    recurring: bool
    step: int
    current: int
    target: int
    missing: int
    nudge_due: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class Award:
    """Something earned. Its key is (member, rule.id, n) (M03). earned_by: the visit's fact id. valid_until: the last
    business day, inclusive (M11), None for ever. expired: that day is over."""

    rule: RuleRef
    n: int
    title: str
    earned_by: str
    earned_on: date
    valid_until: date | None
    expired: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """What a member buys of one brand or category. visits: visits with a line of it; recent_visits: of the last 12;
    share: of the spend with a brand (category) named, hundredths of a percent; weighted_share: the same, recent
    purchases weighing more. last: the last business day. always: DT08. why_not_always: shop language, when not."""

    name: str
    visits: int
    recent_visits: int
    lines: int
    quantity: int
    spend_cents: int
    share: int
    weighted_share: int
    last: date
    always: bool
    why_not_always: str | None


@dataclass(frozen=True, slots=True)
class MonthSpend:
    """Spend and visits of one calendar month, `2026-11`."""

    month: str
    spend_cents: int
    visits: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about a member at one moment. visits: counted, with the opening; spend_cents, points likewise.

    history: every visit, oldest first, voided ones too. months: the month of as_of last, 13 in all. brands and
    categories: most spend first, recent spend weighing more. openings: facts of what was brought from another system.
    orphans: facts of returns that wait for their visit (X08). first_visit, last_visit: business days, None before one.
    """

    member: str
    as_of: AsOf
    program: int
    visits: int
    spend_cents: int
    points: int
    tier: TierStanding
    milestones: tuple[MilestoneStanding, ...]
    awards: tuple[Award, ...]
    brands: tuple[Habit, ...]
    categories: tuple[Habit, ...]
    months: tuple[MonthSpend, ...]
    history: tuple[VisitOutcome, ...]
    openings: tuple[str, ...]
    orphans: tuple[str, ...]
    first_visit: date | None
    last_visit: date | None
