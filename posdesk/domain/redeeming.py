"""Decides what redemptions, adjustments and given awards do to where the fold is. Whether they may be made is decided
before they are (offers.py); once they are facts they happened, and are never dropped (RD10)."""

from posdesk.domain import birthday, lots
from posdesk.domain.facts import Fact, RewardHandedOver, RewardRedeemed
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.program import Program
from posdesk.domain.standing import LotSource, Movement
from posdesk.domain.walk import Used, Walk

BIRTHDAY = "birthday"
"""The rule id of a birthday's treat; its n is the year."""


def redeemed(walk: Walk, fact: Fact, body: RewardRedeemed) -> None:
    """A reward was used: its points go (P01), its bonus comes. Taken back, or used in a visit that was: it never
    was."""
    never = fact.id in walk.undone or (body.visit is not None and body.visit in walk.voids)
    reward = walk.timeline.reward(walk.program, body.reward)
    used = Used(fact, body, lots.Taken([]), reward, stands=not never, in_time=_in_time(walk, fact, body))
    walk.used.append(used)
    if never:
        for movement, points in ((Movement.REDEEMED, -body.spent), (Movement.GIVEN_BACK, body.spent)):
            if points:
                lots.move(walk.purse, fact.store, movement, points)
        return
    lots.active(walk.purse, fact.business_day)
    if body.spent:
        used.taken = lots.take(walk.purse, body.spent, fact.business_day, fact.store)
    if _gives_bonus(walk, fact, body):
        _add(walk, fact, LotSource.BONUS, body.bonus, Movement.EARNED)


def adjusted(walk: Walk, fact: Fact, body: PointsAdjusted) -> None:
    """A person gave or took points."""
    if walk.program.point_rules.adjustment_is_activity:  # P07
        lots.active(walk.purse, fact.business_day)
    if body.points > 0:
        _add(walk, fact, LotSource.ADJUSTMENT, body.points, Movement.ADJUSTED)
    elif body.points < 0:
        lots.take_away(walk.purse, -body.points, fact.store, Movement.ADJUSTED)


def given(walk: Walk, fact: Fact, body: AwardGiven) -> None:
    """A person gave an award."""
    walk.given.append((fact, body, walk.program.version))


def overridden(walk: Walk, fact: Fact, body: TierOverridden) -> None:
    """A manager holds the member at a tier (TI06)."""
    walk.overrides.append((fact, body))


def handed_over(walk: Walk, fact: Fact, body: RewardHandedOver) -> None:
    """Goods that a redemption promised were given."""
    walk.handed_over.add(body.redemption)


def undo(walk: Walk, used: Used) -> int:
    """All goods of its visit came back, and the redemption with them: points and award are the member's again, its
    bonus goes (X01). Yields the hundredths that came back."""
    used.stands = False
    if _gives_bonus(walk, used.fact, used.body):
        lots.take_back(walk.purse, used.body.bonus, used.fact.store, used.fact.id)
    return give_back(walk, used, used.body.spent - used.given_back)


def give_back(walk: Walk, used: Used, points: int) -> int:
    """So many hundredths of what a redemption took come back into their lots; yields how many did."""
    grace = walk.program.point_rules.grace_days
    back = lots.give_back(walk.purse, used.taken, points, walk.purse.today, grace)
    used.given_back += back
    return back


def _gives_bonus(walk: Walk, fact: Fact, body: RewardRedeemed) -> bool:
    """Two registers that could not ask each other may both have given the points of one award: they are given once."""
    award = None if body.award_rule is None else (body.award_rule, body.award_n)
    return bool(body.bonus) and (award is None or walk.bonuses.get(award) == fact.id)


def _add(walk: Walk, fact: Fact, source: LotSource, points: int, movement: Movement) -> None:
    program: Program = walk.program
    lot = lots.new_lot(program, fact.id, source, fact.store, fact.business_day, points)
    lots.put_in(walk.purse, lot, points, movement)


def _in_time(walk: Walk, fact: Fact, body: RewardRedeemed) -> bool:
    """Whether a birthday's treat was there to be used on the day; everything else is judged at the end."""
    if body.award_rule != BIRTHDAY:
        return True
    if walk.program.birthday is None or walk.birthday is None:
        return False
    treat = birthday.treat(walk.program.birthday, *walk.birthday, fact.business_day)
    return treat is not None and treat.year == body.award_n
