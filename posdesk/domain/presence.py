"""Decides which number the customer screen shows for a member at a moment, and whether one that was read back is it:
proof that somebody stood before that screen.

    number = HOTP(key, floor(t / 30 s)), six digits                       RFC 4226, with the time of RFC 6238
    key    = HMAC-SHA256(secret, "posdesk presence" 0x00 member's id)     one a member: another's number is no proof
    HOTP   = the 31 bits of HMAC-SHA256(key, counter) that its last four bits point at, modulo 10^6

A number is good in its own step and in the one after it: between 30 and 60 seconds. Refuses to know where the secret is
kept, and what is done with a proof.
"""

import hmac

from posdesk.domain.business_day import Instant

STEP_MS = 30_000
DIGITS = 6
STEPS_BACK = 1
"""Steps for which a number stays good after its own."""
SECRET_BYTES = 32
BY_NUMBER = "number"
"""How a redemption says that the number was read back."""
_PURPOSE = b"posdesk presence\0"


def number(secret: bytes, member: str, at: Instant) -> str:
    """The number for a member (UUID text) at an instant: six digits."""
    return hotp(_key(secret, member), at // STEP_MS, DIGITS)


def is_number(secret: bytes, member: str, typed: str, at: Instant) -> bool:
    """Whether what was typed is the member's number, now or a step ago. Blanks and hyphens are how people write it."""
    digits = "".join(sign for sign in typed if sign not in " -\u00a0").encode(errors="replace")
    key, step = _key(secret, member), at // STEP_MS
    steps = range(max(step - STEPS_BACK, 0), step + 1)
    return any(hmac.compare_digest(hotp(key, each, DIGITS).encode(), digits) for each in steps)


def in_groups(digits: str) -> str:
    """As it is shown and read aloud: `482 915`."""
    return f"{digits[:3]} {digits[3:]}"


def hotp(key: bytes, counter: int, digits: int) -> str:
    """RFC 4226, section 5.3, with SHA-256 as RFC 6238 has it: the code of a counter (0 or more), `digits` of them."""
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0xF
    value = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{value % 10**digits:0{digits}}"


def _key(secret: bytes, member: str) -> bytes:
    return hmac.digest(secret, _PURPOSE + member.encode(), "sha256")
