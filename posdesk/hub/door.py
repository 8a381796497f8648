"""Decides who gets in with what: the protocol, the token, the signature's time, the rate, the body, the signature, in
this order; then work at the database.

Refuses to know what a message says (posdesk.sync.wire) and what it leads to (posdesk.hub.service). Whatever is turned
away here has cost no more than its headers, or a body cut at a limit.
"""

import asyncio
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, NoReturn, TypeVar

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from db.hub.intake import Device
from posdesk.domain.codec import refuse
from posdesk.domain.replication import Witness
from posdesk.hub.answers import Rejected
from posdesk.hub.limits import Buckets, Limits, Lockout, Seconds, origin
from posdesk.hub.logs import Log
from posdesk.hub.metrics import Metrics
from posdesk.hub.service import HubService
from posdesk.hub.signatures import Nonces, check_new, check_signed, signed_by
from posdesk.hub.snapshots import Snapshots
from posdesk.sync import wire
from posdesk.sync.signing import SIGNATURE_HEADER, mark_of
from posdesk.sync.signing import Request as Signable

LITTLE = 16 * 1024
"""Bytes of a body that are read sooner than a thread is found for them."""
KINDS = ("hello", "push", "pull", "have", "tally", "snapshot", "look_up", "read", "write", "export")
OLD_REGISTER = "This register's PosDesk is too old for this hub: bring the register up to date."
OLD_HUB = "This hub's PosDesk is too old for this register: bring the hub up to date."
NO_REGISTER = f"This is a PosDesk hub; a register speaks with the header {wire.HEADER}: {wire.PROTOCOL}."
UNKNOWN = "This hub does not know this register. Pair it."
REVOKED = "This register may not speak to this hub any more. A manager has to pair it anew."
TOO_FAST = "This register asks more often than this hub answers. It goes on by itself."
TOO_MANY = "The hub has much to do. It goes on by itself."
SHUT = "Too many wrong codes came from this computer. Wait ten minutes, then ask for a new code at the hub."
TOO_MANY_CODES = "Codes come too fast from this computer. Wait a few seconds."
TOO_SLOW = "The request took too long to arrive."

T = TypeVar("T")


@dataclass(slots=True)
class Front:
    """What the routes of one process share. All of it is touched by the event loop alone."""

    service: HubService
    limits: Limits
    seconds: Seconds
    log: Log
    snapshots: Snapshots | None = None
    metrics: Metrics = field(default_factory=Metrics)
    buckets: dict[str, Buckets] = field(init=False)
    nonces: Nonces = field(default_factory=Nonces)
    pairing: Buckets = field(init=False)
    lockout: Lockout = field(init=False)
    threads: asyncio.Semaphore = field(init=False)
    pushing: int = 0
    exporting: int = 0

    def __post_init__(self) -> None:
        """Make the counters that the limits ask for."""
        limits = self.limits
        self.buckets = {kind: Buckets(getattr(limits, kind), self.seconds) for kind in KINDS}
        self.pairing = Buckets(limits.pairing, self.seconds)
        self.lockout = Lockout(limits.tries, limits.shut, self.seconds)
        self.threads = asyncio.Semaphore(limits.threads)


def front_of(request: Request) -> Front:
    """What the routes share."""
    front: Front = request.app.state.front
    return front


# ------------------------------------------------------------------------------------------------------- who gets in


def check_protocol(request: Request) -> None:
    """Raises Rejected(426) for whoever speaks another protocol, with words on which side is too old."""
    said = request.headers.get(wire.HEADER, "")
    if said == str(wire.PROTOCOL):
        return
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Rejected(426, "protocol", NO_REGISTER)
    raise Rejected(426, "protocol", OLD_REGISTER if int(said) < wire.PROTOCOL else OLD_HUB)


_BEARER = HTTPBearer(auto_error=False, description="The token a register was given when it was paired.")


async def speaker(request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Device:
    """The register that speaks. Raises Rejected(426) and Rejected(401)."""
    check_protocol(request)
    if shown is None:
        raise Rejected(401, "unknown", UNKNOWN)
    front = front_of(request)
    found = await at_the_database(front, lambda: front.service.device_of(shown.credentials))
    if found is None:
        raise Rejected(401, "unknown", UNKNOWN)
    device, mark = found.device, mark_of(shown.credentials)
    request.state.noted["device"] = device.key
    if not found.may_speak:
        raise Rejected(401, "revoked", REVOKED)
    header, now = request.headers.get(SIGNATURE_HEADER, ""), front.service.clock.now()
    request.state.signed = signed_by(device.key, mark, found.public, header, front.nonces, now)
    return device


Speaker = Annotated[Device, Depends(speaker)]
"""A route that has one is for paired registers only. It calls `asks` or `says` before it does anything."""


async def asks(request: Request, kind: str, device: Device) -> Front:
    """What the routes share, once it is certain that this register asks for this, without a body. Raises Rejected(429)
    and Rejected(401)."""
    front = front_of(request)
    _in_time(front, kind, device)
    check_signed(request.state.signed, _what_is_signed(request, b""))
    check_new(request.state.signed, front.nonces, front.service.clock.now())
    return front


async def says(request: Request, kind: str, device: Device, content: str) -> str:
    """The body, of this content type, once it is certain that this register says it. Raises Rejected(401, 408, 413,
    415, 429) and Refused."""
    front = front_of(request)
    _in_time(front, kind, device)
    signed = request.state.signed
    text = await text_of(request, content, lambda body: check_signed(signed, _what_is_signed(request, body)))
    check_new(signed, front.nonces, front.service.clock.now())
    return text


def _what_is_signed(request: Request, body: bytes) -> Signable:
    query = request.scope["query_string"]
    path = request.scope["raw_path"] + (b"?" + query if query else b"")
    return Signable(request.method, path, request.headers.get(wire.WITNESS_HEADER, ""), body)


def _in_time(front: Front, kind: str, device: Device) -> None:
    """Raises Rejected(429) where this register asks for this too often."""
    wait = front.buckets[kind].wait(device.key)
    if wait:
        raise Rejected(429, "too_fast", TOO_FAST, wait)


def may_pair(request: Request) -> str:
    """The origin of somebody who shows a code, under which the outcome is noted. Raises Rejected(429)."""
    front, name = front_of(request), origin(request.client.host if request.client else None)
    shut, wait = front.lockout.wait(name), front.pairing.wait(name)
    if shut:
        raise Rejected(429, "shut_out", SHUT, shut)
    if wait:
        raise Rejected(429, "too_fast", TOO_MANY_CODES, wait)
    return name


# ------------------------------------------------------------------------------------------------------ what they say


def witness_of(request: Request) -> Witness:
    """The newest witness the register was given. Raises Refused."""
    return wire.read_witness(request.headers.get(wire.WITNESS_HEADER, ""))


async def text_of(request: Request, kind: str, check: Callable[[bytes], None] = lambda body: None) -> str:
    """The body, which has to be of this content type. check: told it as it was sent, before it is unpacked. Raises
    Rejected(408, 413, 415) and Refused."""
    _check_type(request.headers.get("content-type", ""), kind)
    packed = _is_packed(request.headers.get("content-encoding", ""))
    limits = front_of(request).limits
    try:
        async with asyncio.timeout(limits.body_seconds):
            body = await _read(request, limits.body)
    except TimeoutError:
        raise Rejected(408, "too_slow", TOO_SLOW) from None

    def read() -> str:
        check(body)
        return _decode(body, packed, limits.body)

    return read() if not packed and len(body) <= LITTLE else await run_in_threadpool(read)


def _check_type(said: str, kind: str) -> None:
    name, *parameters = [part.strip().lower() for part in said.split(";")]
    sets = [part.removeprefix("charset=").strip('"') for part in parameters if part.startswith("charset=")]
    if name != kind or any(one not in ("utf-8", "utf8") for one in sets):
        raise Rejected(415, "content_type", f"The body of this request is {kind}; charset=utf-8.")


def _is_packed(said: str) -> bool:
    if said.strip().lower() in ("", "identity"):
        return False
    if said.strip().lower() != "gzip":
        raise Rejected(415, "content_encoding", "A body comes as it is, or packed with gzip.")
    return True


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            _too_large(most)
    return bytes(body)


def _decode(body: bytes, packed: bool, most: int) -> str:
    raw = unpacked(body, most) if packed else body
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        refuse("body", "is not UTF-8")


def unpacked(body: bytes, most: int) -> bytes:
    """What gzip packed, which never takes more room than `most` bytes on the way. Raises Rejected(413) and Refused."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        raw = unpacker.decompress(body, most + 1)
    except zlib.error:
        refuse("body", "is not packed with gzip")
    if len(raw) > most:
        _too_large(most)
    if not unpacker.eof or unpacker.unused_data:
        refuse("body", "is not one whole gzip")
    return raw


def _too_large(most: int) -> NoReturn:
    raise Rejected(413, "too_large", f"A request has {most} bytes at most, unpacked as well.")


# ------------------------------------------------------------------------------------------------- at the database


async def at_the_database(front: Front, work: Callable[[], T]) -> T:
    """Do it in a thread, when one is free."""
    async with front.threads:
        return await run_in_threadpool(work)


@contextmanager
def a_push(front: Front) -> Iterator[None]:
    """One of the pushes that may be under way at once. Raises Rejected(429) when there are as many already."""
    if front.pushing >= front.limits.pushes:
        raise Rejected(429, "too_many", TOO_MANY, 1.0)
    front.pushing += 1
    try:
        yield
    finally:
        front.pushing -= 1
