"""Decides the options of the commands about who is who. What they do is in people.py; the door (cli) runs them."""

import argparse

from posdesk.commands.loyalty_options import MEMBER, Listed, reason


def _merge(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("other", metavar="OTHER", help="the member who is the same person")
    reason(command)


def _unmerge(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", metavar="MERGE-OR-MEMBER", help="the id that merge gave, or a member's own id")
    reason(command)


def _erase(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("--really", action="store_true", help="do it: nothing brings it back")


COMMANDS: Listed = {
    "merge": ("two members are one person", "merge", _merge),
    "unmerge": ("they are two after all, exactly as before", "unmerge", _unmerge),
    "erase": ("forget a member for ever, and everyone she is one with", "erase", _erase),
}
"""Name of each command -> what it is for, the function of people.py, its options."""
