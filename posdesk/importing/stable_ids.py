"""Decides the ids of imported facts: worked out from what they are about, so that the same import twice adds nothing.

A fact's first 48 bits are its milliseconds, so order of ids follows time as it does for ids made at the counter.
"""

import hashlib

from posdesk.domain.business_day import Instant
from posdesk.domain.stable_ids import digest, id_of, uuid_of


def fact_id(occurred_at: Instant, *parts: str) -> str:
    """The id of a fact. occurred_at: ms since 1970 UTC. parts: system, kind and key; together they name one fact."""
    return uuid_of(occurred_at, digest(*parts))


def member_id(system: str, key: str) -> str:
    """The id of a member: of the key alone, because a later file may tell of an earlier first visit."""
    return id_of(system, "member", key)


def opaque(text: str) -> str:
    """A short stand-in for a text that must not be kept (a phone within a key): 20 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:20]
