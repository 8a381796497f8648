"""Decides the options of the loyalty commands. What they do is in loyalty.py; how they are run is the door's (cli)."""

import argparse
from collections.abc import Callable

Options = Callable[[argparse.ArgumentParser], None]
Listed = dict[str, tuple[str, str, Options]]
"""Name of each command -> what it is for, the function that does it, its options."""
MEMBER = "an id, SYSTEM:ID, a card code, or what finds exactly one member"
USE = "a reward's id, award:RULE:N, points:120, or code:CODE"


def basket(command: argparse.ArgumentParser, *, required: bool = True) -> None:
    """What was bought: an amount with brands, or lines."""
    either = command.add_mutually_exclusive_group(required=required)
    either.add_argument("--amount", help="dollars before any offer, such as 62.50")
    command.add_argument("--brand", action="append", default=[], help="a brand bought; may be given again")
    either.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="LINE",
        help='a line of the receipt, such as "12.50 brand=Hilltop category=Flower quantity=2"; may be given again',
    )
    command.add_argument("--receipt", help="the cash register's ticket number")


def uses(command: argparse.ArgumentParser) -> None:
    """What the member uses."""
    command.add_argument("--use", action="append", default=[], metavar="WHAT", help=f"{USE}; may be given again")


def _preview(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    basket(command)
    uses(command)
    command.add_argument("--best", action="store_true", help="with the best combination of awards")


def _redeem(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("what", metavar="WHAT", help=USE)
    basket(command, required=False)


def _redemption(command: argparse.ArgumentParser) -> None:
    command.add_argument("redemption", metavar="REDEMPTION", help="the id that using it gave")


def _undo(command: argparse.ArgumentParser) -> None:
    _redemption(command)
    reason(command)


def _return(command: argparse.ArgumentParser) -> None:
    command.add_argument("visit", metavar="VISIT", nargs="?", help="the id that recording it gave")
    command.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="N[:PART]",
        help="line 2 wholly: 2, one piece of it: 2:1, $5 of it: 2:$5; may be given again; without it all that is left",
    )
    command.add_argument("--receipt", help="instead of VISIT: the ticket number of a visit not known here")
    command.add_argument("--member", metavar="MEMBER", help="with --receipt: whose it was")
    command.add_argument("--amount", help="with --receipt: what the goods cost")
    command.add_argument("--reason", help="why it came back")


def _adjust(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("points", metavar="POINTS", nargs="?", help="such as 50 or -12.5")
    command.add_argument("--write-off", action="store_true", help="cover what the balance is short of")
    reason(command)


def _award(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("reward", metavar="REWARD", help="the id of a reward of the program")
    command.add_argument("--days", type=int, help="how many days it can be used; for ever without it")
    reason(command)


def _hold_tier(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("tier", metavar="TIER", help="the tier's id")
    command.add_argument("--until", required=True, help="the last business day, such as 2026-12-31")
    reason(command)


def _stock(command: argparse.ArgumentParser) -> None:
    command.add_argument("reward", metavar="REWARD", nargs="?", help="the reward whose goods were counted")
    command.add_argument("pieces", metavar="PIECES", nargs="?", type=int, help="how many are here")


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("what", metavar="WHAT", help=f"visits, points, tier:ID, milestone:ID ... or {USE}")
    command.add_argument("--as-of", help="2026-11-23 (the end of that day) or 2026-11-23T14:00")


def _liability(command: argparse.ArgumentParser) -> None:
    command.add_argument("day", metavar="DAY", help="a business day, such as 2026-11-23")
    command.add_argument("--members", action="store_true", help="each member's as well")


def _nothing(command: argparse.ArgumentParser) -> None:
    """No options of its own."""


def reason(command: argparse.ArgumentParser) -> None:
    """Why it is done."""
    command.add_argument("--reason", required=True, help="why; it is kept with the fact")


COMMANDS: Listed = {
    "preview": ("what a visit would give and what can be used; nothing is saved", "preview", _preview),
    "redeem": ("use a reward", "redeem", _redeem),
    "undo-redemption": ("take back a use without a visit", "undo_redemption", _undo),
    "handed-over": ("the goods of a use were given", "handed_over", _redemption),
    "return": ("take goods back", "take_back", _return),
    "adjust": ("give points, or take them", "adjust", _adjust),
    "award": ("give a member an award", "award", _award),
    "hold-tier": ("hold a member at a tier", "hold_tier", _hold_tier),
    "stock": ("count a reward's goods, or list what is left", "stock", _stock),
    "explain": ("why a figure is what it is, or why a reward can be used or not", "explain", _explain),
    "liability": ("what a day moved in points owed", "liability_of", _liability),
    "due-to-drop": ("members about to lose their tier, and what keeps it", "due_to_drop", _nothing),
}
"""Name of each command -> what it is for, the function of loyalty.py, its options."""
