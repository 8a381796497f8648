"""Decides what can happen: the closed set of facts, each with its body. Facts are immutable and only ever added (LG01).

Refuses to know how a fact is stored or sent (codec.py writes it, the ledger seals it) and what it means (the fold).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import lt
from typing import NamedTuple

from posdesk.domain import channels
from posdesk.domain.business_day import Instant
from posdesk.domain.campaign_facts import CAMPAIGN_KINDS, CampaignBody
from posdesk.domain.correction_facts import CORRECTION_KINDS, CorrectionBody
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.id_card import IdChecked
from posdesk.domain.message_facts import MessageHeld, MessageQueued, MessageSent
from posdesk.domain.people_facts import PEOPLE_KINDS, PeopleBody
from posdesk.domain.staff_facts import STAFF_KINDS, StaffBody
from posdesk.domain.store_facts import DayClosed, StockCounted

WHOLE = 1000
"""Quantities are ints of thousandths of a unit: 1000 is one item, 3500 is 3.5 grams."""
Channel = channels.Channel


class LineKind(StrEnum):
    """What a line of a receipt is. Only `product` lines can earn and count as spend (E02)."""

    PRODUCT = "product"
    REWARD = "reward"
    GIFT_CARD = "gift_card"
    TAX = "tax"
    TIP = "tip"
    DELIVERY = "delivery"


class MemberField(StrEnum):
    """The fields of a member's profile that member.field_set may set or clear."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    CARD_CODE = "card_code"
    BIRTHDAY = "birthday"
    HOME_STORE = "home_store"
    MEMBER_TYPE = "member_type"
    INTERESTS = "interests"
    LANGUAGE = "language"


class FieldSource(StrEnum):
    """Where a value came from that is worth more than what somebody types: read off an ID, or a manager's word."""

    ID_SCAN = "id_scan"
    MANAGER = "manager"


class Line(NamedTuple):
    """One line of a receipt. cents: what was paid for the line after line discounts and before tax, before any discount
    on the whole basket. quantity: thousandths of a unit. brand, category, product: names as the store writes them, or
    None when unknown."""

    cents: int
    brand: str | None = None
    category: str | None = None
    product: str | None = None
    quantity: int = WHOLE
    kind: LineKind = LineKind.PRODUCT


@dataclass(frozen=True, slots=True)
class StoreOpened:
    """A store exists: its id is the envelope's store. zone: IANA name. cut_off: minutes after local midnight."""

    name: str
    zone: str
    cut_off: int = 240


@dataclass(frozen=True, slots=True)
class ProgramPublished:
    """A loyalty program is in force from the fact's own instant on, until a later one. document: TOML text."""

    document: str


@dataclass(frozen=True, slots=True)
class MemberEnrolled:
    """Someone joined. phone: E.164. birthday: `2001-05-30`, or `05-30` without a year. enrolled_on: the local day.

    external: the member's id in the system it was imported from, `SYSTEM:ID`. member_type: a word of the store's own
    for a kind of member (`medical`), for rules. interests: words with commas between. birthday_source: as source below.
    """

    first_name: str
    last_name: str
    enrolled_on: date
    phone: str | None = None
    email: str | None = None
    card_code: str | None = None
    birthday: str | None = None
    home_store: str | None = None
    external: str | None = None
    member_type: str | None = None
    interests: str | None = None
    birthday_source: FieldSource | None = None


@dataclass(frozen=True, slots=True)
class MemberFieldSet:
    """One field of a member's profile got a value (or was cleared, None). source: None when it was said and typed. A
    birthday read off an ID is locked: only another ID or a manager changes it (DT04)."""

    field: MemberField
    value: str | None
    source: FieldSource | None = None


@dataclass(frozen=True, slots=True)
class MemberErased:
    """Nothing stays that says who a member was (I06). on_request: she asked; else her data was kept long enough."""

    on_request: bool = True


@dataclass(frozen=True, slots=True)
class ConsentSet:
    """A member allowed (given) or forbade messages on a channel. source: who asked, with the wording's version and
    language (consent_wording.py). over: ids of the withdrawals that this permission was given in knowledge of (I07)."""

    channel: Channel
    given: bool
    source: str
    over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningRecorded:
    """What a member brought from another system: counted visits, spend in cents, points in hundredths (M10)."""

    visits: int = 0
    spend_cents: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """A member (or a guest: no subject) paid at the register.

    lines: see Line. discount_cents: discounts on the whole basket, not yet taken off the lines. points_paid_cents:
    value paid with points. receipt: the cash register's ticket number. estimated: the lines were not scanned, the
    amount was shared evenly among the brands named. external: id in the system it was imported from. items_handed
    over: whether at least one item left the store. nudges: what was said once and is not said again: milestone rules
    whose nudge was on screen (M02), and `expiry:2026-12-31` for a warning of points that expire then (P08). id_check:
    that an ID was looked at (G02); None: not told.
    """

    lines: tuple[Line, ...]
    discount_cents: int = 0
    points_paid_cents: int = 0
    receipt: str | None = None
    estimated: bool = False
    items_handed_over: bool = True
    external: str | None = None
    nudges: tuple[str, ...] = ()
    id_check: IdChecked | None = None


@dataclass(frozen=True, slots=True)
class VisitVoided:
    """A visit never happened. visit: the id of its visit.recorded fact."""

    visit: str
    reason: str


@dataclass(frozen=True, slots=True)
class VisitReturned:
    """Goods came back. visit: the visit's fact id if known, else receipt names it. lines: what came back, with positive
    cents (of the line as it was sold) and quantities. numbers: for each, which line of the visit it is, the first being
    0; empty when that is not known and the goods themselves have to tell."""

    lines: tuple[Line, ...]
    visit: str | None = None
    receipt: str | None = None
    reason: str | None = None
    external: str | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RewardRedeemed:
    """A member used a reward. Sealed before its visit, so that points earned there cannot pay for it (RD13).

    reward: its id in the program, or `points` for points paid like money. title: what was promised, in words. visit:
    the visit's fact id, or None. award_rule, award_n: the key of the award it uses up (M03, design rule 12); None and 0
    when points alone paid. spent: hundredths of points. value_cents: off the basket. bonus: hundredths of points it
    gave. code: the coupon's. handed_over: goods that it promises were given. proof: `number`: the member was here.
    """

    reward: str
    title: str
    visit: str | None = None
    award_rule: str | None = None
    award_n: int = 0
    spent: int = 0
    value_cents: int = 0
    bonus: int = 0
    code: str | None = None
    handed_over: bool = True
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class RedemptionVoided:
    """A redemption never happened: points and award are the member's again. redemption: its reward.redeemed fact."""

    redemption: str
    reason: str


@dataclass(frozen=True, slots=True)
class RewardHandedOver:
    """Goods that a redemption promised were given to the member. redemption: its reward.redeemed fact."""

    redemption: str


@dataclass(frozen=True, slots=True)
class Parked:
    """A fact of an unknown kind or version, from a newer PosDesk: kept to the letter, not folded, replayed later."""

    raw: str


Body = (
    StoreOpened
    | ProgramPublished
    | MemberEnrolled
    | MemberFieldSet
    | MemberErased
    | PeopleBody
    | ConsentSet
    | OpeningRecorded
    | VisitRecorded
    | VisitVoided
    | VisitReturned
    | RewardRedeemed
    | RedemptionVoided
    | RewardHandedOver
    | PointsAdjusted
    | AwardGiven
    | TierOverridden
    | StockCounted
    | FeedbackGiven
    | DayClosed
    | MessageQueued
    | MessageHeld
    | MessageSent
    | CampaignBody
    | CorrectionBody
    | StaffBody
    | Parked
)

KINDS: Mapping[tuple[str, int], type[Body]] = {
    ("store.opened", 1): StoreOpened,
    ("program.published", 1): ProgramPublished,
    ("member.enrolled", 1): MemberEnrolled,
    ("member.field_set", 1): MemberFieldSet,
    ("member.erased", 1): MemberErased,
    ("consent.set", 1): ConsentSet,
    ("opening.recorded", 1): OpeningRecorded,
    ("visit.recorded", 1): VisitRecorded,
    ("visit.voided", 1): VisitVoided,
    ("visit.returned", 1): VisitReturned,
    ("reward.redeemed", 1): RewardRedeemed,
    ("redemption.voided", 1): RedemptionVoided,
    ("reward.handed_over", 1): RewardHandedOver,
    ("points.adjusted", 1): PointsAdjusted,
    ("award.given", 1): AwardGiven,
    ("tier.overridden", 1): TierOverridden,
    ("stock.counted", 1): StockCounted,
    ("feedback.given", 1): FeedbackGiven,
    ("day.closed", 1): DayClosed,
    ("message.queued", 1): MessageQueued,
    ("message.held", 1): MessageHeld,
    ("message.sent", 1): MessageSent,
    **CAMPAIGN_KINDS,
    **PEOPLE_KINDS,
    **CORRECTION_KINDS,
    **STAFF_KINDS,
}
"""Kind and version of every fact this version of PosDesk understands."""

ABOUT_A_MEMBER = frozenset(
    """member.enrolled member.field_set member.erased consent.set opening.recorded reward.redeemed redemption.voided
    reward.handed_over points.adjusted award.given tier.overridden message.queued message.held message.sent campaign.met
    visit.moved""".split()
    + [kind for kind, _ in PEOPLE_KINDS]
)
"""Kinds that must name a member as their subject. Visits may have none (guests)."""


class Fact(NamedTuple):
    """One thing that happened, sealed. id: UUID text, made where it happened, the same everywhere.

    kind, version: see KINDS. subject: the member's id (UUID text) or None. sequence: counts up without gaps per
    (register, incarnation). occurred_at: ms UTC by the register's clock. clock: hybrid logical clock at sealing, see
    hybrid_clock.py. body: what this version reads. text:
    the body's canonical JSON where the body alone does not give it again (keys only a newer PosDesk knows), else None;
    codec.body_text yields it either way. hub_epoch, hub_position: None until the hub has confirmed the fact in that
    epoch; until then it is waiting (the outbox). Position 0: the hub has answered, and does not hold it. corrected_at:
    ms UTC by the hub's clock, where the register's was not to be believed (VS05), else None.
    """

    id: str
    kind: str
    version: int
    subject: str | None
    store: str
    register: str
    incarnation: int
    sequence: int
    staff: str | None
    occurred_at: Instant
    business_day: date
    clock: int
    body: Body
    text: str | None = None
    hub_epoch: int | None = None
    hub_position: int | None = None
    corrected_at: Instant | None = None

    @property
    def clock_suspect(self) -> bool:
        """Whether the register's clock was wrong when this happened (VS05)."""
        return self.corrected_at is not None


class Draft(NamedTuple):
    """A fact before the ledger seals it: register, incarnation, sequence and clock are still to come."""

    id: str
    subject: str | None
    store: str
    staff: str | None
    occurred_at: Instant
    business_day: date
    body: Body
    corrected_at: Instant | None = None


def happened_at(fact: Fact | Draft) -> Instant:
    """When it happened, as well as that is known: by the hub's clock where the register's was wrong (VS05)."""
    return fact.occurred_at if fact.corrected_at is None else fact.corrected_at


def kind_of(body: Body) -> tuple[str, int]:
    """Kind and version under which a body is written. Raises ValueError for a parked one: it keeps its own."""
    return _KIND_OF[type(body)]


def fold_order(fact: Fact) -> tuple[Instant, str, int, int, str]:
    """The order in which every computer folds the same facts: by time, then register, then sequence (VS05)."""
    return happened_at(fact), fact.register, fact.incarnation, fact.sequence, fact.id


def instants_of(facts: Iterable[Fact]) -> list[Instant]:
    """When each happened (see happened_at, which is not called here a thousand times)."""
    return [fact.occurred_at if fact.corrected_at is None else fact.corrected_at for fact in facts]


def rises(instants: Sequence[Instant]) -> bool:
    """Whether each is later than the one before: then their facts, as most are, stand in fold order and once each."""
    return all(map(lt, instants, instants[1:]))


_KIND_OF: dict[type, tuple[str, int]] = {body: kind for kind, body in KINDS.items()}
