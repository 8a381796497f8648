"""Decides what may stand for the number of an ID where the state and the member allow it: a keyed hash, nothing else.

Refuses to know where the key is kept, and whether it is allowed (state_pack.py, the member's consent).
"""

import hashlib
import hmac
from typing import Final

KEY_BYTES: Final = 32
_FOR: Final = b"posdesk id number 1"
_MARK: Final = b"posdesk id number 1 mark"


def id_hash(key: bytes, jurisdiction: str, number: str) -> str:
    """HMAC-SHA-256 (RFC 2104) over jurisdiction and number, 64 hex digits: equal for the same ID however it was typed
    (case, blanks and hyphens aside), and nothing without the key. Raises ValueError for a short key or no number."""
    bare = "".join(letter for letter in number.upper() if letter.isalnum())
    if len(key) != KEY_BYTES or not bare:
        raise ValueError("an ID is hashed with 32 bytes of key and a number")
    return hmac.new(key, f"{jurisdiction.strip().upper()}:{bare}".encode(), hashlib.sha256).hexdigest()


def key_for_hashes(secret: bytes) -> bytes:
    """The key for id_hash that a store's own secret gives: its first use never gives away the secret itself."""
    return hmac.new(secret, _FOR, hashlib.sha256).digest()


def mark_of(key: bytes | None) -> str:
    """By which two computers find out that they have the same key, without saying it: 64 hex digits, HMAC-SHA-256 under
    the key itself; empty for none."""
    return "" if key is None else hmac.new(key, _MARK, hashlib.sha256).hexdigest()
