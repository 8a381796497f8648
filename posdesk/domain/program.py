"""Decides what a loyalty program can say: typed rules, and which program is in force when.

Refuses to know the document's syntax (program_document.py reads and checks the TOML) and what a reward is (rewards.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import lcm
from typing import Any, NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.quiet_hours import WIDEST, Hours
from posdesk.domain.rewards import Coupon, Reward
from posdesk.domain.typed_birthdays import BirthdayOrder


class Counting(StrEnum):
    """Which visits count (VS01)."""

    BUSINESS_DAY = "business_day"
    GAP_HOURS = "gap_hours"
    EVERY_SALE = "every_sale"


class Basis(StrEnum):
    """What a tier or a milestone is measured in: counted visits, cents of spend, hundredths of points earned."""

    VISITS = "visits"
    SPEND = "spend"
    POINTS = "points"


class Expiry(StrEnum):
    """When earned points end (P03): so many days or months after they were earned, at the end of the month or the year
    that lies so many of them ahead, or after so many days in which the member did nothing."""

    NEVER = "never"
    DAYS = "days"
    MONTHS = "months"
    END_OF_MONTH = "end_of_month"
    END_OF_YEAR = "end_of_year"
    INACTIVITY = "inactivity"


class Review(StrEnum):
    """When a tier that is no longer reached goes down (TI03): after grace days, or at the end of the next period."""

    GRACE_DAYS = "grace_days"
    NEXT_PERIOD = "next_period"


class Window(StrEnum):
    """The stretch of time a tier looks at (TI02)."""

    LIFETIME = "lifetime"
    CALENDAR_YEAR = "calendar_year"
    ROLLING_12_MONTHS = "rolling_12_months"
    DAYS = "days"


class RuleRef(NamedTuple):
    """Which rule said so: its id in the program, and the program's version."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class EarnRule:
    """Points for money: `points` hundredths for every `per_cents` cents of the earn base (E01); per_cents 0: for every
    counted visit.

    brands, categories: only lines of these earn by this rule (empty: all); they are about money only. tiers,
    member_types: only members of these at the visit; weekdays: only on these business days, Monday is 0 (empty: all).
    """

    id: str
    points: int
    per_cents: int
    brands: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    member_types: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Multiplier:
    """So many percent of the points (200 is twice). Those of one group that fit add up, the highest group wins, and one
    of 0 beats all (E05). A tier's earn_percent is a group of its own. Conditions as in EarnRule."""

    id: str
    group: str
    percent: int
    brands: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    member_types: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AwardRule:
    """What a milestone, a tier or a birthday gives. title: what she gets, in shop language. valid_days: M11; None means
    for ever. reward: the reward of the program that the award can be used for; None: the words alone say what is given.
    """

    title: str
    valid_days: int | None = None
    reward: str | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the ladder. minimum: in the unit of the program's tier basis. earn_percent: 150 is one and a half.
    entry: an award for who comes to it, once for ever."""

    id: str
    name: str
    minimum: int
    earn_percent: int = 100
    entry: AwardRule | None = None


@dataclass(frozen=True, slots=True)
class PointRules:
    """How long points last and what they pay.

    expiry, expiry_after: P03; expiry_after in days, months or years. pending_days: points can be used so many days
    after they were earned. warn_days: P08. grace_days: X01. adjustment_is_activity: P07. pay_points hundredths pay
    pay_cents cents (both 0: points do not pay like money). visit_cap: hundredths one visit earns at most (E05).
    """

    expiry: Expiry = Expiry.NEVER
    expiry_after: int = 0
    pending_days: int = 0
    warn_days: int = 30
    grace_days: int = 14
    adjustment_is_activity: bool = False
    pay_points: int = 0
    pay_cents: int = 0
    visit_cap: int | None = None


@dataclass(frozen=True, slots=True)
class BirthdayRule:
    """A treat around the birthday. days_around: usable from so many days before to so many after (DT03). settle_days: a
    birthday that came less than so many days before the date waits until next year (DT04)."""

    award: AwardRule
    days_around: int = 7
    settle_days: int = 30


@dataclass(frozen=True, slots=True)
class WelcomeRule:
    """An award for who enrols, once for ever (I04). external: also for members who come with an id of another system
    (an import, an online shop), who may have been members there for years."""

    award: AwardRule
    external: bool = False


@dataclass(frozen=True, slots=True)
class ReferralRule:
    """An award for who brought a new member (LG10). It can be used once the new member's first visit is more than
    `void_days` days old and stands. most: a member gets so many."""

    award: AwardRule
    void_days: int = 14
    most: int = 20


@dataclass(frozen=True, slots=True)
class EnrolmentRules:
    """Settings of enrolling. own_phones: E.164, the stores' own, which are no member's (I01). birthdays: in which order
    they are typed here. minimum_age: nobody younger is enrolled, as far as the birthday says it."""

    own_phones: frozenset[str] = frozenset()
    birthdays: BirthdayOrder = BirthdayOrder.MONTH_FIRST
    minimum_age: int = 18


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """claw_back_discount: goods that come back take a basket below an offer's minimum, and the offer's discount with it
    (X07). orphan_days: a return that met no visit for so long is listed (X08)."""

    claw_back_discount: bool = False
    orphan_days: int = 7


@dataclass(frozen=True, slots=True)
class Milestone:
    """An award at a count. at: one-time (M01). every: recurring (M03, M04). Exactly one of both is set.

    nudge: the count at which the budtender says how far it is (M02), one-time and recurring alike (within each step).
    lifetime: counts what was before the rule existed (M10); otherwise it counts from the rule's start.
    """

    id: str
    on: Basis
    award: AwardRule
    at: int | None = None
    every: int | None = None
    nudge: int | None = None
    lifetime: bool = False


@dataclass(frozen=True, slots=True)
class BrandHabit:
    """Settings of "always buys brand X" (DT08): at least `share_percent` of the spend of the last `days` days, and at
    least `purchases` visits with a line. half_life_days weighs recent purchases in the brand history."""

    share_percent: int = 60
    days: int = 180
    purchases: int = 3
    half_life_days: int = 90


@dataclass(frozen=True, slots=True)
class MessageCap:
    """At most so many messages in any `days` days (CM04). most: None is no cap, 0 is no messages."""

    most: int | None
    days: int


@dataclass(frozen=True, slots=True)
class MessageRules:
    """Settings of messages. cap: over all campaigns and channels, but those in `transactional` (campaigns by id), which
    count among themselves by transactional_cap. hours: by the recipient's clock (G21). minimum_age: years (G25).
    good_hours: a message is sent at most so many hours after it was queued (CM06)."""

    cap: MessageCap = MessageCap(2, 7)
    transactional_cap: MessageCap = MessageCap(None, 7)
    transactional: frozenset[str] = frozenset()
    hours: Hours = WIDEST
    minimum_age: int = 21
    good_hours: int = 24


@dataclass(frozen=True)
class Program:
    """One version of the program. earn_unit: hundredths to which a visit's points are floored (E03): 100 is whole
    points. tier_days: the length of the window `days`. excluded_*: products that never earn (E02).

    tier_review, tier_grace_days: TI03. tier_quick_days: an upgrade so young is lost at once with the goods (TI05).
    best_only: of all rewards without a group of their own, one basket takes one. hold_minutes: RD08.
    forget_after_months: a member without a visit for so long may be forgotten; None: never.
    """

    name: str
    version: int
    counting: Counting
    gap_hours: int
    point_name: str
    earn_unit: int
    earn_rules: tuple[EarnRule, ...]
    excluded_brands: frozenset[str]
    excluded_categories: frozenset[str]
    excluded_products: frozenset[str]
    tier_basis: Basis
    tier_window: Window
    tier_days: int
    tiers: tuple[Tier, ...]
    milestones: tuple[Milestone, ...]
    habit: BrandHabit = BrandHabit()
    multipliers: tuple[Multiplier, ...] = ()
    tier_review: Review = Review.GRACE_DAYS
    tier_grace_days: int = 0
    tier_quick_days: int = 14
    point_rules: PointRules = PointRules()
    return_rules: ReturnRules = ReturnRules()
    birthday: BirthdayRule | None = None
    rewards: tuple[Reward, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    best_only: bool = False
    hold_minutes: int = 15
    messages: MessageRules = MessageRules()
    welcome: WelcomeRule | None = None
    referral: ReferralRule | None = None
    enrolment: EnrolmentRules = EnrolmentRules()
    forget_after_months: int | None = None

    def ref(self, rule_id: str) -> RuleRef:
        """Name one of this program's rules."""
        return RuleRef(rule_id, self.version)

    def tier_at(self, metric: int) -> Tier:
        """The highest tier whose minimum `metric` has reached; equality reaches it (E07, E08). tiers are ascending."""
        reached = self.tiers[0]
        for tier in self.tiers:
            if tier.minimum > metric:
                break
            reached = tier
        return reached

    @cached_property
    def exact_unit(self) -> int:
        """Earnings are exact in 1 / this many hundredths of a point: every rule's money step, times percent."""
        return lcm(*(rule.per_cents for rule in self.earn_rules if rule.per_cents), 1) * 100

    @cached_property
    def earn_step(self) -> int:
        """The exact earnings that make one displayed unit of points."""
        return self.earn_unit * self.exact_unit

    @cached_property
    def terms(self) -> dict[tuple[object, ...], Any]:
        """What earning has worked out of these rules so far, by (tier, kind of member, weekday)."""
        return {}

    @cached_property
    def window_starts(self) -> dict[date, date]:
        """The first day of the tier window by its last, as far as it was asked: members come on the same days."""
        return {}

    @cached_property
    def lives(self) -> dict[date, tuple[date | None, int | None]]:
        """Until when points earned on a day last, as far as it was asked."""
        return {}

    @cached_property
    def weekdays_matter(self) -> bool:
        """Whether a visit may earn otherwise on another day of the week."""
        return any(rule.weekdays for rule in self.earn_rules) or any(each.weekdays for each in self.multipliers)

    @cached_property
    def tier_by_id(self) -> dict[str, Tier]:
        """The tiers by their id."""
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def reward_by_id(self) -> dict[str, Reward]:
        """The rewards by their id."""
        return {reward.id: reward for reward in self.rewards}

    @cached_property
    def milestone_by_id(self) -> dict[str, Milestone]:
        """The milestones by their id."""
        return {milestone.id: milestone for milestone in self.milestones}


class ProgramTimeline:
    """Every version published, in order of the instant from which it is in force (E10)."""

    def __init__(self, versions: Sequence[tuple[Instant, Program]], gifts: Mapping[str, Reward] | None = None) -> None:
        """gifts: the rewards of campaigns by their ids: they belong to no program."""
        if not versions:
            raise ValueError("a timeline has at least one program")
        ordered = sorted(versions, key=lambda version: version[0])
        self._gifts = gifts or {}
        self._versions = [(0, ordered[0][1]), *ordered[1:]]

    def at(self, instant: Instant) -> Program:
        """The program in force at `instant`; the first one has been in force for ever."""
        found = self._versions[0][1]
        for start, program in self._versions:
            if start > instant:
                break
            found = program
        return found

    def reward(self, program: Program, reward: str) -> Reward | None:
        """A reward by its id: one of the program, or of any campaign; None when nobody knows it."""
        return program.reward_by_id.get(reward) or self._gifts.get(reward)

    def steps(self) -> list[tuple[Instant, Program]]:
        """All versions with the instant each came into force, earliest first."""
        return list(self._versions)
