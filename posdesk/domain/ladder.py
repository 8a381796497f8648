"""Decides which tier a member holds. So far the one that the metric gives: up and down at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.domain import tiers
from posdesk.domain.facts import Fact, TierOverridden
from posdesk.domain.program import Program, Tier
from posdesk.domain.standing import TierStanding

Overrides = Sequence[tuple[Fact, TierOverridden]]


@dataclass(slots=True)
class Held:
    """The tier held, by its id."""

    tier: str


def start(program: Program) -> Held:
    """At the foot of the ladder."""
    return Held(program.tiers[0].id)


def in_force(held: Held, metric: tiers.Metric, program: Program, day: date, overrides: Overrides) -> Tier:
    """The tier on `day`."""
    return program.tier_at(tiers.value(metric, program, day))


def rise(held: Held, metric: tiers.Metric, program: Program, day: date) -> tuple[Tier, ...]:
    """The tiers newly come to."""
    before, now = _moved(held, metric, program, day)
    return program.tiers[before + 1 : now + 1]


def fall(held: Held, metric: tiers.Metric, program: Program, day: date) -> tuple[Tier, ...]:
    """The tiers lost after goods came back."""
    before, now = _moved(held, metric, program, day)
    return program.tiers[now + 1 : before + 1]


def change(held: Held, metric: tiers.Metric, before: Program, program: Program, day: date) -> None:
    """Another program is in force."""


def standing(held: Held, metric: tiers.Metric, program: Program, day: date, overrides: Overrides) -> TierStanding:
    """The tier on `day` and the way to the next."""
    return tiers.standing(metric, program, day)


def _moved(held: Held, metric: tiers.Metric, program: Program, day: date) -> tuple[int, int]:
    ids = [tier.id for tier in program.tiers]
    now = program.tier_at(tiers.value(metric, program, day))
    before = ids.index(held.tier) if held.tier in ids else 0
    held.tier = now.id
    return before, ids.index(now.id)
