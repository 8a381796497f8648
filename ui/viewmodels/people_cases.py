"""The use cases of people and of signing in as the screen calls them, each imported when it is first needed. They run
on the ledger lane."""

from typing import TYPE_CHECKING, NamedTuple

from ui import people_wording as wording

if TYPE_CHECKING:
    from posdesk.counter.hub_line import HubLine
    from posdesk.counter.ports import Desk


class Colleague(NamedTuple):
    """Somebody who works here. leads: a manager or an owner, who may approve."""

    id: str
    name: str
    leads: bool


class PeopleNow(NamedTuple):
    """Everybody who works here, by name, and who is signed in."""

    everybody: tuple[Colleague, ...]
    signed_in: Colleague | None


def people(desk: "Desk") -> PeopleNow:
    """Who works here now."""
    from posdesk.counter import permissions
    from posdesk.domain.staff_facts import Role

    known = tuple(
        Colleague(each.id, each.name, each.role is not Role.BUDTENDER) for each in permissions.roster(desk).active
    )
    return PeopleNow(known, next((each for each in known if each.id == desk.station.staff), None))


def sign_in(desk: "Desk", who: str, pin: str) -> "Desk":
    """The desk at which somebody is signed in. Raises Refused."""
    from posdesk.counter import signing_in

    return signing_in.sign_in(desk, who, pin)


def make_owner(desk: "Desk", name: str, pin: str) -> "Desk":
    """The desk at which the first owner is signed in. Raises Refused."""
    from posdesk.counter import signing_in

    return signing_in.make_owner(desk, name, pin)


def approved(desk: "Desk", who: str, pin: str) -> "Desk":
    """The desk for one act that `who` approves. Raises Refused."""
    from posdesk.counter import signing_in

    return signing_in.approve(desk, who, pin)


def may_change_settings(desk: "Desk") -> None:
    """Raises Refused where whoever is signed in may not."""
    from posdesk.counter import signing_in
    from posdesk.domain.staff_facts import Permission

    signing_in.allow(desk, Permission.CHANGE_SETTINGS)


class Employed(NamedTuple):
    """Somebody who works here, or did. role: as facts name it."""

    id: str
    name: str
    role: str
    has_pin: bool
    ended: bool


class StaffNow(NamedTuple):
    """Everybody who ever worked here, and the id of who is signed in."""

    everybody: tuple[Employed, ...]
    signed_in: str | None


class Done(NamedTuple):
    """What was done about somebody, in words, and the id."""

    person: str
    words: str


def staff_now(desk: "Desk") -> StaffNow:
    """Everybody who ever worked here: who does first, by name."""
    from posdesk.office import staff

    listed = staff.listed(desk)
    known = (Employed(each.id, each.name, str(each.role), each.pin_hash is not None, each.ended) for each in listed)
    return StaffNow(tuple(known), desk.station.staff)


def add_person(desk: "Desk", name: str, role: str, pin: str) -> Done:
    """Somebody works here from now on; without a PIN (empty) nobody can sign in so yet. Raises Refused."""
    from posdesk.domain.staff_facts import Role
    from posdesk.office import staff

    person = staff.add(desk, name, Role(role), pin or None)
    return Done(person.id, wording.added(person.name, str(person.role)))


def change_person(desk: "Desk", who: str, name: str, role: str) -> Done:
    """The name and the role are these now. Raises Refused."""
    from posdesk.domain.staff_facts import Role
    from posdesk.office import staff

    person = staff.change(desk, who, name=name, role=Role(role))
    return Done(person.id, wording.is_now(person.name, str(person.role)))


def new_pin(desk: "Desk", who: str, pin: str, own: str | None) -> Done:
    """Another PIN. own: the one in force, where it is one's own: a screen that was left open gives nobody a PIN. Raises
    Refused."""
    from posdesk.counter import signing_in
    from posdesk.office import staff

    if own:
        signing_in.proven(desk, who, own)
    person = staff.set_pin(desk, who, pin)
    return Done(person.id, wording.has_new_pin(person.name))


def end_person(desk: "Desk", who: str) -> Done:
    """Somebody does not work here any more. Raises Refused."""
    from posdesk.office import staff

    person = staff.end(desk, who)
    return Done(person.id, wording.has_ended(person.name))


def unpair(desk: "Desk", line: "HubLine") -> None:
    """Forget the hub. Raises Refused, also where whoever is signed in may not."""
    may_change_settings(desk)
    line.unpair()
