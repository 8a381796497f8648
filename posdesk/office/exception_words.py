"""Decides the words of what a manager should look at: what happened, and why it matters."""

from collections.abc import Mapping
from datetime import date

from posdesk.counter import permissions
from posdesk.counter.wording import count
from posdesk.domain.correction_facts import Remedy
from posdesk.domain.exceptional import Exceptional, Kind, Unit
from posdesk.domain.money import format_cents
from posdesk.domain.points import format_points
from posdesk.domain.staff import NOBODY, Roster
from posdesk.office.follow_ups import Answer

_HAPPENED: Mapping[Kind, str] = {
    Kind.DOUBLE_REDEEMED: "The same award was used twice; this is the second time, worth {amount}",
    Kind.REDEEMED_NOT_EARNED: "An award was used that was not earned after all, worth {amount}",
    Kind.NEGATIVE_BALANCE: "A balance fell below zero: {amount} are short",
    Kind.ORPHAN_RETURN: "Goods for {amount} came back, and nobody knows the visit",
    Kind.MANY_VISITS: "One member, {amount} in one day",
    Kind.OFTEN_BY_ONE: "One member, {amount} in one day, all rung up by {staff}",
    Kind.MANY_ADJUSTMENTS: "{staff} adjusted points {amount} in one day",
    Kind.NOT_PRESENT: "A reward was used by a member who has no receipt that day",
    Kind.SELDOM_PROVED: "{staff} gave rewards {amount} without the number on the customer screen",
    Kind.STAFF_OWNED: "A member was enrolled who works here, by name or by kind",
    Kind.TWICE: "The same member and the same {amount} twice within minutes",
    Kind.LARGE: "One receipt of {amount}",
    Kind.CLOCK: "{amount} recorded while the register's clock was wrong",
    Kind.PARKED: "A fact of a newer PosDesk is kept and not counted",
    Kind.ORPHAN_VOID: "A visit was undone that nobody knows here",
    Kind.NO_MEMBER: "{amount} of a member whom nobody enrolled",
    Kind.MAYBE_SAME: "A member was enrolled with the phone of another one",
    Kind.SET_ASIDE: "The hub did not take an entry of this register",
    Kind.NOT_PERMITTED: "Without permission: {act}, by {staff}",
    Kind.FOLLOW_UP: "{amount}: a member is unlikely to recommend the shop",
}
_COUNTED: Mapping[Kind, str] = {
    Kind.MANY_ADJUSTMENTS: "time",
    Kind.SELDOM_PROVED: "time",
    Kind.CLOCK: "fact",
}

WHY: Mapping[Kind, str] = {
    Kind.DOUBLE_REDEEMED: "It was given away twice; registers could not ask each other.",
    Kind.REDEEMED_NOT_EARNED: "What earned it came back, or was never there.",
    Kind.NEGATIVE_BALANCE: "The store has given points that are not there; the next visits pay them back.",
    Kind.ORPHAN_RETURN: "Points of that visit are not taken back until it is known.",
    Kind.MANY_VISITS: "A card may be passed around, or a person saves for others.",
    Kind.OFTEN_BY_ONE: "A budtender may ring guests up on one card.",
    Kind.MANY_ADJUSTMENTS: "Points are money; so many corrections of one person deserve a look.",
    Kind.NOT_PRESENT: "Nothing says that the member was here.",
    Kind.SELDOM_PROVED: "The number says that the member is here; here it is asked for.",
    Kind.STAFF_OWNED: "Who works here may ring up guests on their own card.",
    Kind.TWICE: "It may have been recorded twice.",
    Kind.LARGE: "It may be a slip of the keys.",
    Kind.CLOCK: "Their times are corrected; the business day may be another one.",
    Kind.PARKED: "Figures change once this PosDesk is updated.",
    Kind.ORPHAN_VOID: "The visit may still be on its way from another register.",
    Kind.NO_MEMBER: "Nobody can use these points; the enrolment may be on its way.",
    Kind.MAYBE_SAME: "If they are one person, points and visits are split in two.",
    Kind.SET_ASIDE: "It counts at this register and nowhere else. The page about the hub says why.",
    Kind.NOT_PERMITTED: "It counts, as it happened. The register had not heard who may do it, or was not asked.",
    Kind.FOLLOW_UP: "Whoever was unhappy and hears nothing may not come back.",
}

CAN: Mapping[Remedy, str] = {
    Remedy.ACCEPT: "Leave it as it is",
    Remedy.WRITE_OFF: "Write it off",
    Remedy.REVERSE: "Take it back",
    Remedy.ASSIGN: "Give it to the member it belongs to",
}

FOLLOWED_UP = "Say what was done about it"
"""Leaving an answer as it is would be none."""


def can(kind: Kind, how: Remedy) -> str:
    """What can be done about an exception of a kind, in words."""
    return FOLLOWED_UP if kind is Kind.FOLLOW_UP and how is Remedy.ACCEPT else CAN[how]


def happened(each: Exceptional, roster: Roster = NOBODY) -> str:
    """What happened, in one line. roster: what people are called."""
    return _HAPPENED[each.kind].format(
        amount=amount(each),
        staff=roster.name_of(each.staff) or "nobody signed in",
        act="" if each.act is None else _lower(permissions.ACTS[each.act]),
    )


def said(answer: Answer, roster: Roster = NOBODY) -> tuple[str, ...]:
    """What a member said, a line each: her words, the visit and who served her."""
    lines = [] if answer.words is None else [f"“{answer.words}”"]
    visit = answer.visit
    if visit is not None:
        which = "About the visit of" if visit.named else "The visit before:"
        served = roster.name_of(visit.served) or "nobody signed in"
        lines.append(f"{which} {_day(visit.day)}, {format_cents(visit.cents)}, served by {served}")
    return tuple(lines)


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def amount(each: Exceptional) -> str:
    """How much, in its unit."""
    if each.unit is Unit.CENTS:
        return format_cents(each.amount)
    if each.unit is Unit.POINTS:
        return f"{format_points(each.amount)} points"
    if each.unit is Unit.SCORE:
        return f"{each.amount} of 10"
    return count(each.amount, _COUNTED.get(each.kind, "receipt"))
