"""Decides who acts when a command is run: nobody, a name that is just written down, or somebody who types a PIN.

A shop without a list of its people works as before: --staff is a name in what is recorded. With one, --staff needs that
person's PIN, and --approved-by a manager's. PINs come from standard input (--pin-stdin, a line each: --staff's,
--approved-by's, then a new one) or are asked for; never from the command line, which other programs can read.
"""

import getpass
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission

if TYPE_CHECKING:
    from db.store import Store

NO_PIN = "A PIN is needed. Say --pin-stdin and give it on standard input, or run this where it can be typed."


def desk_at(store: "Store", given: Namespace) -> Desk:
    """The desk at which a command acts, for whoever it says. Raises Refused (WRONG_PIN, WAIT, BAD_PIN ...)."""
    desk = compose.desk_of(store, given.staff)
    if not permissions.roster(desk).in_use:
        return desk
    if given.staff is not None:
        desk = signing_in.sign_in(desk, given.staff, read_pin(given, f"PIN of {given.staff}: "))
    if given.approved_by is not None:
        desk = signing_in.approve(desk, given.approved_by, read_pin(given, f"PIN of {given.approved_by}: "))
    return desk


def allow(store: "Store", given: Namespace, *needed: Permission) -> None:
    """Ask for what a command does with the store as a whole; in a shop without a list of its people all is allowed.
    Raises Refused(NOT_PERMITTED) and as desk_at."""
    if store.people.roster().in_use:
        desk = desk_at(store, given)
        for permission in needed:
            signing_in.allow(desk, permission)


def read_pin(given: Namespace, asking: str) -> str:
    """The next PIN, from standard input or as it is typed. Raises Refused(BAD_PIN) where there is none."""
    if given.pin_stdin:
        line = sys.stdin.readline()
    elif sys.stdin.isatty():
        line = getpass.getpass(asking)
    else:
        line = ""
    if not line.strip():
        raise Refused(Refusal(RefusalCode.BAD_PIN, NO_PIN))
    return line.strip()


def read_new_pin(given: Namespace) -> str:
    """A new PIN: typed twice where it is typed. Raises Refused(BAD_PIN)."""
    pin = read_pin(given, "New PIN: ")
    if not given.pin_stdin and read_pin(given, "The same again: ") != pin:
        raise Refused(Refusal(RefusalCode.BAD_PIN, "The two PINs are not the same. Nothing changed."))
    return pin
