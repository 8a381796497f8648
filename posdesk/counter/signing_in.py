"""Decides how somebody proves to be a person who works here, and what follows: a desk that acts for that person, or one
that may do one act because somebody else approved it.

Wrong PINs are counted before they are looked at, for each person at this register, and cost ever longer waits. Refuses
to know how PINs are hashed and where they are counted (ports), and how a screen is locked (ui).
"""

from dataclasses import replace

from posdesk.counter import permissions
from posdesk.counter.ports import Desk, Staffing, Station
from posdesk.counter.visits import draft
from posdesk.domain import pins
from posdesk.domain.codec import MAX_TEXT
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import Person, folded
from posdesk.domain.staff_facts import ApprovalGiven, Permission, Role, StaffAdded, StaffLockedOut, StaffPinSet

LONGEST_NAME = 60


def make_owner(desk: Desk, name: str, pin: str) -> Desk:
    """The first person of this shop, its owner, who is signed in at once. From here on everybody signs in.

    Raises Refused(BAD_NAME, BAD_PIN), and ALREADY_SET_UP when somebody works here already.
    """
    staffing = staffing_of(desk)
    if permissions.roster(desk).in_use:
        words = "This shop has its people already. Sign in, or ask an owner to add you."
        raise Refused(Refusal(RefusalCode.ALREADY_SET_UP, words))
    called, digits = checked_name(name), pins.checked_pin(pin)
    person = desk.ids.new(desk.clock.now())
    new = replace(desk, station=replace(desk.station, staff=person))
    bodies = StaffAdded(person, called, Role.OWNER), StaffPinSet(person, staffing.hashes.made(digits))
    new.ledger.append([draft(new, None, body) for body in bodies])
    return new


def sign_in(desk: Desk, who: str, pin: str) -> Desk:
    """The desk at which somebody is signed in. who: an id or a name.

    Raises Refused: WRONG_PIN (also for a name that nobody has), WAIT after too many of them, BAD_PIN for what can be
    none, NO_PERSON when two have the name.
    """
    person = proven(desk, who, pin)
    return replace(desk, station=replace(desk.station, staff=person.id, approval=None))


def approve(desk: Desk, who: str, pin: str) -> Desk:
    """The desk at which one act may be done that `who` may do. It is for one use case, then it is thrown away. Raises
    Refused as sign_in."""
    return replace(desk, station=replace(desk.station, approval=proven(desk, who, pin).id))


def allow(desk: Desk, permission: Permission) -> None:
    """Ask for an act that writes no facts of its own, such as an export; an approval of it is written down. Raises
    Refused(NOT_PERMITTED)."""
    permissions.check(desk, permission)
    known = permissions.roster(desk)
    approver = known.one(desk.station.approval)
    if approver is not None and not permissions.allowed(replace(desk, station=_unapproved(desk)), permission):
        desk.ledger.append([draft(desk, None, ApprovalGiven(permission, approver.id))])


def proven(desk: Desk, who: str, pin: str) -> Person:
    """Who types this PIN. As long as it takes for nobody. Raises Refused as sign_in."""
    staffing, digits = staffing_of(desk), pin.strip()
    if not pins.may_be_one(digits):
        raise Refused(Refusal(RefusalCode.BAD_PIN, f"Type your PIN: {pins.SHORTEST} to {pins.LONGEST} digits."))
    found = permissions.roster(desk).named(who)
    if len(found) > 1:
        words = f"{len(found)} people here are called “{who.strip()}”. Give the id that `staff list` shows."
        raise Refused(Refusal(RefusalCode.NO_PERSON, words))
    person = found[0] if found else None
    key = f"name:{folded(who)[:LONGEST_NAME]}" if person is None else person.id
    wrong = _counted(staffing, key, desk.clock.now())
    if not staffing.hashes.fits(digits, None if person is None else person.pin_hash) or person is None:
        _note_locked_out(desk, person, wrong)
        raise _wrong(wrong)
    staffing.tries.put(key, None)
    return person


def staffing_of(desk: Desk) -> Staffing:
    """The ports that people need. Raises Refused(NO_PERSON) at a desk that has none."""
    if desk.staffing is None:
        raise Refused(Refusal(RefusalCode.NO_PERSON, "Nobody signs in here."))
    return desk.staffing


def checked_name(name: str) -> str:
    """A person's name as it is kept. Raises Refused(BAD_NAME)."""
    called = " ".join(name.split())
    if not 0 < len(called) <= min(LONGEST_NAME, MAX_TEXT) or not called.isprintable():
        raise Refused(Refusal(RefusalCode.BAD_NAME, f"A name has 1 to {LONGEST_NAME} letters."))
    return called


def _unapproved(desk: Desk) -> Station:
    return replace(desk.station, approval=None)


def _counted(staffing: Staffing, key: str, now: int) -> pins.Tries:
    """The wrong PINs so far and this one, counted durably before it is looked at: pulling the plug helps nobody. Raises
    Refused(WAIT)."""
    before = staffing.tries.of(key)
    seen = pins.seen_at(before, now)
    if seen != before:
        staffing.tries.put(key, seen)
    if wait := pins.wait_ms(seen, now):
        words = f"Too many wrong PINs. Try again in {pins.wait_words(wait)}."
        raise Refused(Refusal(RefusalCode.WAIT, words))
    wrong = pins.one_more_wrong(seen, now)
    staffing.tries.put(key, wrong)
    return wrong


def _note_locked_out(desk: Desk, person: Person | None, wrong: pins.Tries) -> None:
    if person is not None and wrong.wrong % pins.LOCKED_OUT_AT == 0:
        desk.ledger.append([draft(desk, None, StaffLockedOut(person.id, wrong.wrong))])


def _wrong(wrong: pins.Tries) -> Refused:
    wait = pins.wait_ms(wrong, wrong.at)
    words = "That PIN does not go with that name." + (f" Try again in {pins.wait_words(wait)}." if wait else "")
    return Refused(Refusal(RefusalCode.WRONG_PIN, words))
