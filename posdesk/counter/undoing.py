"""Decides what F4 takes back: the last visit recorded at this register today, or the last reward used without one.

Refuses to take back two things for two keys, and what only goods or a manager can put right.
"""

from posdesk.counter.ports import Desk
from posdesk.counter.redemptions import Redeemed, void_redemption
from posdesk.counter.visits import VisitUndone, today_facts, void
from posdesk.domain.facts import Fact, RedemptionVoided, RewardRedeemed, VisitRecorded, VisitReturned, VisitVoided
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

REASON = "undone at the counter"


def undo_last(desk: Desk) -> VisitUndone | Redeemed:
    """Take back what was done last at this register today. Raises Refused(NOTHING_TO_UNDO) when there is nothing, when
    the last thing done was an undo (pressing the key twice never takes two things away), or when it was a return."""
    done = [fact for fact in today_facts(desk) if _is_an_act(fact)]
    if not done:
        raise _nothing("Nothing was recorded here today, so there is nothing to undo.")
    last = max(done, key=lambda fact: (fact.incarnation, fact.sequence))
    match last.body:
        case VisitVoided():
            raise _nothing("The last visit is undone already. To void another one, open the history (F7).")
        case RedemptionVoided():
            raise _nothing("The last use is taken back already. Nothing changed.")
        case VisitReturned():
            words = "The last thing done here was a return, and goods are back."
            raise _nothing(f"{words} If that is wrong, record them as a visit.")
        case RewardRedeemed():
            return void_redemption(desk, last.id, REASON)
        case _:
            return void(desk, last.id, REASON)


def _is_an_act(fact: Fact) -> bool:
    """Whether somebody at the counter would say "I did that". A use within a visit is part of the visit."""
    if isinstance(fact.body, RewardRedeemed):
        return fact.body.visit is None
    return isinstance(fact.body, VisitRecorded | VisitVoided | VisitReturned | RedemptionVoided)


def _nothing(words: str) -> Refused:
    return Refused(Refusal(RefusalCode.NOTHING_TO_UNDO, words))
