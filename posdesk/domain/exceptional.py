"""Decides what a manager should look at, and what can be done about each: one value for the day's report and the list.

A signal is no accusation: it says what the facts say, and who was there (LG09). Refuses to know how it was found
(member_days.py, signals.py, guarded.py) and which words say it (posdesk.office.exception_words).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.domain.correction_facts import Remedy, exception_key
from posdesk.domain.day_context import NotPermitted, Odd
from posdesk.domain.staff_facts import Permission
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
    SELDOM_PROVED = "seldom_proved"
    """Many uses of rewards without the number of the customer screen, by one person, where others ask for it."""
    STAFF_OWNED = "staff_owned"
    """A member who is staff, by her kind or her name."""
    TWICE = "twice"
    """The same member and amount within minutes."""
    LARGE = "large"
    CLOCK = "clock"
    """Recorded while the register's clock was wrong (VS05)."""
    PARKED = "parked"
    """A fact of a newer PosDesk: kept, not counted."""
    ORPHAN_VOID = "orphan_void"
    """A void of a visit that nobody knows."""
    NO_MEMBER = "no_member"
    """A receipt of a member whom nobody enrolled, as far as it is known here."""
    MAYBE_SAME = "maybe_same"
    """A member who was enrolled with the phone of another one (I02)."""
    SET_ASIDE = "set_aside"
    """An entry of this register that the hub does not hold: it counts here only."""
    NOT_PERMITTED = "not_permitted"
    """Somebody did what he or she might not do, and nobody approved it."""
    FOLLOW_UP = "follow_up"
    """A member would not recommend the shop, and waits for an answer (follow_ups.KIND)."""


class Unit(StrEnum):
    """What an amount is counted in."""

    CENTS = "cents"
    POINTS = "points"
    """Hundredths."""
    PIECES = "pieces"
    SCORE = "score"
    """0 to 10."""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One thing to look at. facts: what it is about, the first being what a remedy names; empty for a balance. member:
    whom it concerns; staff: who was signed in; None: nobody. act: of what is not permitted, which act it was."""

    kind: Kind
    store: str
    day: date
    member: str | None = None
    staff: str | None = None
    facts: tuple[str, ...] = ()
    amount: int = 0
    unit: Unit = Unit.PIECES
    act: Permission | None = None

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
    Kind.MANY_VISITS: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
    Kind.OFTEN_BY_ONE: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
    Kind.NO_MEMBER: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
    Kind.MAYBE_SAME: (Remedy.ACCEPT, Remedy.ASSIGN),
    Kind.NOT_PRESENT: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.TWICE: (Remedy.ACCEPT, Remedy.REVERSE),
    Kind.LARGE: (Remedy.ACCEPT, Remedy.REVERSE, Remedy.ASSIGN),
}


def key_of(each: Exceptional) -> str:
    """What it is called wherever it is settled: the same for the same facts on every computer. More facts of a kind
    (one receipt more of that member and day) are another thing to look at."""
    told = each.facts or (each.store, each.day.isoformat(), each.member or "", each.staff or "")
    return exception_key(each.kind, told)


def exceptional(odd: Odd) -> Exceptional | None:
    """What a standing tells, as the list shows it; None for a kind that only a newer PosDesk knows."""
    units = dict(OF_STANDING.values())
    if odd.kind not in {str(kind) for kind in units}:
        return None
    kind = Kind(odd.kind)
    facts = () if odd.fact is None else (odd.fact,)
    return Exceptional(kind, odd.store, odd.day, odd.member, odd.staff, facts, odd.amount, units[kind])


def not_permitted(done: NotPermitted) -> Exceptional | None:
    """What somebody did without permission, as the list shows it; None for an act that only a newer PosDesk knows."""
    act = next((each for each in Permission if each == done.act), None)
    where = done.store, done.day, done.member, done.staff
    return None if act is None else Exceptional(Kind.NOT_PERMITTED, *where, (done.fact,), 1, act=act)
