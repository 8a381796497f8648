"""Decides what a register asks its hub over the network, and which trouble each answer that is none means.

Implements the ports `Hub` and `SnapshotSource`. Refuses to know when to try again (posdesk.sync.schedule) and what is
done with an answer (posdesk.sync.cycle). Importing it loads httpx, so whoever paints a window does so first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import urlencode

from posdesk import __version__
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import (
    Admitted,
    Answered,
    Asking,
    DayTally,
    Hello,
    Page,
    Shared,
    Snapshot,
    Standing,
    Vouched,
    Welcome,
    Witness,
)
from posdesk.sync import sharing_wire, snapshot_wire, wire
from posdesk.sync.addresses import checked_address, others_could_listen
from posdesk.sync.line import SILENT, STRANGER, Line, Reply, Timeouts
from posdesk.sync.pinning import seen_at
from posdesk.sync.signing import Secret, Signer, new_key, public_of, secret_of
from posdesk.sync.trouble import HistoryChanged, HubBusy, NoHub, NotTaken, Revoked, TooOld

__all__ = ["HttpHub", "Timeouts", "ask_to_be_let_in", "checked_address", "others_could_listen"]

NOT_THERE = (404, 405)
"""The hub has no such thing, or is too old to know what it is."""
PATIENCE_SECONDS = 5.0
"""How long to wait where a hub is busy and does not say until when."""
FAILED = "The hub failed at a request. It is tried again; its log says more."
GARBLED_LINE = "It holds a character that cannot be sent."
NO_SECRET = (
    "What this register kept to show itself to the hub is damaged. Nothing is lost. Ask for a code at the hub and pair "
    "this register anew."
)
NO_SUCH_PAGE = "The hub's PosDesk is too old for what this register asks: bring the hub up to date."

T = TypeVar("T")


class HttpHub:
    """The ports `Hub`, `HeadOffice` and `SnapshotSource` over HTTP. url: as `checked_address` gives it. secret: what
    was kept at pairing. clock: by which requests are signed; the hub's is followed where it says that this is wrong.

    authority: a PEM file of certificates to trust besides the usual ones; certificate: the only one to trust, in PEM.
    One request at a time, from one thread. Raises Revoked for a secret that is none, Refused(BAD_FILE) for an authority
    that cannot be read. Each method raises SyncTrouble.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        clock: Clock,
        *,
        timeouts: Timeouts = Timeouts(),  # noqa: B008  # a frozen value
        authority: Path | None = None,
        certificate: str | None = None,
    ) -> None:
        own = secret_of(secret)
        if own is None:
            raise Revoked(NO_SECRET)
        self._listened_to = others_could_listen(url)
        self._signer = Signer(own, clock)
        self._line = Line(url, timeouts, authority, certificate, self._signer.sign)
        self._bearer = {"authorization": f"Bearer {own.token}"}

    def __enter__(self) -> "HttpHub":
        """Itself, to be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def hello(self, hello: Hello) -> Welcome:
        """See the port. Where others could listen, the chain's key for hashes of IDs is not asked for."""
        said = replace(hello, hash_mark=None) if self._listened_to else hello
        body = wire.JSON, wire.write_hello(said).encode("utf-8")
        return _read(self._ask("POST", "/v1/hello", wire.JSON, body=body), wire.read_welcome)

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """See the port."""
        try:
            body = wire.LINES, wire.write_lines(lines).encode("utf-8")
        except UnicodeEncodeError as no:
            raise NotTaken(GARBLED_LINE) from no
        try:
            reply = self._ask("POST", "/v1/facts", wire.JSON, seen, body)
        except _Failed as no:
            if len(lines) == 1 and not self._fails_again(seen, body):
                raise HubBusy(FAILED, PATIENCE_SECONDS) from no
            raise NotTaken(FAILED) from no
        return _read(reply, lambda text: wire.read_answered(text, len(lines)))

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """See the port."""
        path = f"/v1/facts?{urlencode({'after': after, 'limit': limit})}"
        return _read(self._ask("GET", path, wire.LINES, seen), lambda text: wire.read_page(text, after))

    def have(self, seen: Witness, ids: Sequence[str]) -> list[int]:
        """See the port."""
        reply = self._ask("POST", "/v1/have", wire.JSON, seen, (wire.LINES, wire.write_ids(ids).encode("ascii")))
        return _read(reply, lambda text: wire.read_positions(text, len(ids)))

    def share(self, seen: Witness, after: str, upto: str, ids: Sequence[str]) -> Shared:
        """See the port."""
        body = wire.LINES, sharing_wire.write_sharing(after, upto, ids).encode("ascii")
        reply = self._ask("POST", "/v1/share", wire.LINES, seen, body)
        return _read(reply, lambda text: sharing_wire.read_shared(text, after))

    def vouch(self, registers: Sequence[Vouched]) -> list[Standing]:
        """See the port `HeadOffice`."""
        body = wire.JSON, sharing_wire.write_vouched(registers).encode("utf-8")
        reply = self._ask("POST", "/v1/registers", wire.JSON, body=body)
        return _read(reply, lambda text: sharing_wire.read_standings(text, len(registers)))

    def tally(self, seen: Witness, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        path = f"/v1/tally?{urlencode({'first': first_day, 'last': last_day})}"
        return _read(self._ask("GET", path, wire.JSON, seen), wire.read_tally)

    def snapshot_head(self, seen: Witness) -> Snapshot | None:
        """See the port."""
        reply = self._reply("GET", "/v1/snapshot/head", wire.JSON, seen)
        return None if reply.status in NOT_THERE else _read(_good(reply, wire.JSON), snapshot_wire.read_snapshot)

    def snapshot_part(self, sha256: str, start: int, most: int) -> bytes:
        """See the port."""
        wanted = {"range": snapshot_wire.write_range(start, most)}
        reply = self._reply("GET", f"/v1/snapshot/{sha256}", wire.PACKED, more=wanted)
        if reply.status in NOT_THERE:
            return b""
        part = _good(reply, wire.PACKED, 206).body
        return part if 0 < len(part) <= most else _raise_stranger()

    def _fails_again(self, seen: Witness, body: tuple[str, bytes]) -> bool:
        """Whether it is this one fact the hub fails at: the hub is well otherwise, and fails at it once more. A hub
        that fails at everything is ill, and no fact may be set aside for that."""
        self._ask("GET", "/v1/health", wire.JSON)
        try:
            self._ask("POST", "/v1/facts", wire.JSON, seen, body)
        except _Failed:
            return True
        return False

    def _ask(
        self,
        method: str,
        path: str,
        kind: str,
        seen: Witness | None = None,
        body: tuple[str, bytes] | None = None,
    ) -> Reply:
        return _good(self._reply(method, path, kind, seen, body), kind)

    def _reply(
        self,
        method: str,
        path: str,
        kind: str,
        seen: Witness | None = None,
        body: tuple[str, bytes] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Reply:
        headers = self._bearer | {"accept": kind} | dict(more or {})
        if seen is not None:
            headers[wire.WITNESS_HEADER] = wire.write_witness(seen)
        reply = self._line.ask(method, path, headers, body)
        if reply.status == 401 and reply.time is not None:
            self._signer.follow(reply.time)
            reply = self._line.ask(method, path, headers, body)
        return reply


class _Failed(HubBusy):
    """The hub has a bug, or something of the kind: it may be this request, or every one."""


def ask_to_be_let_in(
    url: str,
    code: str,
    register: str,
    store: str | None = None,
    *,
    timeouts: Timeouts = Timeouts(),  # noqa: B008  # a frozen value
    authority: Path | None = None,
    pin: str | None = None,
    for_hub: bool = False,
) -> Admitted:
    """Pair this register with the hub at `url` (as `checked_address` gives it), by a code its owner read out.

    store: where this register stands; None to be told by the hub. pin: of the hub's key, which is all it is known by
    then; its certificate is yielded too. for_hub: it is a store's hub. Yields with the token the key that was made for
    it; both are kept as one secret. Raises
    Refused(BAD_CODE, BAD_STORE, ALREADY_PAIRED, BAD_FILE) and SyncTrouble. When an answer is lost on the way, the code
    is used up and the name taken: the owner revokes it and gives another code.
    """
    certificate = None if pin is None else seen_at(url, pin, timeouts.connect)
    line, key = Line(url, timeouts, authority, certificate), new_key()
    try:
        wants_key = not others_could_listen(url)
        asking = Asking(code, register, store, __version__, for_hub, public=public_of(key), wants_key=wants_key)
        body = wire.write_asking(asking).encode("utf-8", "replace")
        reply = line.ask("POST", "/v1/pair", {"accept": wire.JSON}, (wire.JSON, body))
    finally:
        line.close()
    if reply.status != 200:
        error, words = _read(reply, wire.read_error)
        if error in (RefusalCode.BAD_CODE, RefusalCode.BAD_STORE, RefusalCode.ALREADY_PAIRED):
            raise Refused(Refusal(RefusalCode(error), words))
        _raise_trouble(reply)
    admitted = _read(reply, wire.read_admitted)
    return replace(admitted, token=Secret(admitted.token, key).text, certificate=certificate)


def _good(reply: Reply, kind: str, status: int = 200) -> Reply:
    """The answer that was hoped for. Raises SyncTrouble for any other."""
    if reply.status != status:
        _raise_trouble(reply)
    return reply if reply.kind == kind else _raise_stranger()


def _raise_stranger() -> NoReturn:
    raise NoHub(STRANGER)


def _raise_trouble(reply: Reply) -> NoReturn:
    """What an answer of a hub that is not the one hoped for means."""
    _, words = _read(reply, wire.read_error)
    after = PATIENCE_SECONDS if reply.after is None else reply.after
    match reply.status:
        case 400 | 413:
            raise NotTaken(words)
        case 401 if reply.time is not None:
            raise HubBusy(words, after)
        case 401:
            raise Revoked(words)
        case status if status in NOT_THERE:
            raise TooOld(NO_SUCH_PAGE)
        case 409:
            raise HistoryChanged(words)
        case 426:
            raise TooOld(words)
        case 429 | 503:
            raise HubBusy(words, after)
        case 500:
            raise _Failed(words, after)
    raise NoHub(words or SILENT)


def _read(reply: Reply, reader: Callable[[str], T]) -> T:
    try:
        return reader(reply.text)
    except Refused as no:
        raise NoHub(STRANGER) from no
