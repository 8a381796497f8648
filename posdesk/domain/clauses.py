"""What an explanation is: a tree of clauses, each with the value seen, the value needed, how far it is, and the rule.

Every yes or no of the engine is such a tree. Data only: posdesk.counter.reasons turns it into shop language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from posdesk.domain.program import RuleRef


class ClauseCode(StrEnum):
    """What a clause is about; posdesk.counter.reasons has words for each."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    FIELD = "field"
    SEGMENT = "segment"
    REWARD_KNOWN = "reward_known"
    AWARD_EARNED = "award_earned"
    AWARD_UNUSED = "award_unused"
    AWARD_NOT_REVOKED = "award_not_revoked"
    AWARD_FROM = "award_from"
    AWARD_UNTIL = "award_until"
    CAN_BE_BOUGHT = "can_be_bought"
    POINTS_POSITIVE = "points_positive"
    POINTS_ENOUGH = "points_enough"
    POINTS_NOT_NEGATIVE = "points_not_negative"
    POINTS_PAY = "points_pay"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    WEEKDAY = "weekday"
    STORE = "store"
    TIER = "tier"
    MEMBER_TYPE = "member_type"
    USES_LEFT = "uses_left"
    GOODS = "goods"
    ENOUGH_ITEMS = "enough_items"
    MINIMUM = "minimum"
    GIVES_SOMETHING = "gives_something"
    ONCE_IN_BASKET = "once_in_basket"
    GROUP_FREE = "group_free"
    NOT_HELD = "not_held"
    ONLINE = "online"
    ALLOWANCE = "allowance"
    STOCK = "stock"
    COUPON_KNOWN = "coupon_known"
    COUPON_UNUSED = "coupon_unused"
    COUPON_FROM = "coupon_from"
    COUPON_UNTIL = "coupon_until"
    COUPON_STORE = "coupon_store"
    HOURS = "hours"
    MEMBER_LIMIT = "member_limit"
    DAY_LIMIT = "day_limit"
    TOTAL_LIMIT = "total_limit"
    TOLD_IN_TIME = "told_in_time"
    BIRTHDAY_SETTLED = "birthday_settled"
    NOT_HELD_OUT = "not_held_out"
    CAMPAIGN_GROUP = "campaign_group"
    VISITS = "visits"
    SPEND = "spend"
    POINTS = "points"
    HIDDEN = "hidden"


class Unit(StrEnum):
    """What a clause's values are counted in."""

    NONE = "none"
    VISITS = "visits"
    CENTS = "cents"
    POINTS = "points"
    DAYS = "days"
    ITEMS = "items"
    USES = "uses"
    WORD = "word"
    DATE = "date"
    PERCENT = "percent"
    RECEIPTS = "receipts"
    YES_NO = "yes_no"


Value = int | str | date | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One yes or no. rule: which rule of the program asks, with its version; None: a rule of PosDesk itself, `law` is
    its id in docs/rules.md. seen, needed, distance: in `unit`; distance is what is missing, None where there is no such
    thing. fact: the fact that stands in the way. parts: of `all`, `any`, `none` and `segment`, in the order
    they are asked. about, how: of `field`, what it is about in words, and the comparison."""

    code: ClauseCode
    holds: bool
    rule: RuleRef | None = None
    law: str = ""
    seen: Value = None
    needed: Value = None
    distance: int | None = None
    unit: Unit = Unit.NONE
    fact: str | None = None
    parts: tuple["Clause", ...] = ()
    about: str = ""
    how: str = ""


def all_of(parts: Iterable[Clause], rule: RuleRef | None = None, law: str = "") -> Clause:
    """Holds when every part does."""
    asked = tuple(parts)
    return Clause(ClauseCode.ALL, all(part.holds for part in asked), rule, law, parts=asked)


def any_of(parts: Iterable[Clause]) -> Clause:
    """Holds when at least one part does."""
    asked = tuple(parts)
    return Clause(ClauseCode.ANY, any(part.holds for part in asked), parts=asked)


def none_of(parts: Iterable[Clause]) -> Clause:
    """Holds when no part does."""
    asked = tuple(parts)
    return Clause(ClauseCode.NONE, not any(part.holds for part in asked), parts=asked)


_REACHABLE = frozenset({Unit.VISITS, Unit.CENTS, Unit.POINTS, Unit.RECEIPTS})
"""What a member can do something about."""


def is_near(clause: Clause) -> bool:
    """Whether all that makes it fail is missing visits, money or points."""
    return all(each.distance is not None and each.unit in _REACHABLE for each in failing(clause))


def failing(clause: Clause) -> Iterator[Clause]:
    """The clauses without parts that make this one fail, in the order they are asked; none when it holds."""
    if clause.holds:
        return
    if clause.code is ClauseCode.NONE and clause.parts:  # what holds stands in the way
        yield from (replace(clause, parts=(), about=part.about) for part in clause.parts if part.holds)
    elif not clause.parts:
        yield clause
    else:
        for part in clause.parts:
            yield from failing(part)
