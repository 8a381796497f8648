"""Decides how an id is worked out from what it is the id of, so that whoever works it out comes to the same.

The form is UUID version 8 (RFC 9562): 48 bits that the caller chooses, and 74 of the SHA-256 of the parts.
"""

import hashlib


def digest(*parts: str) -> int:
    """The SHA-256 of the parts as a number. A length before each keeps ("ab", "c") from being ("a", "bc")."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return int.from_bytes(hashlib.sha256(joined.encode("utf-8")).digest(), "big")


def uuid_of(first: int, whole: int) -> str:
    """A UUID as text. first: its first 48 bits. whole: a digest, of which the low 74 bits are taken."""
    high, low = (whole >> 62) & 0xFFF, whole & (1 << 62) - 1
    value = (first & (1 << 48) - 1) << 80 | 8 << 76 | high << 64 | 2 << 62 | low
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def id_of(*parts: str) -> str:
    """The id that the parts alone decide."""
    whole = digest(*parts)
    return uuid_of(whole >> 200, whole)
