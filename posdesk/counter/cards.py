"""Decides what stands on a member's cards: on the one for the wallet a first name and the code, on the one to be shown
to friends a first name and the tier. Nothing else of a member gets onto either.

Refuses to know paper, pictures and how a code is drawn.
"""

from dataclasses import dataclass
from uuid import UUID

from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.offers import Offer
from posdesk.counter.ports import Desk
from posdesk.counter.profile_edits import set_field
from posdesk.domain import scan_code
from posdesk.domain.facts import MemberField
from posdesk.domain.member import Member
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.standing import AwardSource

Dots = tuple[tuple[bool, ...], ...]
"""A QR code: rows of dots, True is dark."""
SHEET = 10
"""Wallet cards on a page."""
FACING_OFFERS = 5
TREAT = "A treat for you"


@dataclass(frozen=True, slots=True)
class WalletCard:
    """What a member carries. code: as it is scanned; written: as it is read aloud or typed."""

    shop: str
    first_name: str
    code: str
    written: str


@dataclass(frozen=True, slots=True)
class StatusCard:
    """What a member may show to others."""

    shop: str
    first_name: str
    tier: str


@dataclass(frozen=True, slots=True)
class Facing:
    """What the customer screen shows of a member, and all it can show. done, total: steps to `reward`, total 0 without
    any. offers: titles of what can be used now."""

    first_name: str
    tier: str
    done: int
    total: int
    reward: str
    offers: tuple[str, ...]


def facing(card: MemberCard, steps: tuple[int, int]) -> Facing:
    """What others may see of an open card. steps: done and in all, as the counter draws them."""
    offers = tuple(dict.fromkeys(_title(offer) for offer in card.offers if offer.usable))
    reward = "" if card.steps is None else card.steps.title
    return Facing(first_name(card.member), card.standing.tier.name, *steps, reward, offers[:FACING_OFFERS])


def wallet_card(desk: Desk, member_id: str) -> WalletCard:
    """The card of a member for the wallet. Raises Refused(NO_MEMBER), and BAD_CARD_CODE for who has no code yet."""
    card = open_card(desk, member_id)
    code = card.member.card_code
    if code is None:
        words = f"{card.member.short_name} has no card yet. `card MEMBER --new` makes one."
        raise Refused(Refusal(RefusalCode.BAD_CARD_CODE, words))
    return WalletCard(_shop(desk), first_name(card.member), code, scan_code.written(code))


def status_card(desk: Desk, member_id: str) -> StatusCard:
    """The card of a member for others' eyes. Raises Refused(NO_MEMBER)."""
    card = open_card(desk, member_id)
    return StatusCard(_shop(desk), first_name(card.member), card.standing.tier.name)


def new_card(desk: Desk, member_id: str) -> MemberCard:
    """Give a member a new code, in place of a card that was lost; the old one finds nobody any more. Durable when this
    returns. Raises Refused."""
    bits = UUID(desk.ids.new(desk.clock.now())).int % 2**scan_code.CODE_BITS
    return set_field(desk, member_id, MemberField.CARD_CODE, scan_code.new_card_code(bits))


def _title(offer: Offer) -> str:
    """What an offer is called where others read along: that a birthday is near is hers to tell."""
    by_rule = offer.award is not None and offer.award.source is AwardSource.BIRTHDAY
    return TREAT if by_rule or "birthday" in offer.title.casefold() else offer.title


def first_name(member: Member) -> str:
    """What a member is called where others read along: the first name, or the initial of the only one."""
    return member.first_name or member.last_name[:1]


def _shop(desk: Desk) -> str:
    """The shop's name, as its door says it."""
    return desk.programs.store_name(desk.station.store)
