"""Decides what a member usually buys: brand and category history, and "always buys brand X" (DT08).

Works on the visits that stand (returns taken off, voided ones left out). Refuses to know about points and tiers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posdesk.domain.earning import earns
from posdesk.domain.habits import Habit, Habits, MonthSpend
from posdesk.domain.program import BrandHabit, Program
from posdesk.domain.standing import VisitOutcome

RECENT_VISITS = 12
MONTHS = 13
ALL = 10_000
"""A share of everything, in hundredths of a percent."""
_FRESH = 1_000_000


@dataclass(slots=True)
class _Sum:
    """One brand or category while it is added up; window_* is what is eligible within the days of "always buys"."""

    name: str
    visits: int = 0
    recent_visits: int = 0
    lines: int = 0
    quantity: int = 0
    spend: int = 0
    weighted: int = 0
    window_spend: int = 0
    window_visits: int = 0
    last: date = date.min
    last_visit: int = -1
    last_window_visit: int = -1


def weight(age_days: int, half_life: int) -> int:
    """How much a purchase of so many days ago weighs: 1,000,000 today, half of that after each half-life, a straight
    line in between (2^(-age/half_life) in whole numbers; at most 6 % above the curve, midway between two halvings)."""
    halvings, rest = divmod(max(age_days, 0), half_life)
    return (_FRESH >> min(halvings, 40)) * (2 * half_life - rest) // (2 * half_life)


def habits(visits: Sequence[VisitOutcome], nets: Sequence[Sequence[int]], day: date, program: Program) -> Habits:
    """Everything about what a member buys, on business day `day`; see histories and months. visits: voided ones too."""
    kept = [index for index, visit in enumerate(visits) if visit.voided_by is None]
    visits, nets = [visits[index] for index in kept], [nets[index] for index in kept]
    return Habits(*histories(visits, nets, day, program), months(visits, day))


def histories(
    visits: Sequence[VisitOutcome], nets: Sequence[Sequence[int]], day: date, program: Program
) -> tuple[tuple[Habit, ...], tuple[Habit, ...]]:
    """Brand and category history on business day `day`, each by recent spend, most first.

    visits: oldest first; nets: for each visit, the net cents of each of its lines. Names that differ in case only are
    one; the latest spelling is shown. A line that all came back is no purchase (X06). Only lines that can earn count
    as spend in "always buys", those without a name too: what is not known is not claimed (DT08).
    """
    brands: dict[str, _Sum] = {}
    categories: dict[str, _Sum] = {}
    setting, window_total = program.habit, 0
    window_start = day - timedelta(days=setting.days - 1)
    recent_from = len(visits) - RECENT_VISITS
    folded: dict[str, str] = {}
    for index, visit in enumerate(visits):
        visit_day = visit.day
        recent = index >= recent_from
        weighs = weight((day - visit_day).days, setting.half_life_days)
        for line, cents in zip(visit.lines, nets[index], strict=True):
            price, brand, category, _, quantity, kind = line
            if kind != "product" or (visit.returned_by and not price and not quantity):
                continue
            in_window = visit_day >= window_start
            counts = cents if in_window and earns(program, line) else 0
            window_total += counts
            weighted = cents * weighs
            for sums, name in ((brands, brand), (categories, category)):
                if name is None:
                    continue
                key = folded.get(name)
                if key is None:
                    key = folded[name] = name.casefold()
                found = sums.get(key)
                if found is None:
                    found = sums[key] = _Sum(name)
                if found.last_visit != index:
                    found.name = name
                    found.last_visit = index
                    found.last = visit_day
                    found.visits += 1
                    found.recent_visits += recent
                found.lines += 1
                found.quantity += quantity
                found.spend += cents
                found.weighted += weighted
                if in_window:
                    found.window_spend += counts
                    found.window_visits += found.last_window_visit != index
                    found.last_window_visit = index
    return _habits(brands, window_total, setting), _habits(categories, window_total, setting)


def is_always(setting: BrandHabit, purchases: int, part: int, whole: int) -> bool:
    """Whether somebody always buys a brand (DT08), by what was bought in the setting's days. part, whole: cents that
    can earn, of the brand and of everything."""
    return purchases >= setting.purchases and whole > 0 and part * 100 >= setting.share_percent * whole


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


def _share(part: int, whole: int) -> int:
    return part * ALL // whole if whole > 0 and part > 0 else 0


def _habits(sums: dict[str, _Sum], window_total: int, setting: BrandHabit) -> tuple[Habit, ...]:
    total = sum([found.spend for found in sums.values()])
    weighted_total = sum([found.weighted for found in sums.values()])
    result = [_habit(found, total, weighted_total, window_total, setting) for found in sums.values()]
    return tuple(sorted(result, key=lambda habit: (-habit.weighted_share, -habit.spend_cents, habit.name)))


def _habit(found: _Sum, total: int, weighted_total: int, window_total: int, setting: BrandHabit) -> Habit:
    why_not = None
    if found.window_visits < setting.purchases:
        why_not = f"fewer than {setting.purchases} purchases"
    elif not is_always(setting, found.window_visits, found.window_spend, window_total):
        why_not = f"less than {setting.share_percent} % of the last {setting.days} days"
    return Habit(
        name=found.name,
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
