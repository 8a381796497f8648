"""Decides what a standing is: the values the fold yields about one member at one moment. No rule is applied here.

Money in cents, points in hundredths, quantities in thousandths, shares in hundredths of a percent (10000 is all).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from posdesk.domain.business_day import AsOf, Instant
from posdesk.domain.facts import Line
from posdesk.domain.habits import Habit, Habits, MonthSpend
from posdesk.domain.program import Basis, RuleRef, Window


class NotCounted(StrEnum):
    """Why a visit does not count as one."""

    SAME_BUSINESS_DAY = "same business day"
    TOO_SOON = "too soon after the last visit"
    NOTHING_HANDED_OVER = "nothing was handed over"
    VOIDED = "voided"


class VisitOutcome(NamedTuple):
    """One visit and what it did. spend_cents, points: after discounts and after returns known at the as-of moment.

    lines: what is left after returns. reduction_cents: discounts on the basket, and value paid with points.
    counted: whether it counts; if not, why_not. number: which counted visit it was (openings included), or the count
    at that time. tier_before is the tier it earned with (E06); tier_after the tier it led to. program: the version
    in force. returned_by: facts of its returns. voided_by: the fact that voided it. member_type: what she was.
    clock_suspect: occurred_at is the hub's (VS05).
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
    member_type: str | None = None
    clock_suspect: bool = False


@dataclass(frozen=True, slots=True)
class TierDrop:
    """The tier will be lost: from business day `on` on it is `to`, unless `keeps` more of the basis come before
    (TI07)."""

    on: date
    to: str
    to_name: str
    keeps: int


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
    """The tier held, how it is measured, the metric, and the window [start, end) of business days (None: for ever).

    since: the business day on which it was reached (None: held from the start). natural, natural_name: the tier that
    the metric alone gives today; it differs while a tier is kept to its review (TI03) or a manager holds it (TI06):
    held_by is then the fact of the override, held_until its last business day. drop: what is about to be lost.
    """

    id: str
    name: str
    rule: RuleRef
    basis: Basis
    window: Window
    metric: int
    start: date | None
    end: date | None
    next: NextTier | None
    since: date | None = None
    natural: str = ""
    natural_name: str = ""
    held_by: str | None = None
    held_until: date | None = None
    drop: TierDrop | None = None


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """How far one milestone is. on: visits or spend. current, target, missing: counted visits or cents; for a recurring
    one `current` is the whole count, `target` the next multiple and `step` the way between two. title: what it gives,
    reward: the reward of it, if it is one of the program's.
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
    reward: str | None = None


class AwardState(StrEnum):
    """Whether an award can be used. waiting: not yet (a birthday is coming). revoked: what earned it came back
    (M06)."""

    OPEN = "open"
    WAITING = "waiting"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class AwardSource(StrEnum):
    """What gave an award."""

    MILESTONE = "milestone"
    TIER = "tier"
    BIRTHDAY = "birthday"
    GIVEN = "given"
    CAMPAIGN = "campaign"
    WELCOME = "welcome"
    REFERRAL = "referral"


class Award(NamedTuple):
    """Something earned. Its key is (member, rule.id, n) (M03).

    Rule ids: a milestone's own, `tier:ID`, `birthday` with n the year, `given:FACT`, `campaign:ID`, `welcome`,
    `referral:MEMBER`. earned_by: the fact that earned it (a visit, an award.given), empty for a birthday. valid_from,
    valid_until: the first and last business day, inclusive (M11), None: no limit. reward: the reward it can be used
    for, None: the title says all. provisional: earned by a fact the hub has not confirmed (M08). redeemed_by: the
    redemption that stands. why: shop language, why it is revoked.
    """

    rule: RuleRef
    n: int
    title: str
    earned_by: str
    earned_on: date
    valid_until: date | None
    state: AwardState = AwardState.OPEN
    source: AwardSource = AwardSource.MILESTONE
    reward: str | None = None
    valid_from: date | None = None
    provisional: bool = False
    redeemed_by: str | None = None
    why: str | None = None

    @property
    def expired(self) -> bool:
        """Whether its last day is over, unused."""
        return self.state is AwardState.EXPIRED


class LotSource(StrEnum):
    """What points came from."""

    VISIT = "visit"
    OPENING = "opening"
    BONUS = "bonus"
    ADJUSTMENT = "adjustment"
    GRACE = "grace"


@dataclass(slots=True)
class Lot:
    """Points of one source, hundredths. fact: what they came from; for `grace`, what they first came from (X01).

    store: whose liability they are. earned_on, usable_from, expires_on: business days; expires_on is the last one they
    can be used, None: for ever. idle_days: they end after so many days without activity instead. earned: at first;
    left: now. program: the version of the rules that gave them.
    """

    fact: str
    source: LotSource
    store: str
    earned_on: date
    usable_from: date
    expires_on: date | None
    idle_days: int | None
    earned: int
    left: int
    program: int


class Owing(NamedTuple):
    """Points that were taken and were not there (X05, RD11): hundredths, and the store that is short of them."""

    store: str
    points: int


class Movement(StrEnum):
    """Every way in which points come and go (LG03). moved: between stores of a chain, when points earned in one pay for
    a shortfall of another; over all stores it is 0."""

    EARNED = "earned"
    REVERSED = "reversed"
    REDEEMED = "redeemed"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"
    OPENED = "opened"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class RedemptionOutcome:
    """One use of a reward. points: hundredths spent, less what came back. given_back: what came back. standing: whether
    it stands (not voided, its visit neither). double: the same award or single use was redeemed before it in the hub's
    order (RD10). unearned: the award it names is not (any more) earned. handed_over: goods were given. lots: from
    which lots (fact, hundredths) it took; what is short of its points made the balance negative."""

    fact_id: str
    day: date
    store: str
    register: str
    staff: str | None
    reward: str
    title: str
    visit: str | None
    award_rule: str | None
    award_n: int
    points: int
    given_back: int
    value_cents: int
    standing: bool
    double: bool
    unearned: bool
    handed_over: bool
    lots: tuple[tuple[str, int], ...]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """Goods that came back. refund_cents: what was paid for them. clawed_cents: a discount taken back with them (X07).
    points: hundredths of earned points taken back. given_back: hundredths of points paid that came back. kept_offers:
    redemptions whose minimum the rest of the basket no longer reaches, and which stay all the same (X07)."""

    fact_id: str
    visit: str
    day: date
    refund_cents: int
    clawed_cents: int
    points: int
    given_back: int
    kept_offers: tuple[str, ...]


class ExceptionKind(StrEnum):
    """What a manager should look at."""

    REDEEMED_NOT_EARNED = "redeemed_not_earned"
    DOUBLE_REDEEMED = "double_redeemed"
    NEGATIVE_BALANCE = "negative_balance"
    ORPHAN_RETURN = "orphan_return"


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """One thing to look at: its kind, the fact it is about, its business day, and how much (hundredths or cents)."""

    kind: ExceptionKind
    fact: str
    day: date
    amount: int = 0


class PointsEnding(NamedTuple):
    """Points that expire: the last business day they can be used, and how many hundredths (P08)."""

    on: date
    points: int


@dataclass(frozen=True)
class Standing:
    """Everything about a member at one moment, under version `program`, which calls its points `point_name`. visits:
    counted, with the opening; spend_cents likewise.

    points: the balance, below 0 when more was taken than there was (X05, RD11). points_available: of it what can be
    used now. points_pending: what can be used later. points_earned: all that was ever earned and kept. lots: what the
    balance is made of, first used first. owed: what is short. movements: by store, all that points ever did (LG03).
    ending: points that expire within the program's warning (P08); ending_due: those not yet said. redemptions, returns:
    oldest first. exceptions: what a manager should look at. member_type: the kind of member now.
    history: every visit, oldest first, voided ones too; nets: cents paid for each of its lines. habits: works out what
    is bought when it is first asked. Both follow from the rest, so they are no part of being equal. openings: facts of
    what was brought from another system. orphans: returns that wait for their visit (X08). birthday_since: the business
    day on which the birthday that is known now was told (DT04).
    """

    member: str
    as_of: AsOf
    program: int
    point_name: str
    visits: int
    spend_cents: int
    points: int
    points_available: int
    points_pending: int
    points_earned: int
    lots: tuple[Lot, ...]
    owed: tuple[Owing, ...]
    movements: Mapping[str, Mapping[Movement, int]]
    ending: tuple[PointsEnding, ...]
    ending_due: tuple[PointsEnding, ...]
    redemptions: tuple[RedemptionOutcome, ...]
    returns: tuple[ReturnOutcome, ...]
    exceptions: tuple[ExceptionLine, ...]
    member_type: str | None
    tier: TierStanding
    milestones: tuple[MilestoneStanding, ...]
    awards: tuple[Award, ...]
    habits: Callable[[], Habits] = field(compare=False, repr=False)
    history: tuple[VisitOutcome, ...]
    nets: tuple[list[int], ...] = field(compare=False, repr=False)
    openings: tuple[str, ...]
    orphans: tuple[str, ...]
    first_visit: date | None
    last_visit: date | None
    birthday_since: date | None = None

    @cached_property
    def _habits(self) -> Habits:
        return self.habits()

    @property
    def brands(self) -> tuple[Habit, ...]:
        """What the member buys, by brand; recent spend first."""
        return self._habits.brands

    @property
    def categories(self) -> tuple[Habit, ...]:
        """What the member buys, by category; recent spend first."""
        return self._habits.categories

    @property
    def months(self) -> tuple[MonthSpend, ...]:
        """The last 13 calendar months, oldest first."""
        return self._habits.months
