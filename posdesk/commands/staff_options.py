"""Decides the options by which commands say who acts, and those of `staff`. What they do is in signing.py and staff.py;
the door (cli) runs them."""

import argparse

from posdesk.commands.loyalty_options import Listed
from posdesk.domain.staff_facts import Role

ACTS = ("add", "list", "role", "name", "pin", "end")


def who(command: argparse.ArgumentParser) -> None:
    """--staff, --approved-by and --pin-stdin."""
    command.add_argument("--staff", metavar="NAME", help="who does it; with a PIN where people have one")
    command.add_argument("--approved-by", metavar="NAME", help="whose PIN lets it be done this once")
    command.add_argument(
        "--pin-stdin",
        action="store_true",
        help="PINs are lines on standard input: --staff's, --approved-by's, a new one",
    )


def _staff(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=ACTS, help="list is also what `staff` alone does", nargs="?", default="list")
    command.add_argument("person", metavar="PERSON", nargs="?", help="a name, or the id that list shows")
    command.add_argument("new", metavar="NEW", nargs="?", help="name: what it is from now on; role: as --role")
    command.add_argument("--role", choices=[*Role], help="add, role: what somebody is (add: budtender without it)")
    command.add_argument("--no-pin", action="store_true", help="add: without a PIN for now")


COMMANDS: Listed = {"staff": ("who works here: add, list, role, name, pin, end", "staff", _staff)}
"""Name of the command -> what it is for, the function of staff.py, its options."""
