"""Decides what a person may put right about one member: points, an award, a tier. Each is a fact with a reason (LG01).

Who may do it stands in posdesk.domain.staff. Refuses to know how a standing follows from it (domain).
"""

from datetime import date, timedelta

from posdesk.counter import permissions
from posdesk.counter.card import MemberCard, card_of, open_card
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import points as amounts
from posdesk.domain.facts import Body, happened_at
from posdesk.domain.given_facts import AwardGiven, GivenFor, PointsAdjusted, TierOverridden
from posdesk.domain.program import Program
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import Reward
from posdesk.domain.staff_facts import Permission
from posdesk.domain.store_facts import StockCounted

MAX_REASON = 200
MOST_POINTS = 1_000_000 * amounts.POINT
"""More in one adjustment is a slip of the keys."""


def adjust(desk: Desk, member_id: str, points: int, reason: str, *, write_off: bool = False) -> MemberCard:
    """Give a member points (hundredths), or take them (below 0); yields the new card.

    write_off: cover what the balance is short of, points being ignored (X05). Raises Refused: no reason, nothing to
    do, or the balance would go below zero, which only returns and registers that were offline may bring about (RD11).
    """
    why = checked_reason(reason)
    before = open_card(desk, member_id)
    balance = before.standing.points
    if write_off:
        points = max(-balance, 0)
        if not points:
            words = f"The balance is {amounts.format_points(balance)} points: nothing is short."
            raise Refused(Refusal(RefusalCode.BAD_POINTS, words))
    if not points or abs(points) > MOST_POINTS:
        words = f"Type a number of points up to {amounts.format_points(MOST_POINTS)}, below zero to take them away."
        raise Refused(Refusal(RefusalCode.BAD_POINTS, words))
    if points < 0 and balance + points < 0:
        words = f"There are {amounts.format_points(balance)} points. Take that many or fewer."
        raise Refused(Refusal(RefusalCode.BELOW_ZERO, words))
    return _happened(desk, member_id, PointsAdjusted(points, why, write_off), _of_points(write_off))


def give_award(
    desk: Desk,
    member_id: str,
    reward_id: str,
    reason: str,
    *,
    days: int | None = None,
    given_for: GivenFor | None = None,
) -> MemberCard:
    """Give a member an award for a reward of the program, to use within `days` days (None: for ever).

    Raises Refused(NO_REWARD, NO_REASON, BAD_DATE).
    """
    why, reward = checked_reason(reason), _reward(desk, reward_id)
    if days is not None and not 1 <= days <= 3660:
        raise Refused(Refusal(RefusalCode.BAD_DATE, "An award lasts 1 to 3660 days, or for ever."))
    until = None if days is None else this_day(desk) + timedelta(days=days)
    body = AwardGiven(reward.id, reward.title, why, given_for or GivenFor.MANAGER, until)
    return _happened(desk, member_id, body, Permission.GIVE_AWARD)


def hold_tier(desk: Desk, member_id: str, tier_id: str, until: date, reason: str) -> MemberCard:
    """Hold a member at a tier to the end of business day `until`, whatever the ladder says (TI06).

    Raises Refused(NO_TIER, NO_REASON, BAD_DATE).
    """
    why, program = checked_reason(reason), in_force(desk)
    if tier_id not in program.tier_by_id:
        words = f"The program has no tier “{tier_id}”. It has {', '.join(program.tier_by_id)}."
        raise Refused(Refusal(RefusalCode.NO_TIER, words))
    if until < this_day(desk):
        raise Refused(Refusal(RefusalCode.BAD_DATE, f"{until} is over. Name the last day the tier is held."))
    return _happened(desk, member_id, TierOverridden(tier_id, until, why), Permission.OVERRIDE_TIER)


def count_stock(desk: Desk, reward_id: str, pieces: int) -> None:
    """So many pieces of a reward's goods lie in this store now. Raises Refused(NO_REWARD, BAD_AMOUNT,
    NOT_PERMITTED)."""
    reward = _reward(desk, reward_id)
    if not reward.counted:
        words = f"“{reward.title}” is not counted. Write `counted = true` at it in the program first."
        raise Refused(Refusal(RefusalCode.NO_REWARD, words))
    if not 0 <= pieces <= 10**6:
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, "Type how many pieces are here: 0 or more."))
    permissions.append(desk, Permission.CHANGE_SETTINGS, [draft(desk, None, StockCounted(reward_id, pieces))])


def in_force(desk: Desk) -> Program:
    """The program in force now. Raises Refused(NO_STORE_YET)."""
    return desk.programs.timeline().at(desk.clock.now())


def _reward(desk: Desk, reward_id: str) -> Reward:
    rewards = in_force(desk).reward_by_id
    if reward_id not in rewards:
        words = f"The program has no reward “{reward_id}”. It has {', '.join(rewards) or 'none'}."
        raise Refused(Refusal(RefusalCode.NO_REWARD, words))
    return rewards[reward_id]


def _of_points(write_off: bool) -> Permission:
    return Permission.WRITE_OFF if write_off else Permission.ADJUST_POINTS


def _happened(desk: Desk, member_id: str, body: Body, permission: Permission) -> MemberCard:
    before = desk.ledger.facts_about(member_id)
    card_of(desk, member_id, before, desk.clock.now())  # refuses an id nobody has
    (fact,) = permissions.append(desk, permission, [draft(desk, member_id, body)])
    return card_of(desk, member_id, [*before, fact], max(desk.clock.now(), happened_at(fact)))


def checked_reason(reason: str) -> str:
    """A reason as it is kept. Raises Refused(NO_REASON)."""
    words = " ".join(reason.split())
    if not words or len(words) > MAX_REASON:
        raise Refused(Refusal(RefusalCode.NO_REASON, f"Say why, in 1 to {MAX_REASON} characters: it is kept with it."))
    return words
