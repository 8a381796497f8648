"""The use cases of signing in as the screen calls them, each imported when it is first needed. They run on the ledger
lane."""

from typing import TYPE_CHECKING, NamedTuple

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


def unpair(desk: "Desk", line: "HubLine") -> None:
    """Forget the hub. Raises Refused, also where whoever is signed in may not."""
    may_change_settings(desk)
    line.unpair()
