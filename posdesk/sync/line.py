"""Decides how bytes get to a hub and back over HTTP, and what counts as an answer of a hub at all.

One connection is kept open. No redirect is followed, no proxy and no password is taken from the environment: the
register's secret goes to the address a manager typed, and nowhere else. Certificates are always checked. Only an answer
with our header and our content type, whole and within bounds, is a hub's; whatever else comes is no hub. Refuses to
know what the messages say.
"""

import gzip
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple, NoReturn

import httpx

from posdesk import __version__
from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.sync import signing, wire
from posdesk.sync.pinning import OTHER_KEY, only
from posdesk.sync.trouble import NoHub, OtherKey, SyncTrouble, TooOld

WORTH_PACKING = 1024
"""Bytes from which a body is compressed."""
LET_GO_SECONDS = 60
"""A silent connection is let go of before the hub does."""
SILENT = "The hub does not answer. Everything recorded is safe on this computer, and goes there when it does."
SLOW = "The hub answers too slowly. Everything recorded is safe on this computer; it is tried again."
STRANGER = (
    "Somebody answers at the hub's address, but it is no PosDesk hub: a sign-in page of the network, or another "
    "service. It is tried again."
)
NOT_PROVEN = (
    "Whoever answers at the hub's address cannot prove to be the hub: its certificate is not trusted here. Nothing was "
    "sent. Ask whoever looks after the hub."
)
OLD_HUB = "The hub's PosDesk is too old for this register: bring the hub up to date."
OLD_REGISTER = "This register's PosDesk is too old for the hub: bring this register up to date."


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for a request as a whole."""

    connect: float = 3.0
    read: float = 10.0
    whole: float = 60.0


class Reply(NamedTuple):
    """A hub's answer, unpacked. after: the seconds it asks for, where it does. kind: its content type, without
    parameters. time: the hub's, where the request is to be signed again by it."""

    status: int
    kind: str
    body: bytes
    after: float | None
    time: Instant | None = None

    @property
    def text(self) -> str:
        """The body as text. Raises NoHub where it is none."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            _garbled()


class Line:
    """A line to one hub; one request at a time. authority: a PEM file of certificates to trust besides the usual ones.
    certificate: the only one to trust, in PEM (posdesk.sync.pinning). sign: makes the signature of a request. Raises
    Refused(BAD_FILE) for an authority that cannot be read."""

    def __init__(
        self,
        url: str,
        timeouts: Timeouts,
        authority: Path | None = None,
        certificate: str | None = None,
        sign: Callable[[signing.Request], str] | None = None,
    ) -> None:
        self._timeouts, self._sign, self._pinned = timeouts, sign, certificate is not None
        self._stream: Any = None
        self._overdue = False
        self._http = httpx.Client(
            base_url=url,
            verify=_trust(url, authority, certificate),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=LET_GO_SECONDS),
            headers={"user-agent": f"posdesk/{__version__}", "accept-encoding": "gzip"},
            http1=True,
        )

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: tuple[str, bytes] | None = None) -> Reply:
        """Send a request, and read the answer. body: content type and bytes. Raises NoHub and TooOld."""
        self._overdue = False
        overdue = Timer(self._timeouts.whole, self._cut)
        overdue.start()
        try:
            request = self._request(method, path, headers, body)
            answer = self._http.send(request, stream=True)
            try:
                return _reply(answer)
            finally:
                answer.close()
        except httpx.TimeoutException as error:
            raise NoHub(SILENT if isinstance(error, httpx.ConnectTimeout) else SLOW) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise self._trouble_of(error) from error
        finally:
            overdue.cancel()
            overdue.join()

    def _request(
        self, method: str, path: str, headers: Mapping[str, str], body: tuple[str, bytes] | None
    ) -> httpx.Request:
        own = {wire.HEADER: str(wire.PROTOCOL), **headers}
        content = None
        if body is not None:
            kind, content = body
            own["content-type"] = f"{kind}; charset=utf-8"
            if len(content) > WORTH_PACKING:
                content = gzip.compress(content, compresslevel=4, mtime=0)
                own["content-encoding"] = "gzip"
        request = self._http.build_request(
            method, path, headers=own, content=content, extensions={"trace": self._note_stream}
        )
        if self._sign is not None:
            seen = own.get(wire.WITNESS_HEADER, "")
            what = signing.Request(method, request.url.raw_path, seen, content or b"")
            request.headers[signing.SIGNATURE_HEADER] = self._sign(what)
        return request

    def _trouble_of(self, error: BaseException) -> SyncTrouble:
        if _is_about_certificate(error):
            return OtherKey(OTHER_KEY) if self._pinned else NoHub(NOT_PROVEN)
        return NoHub(SLOW if self._overdue else SILENT)

    def _note_stream(self, event: str, told: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = told["return_value"]

    def _cut(self) -> None:
        """Somebody sends a byte now and then for ever, or takes one: end it under the request's hands."""
        self._overdue = True
        wire_end = self._stream.get_extra_info("socket") if self._stream is not None else None
        if wire_end is not None:
            with suppress(OSError):
                socket.socket.shutdown(wire_end, socket.SHUT_RDWR)


def _reply(answer: httpx.Response) -> Reply:
    """Read an answer that is a hub's."""
    protocol = answer.headers.get(wire.HEADER)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if protocol is None or not (protocol.isascii() and protocol.isdigit() and len(protocol) < 10):
        raise NoHub(STRANGER)
    if int(protocol) != wire.PROTOCOL:
        raise TooOld(OLD_HUB if int(protocol) < wire.PROTOCOL else OLD_REGISTER)
    if kind not in (wire.JSON, wire.LINES, wire.PACKED):
        raise NoHub(STRANGER)
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "gzip"):
        raise NoHub(STRANGER)
    body = bytearray()
    for part in answer.iter_raw():
        body += part
        if len(body) > wire.MOST_ANSWER:
            raise NoHub(STRANGER)
    raw = _unpacked(bytes(body)) if packed == "gzip" else bytes(body)
    after, time = _after(answer.headers.get("retry-after", "")), _time(answer.headers.get(signing.TIME_HEADER, ""))
    return Reply(answer.status_code, kind, raw, after, time)


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        raw = unpacker.decompress(body, wire.MOST_ANSWER + 1)
    except zlib.error:
        _garbled()
    return raw if unpacker.eof and len(raw) <= wire.MOST_ANSWER else _garbled()


def _garbled() -> NoReturn:
    raise NoHub(STRANGER)


def _after(said: str) -> float | None:
    return float(min(int(said), 3600)) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _time(said: str) -> Instant | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 15 else None


def _is_about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _trust(url: str, authority: Path | None, certificate: str | None) -> ssl.SSLContext:
    """What browsers trust, what this computer trusts, and the shop's own; or this certificate alone."""
    if not url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if certificate is not None:
        return only(certificate)
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    if authority is not None:
        try:
            context.load_verify_locations(authority)
        except (OSError, ssl.SSLError) as no:
            words = f"{authority.name} holds no certificate that can be read: a PEM file is needed."
            raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from no
    return context
