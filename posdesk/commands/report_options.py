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

    files_options(command)


def files_options(command: argparse.ArgumentParser) -> None:
    """Which files are made of the report."""
    pdf_options(command)
    command.add_argument("--csv", metavar="DIR", help="a file a table into this folder, or all into one FILE.zip")
    command.add_argument("--table", metavar="NAME", help="with --csv FILE: this table alone, such as people")
    command.add_argument("--xlsx", metavar="FILE", help="every table as a sheet of a workbook")


def pdf_options(command: argparse.ArgumentParser) -> None:
    """The PDF."""
    command.add_argument("--pdf", metavar="FILE", help="as a PDF; into a folder under a name of its own")
    command.add_argument("--receipt", action="store_true", help="with --pdf: 80 mm wide instead of letter")


def _close_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("day", metavar="DAY", nargs="?", help="such as 2026-11-23; without it, today")
    command.add_argument("--store", metavar="STORE", help="another store than this one, by its id")
    command.add_argument("--revise", action="store_true", help="of a closed day: name what came since in a revision")
    command.add_argument("--note", help="what there is to say of the day; it stands on the report")
    command.add_argument("--tickets", type=int, metavar="N", help="how many tickets the cash register counted")
    pdf_options(command)
    command.set_defaults(csv=None, table=None, xlsx=None)
    who(command)


COMMANDS: Listed = {
    "report": ("a business day, or several, in numbers", "report", report_options),
    "close-day": ("close a business day (Z), once; or name what came later", "close", _close_day),
}
"""Name of each command -> what it is for, the function of reports.py, its options."""
