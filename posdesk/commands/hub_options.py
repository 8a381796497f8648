"""Decides the options of the commands about the hub: those of its owner, and those of a register. What they do is in
hub.py and hub_line.py; how they are run is the door's (cli)."""

import argparse
from collections.abc import Callable

from posdesk.commands import staff_options
from posdesk.commands.exception_options import listing_options
from posdesk.commands.loyalty_options import Options
from posdesk.commands.report_options import report_options

SHOWN = 50
"""How many entries a list shows, unless told."""
MOST_DAYS = 390
"""Business days that are compared at most."""
DATABASE = "sqlite:////FOLDER/hub.db or postgresql+psycopg://...; without it $POSDESK_HUB_DATABASE, else hub.db in DIR"


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="where to listen; 0.0.0.0: on every network, with https")
    command.add_argument("--port", type=_port, default=7050, help="0 takes a free one")
    command.add_argument("--workers", type=_up_to(64), default=1, help="processes; more than one needs PostgreSQL")
    command.add_argument("--tls", action="store_true", help="https with a certificate of its own, made once")
    command.add_argument("--certificate", metavar="PEM", help="https with this certificate")
    command.add_argument("--key", metavar="PEM", help="the certificate's key")
    command.add_argument("--address", metavar="URL", help="how registers reach it, if not as it listens")
    command.add_argument("--insecure-network", action="store_true", help="no https, though others could listen")
    command.add_argument("--upstream", metavar="URL", help="be a store's hub: pass everything on to head office at URL")
    command.add_argument("--behind-proxy", action="store_true", help="a proxy on this computer speaks https for it")


def _pair_code(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", required=True, help="the store's id, as its registers bear it")
    command.add_argument("--register", help="which register it is for: only said again with the code")
    command.add_argument("--for-hub", action="store_true", help="let the store's own hub in, not a register")
    command.add_argument("--address", metavar="URL", help="how registers reach the hub, for the QR code")


def _pair_upstream(command: argparse.ArgumentParser) -> None:
    command.add_argument("url", metavar="URL", help="head office's address, or the whole text of its QR code")
    command.add_argument("code", metavar="CODE", nargs="?", help="what head office's `pair-code --for-hub` shows")
    command.add_argument("--name", default="hub", help="how head office lists this hub; `hub` without it")
    command.add_argument("--authority", metavar="PEM", help="certificates to trust besides the usual ones")
    command.add_argument("--in-the-clear", action="store_true", help="allow http:// to a number of a private network")


def _revoke(command: argparse.ArgumentParser) -> None:
    command.add_argument("store", metavar="STORE")
    command.add_argument("register", metavar="REGISTER")


def _list(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=_up_to(100_000), default=SHOWN, help=f"the newest so many; {SHOWN} without it")


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE")


def _pair(command: argparse.ArgumentParser) -> None:
    command.add_argument("url", metavar="URL", help="the hub's address, or the whole text of its QR code")
    command.add_argument("code", metavar="CODE", nargs="?", help="the code that the hub's `pair-code` shows")
    command.add_argument("--authority", metavar="PEM", help="certificates to trust besides the usual ones")
    command.add_argument("--in-the-clear", action="store_true", help="allow http:// to a number of the shop's network")
    staff_options.who(command)


def _reset(command: argparse.ArgumentParser) -> None:
    command.add_argument("--really", action="store_true", help="do it: nothing brings it back here")
    staff_options.who(command)


def _outbox(command: argparse.ArgumentParser) -> None:
    command.add_argument("--save", metavar="FILE", help="write what waits as JSON lines, which `facts import` reads")
    staff_options.who(command)


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("--days", type=_up_to(MOST_DAYS), default=7, help="so many business days; 7 without it")


def _api_key(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", help="what it is for; facts it sends bear it")
    where = command.add_mutually_exclusive_group(required=True)
    where.add_argument("--store", help="it acts in this store only")
    where.add_argument("--all-stores", action="store_true", help="it acts in every store, and says in which")
    command.add_argument(
        "--scopes", required=True, metavar="LIST", help="of read, write, export, hidden; commas between"
    )


def _named_key(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME")


def _webhook(command: argparse.ArgumentParser) -> None:
    command.add_argument("what", choices=("add", "list", "remove", "resume"))
    command.add_argument("target", metavar="URL-OR-NUMBER", nargs="?", help="add: where to; remove, resume: which")
    command.add_argument("--kinds", default="", metavar="LIST", help="add: of these kinds only (docs/facts names them)")
    command.add_argument("--bodies", action="store_true", help="add: whole facts, which hold members' data")
    command.add_argument("--private-network", action="store_true", help="add: the address may lie in a private network")


def _nothing(command: argparse.ArgumentParser) -> None:
    """No options of its own."""


ACTS: dict[str, tuple[str, Options]] = {
    "serve": ("let registers sync with this computer, until it is ended", _serve),
    "pair-code": ("a code that lets one register in: used once, good for ten minutes", _pair_code),
    "pair-upstream": ("make this a store's hub, let in by head office", _pair_upstream),
    "upstream": ("how this store's hub stands with head office", _nothing),
    "devices": ("the registers, and when each was last here", _nothing),
    "revoke": ("let a register speak no more", _revoke),
    "attention": ("what the owner should look at", _list),
    "parked": ("what registers sent that does not stand, and why", _list),
    "backup": ("copy the hub into a file while it serves", _file),
    "restore": ("let such a copy take the hub's place", _file),
    "report": ("a business day of its stores, or several, in numbers", report_options),
    "exceptions": ("what a manager should look at, of the facts the hub holds", listing_options),
}
"""`hub ACT`: what each is for, and its options."""

OPEN_ACTS: dict[str, tuple[str, Options]] = {
    "api-key": ("make a key with which another system may ask; its secret is shown once", _api_key),
    "api-keys": ("the keys of other systems, and what each is good for", _nothing),
    "revoke-api-key": ("let a key be good no more", _named_key),
    "webhook": ("tell an address of every new fact: add, list, remove, resume", _webhook),
}
"""`hub ACT` about the open API; what they do is in hub_open.py."""

ON_REGISTER: dict[str, tuple[str, str, Options]] = {
    "pair": ("let this register be let in by a hub", "pair", _pair),
    "unpair": ("forget the hub", "unpair", staff_options.who),
    "reset": ("take this register's store off this computer", "reset", _reset),
    "sync": ("send what waits to the hub and take what came, once", "sync", _nothing),
    "outbox": ("what waits for the hub, what it set aside, and why", "outbox", _outbox),
    "compare": ("on which days this register and the hub hold different facts", "compare", _compare),
}
"""Name of each command of a register: what it is for, the function of hub_line.py, its options."""


def acts(named: Callable[[str], object]) -> Options:
    """The acts of `hub`, each with options of its own. named: what does `hub:ACT`."""

    def options(command: argparse.ArgumentParser) -> None:
        those = command.add_subparsers(dest="act", required=True, metavar="ACT")
        for name, (words, add_options) in (ACTS | OPEN_ACTS).items():
            act = those.add_parser(name, help=words, description=words)
            act.add_argument("--database", metavar="URL", help=DATABASE)
            # Said before the act or behind it: without a default, what was said before stays.
            act.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="the folder of hub.db")
            act.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer as JSON")
            add_options(act)
            module = "hub_open" if name in OPEN_ACTS else "hub"
            act.set_defaults(perform=named(f"{module}:{name.replace('-', '_')}"))

    return options


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text)
        if not 1 <= found <= most:
            raise argparse.ArgumentTypeError(f"must be 1 to {most:,}")
        return found

    return number


def _port(text: str) -> int:
    found = int(text)
    if not 0 <= found <= 65_535:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return found
