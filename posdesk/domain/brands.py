"""Decides what a member usually buys: brand and category history, and "always buys brand X" (DT08).

Works on the visits that stand (returns taken off, voided ones left out). Refuses to know about points and tiers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.domain.facts import Line, LineKind
from posdesk.domain.program import BrandHabit
from posdesk.domain.standing import Habit, MonthSpend, VisitOutcome

RECENT_VISITS = 12
MONTHS = 13
ALL = 10_000
"""A share of everything, in hundredths of a percent."""
_FRESH = 1_000_000


@dataclass(slots=True)
class _Sum:
    """One brand or category while it is added up. recent_spend, recent_visits_in_window: within the habit's days."""

    visits: int = 0
    recent_visits: int = 0
    lines: int = 0
    quantity: int = 0
    spend: int = 0
    weighted: int = 0
    last: date = date.min
    window_spend: int = 0
    window_visits: int = 0


def weight(age_days: int, half_life: int) -> int:
    """How much a purchase of so many days ago weighs: 1,000,000 today, half of that after each half-life, a straight
    line in between (2^(-age/half_life) in whole numbers; at most 6 % above the curve, midway between two halvings)."""
    halvings, rest = divmod(max(age_days, 0), half_life)
    return (_FRESH >> min(halvings, 40)) * (2 * half_life - rest) // (2 * half_life)


def habits(
    visits: Sequence[VisitOutcome], nets: Sequence[Sequence[int]], day: date, setting: BrandHabit, name: str
) -> tuple[Habit, ...]:
    """Brand (name = "brand") or category ("category") history on business day `day`, most weighted spend first.

    visits: oldest first; nets: for each visit, the net cents of each of its lines. Names that differ in case only are
    one; the latest spelling is shown.
    """
    key_of: Callable[[Line], str | None] = _brand if name == "brand" else _category
    sums: dict[str, _Sum] = {}
    spelling: dict[str, str] = {}
    folded: dict[str, str] = {}
    window_start = day - timedelta(days=setting.days - 1)
    recent_from = len(visits) - RECENT_VISITS
    window_total = 0
    for index, (visit, net) in enumerate(zip(visits, nets, strict=True)):
        visit_day = visit.day
        in_window = visit_day >= window_start
        weighs = weight((day - visit_day).days, setting.half_life_days)
        seen: set[str] = set()
        for line, cents in zip(visit.lines, net, strict=True):
            written = key_of(line)
            if written is None:
                continue
            key = folded.get(written)
            if key is None:
                key = folded[written] = written.casefold()
            found = sums.get(key)
            if found is None:
                found = sums[key] = _Sum()
            if key not in seen:
                seen.add(key)
                found.visits += 1
                found.last = visit_day
                found.recent_visits += index >= recent_from
                found.window_visits += in_window
                spelling[key] = written
            found.lines += 1
            found.quantity += line.quantity
            found.spend += cents
            found.weighted += cents * weighs
            if in_window:
                found.window_spend += cents
                window_total += cents
    total = sum(found.spend for found in sums.values())
    weighted_total = sum(found.weighted for found in sums.values())
    result = [
        _habit(spelling[key], found, total, weighted_total, window_total, setting) for key, found in sums.items()
    ]
    return tuple(sorted(result, key=lambda habit: (-habit.weighted_share, -habit.spend_cents, habit.name)))


def months(visits: Iterable[VisitOutcome], day: date) -> tuple[MonthSpend, ...]:
    """Spend and counted visits of the 13 calendar months that end with the month of `day`, oldest first."""
    last = day.year * 12 + day.month - 1
    spend, count = [0] * MONTHS, [0] * MONTHS
    for visit in visits:
        index = visit.day.year * 12 + visit.day.month - 1 - last + MONTHS - 1
        if 0 <= index < MONTHS:
            spend[index] += visit.spend_cents
            count[index] += visit.counted
    names = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(last - MONTHS + 1, last + 1)]
    return tuple(MonthSpend(*month) for month in zip(names, spend, count, strict=True))


def _brand(line: Line) -> str | None:
    return line.brand if line.kind == LineKind.PRODUCT else None


def _category(line: Line) -> str | None:
    return line.category if line.kind == LineKind.PRODUCT else None


def _share(part: int, whole: int) -> int:
    return part * ALL // whole if whole > 0 and part > 0 else 0


def _habit(
    name: str, found: _Sum, total: int, weighted_total: int, window_total: int, setting: BrandHabit
) -> Habit:
    why_not = None
    if found.window_visits < setting.purchases:
        why_not = f"fewer than {setting.purchases} purchases"
    elif _share(found.window_spend, window_total) < setting.share_percent * 100:
        why_not = f"less than {setting.share_percent} % of the last {setting.days} days"
    return Habit(
        name=name,
        visits=found.visits,
        recent_visits=found.recent_visits,
        lines=found.lines,
        quantity=found.quantity,
        spend_cents=found.spend,
        share=_share(found.spend, total),
        weighted_share=_share(found.weighted, weighted_total),
        last=found.last,
        always=why_not is None,
        why_not_always=why_not,
    )
