"""What a reward can be: typed values of the program. Refuses to know who may use it (offers.py) and what it takes off a
basket (discounts.py)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

PAY_WITH_POINTS = "points"
"""The id under which points pay like money: no reward of a program may have it."""


REFERRAL = "referral:"
"""How the award for a new member is named, `referral:ID` by the id that the new member got (LG10)."""
CAMPAIGN = "campaign:"
"""How the award of a campaign is named, `campaign:ID`, and its reward, `campaign:ID:VERSION`."""


class RewardKind(StrEnum):
    """What a reward does.

    amount_off, percent_off: off the basket, or off the eligible lines. fixed_price: each of so many items for the
    price. free_item: so many eligible items for nothing, the dearest first. cheapest_item: the cheapest of them, by a
    percent. bundle: so many items together for the price. bonus_points: points. merchandise: goods that are not sold,
    handed over now or later. access: something one may take part in. custom: what the words say.
    """

    AMOUNT_OFF = "amount_off"
    PERCENT_OFF = "percent_off"
    FIXED_PRICE = "fixed_price"
    FREE_ITEM = "free_item"
    CHEAPEST_ITEM = "cheapest_item"
    BUNDLE = "bundle"
    BONUS_POINTS = "bonus_points"
    MERCHANDISE = "merchandise"
    ACCESS = "access"
    CUSTOM = "custom"


class Scope(StrEnum):
    """Whether a discount is taken off the eligible lines, or off the basket when the line offers are done (RD04)."""

    LINES = "lines"
    BASKET = "basket"


class Offline(StrEnum):
    """What a register may do with a reward while the hub cannot be asked (RD10)."""

    ONLINE_ONLY = "online_only"
    ALLOWANCE = "allowance"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Goods:
    """Which products: of these brands, categories and products (casefolded; empty: all), and of none of the others."""

    brands: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    not_brands: frozenset[str] = frozenset()
    not_categories: frozenset[str] = frozenset()
    not_products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward of the program.

    cents: the amount off, or the price of an item or of a bundle. percent: off (100: for nothing). cap_cents: takes off
    at most so much (RD02). items: how many items it is about. points: hundredths it gives. cost: hundredths of points
    it can be bought with, None: only an award pays it. goods: what it can be used for. minimum_cents: RD03. valid_from,
    valid_until: business days, inclusive. tier: the lowest tier that may use it. member_types, stores, weekdays (Monday
    is 0): empty means all. uses: how often a member may, None: always. group: of one group a basket takes one (RD05).
    offline: RD10; offline_uses: how many a register may give between two words with the hub. counted: there are only as
    many as the store has (stock.counted). handed_over_later: goods that are not given at once.
    """

    id: str
    title: str
    kind: RewardKind
    scope: Scope = Scope.BASKET
    cents: int = 0
    percent: int = 100
    cap_cents: int | None = None
    items: int = 1
    points: int = 0
    cost: int | None = None
    goods: Goods = field(default_factory=Goods)
    minimum_cents: int = 0
    valid_from: date | None = None
    valid_until: date | None = None
    tier: str | None = None
    member_types: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    uses: int | None = None
    group: str = ""
    offline: Offline = Offline.RECONCILE
    offline_uses: int = 1
    counted: bool = False
    handed_over_later: bool = False


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code that stands for a reward, once a member (RD14). code: in its normal form (coupons.py). stores: empty means
    all. valid_from, valid_until: business days, inclusive."""

    code: str
    reward: str
    valid_from: date | None = None
    valid_until: date | None = None
    stores: frozenset[str] = frozenset()
