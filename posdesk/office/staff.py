"""Decides what may be changed about the people who work here: somebody comes, gets another name, role or PIN, or goes.

Each is a fact. Refuses to know how they sign in (posdesk.counter.signing_in).
"""

from collections.abc import Sequence

from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain import pins
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import Person, folded, is_owner, may_manage
from posdesk.domain.staff_facts import (
    Permission,
    Role,
    StaffAdded,
    StaffBody,
    StaffChanged,
    StaffEnded,
    StaffPinSet,
)

WHO_MANAGES = {
    Role.BUDTENDER: "a manager or an owner",
    Role.MANAGER: "an owner",
    Role.OWNER: "an owner",
}


def add(desk: Desk, name: str, role: Role, pin: str | None = None) -> Person:
    """Somebody works here from now on; without a PIN nobody can sign in so yet. The first one is the owner, with a PIN.

    Raises Refused: NOT_PERMITTED, BAD_NAME, BAD_PIN, NAME_TAKEN.
    """
    if not permissions.roster(desk).in_use:
        return _first(desk, name, role, pin)
    called = _free_name(desk, name)
    person = desk.ids.new(desk.clock.now())
    bodies: list[StaffBody] = [StaffAdded(person, called, role)]
    if pin is not None:
        bodies.append(StaffPinSet(person, _hash(desk, pin)))
    _append(desk, role, bodies)
    return _now(desk, person)


def change(desk: Desk, who: str, *, name: str | None = None, role: Role | None = None) -> Person:
    """Another name or another role; everything done stays with the same person. who: an id or a name.

    Raises Refused: NOT_PERMITTED, NO_PERSON, BAD_NAME, NAME_TAKEN, LAST_OWNER.
    """
    person = one(desk, who)
    called = None if name is None else _free_name(desk, name, but=person)
    if is_owner(person) and role not in (None, Role.OWNER):
        _not_the_last(desk)
    if (called or person.name, role or person.role) != (person.name, person.role):
        over = max(person.role, role or person.role, key=list(Role).index)
        _append(desk, over, [StaffChanged(person.id, called, role)])
    return _now(desk, person.id)


def set_pin(desk: Desk, who: str, pin: str) -> Person:
    """A new PIN: one's own, or somebody's whom one manages. Waits after wrong ones end at this register.

    Raises Refused: NOT_PERMITTED, NO_PERSON, BAD_PIN.
    """
    person = one(desk, who)
    body = StaffPinSet(person.id, _hash(desk, pin))
    if person.id == desk.station.staff:
        desk.ledger.append([draft(desk, None, body)])
    else:
        _append(desk, person.role, [body])
    signing_in.staffing_of(desk).tries.put(person.id, None)
    return _now(desk, person.id)


def end(desk: Desk, who: str) -> Person:
    """Somebody does not work here any more; the name stays with what was done. Raises Refused: NOT_PERMITTED,
    NO_PERSON, LAST_OWNER."""
    person = one(desk, who)
    if is_owner(person):
        _not_the_last(desk)
    _append(desk, person.role, [StaffEnded(person.id)])
    return _now(desk, person.id)


def listed(desk: Desk) -> Sequence[Person]:
    """Everybody who ever worked here: who does first, by name."""
    known = permissions.roster(desk)
    gone = sorted((each for each in known.people.values() if each.ended), key=lambda each: (each.name, each.id))
    return [*known.active, *gone]


def one(desk: Desk, who: str) -> Person:
    """Who works here under this name or id. Raises Refused(NO_PERSON)."""
    found = permissions.roster(desk).named(who)
    if len(found) == 1:
        return found[0]
    if found:
        words = f"{len(found)} people here are called “{who.strip()}”. Give the id that `staff list` shows."
    else:
        names = ", ".join(each.name for each in permissions.roster(desk).active) or "nobody yet"
        words = f"Nobody called “{who.strip()}” works here. There is {names}."
    raise Refused(Refusal(RefusalCode.NO_PERSON, words))


def _first(desk: Desk, name: str, role: Role, pin: str | None) -> Person:
    if role is not Role.OWNER or pin is None:
        words = "The first one is the owner, and needs a PIN: staff add NAME --role owner."
        raise Refused(Refusal(RefusalCode.NO_PERSON, words))
    made = signing_in.make_owner(desk, name, pin)
    return _now(made, made.station.staff or "")


def _append(desk: Desk, role: Role, bodies: Sequence[StaffBody]) -> None:
    """Store what was changed about somebody with this role. Raises Refused(NOT_PERMITTED)."""
    known, drafts = permissions.roster(desk), [draft(desk, None, body) for body in bodies]
    if may_manage(known.one(desk.station.staff), role):
        desk.ledger.append(drafts)
        return
    approver = known.one(desk.station.approval)
    if approver is None or not may_manage(approver, role):
        act = permissions.ACTS[Permission.MANAGE_STAFF]
        raise permissions.not_permitted(permissions.signed_in(desk), act, WHO_MANAGES[role])
    permissions.append_approved(desk, Permission.MANAGE_STAFF, approver, drafts)


def _free_name(desk: Desk, name: str, but: Person | None = None) -> str:
    called = signing_in.checked_name(name)
    others = (each for each in permissions.roster(desk).active if but is None or each.id != but.id)
    if any(folded(each.name) == folded(called) for each in others):
        words = f"“{called}” works here already. Add something that tells them apart, such as an initial."
        raise Refused(Refusal(RefusalCode.NAME_TAKEN, words))
    return called


def _not_the_last(desk: Desk) -> None:
    if permissions.roster(desk).owners == 1:
        words = "This is the last owner. Make somebody else an owner first."
        raise Refused(Refusal(RefusalCode.LAST_OWNER, words))


def _hash(desk: Desk, pin: str) -> str:
    return signing_in.staffing_of(desk).hashes.made(pins.checked_pin(pin))


def _now(desk: Desk, person: str) -> Person:
    return permissions.roster(desk).people[person]
