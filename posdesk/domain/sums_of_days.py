"""Decides how sums of several days, or of several stores, become one. Refuses to know facts."""

from collections.abc import Mapping
from typing import TypeVar

from posdesk.domain.day_sums import Person, Sums, Uses

Key = TypeVar("Key")

COUNTS = tuple(
    """receipts guests lines spend_cents discount_cents points_paid_cents new_members voided voided_cents late_voided
    late_voided_cents guest_refund_cents suspect""".split()
)
PAIRS = ("hours", "brands", "categories")
"""The fields of Sums that are numbers, and those that are pairs by a key."""


def merge(into: Sums, more: Sums) -> None:
    """Add sums of other days, or of another store, to these."""
    for name in COUNTS:
        setattr(into, name, getattr(into, name) + getattr(more, name))
    into.members |= more.members
    into.corrections += more.corrections
    into.low += more.low
    into.refunds |= more.refunds
    for pairs in (*PAIRS, "stores", "of_member"):
        _merge_pairs(getattr(into, pairs), getattr(more, pairs))
    for tallies in ("consents", "kinds", "scores"):
        mine = getattr(into, tallies)
        for key, number in getattr(more, tallies).items():
            mine[key] = mine.get(key, 0) + number
    for name, shape in (("people", Person), ("rewards", Uses)):
        kept: dict[object, object] = getattr(into, name)
        for key, theirs in getattr(more, name).items():
            mine = kept.setdefault(key, shape())
            for each in shape.__slots__:
                setattr(mine, each, getattr(mine, each) + getattr(theirs, each))


def _merge_pairs(into: dict[Key, list[int]], more: Mapping[Key, list[int]]) -> None:
    for key, amounts in more.items():
        mine = into.get(key)
        if mine is None:
            into[key] = list(amounts)
        else:
            for at, amount in enumerate(amounts):
                mine[at] += amount
