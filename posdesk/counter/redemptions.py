"""Decides what using a reward without a visit means, handing its goods over, and taking a use back.

A reward used in a visit is recorded with the visit (visits.py). Refuses to know who may use what (domain).
"""

from dataclasses import dataclass

from posdesk.counter import reasons, wording
from posdesk.counter.campaigns import seen
from posdesk.counter.card import MemberCard, card_of, member_moment
from posdesk.counter.known_members import member_in
from posdesk.counter.offers import Offer, asker, choose, title_of
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, take_back
from posdesk.domain import coupons, redemption
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Body, Fact, RedemptionVoided, RewardHandedOver, RewardRedeemed, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.offers import Asker, Choice
from posdesk.domain.refusals import Refusal, RefusalCode, Refused


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A use that is durable: its fact, the words of the toast, the member's new card."""

    fact_id: str
    words: str
    card: MemberCard


def redeem(desk: Desk, member_id: str, choice: Choice) -> Redeemed:
    """Use a reward that needs no basket: points, goods to hand over, something to take part in. Durable on return.

    Raises Refused(NOT_USABLE) with the reason; a discount is refused here, it is used in a visit.
    """
    facts, now = desk.ledger.facts_about(member_id), desk.clock.now()
    who = _asker(desk, member_id, facts, now)
    applied = redemption.apply(who, (), [choice])
    for refused in applied.refused:
        words = reasons.sentence(refused.why, title_of(who, choice), reasons.told(who.standing, desk.station.register))
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    (body,) = redemption.bodies(applied, None, desk.presence.proof(who.standing.member, now))
    (fact,) = desk.ledger.append([draft(desk, who.standing.member, body)]).facts
    card = card_of(desk, member_id, [*facts, fact], max(now, happened_at(fact)))
    return Redeemed(fact.id, wording.redeemed(body, card.standing), card)


def coupon(desk: Desk, member_id: str, code: str) -> Choice:
    """What a coupon's code, as it was typed or scanned, means for a member. Raises Refused(NOT_USABLE): misspelt,
    unknown, used, ended, elsewhere, too early (RD14)."""
    return choose(_asker(desk, member_id, desk.ledger.facts_about(member_id), desk.clock.now()), f"code:{code}")


def is_coupon(desk: Desk, text: str) -> bool:
    """Whether a scan is the code of a coupon that the program has. A check character alone says little: every
    thirty-first card of somebody else would have it."""
    code = coupons.normal(text)
    return any(each.code == code for each in desk.programs.timeline().at(desk.clock.now()).coupons)


def give(desk: Desk, member_id: str, offer: Offer) -> Redeemed:
    """What an offer that needs no visit does: its goods are handed over, or it is used. Raises Refused."""
    if offer.waiting is not None:
        return hand_over(desk, offer.waiting)
    if offer.choice is None:
        raise Refused(Refusal(RefusalCode.NOT_USABLE, f"{offer.title} is still ahead."))
    return redeem(desk, member_id, offer.choice)


def _asker(desk: Desk, member_id: str, facts: list[Fact], now: Instant) -> Asker:
    member = member_in(member_id, facts)
    moment, _ = member_moment(desk, member, now)
    standing = fold(member.id, facts, desk.programs.timeline(), moment)
    return asker(desk, standing, now, seen(desk, facts, standing, now).gifts)


def void_redemption(desk: Desk, redemption_id: str, reason: str) -> Redeemed:
    """Take a use back: its points and its award are the member's again (LG01).

    Raises Refused(NO_REDEMPTION) for an unknown one, ALREADY_VOIDED, and NOT_USABLE when it was used in a visit: then
    the visit is to be undone, or its goods returned.
    """
    fact, body, facts = _redemption(desk, redemption_id)
    if body.visit is not None:
        words = "This was used in a visit. Undo the visit, or take its goods back."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    if any(isinstance(each.body, RedemptionVoided) and each.body.redemption == redemption_id for each in facts):
        words = "This use is taken back already. Nothing changed."
        raise Refused(Refusal(RefusalCode.ALREADY_VOIDED, words))
    card = _happened(desk, fact, facts, RedemptionVoided(redemption_id, reason.strip() or "no reason given"))
    return Redeemed(redemption_id, f"Undone. {body.title} can be used again", card)


def hand_over(desk: Desk, redemption_id: str) -> Redeemed:
    """The goods a use promised are given to the member. Raises Refused(NO_REDEMPTION, ALREADY_VOIDED)."""
    fact, body, facts = _redemption(desk, redemption_id)
    done = body.handed_over or any(
        isinstance(each.body, RewardHandedOver) and each.body.redemption == redemption_id for each in facts
    )
    if done:
        raise Refused(Refusal(RefusalCode.ALREADY_VOIDED, f"{body.title} was handed over already. Nothing changed."))
    card = _happened(desk, fact, facts, RewardHandedOver(redemption_id))
    return Redeemed(redemption_id, f"Handed over: {body.title}", card)


def _redemption(desk: Desk, redemption_id: str) -> tuple[Fact, RewardRedeemed, list[Fact]]:
    fact = desk.ledger.fact(redemption_id)
    if fact is None or not isinstance(fact.body, RewardRedeemed) or fact.subject is None:
        words = "No use of a reward with this id. `show` lists them under redemptions."
        raise Refused(Refusal(RefusalCode.NO_REDEMPTION, words))
    return fact, fact.body, desk.ledger.facts_about(fact.subject)


def _happened(desk: Desk, used: Fact, facts: list[Fact], body: Body) -> MemberCard:
    member_id = used.subject or ""
    happened = draft(desk, member_id, body)
    is_reversal = isinstance(body, RedemptionVoided)
    (fact,) = take_back(desk, used, happened) if is_reversal else desk.ledger.append([happened]).facts
    return card_of(desk, member_id, [*facts, fact], max(desk.clock.now(), happened_at(fact)))
