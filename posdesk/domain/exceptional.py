"""Decides what a manager should look at, and what can be done about each: one value for the day's report and the list.

A signal is no accusation: it says what the facts say, and who was there (LG09). Refuses to know how it was found
(member_days.py, signals.py) and which words say it (posdesk.office.exception_words).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.domain.standing import ExceptionKind


class Kind(StrEnum):
    """What happened. The first four are found by the rules, the others are signals."""

    DOUBLE_REDEEMED = "double_redeemed"
    REDEEMED_NOT_EARNED = "redeemed_not_earned"
    NEGATIVE_BALANCE = "negative_balance"
    ORPHAN_RETURN = "orphan_return"
    MANY_VISITS = "many_visits"
    """One member on more receipts of a day than a person has."""
    OFTEN_BY_ONE = "often_by_one"
    """One member on many baskets that one person rang up."""
    MANY_ADJUSTMENTS = "many_adjustments"
    NOT_PRESENT = "not_present"
    """A reward was used on a day without a receipt: nothing says that the member was there."""
    STAFF_OWNED = "staff_owned"
    """A member who is staff, by her kind or her name."""
    TWICE = "twice"
    """The same member and amount within minutes."""
    LARGE = "large"
    CLOCK = "clock"
    """Recorded while the register's clock was wrong (VS05)."""
    PARKED = "parked"
    """A fact of a newer PosDesk: kept, not counted."""


class Unit(StrEnum):
    """What an amount is counted in."""

    CENTS = "cents"
    POINTS = "points"
    """Hundredths."""
    PIECES = "pieces"


class Remedy(StrEnum):
    """What can be done about it; each is a fact."""

    ACCEPT = "accept"
    WRITE_OFF = "write_off"
    REVERSE = "reverse"
    ASSIGN = "assign"
    """Give it to the member it belongs to."""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One thing to look at. facts: what it is about, the first being what a remedy names; empty for a balance. member:
    whom it concerns; staff: who was signed in; None: nobody."""

    kind: Kind
    store: str
    day: date
    member: str | None = None
    staff: str | None = None
    facts: tuple[str, ...] = ()
    amount: int = 0
    unit: Unit = Unit.PIECES

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What can be done."""
        return REMEDIES.get(self.kind, (Remedy.ACCEPT,))


OF_STANDING: Mapping[ExceptionKind, tuple[Kind, Unit]] = {
    ExceptionKind.DOUBLE_REDEEMED: (Kind.DOUBLE_REDEEMED, Unit.CENTS),
    ExceptionKind.REDEEMED_NOT_EARNED: (Kind.REDEEMED_NOT_EARNED, Unit.CENTS),
    ExceptionKind.NEGATIVE_BALANCE: (Kind.NEGATIVE_BALANCE, Unit.POINTS),
    ExceptionKind.ORPHAN_RETURN: (Kind.ORPHAN_RETURN, Unit.CENTS),
}

REMEDIES: Mapping[Kind, tuple[Remedy, ...]] = {
    Kind.DOUBLE_REDEEMED: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.REDEEMED_NOT_EARNED: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.NEGATIVE_BALANCE: (Remedy.ACCEPT, Remedy.WRITE_OFF),
    Kind.ORPHAN_RETURN: (Remedy.ACCEPT, Remedy.ASSIGN),
    Kind.MANY_VISITS: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
    Kind.OFTEN_BY_ONE: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
    Kind.NOT_PRESENT: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.TWICE: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.LARGE: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
}
