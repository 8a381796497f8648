"""The commands of a hub's owner: serve, pair-code, pair-upstream, upstream, devices, revoke, attention, parked, backup,
restore."""

import json
import os
import socket
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from posdesk import compose
from posdesk.commands.answer import Answer, table
from posdesk.commands.answers import moment
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

if TYPE_CHECKING:
    from db.hub.backup import Copied
    from db.hub.devices import Seen
    from db.link import FolderLinkHome
    from posdesk.hub.owner import Owner
    from posdesk.hub.relay import Reach

DATABASE = "POSDESK_HUB_DATABASE"
HUB_FILE = "hub.db"
UPSTREAM = "upstream"
"""The folder beside the hub's file where a store's hub keeps its link to head office."""
EVERYWHERE = ("//0.0.0.0:", "//[::]:")
WILDCARDS = ("0.0.0.0", "::")
AFTER_RESTORE = (
    "Start it again with `hub serve`. Nothing else is to be done: the first register that knows what this copy lacks "
    "shows it to the hub, and all registers offer what they hold. `hub attention` says so then. What one register "
    "alone had sent, and holds no more, is lost."
)


def serve(given: Namespace) -> int:
    """`hub serve`: until it is told to end. The address is printed once it answers."""
    from posdesk.hub.owner import note_pin
    from posdesk.hub.serving import serve as serve_hub

    url, path = _database(given), _path(given)
    os.umask(0o077)  # the hub's file holds members' data
    beside = _beside(given)
    beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with nullcontext() if path is None else _alone(path):
        reach = _reach(given)
        certificate, key = _certificate(given, beside)
        note_pin(beside, _pin(certificate))
        serve_hub(
            url,
            given.host,
            given.port,
            workers=given.workers,
            ready=lambda listens: _say_ready(beside, listens, given),
            certificate=certificate,
            key=key,
            insecure_network=given.insecure_network,
            behind_proxy=given.behind_proxy,
            reach=reach,
        )
    return 0


def pair_code(given: Namespace) -> Answer:
    """`hub pair-code`: a code; and it, the address and the hub's key in one QR code."""
    from db.hub.devices import CODE_MS
    from posdesk.commands.qr import drawn
    from posdesk.hub.owner import noted_address, noted_pin
    from posdesk.sync.invitation import write_invitation

    with opened(given) as owner:
        code = owner.code(given.store, for_hub=given.for_hub)
    address, pin = given.address or noted_address(_beside(given)), noted_pin(_beside(given))
    pin = pin if address is not None and address.startswith("https:") else None
    invitation = None if address is None else write_invitation(address, code, pin)
    minutes = CODE_MS // 60_000
    value = {"code": code, "store": given.store, "register": given.register, "minutes": minutes}
    whom = f"register {given.register}" if given.register else "one register"
    whom = "the hub" if given.for_hub else whom
    text = [f"{code}   lets {whom} of {given.store} in, once, within {minutes} minutes."]
    if invitation is None:
        text.append("With --address URL the code comes as a QR code too.")
    else:
        where = "At the store's hub: hub pair-upstream" if given.for_hub else "On the register: pair"
        typed = f"{address} {code}" if pin is None else invitation
        text += [f"{where} {typed}", "Or scan:", drawn(invitation, sys.stdout.isatty())]
    value["for_hub"] = given.for_hub
    return Answer(value | {"address": address, "pin": pin, "invitation": invitation}, "\n".join(text))


def pair_upstream(given: Namespace) -> Answer:
    """`hub pair-upstream URL CODE`: not while it serves."""
    from posdesk.hub.pairing import pair_with
    from posdesk.sync.invitation import read_invitation

    invitation = read_invitation(given.url, given.code)
    path, home = _path(given), _upstream_home(given)
    os.umask(0o077)
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if given.authority is not None:
        home.trust(Path(given.authority))
    with nullcontext() if path is None else _alone(path):
        place = pair_with(_database(given), home, invitation, given.name, in_the_clear=given.in_the_clear)
    value = {"url": place.url, "store": place.store, "name": place.register, "token": home.words()}
    text = f"This is the hub of {place.store} now, below {place.url}. {home.words()}"
    return Answer(value, f"{text}\nStart it: hub serve --upstream {place.url}")


def upstream(given: Namespace) -> Answer:
    """`hub upstream`: how it stands with head office."""
    with opened(given) as owner:
        place = owner.upstream()
        waiting = 0 if place is None else owner.in_tray()
    if place is None:
        return Answer({"url": None}, "This hub has no other above it: it gives facts their order itself.")
    value = {
        "url": place.url,
        "store": place.store,
        "name": place.register,
        "reached_at": None if place.reached_at is None else moment(place.reached_at),
        "tried_at": None if place.tried_at is None else moment(place.tried_at),
        "trouble": place.fault,
        "words": place.words,
        "waiting": waiting,
        "cursor": place.cursor,
        "version": place.version or None,
    }
    reached = "not yet" if place.reached_at is None else moment(place.reached_at)
    text = [f"The hub of {place.store}, below {place.url}. In step with it last: {reached}."]
    text.append(f"{waiting:,} facts wait for head office; the store's registers share them.")
    return Answer(value, "\n".join([*text, *([place.words] if place.words else [])]))


def devices(given: Namespace) -> Answer:
    """`hub devices`: every register that was ever paired."""
    with opened(given) as owner:
        found = owner.devices()
    rows = [
        (
            seen.store,
            seen.register,
            _stands(seen),
            "never here" if seen.seen_at is None else f"last here {moment(seen.seen_at)}",
            "" if seen.version is None else f"PosDesk {seen.version}",
            "" if abs(seen.clock_off or 0) < 1000 else f"clock {(seen.clock_off or 0) / 1000:+,.0f} s",
        )
        for seen in found
    ]
    return Answer([_device(seen) for seen in found], table(rows) or "No register was paired yet: hub pair-code")


def revoke(given: Namespace) -> Answer:
    """`hub revoke STORE REGISTER`."""
    with opened(given) as owner:
        owner.revoke(given.store, given.register)
    text = (
        f"{given.register} in {given.store} may not speak to this hub any more. What it had not sent stays on it; with "
        "a new code it can be paired again."
    )
    return Answer({"store": given.store, "register": given.register}, text)


def attention(given: Namespace) -> Answer:
    """`hub attention`: what the owner should look at, the newest first."""
    with opened(given) as owner:
        found = owner.attention(given.limit)
    value = [
        {"at": moment(one.at), "kind": one.kind, "store": one.store, "register": one.register, "words": one.words}
        for one in found
    ]
    rows = [(moment(one.at), one.words) for one in found]
    return Answer(value, table(rows) or "Nothing needs attention.")


def parked(given: Namespace) -> Answer:
    """`hub parked`: what was sent and does not stand, the newest first."""
    with opened(given) as owner:
        found = owner.parked(given.limit)
    value = [
        {
            "fact": one.id,
            "at": moment(one.at),
            "store": one.store,
            "register": one.register,
            "words": one.words,
            "line": one.line,
        }
        for one in found
    ]
    rows = [(moment(one.at), f"{one.store} {one.register}", one.id, one.words) for one in found]
    return Answer(value, table(rows) or "Nothing is parked.")


def backup(given: Namespace) -> Answer:
    """`hub backup FILE`: while it serves or not."""
    from db.hub import backup as copies

    copied = copies.backup(_file(given), Path(given.file))
    return Answer(_copied(copied, given.file), f"Copied {copied.facts:,} facts of hub {copied.hub} to {given.file}.")


def restore(given: Namespace) -> Answer:
    """`hub restore FILE`: not while it serves."""
    from db.hub import backup as copies

    path = _file(given)
    copied = copies.restore(Path(given.file), path)
    before = path.with_name(path.name + copies.BEFORE)
    kept = f" What was there before is {before}." if before.exists() else ""
    text = f"The hub {copied.hub} is as the copy has it: {copied.facts:,} facts.{kept}\n{AFTER_RESTORE}"
    return Answer(_copied(copied, given.file) | {"before": str(before) if before.exists() else None}, text)


def report(given: Namespace) -> Answer:
    """`hub report DAY|FROM..TO`: see reports.py."""
    from posdesk.commands.reports import at_hub

    return at_hub(given)


def exceptions(given: Namespace) -> Answer:
    """`hub exceptions [--store S]`: see exceptions.py."""
    from posdesk.commands.exceptions import at_hub

    return at_hub(given)


def _certificate(given: Namespace, beside: Path) -> tuple[Path | None, Path | None]:
    """The files of the hub's certificate and key: those that are named; else its own, where one is asked for or others
    could listen; else none."""
    from posdesk.hub.certificate import is_wanted, own

    if given.certificate is not None or given.key is not None:
        certificate, key = (None if one is None else Path(one) for one in (given.certificate, given.key))
        return certificate, key
    if not is_wanted(given.host, asked=given.tls, insecure_network=given.insecure_network):
        return None, None
    said = urlsplit(given.address or "").hostname
    names = [name for name in (given.host, said, socket.gethostname()) if name and name not in WILDCARDS]
    return own(beside, names, compose.SystemClock().now())


def _pin(certificate: Path | None) -> str | None:
    if certificate is None:
        return None
    from posdesk.hub.certificate import pin_where_needed

    with suppress(OSError, ValueError):  # that it is none is said by whoever listens with it
        return pin_where_needed(certificate)
    return None


def _say_ready(path: Path, listens: str, given: Namespace) -> None:
    from posdesk.hub.owner import note_address

    address = given.address or listens
    if not any(host in address for host in EVERYWHERE):
        note_address(path, address)
    print(json.dumps({"url": listens}) if given.json else f"The hub listens at {listens}", flush=True)


def _database(given: Namespace) -> str:
    return given.database or os.environ.get(DATABASE) or f"sqlite:///{compose.data_folder(given.data) / HUB_FILE}"


def _upstream_home(given: Namespace) -> "FolderLinkHome":
    from db.link import FolderLinkHome

    return FolderLinkHome(_beside(given).parent / UPSTREAM)


def _reach(given: Namespace) -> "Reach | None":
    from posdesk.hub.pairing import reaching

    home, clock = _upstream_home(given), compose.SystemClock()
    return reaching(_database(given), home, given.upstream, clock, in_the_clear=given.insecure_network)


def _path(given: Namespace) -> Path | None:
    from db.hub.backup import file_of

    return file_of(_database(given))


def _beside(given: Namespace) -> Path:
    """The hub's file; of a hub that has none, where it would be: what belongs to a hub lies beside it."""
    return _path(given) or compose.data_folder(given.data) / HUB_FILE


def _file(given: Namespace) -> Path:
    """The hub's file. Raises Refused(BAD_STORE) for a hub that has none."""
    from db.hub.backup import USE_PG_DUMP

    path = _path(given)
    if path is None:
        raise Refused(Refusal(RefusalCode.BAD_STORE, USE_PG_DUMP))
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    from db.hub.backup import serving

    with serving(path):
        yield


@contextmanager
def opened(given: Namespace) -> "Iterator[Owner]":
    """The hub that a command is about, in its owner's hands. Raises Refused or EnvironmentTrouble."""
    from posdesk.hub.owner import owned

    with owned(_database(given), compose.SystemClock()) as owner:
        yield owner


def _stands(seen: "Seen") -> str:
    if seen.revoked_at is not None:
        return "revoked"
    return "store's hub" if seen.for_hub else "by the store's hub" if seen.vouched else "paired"


def _device(seen: "Seen") -> dict[str, object]:
    return {
        "store": seen.store,
        "register": seen.register,
        "paired_at": moment(seen.paired_at),
        "revoked_at": None if seen.revoked_at is None else moment(seen.revoked_at),
        "seen_at": None if seen.seen_at is None else moment(seen.seen_at),
        "version": seen.version,
        "clock_off_ms": seen.clock_off,
        "hub": seen.for_hub,
        "let_in_by_hub": seen.vouched,
    }


def _copied(copied: "Copied", file: str) -> dict[str, object]:
    return {"hub": copied.hub, "facts": copied.facts, "head": copied.head, "file": file}
