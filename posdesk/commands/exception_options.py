"""Decides the options of the commands about what a manager puts right: exceptions, move. What they do is in
exceptions.py; the door (cli) runs them."""

import argparse

from posdesk.commands.loyalty_options import MEMBER, Listed, reason
from posdesk.commands.staff_options import who
from posdesk.domain.correction_facts import Remedy


def _exceptions(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("list", "settle"), nargs="?", default="list", help="list without it")
    command.add_argument("key", metavar="KEY", nargs="?", help="settle: what list calls it, or the beginning of that")
    command.add_argument("--days", metavar="DAY|FROM..TO", help="of other days than the last 30 and today")
    command.add_argument("--all", action="store_true", help="list: those that are settled too")
    command.add_argument("--how", choices=[*Remedy], help="settle: leave it, write it off, take it back, give it away")
    command.add_argument("--reason", metavar="WHY", help="settle: kept with it")
    command.add_argument("--to", metavar="MEMBER", help=f"settle --how assign: whose it is, {MEMBER}")
    command.add_argument("--fact", metavar="ID", help="settle: which of several receipts it is about")
    who(command)


def listing_options(command: argparse.ArgumentParser) -> None:
    """Which of them a hub lists."""
    command.add_argument("--store", metavar="STORE", help="of this store, by its id; needed where there are several")
    command.add_argument("--days", metavar="DAY|FROM..TO", help="of other days than the last 30 and today")
    command.add_argument("--all", action="store_true", help="those that are settled too")


def _move(command: argparse.ArgumentParser) -> None:
    command.add_argument("visit", metavar="VISIT", help="the id that recording it gave")
    command.add_argument("member", metavar="MEMBER", help=f"whose it is: {MEMBER}")
    reason(command)


COMMANDS: Listed = {"exceptions": ("what a manager should look at: list, settle", "act", _exceptions)}
AT_DESK: Listed = {"move": ("a receipt is another member's", "move", _move)}
"""Name of each command -> what it is for, the function of exceptions.py, its options."""
