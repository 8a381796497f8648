"""Decides who works here and what each may do: a fold over the facts about staff, equal on every computer.

Refuses to know PINs (pins.py), who is signed in, and what a permission guards (posdesk.counter.permissions).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from posdesk.domain.facts import Fact
from posdesk.domain.staff_facts import Permission, Role, StaffAdded, StaffChanged, StaffEnded, StaffPinSet

KINDS = frozenset({"staff.added", "staff.changed", "staff.pin_set", "staff.ended"})
"""The kinds that say who works here."""
_UP, _TOP = frozenset({Role.MANAGER, Role.OWNER}), frozenset({Role.OWNER})

PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.ADJUST_POINTS: _UP,
    Permission.WRITE_OFF: _UP,
    Permission.GIVE_AWARD: _UP,
    Permission.OVERRIDE_TIER: _UP,
    Permission.TAKE_BACK: _UP,
    Permission.VOID_OF_ANOTHER: _UP,
    Permission.MOVE_VISIT: _UP,
    Permission.MERGE: _UP,
    Permission.ERASE: _UP,
    Permission.EXPORT: _UP,
    Permission.BRING_IN: _UP,
    Permission.CLOSE_DAY: _UP,
    Permission.SETTLE_EXCEPTION: _UP,
    Permission.CHANGE_LOCKED: _UP,
    Permission.SEE_HIDDEN: _UP,
    Permission.MANAGE_STAFF: _UP,
    Permission.PUBLISH_PROGRAM: _TOP,
    Permission.RUN_CAMPAIGNS: _UP,
    Permission.CHANGE_SETTINGS: _UP,
}
"""Who may do what. Of staff, a manager manages budtenders only, see may_manage."""
_RANK = {Role.BUDTENDER: 0, Role.MANAGER: 1, Role.OWNER: 2}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here, or did (ended). pin_hash: None while no PIN was set; then nobody can sign in so."""

    id: str
    name: str
    role: Role
    pin_hash: str | None = field(default=None, repr=False)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who ever worked here, by id, in the order they were added."""

    people: Mapping[str, Person] = field(default_factory=dict)

    @property
    def in_use(self) -> bool:
        """Whether this shop names its people at all; before that nobody signs in, and all is allowed."""
        return any(not person.ended for person in self.people.values())

    @property
    def active(self) -> tuple[Person, ...]:
        """Who works here now, by name."""
        here = (person for person in self.people.values() if not person.ended)
        return tuple(sorted(here, key=lambda person: (person.name.casefold(), person.id)))

    def one(self, person: str | None) -> Person | None:
        """Who has this id and works here now."""
        found = self.people.get(person or "")
        return None if found is None or found.ended else found

    def named(self, text: str) -> tuple[Person, ...]:
        """Who works here now under this name (case and blanks aside) or this id. Two who were added at two registers
        that were offline may have one name."""
        wanted = folded(text)
        return tuple(person for person in self.active if folded(person.name) == wanted or person.id == text.strip())

    def name_of(self, staff: str | None) -> str | None:
        """What a fact's `staff` is called: the person's name as it is now. A text that is nobody's id stands for
        itself, as it was written before there was a list of people."""
        known = self.people.get(staff or "")
        return staff if known is None else known.name

    @property
    def owners(self) -> int:
        """How many owners work here."""
        return sum(person.role is Role.OWNER and not person.ended for person in self.people.values())


NOBODY = Roster()
"""The roster of a shop that names nobody."""


def roster_of(facts: Iterable[Fact]) -> Roster:
    """Who works here, from all facts of KINDS, in any order and however often. The later of two that contradict each
    other is the one with the higher hybrid clock (ties: the higher id), as for members.

    Where there was an owner one stays: a fact that would end or demote the last one has no effect, also when two
    registers that were offline ended two owners.
    """
    people: dict[str, Person] = {}
    known = {fact.id: fact for fact in facts if fact.kind in KINDS}
    for fact in sorted(known.values(), key=lambda fact: (fact.clock, fact.id)):
        if isinstance(fact.body, StaffAdded):
            body = fact.body
            people.setdefault(body.person, Person(body.person, body.name, body.role))
        elif isinstance(fact.body, StaffChanged | StaffPinSet | StaffEnded) and fact.body.person in people:
            before = people[fact.body.person]
            after = _after(before, fact.body)
            if not (is_owner(before) and not is_owner(after) and Roster(people).owners == 1):
                people[before.id] = after
    return Roster(people)


def _after(person: Person, body: StaffChanged | StaffPinSet | StaffEnded) -> Person:
    match body:
        case StaffChanged():
            return replace(person, name=body.name or person.name, role=body.role or person.role)
        case StaffPinSet():
            return replace(person, pin_hash=body.pin_hash)
        case StaffEnded():
            return replace(person, ended=True)


def is_owner(person: Person) -> bool:
    """Whether somebody is an owner who works here."""
    return person.role is Role.OWNER and not person.ended


def may(person: Person | None, permission: Permission) -> bool:
    """Whether somebody may do it without asking; nobody (None) may not."""
    return person is not None and not person.ended and person.role in PERMISSIONS[permission]


def may_manage(person: Person | None, role: Role) -> bool:
    """Whether somebody may add, change or end people of a role: an owner everybody, a manager those below."""
    if person is None or not may(person, Permission.MANAGE_STAFF):
        return False
    return person.role is Role.OWNER or _RANK[role] < _RANK[person.role]


def who_may(permission: Permission) -> str:
    """`a manager or an owner`."""
    article = {Role.BUDTENDER: "a budtender", Role.MANAGER: "a manager", Role.OWNER: "an owner"}
    allowed = PERMISSIONS[permission]
    return " or ".join(words for role, words in article.items() if role in allowed)


def folded(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.split()).casefold()
