"""Decides the options of the commands about IDs. What they do is in ids.py; the door (cli) runs them."""

import argparse
from datetime import date

from posdesk.commands.loyalty_options import Listed
from posdesk.domain.id_card import CheckMethod


def _scan_id(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fields", action="store_true", help="print what stands on the ID too; nothing is kept")
    command.add_argument("--state", help="hold it against this state's pack (two letters), not 21 or older")
    command.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="as of this day, 2026-11-23, not today")


def _gate(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("show", "choose", "off"))
    command.add_argument("state", metavar="STATE", nargs="?", help="choose: the two letters of the state")


def checked(command: argparse.ArgumentParser) -> None:
    """--id-checked: a visit says that an ID was looked at (G02)."""
    command.add_argument("--id-checked", choices=list(CheckMethod), help="an ID was looked at: by a scan, or by hand")


IN_FOLDER: Listed = {"scan-id": ("read an ID's barcode from standard input: age, valid or not", "scan_id", _scan_id)}
"""Commands that need no store."""
AT_DESK: Listed = {"gate": ("which state's rules hold at the door: show, choose, off", "gate", _gate)}
"""Commands at the store's desk."""
