"""Decides the options of the commands about IDs. What they do is in ids.py; the door (cli) runs them."""

import argparse
from datetime import date

from posdesk.commands.loyalty_options import MEMBER, Listed
from posdesk.domain.consent_wording import Language
from posdesk.domain.id_card import CheckMethod


def _scan_id(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fields", action="store_true", help="print what stands on the ID too; nothing is kept")
    command.add_argument("--state", help="hold it against this state's pack (two letters), not 21 or older")
    command.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="as of this day, 2026-11-23, not today")


def _gate(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("show", "choose", "off"))
    command.add_argument("state", metavar="STATE", nargs="?", help="choose: the two letters of the state")


def _remember_id(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    agreed = "the member read the wording in this language and agreed; without that nothing is kept"
    command.add_argument("--agreed", required=True, choices=[*Language], metavar="LANGUAGE", help=agreed)


def _forget_id(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)


def checked(command: argparse.ArgumentParser) -> None:
    """--id-checked: a visit says that an ID was looked at (G02)."""
    command.add_argument("--id-checked", choices=list(CheckMethod), help="an ID was looked at: by a scan, or by hand")


IN_FOLDER: Listed = {"scan-id": ("read an ID's barcode from standard input: age, valid or not", "scan_id", _scan_id)}
"""Commands that need no store."""
AT_DESK: Listed = {
    "gate": ("which state's rules hold at the door: show, choose, off", "gate", _gate),
    "remember-id": ("remember a member's ID, scanned on standard input", "remember_id", _remember_id),
    "forget-id": ("remember a member's ID no more", "forget_id", _forget_id),
}
"""Commands at the store's desk."""
