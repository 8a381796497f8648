"""Decides what of a request its register signs, how the signature is written, and what a register keeps to make it.

The token says who speaks; the signature, made with a key that never leaves the register, that it speaks so. Refuses to
know HTTP, and where anything is kept.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from posdesk.counter.ports import Clock
from posdesk.domain.business_day import Instant

SIGNATURE_HEADER = "posdesk-signature"
TIME_HEADER = "posdesk-time"
"""With a 401: the hub's time in ms UTC, by which the same request is signed once more."""
WINDOW_MS = 5 * 60_000
"""How far a signature's time may be from the hub's, either way."""
SIGNED = "posdesk-signature v1"
"""The first line of what is signed: no other text of ours begins so."""
_WRITTEN = re.compile(r"v1 ([0-9]{1,16}) ([0-9a-f]{32}) ([A-Za-z0-9+/]{86}==)")
_SECRET = re.compile(r"([!-~]+)\.([A-Za-z0-9_-]{43})")


class Request(NamedTuple):
    """What is signed of a request. path: with its query, as sent. witness: as its header says it, "" without one.
    body: as sent, so packed if it is."""

    method: str
    path: bytes
    witness: str
    body: bytes


class Stamp(NamedTuple):
    """What stands in the header. time: ms UTC, by the hub's clock as the register knows it. nonce: 32 small hexadecimal
    digits, never twice. signature: 64 bytes."""

    time: Instant
    nonce: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Secret:
    """What a register keeps to speak to its hub. token: names it. key: the 32 bytes of its Ed25519 private key."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """Both in one line of ASCII, as it is kept."""
        return f"{self.token}.{base64.urlsafe_b64encode(self.key).decode('ascii').rstrip('=')}"


def secret_of(text: str) -> Secret | None:
    """What was kept; None where it is none."""
    found = _SECRET.fullmatch(text)
    return None if found is None else Secret(found[1], base64.urlsafe_b64decode(f"{found[2]}="))


def new_key() -> bytes:
    """The 32 bytes of a new private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(key: bytes) -> bytes:
    """The 32 bytes of the public key that belongs to a private one."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def mark_of(token: str) -> bytes:
    """SHA-256 of a token: what a hub keeps of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def signed_text(request: Request, mark: bytes, time: Instant, nonce: str) -> bytes:
    """What is signed, line by line. mark: of the token that is shown with it."""
    head = f"{SIGNED}\n{request.method}\n".encode("ascii") + request.path
    rest = (request.witness, hashlib.sha256(request.body).hexdigest(), str(time), nonce, mark.hex())
    return head + "".join(f"\n{line}" for line in rest).encode("utf-8", "surrogateescape")


def write_stamp(stamp: Stamp) -> str:
    """`v1 TIME NONCE SIGNATURE`, the last in base64."""
    return f"v1 {stamp.time} {stamp.nonce} {base64.b64encode(stamp.signature).decode('ascii')}"


def read_stamp(text: str) -> Stamp | None:
    """What a header says; None where it is no signature."""
    found = _WRITTEN.fullmatch(text)
    return None if found is None else Stamp(int(found[1]), found[2], base64.b64decode(found[3]))


def is_signed(request: Request, stamp: Stamp, mark: bytes, public: bytes) -> bool:
    """Whether whoever has the private key to `public` signed this very request."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            stamp.signature, signed_text(request, mark, stamp.time, stamp.nonce)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


class Signer:
    """Signs what one register asks. clock: as far as it knows the hub's time; `follow` tells it better."""

    def __init__(self, secret: Secret, clock: Clock) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret.key)
        self._mark = mark_of(secret.token)
        self._clock = clock
        self._ahead: int | None = None

    def sign(self, request: Request) -> str:
        """The header's text: another one each time."""
        time, nonce = max(0, self._now()), secrets.token_hex(16)
        return write_stamp(Stamp(time, nonce, self._key.sign(signed_text(request, self._mark, time, nonce))))

    def follow(self, hub_time: Instant) -> None:
        """The hub's clock shows this now: sign by it from now on, whatever this computer's shows."""
        self._ahead = self._shown() - hub_time

    def _now(self) -> Instant:
        return self._clock.now() if self._ahead is None else self._shown() - self._ahead

    def _shown(self) -> Instant:
        """What the computer's own clock shows: that goes on evenly when the hub's time becomes known meanwhile."""
        return self._clock.now() + self._clock.off()
