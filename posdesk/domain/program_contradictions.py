"""Decides what in a program document contradicts itself although each value is right: what is named and not there,
what nobody can ever reach, and what can never be used.

Only what surely cannot be meant is a problem; a program may be odd. Refuses to know how a value is read.
"""

from collections.abc import Mapping
from datetime import date

from posdesk.domain.document_values import Reading
from posdesk.domain.program import Program


def note(reading: Reading, program: Program) -> None:
    """Note every contradiction of a program that was read by `reading`."""
    _named_and_not_there(reading, "reward", program.reward_by_id)
    _named_and_not_there(reading, "tier", program.tier_by_id)
    _rewards_nobody_reaches(reading, program)
    _coupons_that_never_work(reading, program)
    _awards_with_one_key(reading, program)


def _named_and_not_there(reading: Reading, table: str, known: Mapping[str, object]) -> None:
    if "" in known:  # the one whose id could not be read may be meant
        return
    for mention in reading.mentions:
        if mention.table == table and mention.id and mention.id not in known:
            there = f"Known are {', '.join(sorted(known))}." if known else "There is none at all."
            reading.wrong(mention.path, f"there is no {table} with the id “{mention.id}”. {there}")


def _rewards_nobody_reaches(reading: Reading, program: Program) -> None:
    named = {mention.id for mention in reading.mentions if mention.table == "reward"}
    if "" in named:  # a name that could not be read may be this one
        return
    for index, reward in enumerate(program.rewards):
        if reward.id and reward.id not in named:
            reading.wrong(
                ("reward", index),
                f"nobody can reach “{reward.id}”: it has no cost, and no milestone, tier, birthday, welcome, "
                "referral or coupon gives it. With by_hand = true a manager does.",
            )


def _coupons_that_never_work(reading: Reading, program: Program) -> None:
    for index, coupon in enumerate(program.coupons):
        reward = program.reward_by_id.get(coupon.reward)
        if reward is None:
            continue
        if _is_before(coupon.valid_until, reward.valid_from):
            reading.wrong(("coupon", index, "valid_until"), f"its reward is not valid before {reward.valid_from}.")
        if _is_before(reward.valid_until, coupon.valid_from):
            reading.wrong(("coupon", index, "valid_from"), f"its reward is not valid after {reward.valid_until}.")
        if coupon.stores and reward.stores and not coupon.stores & reward.stores:
            there = ", ".join(sorted(reward.stores))
            reading.wrong(("coupon", index, "stores"), f"its reward is for other stores: {there}.")


def _is_before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _awards_with_one_key(reading: Reading, program: Program) -> None:
    """An award's key begins with the id of its rule, and tiers, the birthday and the welcome have ids of their own
    there."""
    taken = {f"tier:{tier.id}" for tier in program.tiers if tier.entry is not None}
    taken |= {name for name in ("birthday", "welcome") if getattr(program, name) is not None}
    for index, milestone in enumerate(program.milestones):
        if milestone.id in taken:
            reading.wrong(("milestone", index, "id"), f"“{milestone.id}” is the id of another award. Take another.")
