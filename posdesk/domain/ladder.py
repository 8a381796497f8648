"""Decides which tier a member holds: up at once, down only at a review (TI03, TI05), or where a manager holds it
(TI06).

Refuses to know how the metric is measured (tiers.py). Between two facts time passes: a tier falls on the very day its
review is due, however long nobody looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from posdesk.domain import tiers
from posdesk.domain.facts import Fact
from posdesk.domain.given_facts import TierOverridden
from posdesk.domain.program import Program, Review, Tier
from posdesk.domain.standing import NextTier, TierDrop, TierStanding

Overrides = Sequence[tuple[Fact, TierOverridden]]
"""In fold order."""
_LOWEST, _HIGHEST = -(2**62), 2**62
DROP_DAYS = 30
"""How far ahead a drop is told (TI07)."""


@dataclass(slots=True)
class Held:
    """Where a member stands on the ladder.

    tier: its id. stays, up: the metric that keeps it, and the one from which it is a higher one. reached: for each tier
    held or passed, the day it was last come to. below_since: the day from which the metric no longer gave the tier,
    None while it does. year: the last calendar year whose metric gave it. seen: the latest day looked at.
    """

    tier: str
    stays: int = 0
    up: int = 0
    reached: dict[str, date] = field(default_factory=dict)
    below_since: date | None = None
    year: int = 0
    seen: date = date.min


def start(program: Program) -> Held:
    """At the foot of the ladder."""
    held = Held(program.tiers[0].id)
    _stand_on(held, program, program.tiers[0])
    return held


def copy_of(held: Held) -> Held:
    """A state that goes its own way from here."""
    return replace(held, reached=dict(held.reached))


def arrive(held: Held, metric: tiers.Metric, program: Program, day: date) -> Tier:
    """The tier held on `day`, every review on the way done. A day before the latest one seen is taken for that."""
    if day > held.seen:
        if tiers.value(metric, program, day) < held.stays:
            _fall_due(held, metric, program, day)
        held.seen = day
    return program.tier_by_id[held.tier]


def rise(held: Held, metric: tiers.Metric, program: Program, day: date) -> tuple[Tier, ...]:
    """Something was booked: up at once (TI03). Yields the tiers newly come to, lowest first."""
    if day > held.seen:
        arrive(held, metric, program, day)
    seen = held.seen
    amount = metric.total if metric.program is program and metric.day == seen else tiers.value(metric, program, seen)
    if amount < held.stays:
        return ()
    held.below_since, held.year = None, seen.year
    if amount < held.up:
        return ()
    return _step_up(held, program, program.tier_by_id[held.tier], program.tier_at(amount))


def fall(held: Held, metric: tiers.Metric, program: Program, day: date) -> tuple[Tier, ...]:
    """Goods came back: a tier come to at most tier_quick_days ago that would not have been reached without them is lost
    at once, any other at its next review (TI05). Yields the tiers lost at once, highest first."""
    tier = arrive(held, metric, program, day)
    lost: list[Tier] = []
    while _is_quick(held, metric, program, tier):
        lost.append(tier)
        held.reached.pop(tier.id, None)
        tier = program.tiers[program.tiers.index(tier) - 1]
        _stand_on(held, program, tier)
    if held.below_since is None and _natural(held, metric, program).minimum < tier.minimum:
        held.below_since = held.seen
    return tuple(lost)


def change(held: Held, metric: tiers.Metric, before: Program, program: Program, day: date) -> None:
    """`program` comes into force after `before`: a tier it does not have becomes the one that the metric gives, a
    higher one is come to at once, a lower one is reviewed like any other."""
    arrive(held, metric, before, day)
    natural = _natural(held, metric, program)
    tier = program.tier_by_id.get(held.tier)
    if tier is None:
        _stand_on(held, program, natural)
        held.reached, held.year = {natural.id: held.seen}, held.seen.year
        return
    below = held.below_since
    _stand_on(held, program, tier)
    if natural.minimum > tier.minimum:
        _step_up(held, program, tier, natural)
    elif natural.minimum < tier.minimum:
        held.below_since = below or held.seen


def in_force(held: Held, metric: tiers.Metric, program: Program, day: date, overrides: Overrides) -> Tier:
    """The tier on `day`: where a manager holds it, else the one of the ladder."""
    tier = arrive(held, metric, program, day)
    if overrides:
        override = _override(overrides, program, day)
        if override is not None:
            return program.tier_by_id[override[1].tier]
    return tier


def standing(held: Held, metric: tiers.Metric, program: Program, day: date, overrides: Overrides) -> TierStanding:
    """The tier on `day`, the natural one beside it, the next step with what is missing, and the drop that is near."""
    held_tier, override = arrive(held, metric, program, day), _override(overrides, program, day)
    tier = held_tier if override is None else program.tier_by_id[override[1].tier]
    amount = tiers.value(metric, program, held.seen)
    natural = program.tier_at(amount)
    start_day, end = tiers.window(program, day)
    above = program.tiers[program.tiers.index(tier) + 1 :]
    following = next((step for step in above if step.minimum > amount), None)
    return TierStanding(
        id=tier.id,
        name=tier.name,
        rule=program.ref(tier.id),
        basis=program.tier_basis,
        window=program.tier_window,
        metric=amount,
        start=start_day,
        end=end,
        next=None if following is None else _next(following, amount, tiers.counts_until(metric, program, day)),
        since=held.reached.get(tier.id) if override is None else override[0].business_day,
        natural=natural.id,
        natural_name=natural.name,
        held_by=None if override is None else override[0].id,
        held_until=None if override is None else override[1].until,
        drop=_drop(held, metric, program, day) if override is None else None,
    )


def _next(tier: Tier, amount: int, until: date | None) -> NextTier:
    return NextTier(tier.id, tier.name, tier.minimum, tier.minimum - amount, until)


def _override(overrides: Overrides, program: Program, day: date) -> tuple[Fact, TierOverridden] | None:
    """The last word of a manager, while it lasts; a tier the program does not have is none."""
    if overrides:
        fact, body = overrides[-1]
        if fact.business_day <= day <= body.until and body.tier in program.tier_by_id:
            return fact, body
    return None


def _natural(held: Held, metric: tiers.Metric, program: Program) -> Tier:
    return program.tier_at(tiers.value(metric, program, held.seen))


def _step_up(held: Held, program: Program, tier: Tier, natural: Tier) -> tuple[Tier, ...]:
    steps = program.tiers[program.tiers.index(tier) + 1 : program.tiers.index(natural) + 1]
    for step in steps:
        held.reached[step.id] = held.seen
    _stand_on(held, program, natural)
    held.year = held.seen.year
    return steps


def _stand_on(held: Held, program: Program, tier: Tier) -> None:
    """The tier held is this one, and the metric gives it. The foot of the ladder is held whatever the metric."""
    place = program.tiers.index(tier)
    held.tier, held.below_since = tier.id, None
    held.stays = tier.minimum if place else _LOWEST
    held.up = program.tiers[place + 1].minimum if place + 1 < len(program.tiers) else _HIGHEST


def _is_quick(held: Held, metric: tiers.Metric, program: Program, tier: Tier) -> bool:
    """Whether the tier was come to so lately that goods which come back take it away at once: neither today's window
    nor the one of the day it was come to gives it any more."""
    reached = held.reached.get(tier.id)
    if reached is None or tier is program.tiers[0] or held.seen - reached > timedelta(days=program.tier_quick_days):
        return False
    best = max(tiers.value(metric, program, held.seen), tiers.value_on(metric, program, reached))
    return best < tier.minimum


def _fall_due(held: Held, metric: tiers.Metric, program: Program, day: date) -> None:
    """Do every review that is due by `day`."""
    review = _review_of_period if program.tier_review is Review.NEXT_PERIOD else _review_after_grace
    while held.tier != program.tiers[0].id and review(held, metric, program, day):
        pass


def _review_after_grace(held: Held, metric: tiers.Metric, program: Program, day: date) -> bool:
    """Take the tier down when its grace has ended by `day`; yields whether it did."""
    on = _drop_day(held, metric, program, program.tier_by_id[held.tier], day)
    if on is None:
        return False
    if on > day:
        held.below_since = on - timedelta(days=program.tier_grace_days)
        return False
    _go_down(held, program, program.tier_at(tiers.value_on(metric, program, on)), on)
    return True


def _drop_day(held: Held, metric: tiers.Metric, program: Program, tier: Tier, until: date) -> date | None:
    """The first day of a lower tier, if the metric falls below this one by `until` and nothing more comes."""
    below = held.below_since or tiers.first_day_below(metric, program, tier.minimum, held.seen, until)
    return None if below is None else below + timedelta(days=program.tier_grace_days)


def _review_of_period(held: Held, metric: tiers.Metric, program: Program, day: date) -> bool:
    """Take the tier down to what the year after its last good one gives, once that is over; yields whether it did."""
    if day.year <= held.year + 1:
        return False
    held.year += 1
    given = program.tier_at(tiers.value_on(metric, program, date(held.year, 12, 31)))
    if given.minimum < program.tier_by_id[held.tier].minimum:
        _go_down(held, program, given, date(held.year + 1, 1, 1))
    return True


def _go_down(held: Held, program: Program, tier: Tier, on: date) -> None:
    for lost in program.tiers[program.tiers.index(tier) + 1 :]:
        held.reached.pop(lost.id, None)
    _stand_on(held, program, tier)
    held.seen = max(on, held.seen)


def _drop(held: Held, metric: tiers.Metric, program: Program, day: date) -> TierDrop | None:
    """What is lost within DROP_DAYS unless more comes (TI07)."""
    tier, latest = program.tier_by_id[held.tier], day + timedelta(days=DROP_DAYS)
    if tier is program.tiers[0]:
        return None
    if program.tier_review is Review.NEXT_PERIOD:
        on: date | None = date(held.year + 2, 1, 1)
    else:
        on = _drop_day(held, metric, program, tier, latest)
    if on is None or on > latest:
        return None
    last = tiers.value_on(metric, program, on - timedelta(days=1))
    after = last if program.tier_review is Review.NEXT_PERIOD else tiers.value_on(metric, program, on)
    lower = program.tier_at(after)
    if lower.minimum >= tier.minimum:
        return None
    return TierDrop(on, lower.id, lower.name, max(tier.minimum - last, 0))
