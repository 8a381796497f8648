"""The use cases of the counter as the screen calls them, each imported when it is first needed.

They run on the ledger lane. Importing them here, inside the functions, keeps them off the way to the first paint.
Refuses to know rules and words: it only hands over.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from posdesk.counter.balance import Balance
    from posdesk.counter.card import MemberCard
    from posdesk.counter.closed_day import ClosedToday
    from posdesk.counter.enrolment import Enrolled
    from posdesk.counter.lookup import Found
    from posdesk.counter.offers import Offer
    from posdesk.counter.ports import Desk, Waiting
    from posdesk.counter.redemptions import Redeemed
    from posdesk.counter.returns import AfterReturn, Back, GoodsReturned, Returnable, SoldLine
    from posdesk.counter.visits import AfterThis, Today, VisitEntry, VisitSaved, VisitUndone
    from posdesk.domain.campaign_facts import Meeting
    from posdesk.domain.facts import Line
    from posdesk.domain.id_card import IdChecked
    from posdesk.domain.offers import Choice

COMPLETIONS = 6
"""Brand names offered while one is typed."""


def find(desk: "Desk", text: str) -> "Found":
    """Whom the text in the box means."""
    from posdesk.counter import lookup

    return lookup.find(desk, text)


def open_card(desk: "Desk", member: str) -> "MemberCard":
    """The card of a member (UUID text). Raises Refused."""
    from posdesk.counter import card

    return card.open_card(desk, member)


class Scanned(NamedTuple):
    """What a scan means: what was found, the card when that is exactly one, else whether it is a coupon."""

    found: "Found"
    card: "MemberCard | None"
    coupon: bool


def scan(desk: "Desk", text: str) -> Scanned:
    """Whom a scan means: one trip to the lane, on screen at once."""
    from posdesk.counter import redemptions

    found = find(desk, text)
    if found.exact:
        return Scanned(found, open_card(desk, found.exact), False)
    return Scanned(found, None, redemptions.is_coupon(desk, text))


def preview(desk: "Desk", member: str, entry: "VisitEntry") -> "AfterThis":
    """What would be after this visit."""
    from posdesk.counter import visits

    return visits.preview(desk, member, entry)


def record(desk: "Desk", member: str | None, entry: "VisitEntry", nudges: Sequence[str]) -> "VisitSaved":
    """Record a visit; it is durable when this returns. Raises Refused."""
    from posdesk.counter import visits

    return visits.record(desk, member, entry, nudges=tuple(nudges))


def undo_last(desk: "Desk") -> "VisitUndone | Redeemed":
    """Take back what was done last here. Raises Refused."""
    from posdesk.counter import undoing

    return undoing.undo_last(desk)


def entry(
    amount_cents: int,
    brands: Sequence[str],
    receipt: str | None,
    choices: "Sequence[Choice]" = (),
    parts: "Sequence[Line]" = (),
    basket: str = "",
    id_check: "IdChecked | None" = None,
) -> "VisitEntry":
    """What was typed into the visit panel; amount in cents, before offers. choices: what the member uses. parts: goods
    that an offer is about. basket: which panel it is. id_check: that an ID was looked at."""
    from posdesk.counter.visits import VisitEntry

    return VisitEntry(
        amount_cents,
        tuple(brands),
        receipt,
        choices=tuple(choices),
        basket=basket,
        parts=tuple(parts),
        id_check=id_check,
    )


def let_go(desk: "Desk", basket: str) -> None:
    """What an open panel held is free again."""
    from posdesk.counter import visits

    visits.let_go(desk, basket)


def pay_with(points: str) -> "Choice | None":
    """Points that pay like money, as typed; None for none. Raises Refused for what is no number of points."""
    from posdesk.domain.offers import Choice
    from posdesk.domain.points import parse_points
    from posdesk.domain.rewards import PAY_WITH_POINTS

    wanted = parse_points(points) if points.strip() else 0
    return Choice(PAY_WITH_POINTS, points=wanted) if wanted else None


def coupon(desk: "Desk", member: str, code: str) -> "Choice":
    """What a coupon's code means for a member (UUID text). Raises Refused in one of five ways (RD14)."""
    from posdesk.counter import redemptions

    return redemptions.coupon(desk, member, code)


def give(desk: "Desk", member: str, offer: "Offer") -> "Redeemed":
    """Use a reward without a visit, or hand over goods that were promised; durable when this returns. Raises
    Refused."""
    from posdesk.counter import redemptions

    return redemptions.give(desk, member, offer)


def answer(desk: "Desk", member: str, field: str, text: str) -> "MemberCard":
    """What a member (UUID text) answered to the question for a field; durable when this returns. Raises Refused."""
    from posdesk.counter import profile_edits
    from posdesk.domain.facts import MemberField

    return profile_edits.set_field(desk, member, MemberField(field), text)


def note_met(desk: "Desk", member: str, met: "Sequence[Meeting]") -> None:
    """Write down which campaigns were on the screen."""
    from posdesk.counter import meetings

    meetings.note(desk, member, met)


def open_balance(desk: "Desk", member: str) -> "Balance":
    """The points of a member (UUID text), opened into their lots. Raises Refused."""
    from posdesk.counter import balance

    return balance.open_balance(desk, member)


def open_return(desk: "Desk", visit: str) -> "Returnable":
    """What of a visit (UUID text) can still come back. Raises Refused in words."""
    from posdesk.counter import returns

    return returns.open_return(desk, visit)


def preview_return(desk: "Desk", visit: str, back: "Sequence[Back]") -> "AfterReturn":
    """What this return would do. Raises Refused."""
    from posdesk.counter import returns

    return returns.preview_return(desk, visit, back)


def return_goods(desk: "Desk", visit: str, back: "Sequence[Back]") -> "GoodsReturned":
    """Take goods back; it is durable when this returns. Raises Refused."""
    from posdesk.counter import returns

    return returns.return_goods(desk, visit, back)


def back(line: "SoldLine", amount: int) -> "Back":
    """So much of a line: cents where only its amount is known, else thousandths of a piece."""
    from posdesk.counter.returns import Back

    return Back(line.number, cents=amount) if line.by_amount else Back(line.number, quantity=amount)


def read_pieces(text: str) -> int:
    """`2` or `3.5` as thousandths. Raises Refused."""
    from posdesk.counter import returns

    return returns.read_pieces(text)


def written_pieces(thousandths: int) -> str:
    """Thousandths as people write them: `2`, `3.5`."""
    from posdesk.counter import returns

    return returns.pieces(thousandths)


def brands(desk: "Desk", prefix: str) -> list[str]:
    """Brand names that begin with `prefix`, most bought first."""
    return desk.directory.brands(prefix, COMPLETIONS)


def enrol(desk: "Desk", fields: dict[str, str | None], *, share_phone: bool) -> "Enrolled":
    """Make a new member of the form's fields, by the names of EnrolmentForm. Raises Refused."""
    from posdesk.counter import enrolment

    return enrolment.enrol(desk, enrolment.EnrolmentForm(**fields, share_phone=share_phone))  # type: ignore[arg-type]


def morning(desk: "Desk") -> "tuple[Today, Waiting, ClosedToday | None]":
    """Today at this register, what the hub has not confirmed, and whether the day is closed."""
    from posdesk.counter import visits
    from posdesk.counter.closed_day import closed_today

    return visits.today(desk), desk.ledger.waiting(), closed_today(desk)
