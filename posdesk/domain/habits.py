"""Decides what a member's habits are: what is bought, by brand, category and month. Values only; brands.py works them
out."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


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


class MonthSpend(NamedTuple):
    """Spend and visits of one calendar month, `2026-11`."""

    month: str
    spend_cents: int
    visits: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What a member buys: brands, categories, and spend by month."""

    brands: tuple[Habit, ...]
    categories: tuple[Habit, ...]
    months: tuple[MonthSpend, ...]
