"""Decides how a program document says what visits and spend earn, how long points last, and what they pay.

Refuses to know how points are worked out (earning.py) and where they are kept.
"""

from collections.abc import Mapping
from typing import Any

from posdesk.domain import points
from posdesk.domain.document_values import (
    Reading,
    Section,
    Table,
    cents,
    entries,
    flag,
    folded,
    hundredths,
    if_said,
    mentions,
    names,
    section,
    sound,
    text,
    unique,
    weekdays,
    whole,
    word,
    words_in,
)
from posdesk.domain.program import EarnRule, Expiry, Multiplier, PointRules

_CONDITIONS = frozenset({"brands", "categories", "tiers", "member_types", "weekdays"})
KEYS: Mapping[str, frozenset[str]] = {
    "earn": frozenset(
        {"unit", "cap", "exclude_brands", "exclude_categories", "exclude_products", "rule", "multiplier"}
    ),
    "earn.rule": frozenset({"id", "points", "per", "each_visit"}) | _CONDITIONS,
    "earn.multiplier": frozenset({"id", "group", "percent"}) | _CONDITIONS,
    "points": frozenset(
        """expiry after pending_days warn_days grace_days adjustment_is_activity pay_points pay_value""".split()
    ),
}
"""Every key of these tables."""

_TIERS_OWN_GROUP = "tier"
_AFTER: Mapping[Expiry, tuple[int, int]] = {
    Expiry.DAYS: (1, 3660),
    Expiry.MONTHS: (1, 120),
    Expiry.END_OF_MONTH: (0, 120),
    Expiry.END_OF_YEAR: (0, 10),
    Expiry.INACTIVITY: (1, 3660),
}
"""What `after` may be: up to ten years."""


def unit_and_cap(at: Section) -> tuple[int, int | None]:
    """Hundredths to which a visit's points are floored, and how many one visit earns at most."""
    unit, cap = sound(hundredths, at, "unit", points.POINT), if_said(hundredths, at, "cap")
    if unit is not None and cap is not None and cap < unit:
        at.wrong("cap", "is less than `unit`: rounded down to it, no visit would ever earn a point.")
    return unit or points.POINT, cap


def earn_rules(at: Section) -> tuple[EarnRule, ...]:
    """The rules of [earn], in the order of the document."""
    found = entries(at, "rule")
    read = tuple(_earn_rule(each) for each in found)
    unique(found, [rule.id for rule in read])
    return read


def multipliers(at: Section) -> tuple[Multiplier, ...]:
    """The multipliers of [earn], in the order of the document."""
    found = entries(at, "multiplier")
    read = tuple(_multiplier(each) for each in found)
    unique(found, [multiplier.id for multiplier in read])
    if found and not at.table.get("rule"):
        found[0].wrong("", "multiplies nothing: no [[earn.rule]] earns points.")
    return read


def point_rules(reading: Reading, document: Table, visit_cap: int | None) -> PointRules:
    """[points], with the cap of [earn]."""
    at, default = section(reading, document, "points"), PointRules()
    expiry = sound(word, at, "expiry", Expiry, default.expiry)
    after = _after(at, expiry)
    life = _longest_life(expiry, after)
    pay_points, pay_cents = if_said(hundredths, at, "pay_points"), if_said(cents, at, "pay_value", least=1)
    for said, other in (("pay_points", "pay_value"), ("pay_value", "pay_points")):
        if said in at.table and other not in at.table:
            at.wrong(said, f"says half of it: so many points (`pay_points`) pay so much (`pay_value`). Add `{other}`.")
    return PointRules(
        expiry=expiry or default.expiry,
        expiry_after=after or 0,
        pending_days=_within_life(at, "pending_days", default.pending_days, life, "they could never be used"),
        warn_days=_within_life(at, "warn_days", default.warn_days, life, "no warning can come before that"),
        grace_days=whole(at, "grace_days", default.grace_days, least=0, most=3660),
        adjustment_is_activity=flag(at, "adjustment_is_activity", default.adjustment_is_activity),
        pay_points=pay_points or 0,
        pay_cents=pay_cents or 0,
        visit_cap=visit_cap,
    )


def _earn_rule(at: Section) -> EarnRule:
    each_visit, conditions = flag(at, "each_visit"), _conditions(at)
    if each_visit:
        if "per" in at.table:
            at.wrong(
                "per", "points are given for money (`per`) or for a visit (`each_visit`), not for both in one rule."
            )
        for key in ("brands", "categories"):
            if conditions[key]:
                at.wrong(key, "a visit as a whole is of no brand and no category: leave it out, or earn by `per`.")
    per = cents(at, "per", 100, least=1)
    return EarnRule(text(at, "id"), hundredths(at, "points"), 0 if each_visit else per, **conditions)


def _multiplier(at: Section) -> Multiplier:
    group = text(at, "group", "promotion")
    if group == _TIERS_OWN_GROUP:
        at.wrong("group", f"“{group}” is the group of the tiers' own earn_percent. Take another word.")
    return Multiplier(text(at, "id"), group, whole(at, "percent", least=0, most=1000), **_conditions(at))


def _conditions(at: Section) -> dict[str, frozenset[Any]]:
    return {
        "brands": names(at, "brands"),
        "categories": names(at, "categories"),
        "tiers": mentions(at, "tiers", "tier"),
        "member_types": folded(words_in(at, "member_types")),
        "weekdays": weekdays(at, "weekdays"),
    }


def _after(at: Section, expiry: Expiry | None) -> int | None:
    """How many days, months or years points last; None when that is wrong."""
    if expiry is None:
        return None
    if expiry is Expiry.NEVER:
        if "after" in at.table:
            at.wrong("after", "points never expire: say with `expiry` after so many of what, or leave it out.")
        return None
    least, most = _AFTER[expiry]
    if least and "after" not in at.table:
        at.wrong("expiry", f"“{expiry}” after how many? Add `after`.")
        return None
    return sound(whole, at, "after", least, least=least, most=most)


def _longest_life(expiry: Expiry | None, after: int | None) -> int | None:
    """For how many days points live at most; None when for ever, or when that is not known."""
    if expiry is None or after is None:
        return None
    days = {
        Expiry.DAYS: after,
        Expiry.MONTHS: after * 31,
        Expiry.END_OF_MONTH: (after + 1) * 31,
        Expiry.END_OF_YEAR: (after + 1) * 366,
        Expiry.INACTIVITY: after,
    }
    return days.get(expiry)


def _within_life(at: Section, key: str, default: int, life: int | None, trouble: str) -> int:
    """Days that lie within the life of points; what is not said follows it."""
    if key not in at.table:
        return default if life is None else min(default, life)
    days = sound(whole, at, key, least=0, most=3660)
    if days is not None and life is not None and days > life:
        at.wrong(key, f"points live {life} days at most: {trouble}.")
    return days or 0
