"""Decides the options of the commands about cards. What they do is in cards.py; the door (cli) runs them."""

import argparse

from posdesk.commands.loyalty_options import MEMBER, Listed
from posdesk.commands.staff_options import who


def _card(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", nargs="+", help=f"{MEMBER}; several with --sheet")
    command.add_argument("--png", metavar="FILE", help="the code as a picture; into a folder under a name of its own")
    command.add_argument("--pdf", metavar="FILE", help="the card for the wallet, 3.5 by 2 inches")
    command.add_argument("--sheet", metavar="FILE", help="cards on letter paper, ten a page, with marks to cut along")
    command.add_argument("--status", action="store_true", help="with --png, --pdf: a card to show, first name and tier")
    command.add_argument("--new", action="store_true", help="a new code first; the old one finds nobody any more")


def _slip(command: argparse.ArgumentParser) -> None:
    command.add_argument("visit", metavar="VISIT", nargs="?", help="the id of a visit, a return or a use")
    command.add_argument("--member", metavar="MEMBER", help="without VISIT: what was done last for this member")
    command.add_argument("--pdf", metavar="FILE", help="as a PDF, as wide as the paper that is set up")
    command.add_argument("--print", action="store_true", help="on the printer of slips")
    who(command)


def _hardware(command: argparse.ArgumentParser) -> None:
    command.add_argument("change", metavar="NAME=VALUE", nargs="*", help="a setting; docs/hardware.md lists them")
    command.add_argument("--test-printer", action="store_true", help="print a slip that tests the printer")
    who(command)


COMMANDS: Listed = {"card": ("a member's card: the code, as a picture, for the wallet or to show", "card", _card)}
"""Name of each command -> what it is for, the function of cards.py, its options."""
ON_STORE: Listed = {
    "slip": ("what a member is given on paper: points, balance, what comes next", "slip", _slip),
    "hardware": ("printer, scanner and displays of this computer: look, set up, test", "hardware", _hardware),
}
"""Those whose functions are in slips.py."""
