"""Decides what a report is: numbers in frozen values, from which every form is made. No form, no SQL, no rule.

Money in cents, points in hundredths, shares and changes in hundredths of a percent (10000 is all, or twice as much).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.domain.business_day import Instant
from posdesk.domain.channels import Channel
from posdesk.domain.day_context import Earlier, Owed, ReachedSum, TierMove, TierSum, Unsent
from posdesk.domain.day_sums import Correction
from posdesk.domain.exceptional import Exceptional


class Kind(StrEnum):
    """X: a day as it is now. Z: a day as it was closed, or a revision of it. PERIOD: several days as they are now."""

    X = "X"
    Z = "Z"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose report it is. store: None for all stores; name: what it is called. zone, cut_off: of its calendar. number,
    revision, register, hash, previous: of a Z; register is the one it was closed at, registers and facts say where what
    it includes was recorded, and how much that is. unnamed: facts that came since and no revision names. note,
    tickets: of a close, what the manager wrote of the day and how many tickets the cash register counted."""

    kind: Kind
    store: str | None
    first: date
    last: date
    zone: str
    cut_off: int
    made_at: Instant
    made_by: str | None
    number: int | None = None
    revision: int | None = None
    register: str | None = None
    hash: str | None = None
    previous: str | None = None
    unnamed: int = 0
    name: str | None = None
    registers: tuple[str, ...] = ()
    facts: int | None = None
    note: str | None = None
    tickets: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the days come to.

    receipts: that stand. visits: counted ones (VS01), and guests' receipts. members: different ones with a receipt.
    spend_cents: what was paid for products, before anything came back. basket_cents: spend by receipt, halves up.
    voided: receipts taken back on their own day, in none of the others. late_voided: receipts of earlier days. returns:
    how often goods came back. net_cents: spend less what came back and what was voided of earlier days.
    """

    receipts: int
    visits: int
    guests: int
    members: int
    new_members: int
    lines: int
    spend_cents: int
    basket_cents: int
    discount_cents: int
    points_paid_cents: int
    voided: int
    voided_cents: int
    late_voided: int
    late_voided_cents: int
    returns: int
    refund_cents: int
    net_cents: int


@dataclass(frozen=True, slots=True)
class Against:
    """One figure beside the earlier times: their average, halves up; change: None when there is nothing to compare."""

    figure: str
    now: int
    before: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The earlier times one by one, and the figures against them."""

    earlier: tuple[Earlier, ...]
    figures: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour on the wall of the store; again: the second of that name (VS03)."""

    hour: int
    again: bool
    receipts: int
    spend_cents: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one person recorded. share: of the receipts those with a member, the look-up rate; None without receipts."""

    staff: str | None
    receipts: int
    of_members: int
    share: int | None
    spend_cents: int
    enrolments: int
    fields_won: int
    uses: int
    voids: int


@dataclass(frozen=True, slots=True)
class RewardRow:
    """What was given of one reward, and taken back."""

    reward: str
    title: str
    given: int
    voided: int
    value_cents: int
    points: int
    bonus: int


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """A brand or a category. before_cents: what it took in, on average of the earlier times; None without any."""

    name: str
    receipts: int
    spend_cents: int
    before_cents: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """Consents said on one channel."""

    channel: Channel
    won: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """How likely members are to recommend the shop, 0 to 10. promoters: 9, 10; passives: 7, 8; detractors: up to 6.
    score: the net promoter score (Reichheld, "The One Number You Need to Grow", 2003): percent of promoters less that
    of detractors, -100 to 100, halves away from zero. open, settled: members among the detractors who wait for an
    answer, and who have one; None in a close of a PosDesk that did not ask for it."""

    answers: int
    promoters: int
    passives: int
    detractors: int
    score: int
    open: int | None = None
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """So many members told a field of their profile for the first time."""

    field: str
    members: int


@dataclass(frozen=True, slots=True)
class LateFact:
    """A fact that came after its day was closed."""

    fact: str
    kind: str
    register: str
    staff: str | None
    at: Instant


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One report of a closed day: the close is revision 1."""

    revision: int
    made_at: Instant
    made_by: str | None
    hash: str
    late: tuple[LateFact, ...]


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One store against the others."""

    store: str
    receipts: int
    members: int
    new_members: int
    spend_cents: int
    basket_cents: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Who comes again. before: members of the time before, as long as this one; stayed: of them those who came in this
    one. repeated: members with more than one receipt. Shares: None of nobody."""

    before: int
    stayed: int
    share: int | None
    repeated: int
    repeat_share: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. not_counted: why receipts are no counted visit, and how many. stores: of all stores only. retention:
    of a period only. feedback: None where nobody was asked."""

    head: Head
    totals: Totals
    not_counted: tuple[tuple[str, int], ...]
    compared: Compared
    hours: tuple[HourRow, ...]
    tiers: tuple[TierSum, ...]
    people: tuple[PersonRow, ...]
    rewards: tuple[RewardRow, ...]
    owed: Owed
    reached: tuple[ReachedSum, ...]
    tier_moves: tuple[TierMove, ...]
    brands: tuple[GoodsRow, ...]
    categories: tuple[GoodsRow, ...]
    consents: tuple[ConsentRow, ...]
    fields: tuple[FieldRow, ...]
    feedback: FeedbackRow | None
    unsent: Unsent
    exceptions: tuple[Exceptional, ...]
    corrections: tuple[Correction, ...]
    revisions: tuple[RevisionRow, ...]
    stores: tuple[StoreRow, ...]
    retention: Retention | None
