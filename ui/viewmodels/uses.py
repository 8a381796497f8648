"""Decides how offers read on the screen and which are chosen for the visit that is typed in.

An offer keeps its number while the visit is open, whatever the basket does to it. Refuses to know rules: whether an
offer can be used, and what it gives, comes from the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from posdesk.domain.money import parse_keypad
from posdesk.domain.rewards import PAY_WITH_POINTS
from ui import wording
from ui.viewmodels import member_words, use_cases

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.offers import Offer
    from posdesk.counter.visits import AfterThis
    from posdesk.domain.facts import Line
    from posdesk.domain.offers import Choice
    from posdesk.domain.redemption import Given

KEYS = 9
"""Alt+1 to Alt+9."""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer as shown. order: its place among those that can be chosen, from 1; 0: none of them. line: until when, or
    why not now. usable: now, on this basket. chosen: for this visit; gives: what it gives there. about_goods: once it
    is chosen the panel asks what its goods cost. waiting: it was used, its goods are to be handed over."""

    title: str
    line: str
    usable: bool
    order: int = 0
    chosen: bool = False
    gives: str = ""
    about_goods: bool = False
    waiting: bool = False

    @property
    def can_press(self) -> bool:
        """Whether its button does something: choose it, take it off, or ask what its goods cost."""
        return self.usable or self.chosen or self.about_goods

    @property
    def ready(self) -> bool:
        """Whether it stands under "Can use now"."""
        return self.order > 0

    @property
    def number(self) -> int:
        """The number of its key, 0 where there are no keys left."""
        return self.order if self.order <= KEYS else 0


@dataclass(frozen=True, slots=True)
class UseLine:
    """One thing chosen, and what it gives; or why it cannot be used here."""

    title: str
    gives: str
    refused: bool = False


class Uses:
    """What is chosen for the visit: offers, points to pay with and what an offer's goods cost, as typed."""

    def __init__(self) -> None:
        self.chosen: tuple[Choice, ...] = ()
        self.points = self.price = ""

    def clear(self) -> None:
        """Nothing is chosen."""
        self.chosen, self.points, self.price = (), "", ""

    def goods(self, card: "MemberCard | None") -> "Line | None":
        """The goods, still without a price, that the first chosen offer about goods is for."""
        offers = card.offers if card else ()
        return next((each.goods for each in offers if each.goods is not None and each.choice in self.chosen), None)

    def parts(self, card: "MemberCard | None") -> "tuple[Line, ...]":
        """The goods with what they cost. Raises Refused when that is no amount."""
        goods = self.goods(card)
        if goods is None or not self.price.strip():
            return ()
        return (goods._replace(cents=parse_keypad(self.price)),)

    def toggle(self, choice: "Choice") -> None:
        """Choose an offer, or take it off again."""
        others = tuple(each for each in self.chosen if each != choice)
        self.chosen = others if choice in self.chosen else (*self.chosen, choice)

    def take_best(self, after: "AfterThis") -> None:
        """Choose the best combination; what is given besides and takes nothing off stays."""
        besides = [each.choice for each in after.applied.given if not each.value_cents]
        kept = [choice for choice in self.chosen if choice in besides and choice not in after.best]
        self.chosen = (*after.best, *kept)

    def choices(self) -> "tuple[Choice, ...]":
        """All of it. Raises Refused when the points typed are no number."""
        paying = use_cases.pay_with(self.points)
        return self.chosen if paying is None else (*self.chosen, paying)


def numbered(card: "MemberCard") -> "list[Offer]":
    """The offers that a key chooses, in the order of their numbers: what can be used before there is a basket."""
    return [offer for offer in card.offers if offer.usable and (offer.choice is not None or offer.waiting)]


def at_once(card: "MemberCard | None", number: int) -> "Offer | None":
    """Offer `number`, when it needs no visit: goods, points, something to take part in, goods to hand over."""
    offers = numbered(card) if card else []
    offer = offers[number - 1] if 0 < number <= len(offers) else None
    return offer if offer is not None and (offer.without_basket or offer.waiting) else None


def offer_lines(
    card: "MemberCard", after: "AfterThis | None", chosen: "Sequence[Choice]", hidden: bool
) -> list[OfferLine]:
    """Every offer as shown, in the order of the card; judged on the basket where there is one."""
    judged = {offer.choice: offer for offer in after.offers if offer.choice is not None} if after else {}
    given = {each.choice: each for each in after.applied.given} if after else {}
    refused = dict(after.why_not) if after else {}
    lines, number = [], 0
    for offer in card.offers:
        choice = offer.choice
        if not offer.usable or (choice is None and offer.waiting is None):
            title = member_words.award_title(offer.award, offer.title, hidden)
            lines.append(OfferLine(title, member_words.offer_line(offer, hidden), False))
            continue
        number += 1
        if choice is None:
            lines.append(OfferLine(offer.title, offer.line, True, number, waiting=True))
            continue
        now = judged.get(choice, offer)
        usable, line = now.usable, member_words.offer_line(now, hidden)
        if choice in refused:
            usable, line = False, refused[choice]
        gives = gives_words(given[choice], card.point_name) if choice in given and not hidden else ""
        title = member_words.award_title(offer.award, offer.title, hidden)
        lines.append(OfferLine(title, line, usable, number, choice in chosen, gives, offer.goods is not None))
    return lines


def use_lines(card: "MemberCard", after: "AfterThis", hidden: bool) -> list[UseLine]:
    """What is chosen, in the order it is taken off, then what cannot be used, with the reason."""
    titles = _titles(card, hidden)
    given = [
        UseLine(titles.get(each.choice, each.title), wording.HIDDEN if hidden else gives_words(each, card.point_name))
        for each in after.applied.given
    ]
    paying = wording.paying_with(card.point_name)
    refused = [
        UseLine(
            paying if choice.reward == PAY_WITH_POINTS else titles.get(choice, choice.reward),
            wording.HIDDEN if hidden else why,
            refused=True,
        )
        for choice, why in after.why_not
    ]
    return given + refused


def _titles(card: "MemberCard", hidden: bool) -> "dict[Choice, str]":
    return {
        offer.choice: member_words.award_title(offer.award, offer.title, hidden)
        for offer in card.offers
        if offer.choice is not None
    }


def chosen_lines(card: "MemberCard", chosen: "Sequence[Choice]", hidden: bool) -> list[UseLine]:
    """What is chosen before an amount is typed: what it gives is not known yet."""
    titles = _titles(card, hidden)
    return [UseLine(titles.get(choice, choice.reward), "") for choice in chosen]


def pay_words(after: "AfterThis") -> str:
    """`Pay $42.50 instead of $62.50`; empty while nothing is taken off."""
    pay, off = after.applied.pay_cents, sum(each.value_cents for each in after.applied.given)
    return wording.pay_instead(wording.money(pay), wording.money(pay + off)) if off else ""


def gives_words(given: "Given", point_name: str) -> str:
    """What one use gives: `$10 off`, `$2 for 200 points`, `50 points more`, `Given`."""
    worth = wording.money_short(given.value_cents)
    if given.choice.reward == PAY_WITH_POINTS:
        return wording.for_points(worth, wording.points(given.spent), point_name)
    parts = [wording.off(worth)] if given.value_cents else []
    if given.bonus:
        parts.append(wording.more(wording.points(given.bonus), point_name))
    words = ", ".join(parts) or wording.GIVEN
    return wording.for_points(words, wording.points(given.spent), point_name) if given.spent else words
