"""Decides what the seal of a fact covers: what it says, where it stands, and every seal before it.

A seal is link(n) = SHA-256(link(n-1) + digest(n)), and a digest is over three parts: what a fact said and always will
(`said_of`), where it stands, which a hub may correct (`place_of`), and its body, of which an erasure leaves only the
hash. Refuses to know where seals are kept (db.seals) and who looks whether they hold (db.auditing).
"""

from datetime import date
from hashlib import sha256

from posdesk.domain.business_day import Instant

FIRST = bytes(32)
"""What the first seal of a file follows."""
SALT_BYTES = 16
NEVER_ERASED = frozenset({"visit.recorded"})
"""Kinds that stay as they are when a member is erased. Every other body is hashed with a salt of its own, which goes
with the body: what is left of a phone number is then no hash that could be guessed back to it."""


def said_of(
    id: bytes,
    kind: str,
    version: int,
    subject: bytes | None,
    store: str,
    register: str,
    staff: str | None,
    occurred_at: Instant,
) -> str:
    """What a fact says besides its body, as one text. id, subject: 16 bytes. No text of a fact holds a NUL, so NULs
    between them leave no doubt where one ends."""
    about = "" if subject is None else subject.hex()
    who = "" if staff is None else f"={staff}"
    return f"{id.hex()}\0{kind}\0{version}\0{about}\0{store}\0{register}\0{who}\0{occurred_at}"


def place_of(incarnation: int, sequence: int, ahead: int, day: int, corrected_at: Instant | None) -> str:
    """Where a fact stands in its register's row and in time, as one text. ahead: its clock's distance from
    `occurred_at`. day: the business day as a proleptic ordinal."""
    return f"{incarnation} {sequence} {ahead} {day} {'' if corrected_at is None else corrected_at}"


def place_in_words(place: str) -> str:
    """`1795458602/118 of 2026-11-23` for people; the place as it is where it is none."""
    try:
        incarnation, sequence, _, day, _ = place.split(" ")
        return f"{incarnation}/{sequence} of {date.fromordinal(int(day))}"
    except (ValueError, OverflowError):
        return place


def body_hash(salt: bytes | None, body: bytes) -> bytes:
    """Of a body as it is stored, in UTF-8. salt: SALT_BYTES of chance, None for a kind that is NEVER_ERASED."""
    return sha256(body if salt is None else salt + body).digest()


def digest(key: int, said: str, place: str, body: bytes) -> bytes:
    """Of a whole fact. key: its number in the file. body: its `body_hash`. Letters that no fact can hold are taken
    as they are: what somebody wrote into a file by hand must not stop who looks at it."""
    return sha256(f"{key}\0{said}\0{place}\0".encode("utf-8", "surrogatepass") + body).digest()


def link(previous: bytes, of: bytes) -> bytes:
    """The seal that follows `previous`, of a fact with the digest `of`."""
    return sha256(previous + of).digest()
