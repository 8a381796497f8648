"""Decides the options of the commands about who is who, and about what is held of a member. What they do is in
people.py, who_is_who.py and held.py; the door (cli) runs them."""

import argparse

from posdesk.commands.loyalty_options import MEMBER, Listed, reason
from posdesk.commands.staff_options import who


def _merge(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("other", metavar="OTHER", help="the member who is the same person")
    command.add_argument("--preview", action="store_true", help="say what it would come to; change nothing")
    command.add_argument("--reason", help="why; it is kept with the fact, and needed without --preview")


def _unmerge(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", metavar="MERGE-OR-MEMBER", help="the id that merge gave, or a member's own id")
    reason(command)


def _erase(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("--really", action="store_true", help="do it: nothing brings it back")


def _duplicates(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", nargs="?", help=f"only who looks like this one: {MEMBER}")
    command.add_argument("--limit", type=int, default=100, help="at most so many, the likeliest ones")
    who(command)


def _apart(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("other", metavar="OTHER", help="the member who looks alike and is somebody else")


def _member_data(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("--pdf", metavar="FILE", help="write it as a PDF; without it, it is printed")


def _purge(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dry-run", action="store_true", help="say how many would be forgotten; change nothing")
    command.add_argument("--save", metavar="FILE", help="write the report too: as JSON where it ends so, else as text")
    who(command)


COMMANDS: Listed = {
    "merge": ("two members are one person", "merge", _merge),
    "unmerge": ("they are two after all, exactly as before", "unmerge", _unmerge),
    "apart": ("two members who look alike are two", "who_is_who:apart", _apart),
    "erase": ("forget a member for ever, and everyone she is one with", "erase", _erase),
    "member-data": ("all that is held of a member, printed or as a PDF", "held:member_data", _member_data),
}
"""Name of each command -> what it is for, the function (of people.py, or of the module named), its options."""

ON_STORE: Listed = {
    "duplicates": ("who may be one person: a member, or all pairs of the store", "who_is_who:duplicates", _duplicates),
    "purge": ("forget members who have not come for as long as the program says", "held:purge", _purge),
}
"""The same, for what acts on the store as a whole."""
