"""Decides what is said of the people who work here: who they are, what they may do, and what one of them let another do
once. Bodies of facts, values only; what follows from them is decided in staff.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

PIN_HASH = re.compile(
    r"\$argon2id\$v=19\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=([0-9])\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}"
)
"""An argon2id hash in its usual text form; what is captured are its costs: KiB, rounds, lanes."""
DEAREST = (262_144, 16, 4)
"""The costs beyond which no PIN is checked: whoever makes up a hash must not stop a register."""


def can_be_checked(pin_hash: str) -> bool:
    """Whether a text is a hash that a PIN can be compared with in a moment."""
    match = PIN_HASH.fullmatch(pin_hash)
    return match is not None and all(0 < int(cost) <= most for cost, most in zip(match.groups(), DEAREST, strict=True))


class Role(StrEnum):
    """What somebody is in the shop, in every store of the chain."""

    BUDTENDER = "budtender"
    MANAGER = "manager"
    OWNER = "owner"


class Permission(StrEnum):
    """What not everybody may do; staff.PERMISSIONS says who may. Whatever is not here everybody who works here may."""

    ADJUST_POINTS = "adjust_points"
    WRITE_OFF = "write_off"
    GIVE_AWARD = "give_award"
    OVERRIDE_TIER = "override_tier"
    TAKE_BACK = "take_back"
    VOID_OF_ANOTHER = "void_of_another"
    MOVE_VISIT = "move_visit"
    MERGE = "merge"
    ERASE = "erase"
    EXPORT = "export"
    BRING_IN = "bring_in"
    CLOSE_DAY = "close_day"
    SETTLE_EXCEPTION = "settle_exception"
    CHANGE_LOCKED = "change_locked"
    SEE_HIDDEN = "see_hidden"
    MANAGE_STAFF = "manage_staff"
    PUBLISH_PROGRAM = "publish_program"
    RUN_CAMPAIGNS = "run_campaigns"
    CHANGE_SETTINGS = "change_settings"


@dataclass(frozen=True, slots=True)
class StaffAdded:
    """Somebody works here. person: the id under which everything he or she does is written, UUID text."""

    person: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class StaffChanged:
    """Somebody has another name or another role; None: as before."""

    person: str
    name: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class StaffPinSet:
    """Somebody has a new PIN. pin_hash: argon2id in its usual text form, never the PIN. In no export for others."""

    person: str
    pin_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffEnded:
    """Somebody does not work here any more. What was done stays under that name."""

    person: str


@dataclass(frozen=True, slots=True)
class StaffLockedOut:
    """So many wrong PINs in a row were typed for somebody at this register that it made whoever typed them wait."""

    person: str
    wrong: int


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """Somebody who may do it let whoever is signed in do it once, by PIN. act: what. by: who allowed it, a person's id.
    approved: the facts of the act, which were stored together with this one; none for an act that writes none."""

    act: Permission
    by: str
    approved: tuple[str, ...] = ()


StaffBody = StaffAdded | StaffChanged | StaffPinSet | StaffEnded | StaffLockedOut | ApprovalGiven

STAFF_KINDS: Mapping[tuple[str, int], type[StaffBody]] = {
    ("staff.added", 1): StaffAdded,
    ("staff.changed", 1): StaffChanged,
    ("staff.pin_set", 1): StaffPinSet,
    ("staff.ended", 1): StaffEnded,
    ("staff.locked_out", 1): StaffLockedOut,
    ("approval.given", 1): ApprovalGiven,
}
"""Kind and version of each of these; facts.KINDS has them too."""
SECRET_KINDS = frozenset({"staff.pin_set", "member.id_read"})
"""Kinds that go from register to register and to nobody else: hashes of PINs and of IDs."""
