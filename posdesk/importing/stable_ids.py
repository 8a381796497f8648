"""Decides the ids of imported facts: worked out from what they are about, so that the same import twice adds nothing.

The form is UUID version 8 (RFC 9562). A fact's first 48 bits are its milliseconds, so order of ids follows time as it
does for ids made at the counter; the other 74 free bits are of the SHA-256 of the parts.
"""

import hashlib

from posdesk.domain.business_day import Instant


def fact_id(occurred_at: Instant, *parts: str) -> str:
    """The id of a fact. occurred_at: ms since 1970 UTC. parts: system, kind and key; together they name one fact."""
    return _uuid(occurred_at, _digest(parts))


def member_id(system: str, key: str) -> str:
    """The id of a member: of the key alone, because a later file may tell of an earlier first visit."""
    digest = _digest((system, "member", key))
    return _uuid(digest >> 200, digest)


def opaque(text: str) -> str:
    """A short stand-in for a text that must not be kept (a phone within a key): 20 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:20]


def _digest(parts: tuple[str, ...]) -> int:
    """A length before each part keeps ("ab", "c") from being ("a", "bc")."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return int.from_bytes(hashlib.sha256(joined.encode("utf-8")).digest(), "big")


def _uuid(first: int, digest: int) -> str:
    high, low = (digest >> 62) & 0xFFF, digest & (1 << 62) - 1
    value = (first & (1 << 48) - 1) << 80 | 8 << 76 | high << 64 | 2 << 62 | low
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
