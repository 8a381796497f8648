"""Decides the options of the commands about business days: report, close-day. What they do is in reports.py."""

import argparse

from posdesk.commands.loyalty_options import Listed
from posdesk.commands.staff_options import who


def report_options(command: argparse.ArgumentParser) -> None:
    """Which days, of which store."""
    command.add_argument("days", metavar="DAY|FROM..TO", help="such as 2026-11-23, or 2026-11-01..2026-11-30")
    whose = command.add_mutually_exclusive_group()
    whose.add_argument("--store", metavar="STORE", help="another store than this one, by its id")
    whose.add_argument("--all-stores", action="store_true", help="all stores together, and one against the other")
    command.add_argument("--revision", type=int, metavar="N", help="of a closed day: 1 is the close itself")
    command.add_argument("--as-now", action="store_true", help="of a closed day: what is here now")
    who(command)


def _close_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("day", metavar="DAY", nargs="?", help="such as 2026-11-23; without it, today")
    command.add_argument("--store", metavar="STORE", help="another store than this one, by its id")
    command.add_argument("--revise", action="store_true", help="of a closed day: name what came since in a revision")
    who(command)


COMMANDS: Listed = {
    "report": ("a business day, or several, in numbers", "report", report_options),
    "close-day": ("close a business day (Z), once; or name what came later", "close", _close_day),
}
"""Name of each command -> what it is for, the function of reports.py, its options."""
