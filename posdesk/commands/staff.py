"""The command about the people who work here: staff add, list, role, name, pin, end. The same use cases as the
screen's."""

from argparse import Namespace

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.signing import read_new_pin
from posdesk.counter import permissions
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import Person
from posdesk.domain.staff_facts import Role
from posdesk.office import staff as people


def staff(desk: Desk, given: Namespace) -> Answer:
    """`staff ACT [PERSON] [NEW]`: what was asked for about who works here."""
    if given.what == "list":
        return _listed(desk)
    if given.person is None:
        raise Refused(Refusal(RefusalCode.NO_PERSON, f"Say whom: staff {given.what} NAME"))
    return _CHANGES[given.what](desk, given)


def _listed(desk: Desk) -> Answer:
    everybody = people.listed(desk)
    here = [each for each in everybody if not each.ended]
    rows = [[each.name, each.role, "PIN set" if each.pin_hash else "no PIN yet", each.id] for each in here]
    rows += [[each.name, each.role, "does not work here any more", each.id] for each in everybody if each.ended]
    value: list[Json] = [_value(each) for each in everybody]
    return Answer(value, table(rows) or "Nobody yet: all is allowed and nobody signs in. staff add NAME --role owner")


def _add(desk: Desk, given: Namespace) -> Answer:
    is_first = not permissions.roster(desk).in_use
    role = Role(given.role) if given.role else Role.OWNER if is_first else Role.BUDTENDER
    pin = None if given.no_pin else read_new_pin(given)
    added = people.add(desk, given.person, role, pin)
    last = " From now on everybody signs in here with a PIN." if is_first else ""
    return _done(added, f"{added.name} works here now, {_as_a(added.role)}.{last}")


def _role(desk: Desk, given: Namespace) -> Answer:
    wanted = given.role or given.new
    if wanted not in [*Role]:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, f"Say which role: {', '.join(Role)}"))
    changed = people.change(desk, given.person, role=Role(wanted))
    return _done(changed, f"{changed.name} is {_as_a(changed.role)[3:]} now.")


def _name(desk: Desk, given: Namespace) -> Answer:
    if given.new is None:
        raise Refused(Refusal(RefusalCode.BAD_NAME, "Say the new name: staff name PERSON NEW"))
    changed = people.change(desk, given.person, name=given.new)
    return _done(changed, f"{changed.name} is the name from now on, also in what was recorded before.")


def _pin(desk: Desk, given: Namespace) -> Answer:
    person = people.one(desk, given.person)
    changed = people.set_pin(desk, person.id, read_new_pin(given))
    return _done(changed, f"{changed.name} has a new PIN.")


def _end(desk: Desk, given: Namespace) -> Answer:
    ended = people.end(desk, given.person)
    return _done(ended, f"{ended.name} does not work here any more. The name stays with what was done.")


_CHANGES = {"add": _add, "role": _role, "name": _name, "pin": _pin, "end": _end}


def _done(person: Person, words: str) -> Answer:
    return Answer({**_value(person), "words": words}, words)


def _value(person: Person) -> dict[str, Json]:
    known: dict[str, Json] = {"person": person.id, "name": person.name, "role": person.role}
    return known | {"pin": person.pin_hash is not None, "ended": person.ended}


def _as_a(role: Role) -> str:
    return "as an owner" if role is Role.OWNER else f"as a {role}"
