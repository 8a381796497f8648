"""Decides what the right side of the counter lists: what can be used, what not now and why, and what is still ahead.

Puts the engine's answers (posdesk.domain.redemption) into shop language. Refuses to know pixels and rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.counter import reasons, wording
from posdesk.counter.ports import Desk
from posdesk.domain import coupons, discounts, redemption
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Line
from posdesk.domain.offers import Asker, Choice, Gift, Situation, resolve_code
from posdesk.domain.points import format_points, parse_points
from posdesk.domain.program import Basis, Program
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import PAY_WITH_POINTS, Reward
from posdesk.domain.standing import Award, MilestoneStanding, Standing

NOT_YET_OFFERS = 3
"""Milestones ahead that are listed."""
NOT_NOW_OFFERS = 1
"""Rewards that a card lists although they cannot be bought now."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something on the right side. title: what she gets. line: until when, or why not now. usable: now.

    choice: what using it would be, None for a milestone ahead. gives_cents: what it takes off the basket by itself, 0
    without a basket. award: the award behind it. milestone: the milestone one waits for. goods: a line, still without
    a price, that has to be in the basket and that an amount with brands does not name; None where any basket will do.
    without_basket: it takes nothing off a basket, so it can be used without a visit. waiting: the redemption
    whose goods are still to be handed over.
    """

    title: str
    line: str
    usable: bool
    award: Award | None = None
    milestone: MilestoneStanding | None = None
    choice: Choice | None = None
    gives_cents: int = 0
    goods: Line | None = None
    without_basket: bool = False
    waiting: str | None = None


def asker(desk: Desk, standing: Standing, at: Instant, gifts: tuple[Gift, ...], basket: str = "") -> Asker:
    """Who asks at this register: the member's standing at `at`, under the program then in force. gifts: what
    campaigns give her. basket: the one that asks; what other baskets hold it cannot use (RD08)."""
    program = desk.programs.timeline().at(at)
    counted, online = any(reward.counted for reward in program.rewards), desk.reach.online()
    situation = Situation(
        store=desk.station.store,
        day=standing.as_of.day,
        register=desk.station.register,
        online=online,
        allowances=desk.reach.allowances() if online is False else {},
        stock=desk.ledger.stock(desk.station.store) if counted else {},
        held=desk.holds.held(standing.member, basket, at, program.hold_minutes),
    )
    return Asker(program, standing, situation, gifts)


def listed(who: Asker, lines: Sequence[Line] | None = None) -> tuple[Offer, ...]:
    """All there is for a member: what can be used first; goods to hand over; then awards that cannot be used now,
    milestones ahead, and rewards that cannot be bought now, each with its reason. lines: the basket, so that offers
    about it can be judged; None: there is none yet."""
    found = redemption.offers(who, lines)
    waiting = [offer for offer in found if not offer.usable]
    return (
        *(_shown(who, offer) for offer in found if offer.usable),
        *_to_hand_over(who.standing),
        *(_shown(who, offer) for offer in waiting if offer.award is not None),
        *_ahead(who.standing),
        *(_shown(who, offer) for offer in waiting if offer.award is None),
    )


def in_short(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """As much of it as a card has room for: of rewards that cannot be bought now the first few."""
    dear = [offer for offer in offers if not offer.usable and offer.award is None and offer.milestone is None]
    return tuple(offer for offer in offers if offer not in dear[NOT_NOW_OFFERS:])


def choose(who: Asker, text: str) -> Choice:
    """What a text means: `points:120`, `code:SPRING7`, `award:RULE:N`, or a reward's id. A reward the member has an
    open award for is paid by that award, the one that ends first; else by points.

    Raises Refused(NO_REWARD) for a reward the program does not have, BAD_POINTS, NOT_USABLE for a code that is no good.
    """
    kind, _, name = text.strip().partition(":")
    if kind == PAY_WITH_POINTS and name:
        return Choice(PAY_WITH_POINTS, points=parse_points(name))
    if kind == "code" and name:
        return _by_code(who, name)
    if kind == "award" and name:
        rule, _, n = name.rpartition(":")
        key = (rule, int(n)) if n.isdecimal() and len(n) < 11 else (name, 0)
        award = who.awards.get(key)
        return Choice((award.reward or "") if award else "", key)
    if text not in who.rewards:
        words = f"The program has no reward “{text}”. It has {', '.join(who.program.reward_by_id) or 'none'}."
        raise Refused(Refusal(RefusalCode.NO_REWARD, words))
    mine = (each for each in redemption.offers(who, None) if each.choice.reward == text and each.award is not None)
    return next((each.choice for each in mine if each.usable), Choice(text))


def _by_code(who: Asker, typed: str) -> Choice:
    """The reward of a coupon. Raises Refused(NOT_USABLE): misspelt, unknown, used, ended, elsewhere, too early
    (RD14)."""
    code = coupons.normal(typed)
    if not coupons.is_sound(code):
        words = f"“{typed}” is misspelt: its last character does not fit the others. Type it again."
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    clause, choice = resolve_code(who, code)
    if choice is None:
        words = reasons.sentence(clause, "", reasons.told(who.standing, who.situation.register))
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    return choice


def title_of(who: Asker, choice: Choice) -> str:
    """What a choice is called: the award's words, else the reward's."""
    award = who.awards.get(choice.award) if choice.award else None
    if award is not None:
        return award.title
    if choice.reward == PAY_WITH_POINTS:
        return f"Paying with {who.program.point_name}"
    reward = who.rewards.get(choice.reward)
    return choice.reward if reward is None else reward.title


def points_to_pay_with(who: Asker) -> int:
    """Hundredths of points that can pay like money now; 0 where the program does not let them."""
    return who.available if who.program.point_rules.pay_points and who.standing.points > 0 else 0


def points_worth(program: Program, points: int) -> int:
    """What so many hundredths of points pay, in cents."""
    rules = program.point_rules
    return points * rules.pay_cents // rules.pay_points if rules.pay_points else 0


def _shown(who: Asker, offer: redemption.Offer) -> Offer:
    today = who.standing.as_of.day
    if not offer.usable:
        line = reasons.reason(offer.why, reasons.told(who.standing, who.situation.register))
    elif offer.award is not None:
        unsure = " · not confirmed yet" if offer.award.provisional and who.situation.online is not None else ""
        line = wording.award_line(offer.award, today) + unsure  # M08
    else:
        until = "" if offer.until is None else f" · until {wording.day_words(offer.until, today)}"
        line = f"{format_points(offer.cost)} {who.program.point_name}{until}"
    reward = who.rewards.get(offer.choice.reward)
    free = reward is None or not discounts.needs_basket(reward)
    gives = offer.gives_cents
    return Offer(offer.title, line, offer.usable, offer.award, None, offer.choice, gives, _goods_of(reward), free)


def _to_hand_over(standing: Standing) -> list[Offer]:
    """Goods that a use promised and that wait for the member, the longest first."""
    return [
        Offer(use.title, f"Promised {wording.day_words(use.day, standing.as_of.day)}", True, waiting=use.fact_id)
        for use in standing.redemptions
        if use.standing and not use.handed_over
    ]


def _goods_of(reward: Reward | None) -> Line | None:
    """Goods of a category, or named themselves: nobody types those with an amount. The program's names stand in for
    those on the shelf; that a brand is in the basket its chip says."""
    if reward is None or not (reward.goods.categories or reward.goods.products):
        return None
    brand, category, product = (
        min(names).capitalize() if names else None
        for names in (reward.goods.brands, reward.goods.categories, reward.goods.products)
    )
    return Line(0, brand, category, product)


def _ahead(standing: Standing) -> list[Offer]:
    """Milestones still ahead, those of the fewest visits first; money is as many visits as it usually takes."""
    ahead = [milestone for milestone in standing.milestones if not milestone.reached]
    ahead.sort(key=lambda milestone: (_visits_away(milestone, standing), milestone.rule.id))
    return [
        Offer(milestone.title, wording.to_milestone(milestone, standing.point_name), False, milestone=milestone)
        for milestone in ahead[:NOT_YET_OFFERS]
    ]


def _visits_away(milestone: MilestoneStanding, standing: Standing) -> int:
    if milestone.on is Basis.VISITS:
        return milestone.missing
    return milestone.missing * max(standing.visits, 1) // max(standing.spend_cents, 1)
