"""Decides the options of the commands about one member's profile. What they do is in members.py; the door (cli) runs
them."""

import argparse

from posdesk.commands.loyalty_options import MEMBER, Listed
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import MemberField
from posdesk.domain.phone_use import PhoneUse

CHANNELS = ("sms", "text", "email")


def _enrol(command: argparse.ArgumentParser) -> None:
    command.add_argument("--name", required=True)
    command.add_argument("--phone")
    command.add_argument("--email")
    command.add_argument("--birthday", help="2001-05-30 or 05-30; 5/30/2001 in the program's order; May 30 2001")
    command.add_argument("--card", help="the code of a card; one is made without it")
    command.add_argument("--type", help="the kind of member, as the program's rules name it, such as medical")
    _add_phone_use(command)
    command.add_argument("--referral", metavar="CODE", help="the referral code, phone or card of who brought them")
    command.add_argument("--from-id", action="store_true", help="the birthday was read off an ID: it is locked")


def _add_phone_use(command: argparse.ArgumentParser) -> None:
    command.set_defaults(phone_use=PhoneUse.NOT_ASKED)
    use = command.add_mutually_exclusive_group()
    for option, what, words in (
        ("--share-phone", PhoneUse.SHARED, "the phone is another member's too"),
        ("--new-owner", PhoneUse.NEW_OWNER, "the phone was another member's, who has it no more"),
    ):
        use.add_argument(option, dest="phone_use", action="store_const", const=what, help=words)


def _profile(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("field", metavar="FIELD", choices=[*MemberField], help=", ".join(MemberField))
    command.add_argument("value", metavar="VALUE", nargs="?", help="the new value; without it the field is cleared")
    source = command.add_mutually_exclusive_group()
    source.add_argument("--from-id", dest="source", action="store_const", const="id_scan", help="read off an ID")
    source.add_argument("--manager", dest="source", action="store_const", const="manager", help="a manager says so")
    _add_phone_use(command)


def _consent(command: argparse.ArgumentParser) -> None:
    command.add_argument("member", metavar="MEMBER", help=MEMBER)
    command.add_argument("--channel", choices=CHANNELS, help="what it is about; without it, what is allowed and asked")
    said = command.add_mutually_exclusive_group()
    said.add_argument("--give", action="store_true", help="the member read the wording and agreed")
    said.add_argument("--decline", action="store_true", help="the member read the wording and did not agree")
    said.add_argument("--withdraw", action="store_true", help="the member does not want to be written to any more")
    command.add_argument("--language", choices=[*Language], help="in which language it was read; the member's own")


COMMANDS: Listed = {
    "enrol": ("make a new member", "enrol", _enrol),
    "profile": ("change or clear one field of a member", "change_field", _profile),
    "consent": ("what a member allows to be sent; give, decline or withdraw it", "consent", _consent),
}
"""Name of each command -> what it is for, the function of members.py, its options."""
