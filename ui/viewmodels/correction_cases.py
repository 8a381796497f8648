"""The use cases that put something right about one member as the screen calls them, each imported when it is first
needed. They run on the ledger lane. Refuses to know rules: it hands over what was typed."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.ports import Desk


class Wrongs(NamedTuple):
    """A member whose figures may be wrong: the card, and the tiers of the program by their ids."""

    card: "MemberCard"
    tiers: dict[str, str]


def opened(desk: "Desk", member: str) -> Wrongs:
    """The card and what can be chosen. Raises Refused."""
    from posdesk.counter.card import open_card
    from posdesk.office.adjustments import in_force

    return Wrongs(open_card(desk, member), {tier.id: tier.name for tier in in_force(desk).tiers})


def adjust(desk: "Desk", member: str, points: str, reason: str) -> "MemberCard":
    """Points by hand, as typed. Raises Refused."""
    from posdesk.domain.points import parse_points
    from posdesk.office import adjustments

    return adjustments.adjust(desk, member, parse_points(points), reason)


def write_off(desk: "Desk", member: str, reason: str) -> "MemberCard":
    """Cover what the balance is short of. Raises Refused."""
    from posdesk.office import adjustments

    return adjustments.adjust(desk, member, 0, reason, write_off=True)


def hold_tier(desk: "Desk", member: str, tier: str, until: str, reason: str) -> "MemberCard":
    """Hold a tier to the end of a day, as typed. Raises Refused."""
    from posdesk.domain.refusals import Refusal, RefusalCode, Refused
    from posdesk.office import adjustments

    try:
        day = date.fromisoformat(until.strip())
    except ValueError:
        words = f"“{until}” is no date. Write it like 2026-12-31."
        raise Refused(Refusal(RefusalCode.BAD_DATE, words)) from None
    return adjustments.hold_tier(desk, member, tier, day, reason)


def move(desk: "Desk", visit: str, whose: str, reason: str) -> str:
    """Give a receipt to whoever is typed; the words of what was done. Raises Refused."""
    from posdesk.office import moving
    from ui.viewmodels.evening_cases import found_member

    return moving.move_visit(desk, visit, found_member(desk, whose), reason).words
