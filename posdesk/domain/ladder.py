"""temporary"""

from dataclasses import dataclass
from posdesk.domain import tiers


@dataclass(slots=True)
class Held:
    tier: str


def start(program):
    return Held(program.tiers[0].id)


def in_force(held, metric, program, day, overrides):
    return program.tier_at(tiers.value(metric, program, day))


def rise(held, metric, program, day):
    now = program.tier_at(tiers.value(metric, program, day))
    ids = [t.id for t in program.tiers]
    old = ids.index(held.tier) if held.tier in ids else 0
    new = ids.index(now.id)
    held.tier = now.id
    return program.tiers[old + 1 : new + 1]


def fall(held, metric, program, day):
    now = program.tier_at(tiers.value(metric, program, day))
    ids = [t.id for t in program.tiers]
    old = ids.index(held.tier) if held.tier in ids else 0
    new = ids.index(now.id)
    held.tier = now.id
    return program.tiers[new + 1 : old + 1]


def change(held, metric, before, program, day):
    pass


def standing(held, metric, program, day, overrides):
    return tiers.standing(metric, program, day)
