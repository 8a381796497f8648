"""Decides what a program is answered that asks for the same thing again under the same key of its choosing.

Only what was done is kept, for KEPT_MS: a request that was refused changed nothing and may be tried again.
"""

import hashlib
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from db.hub.open_tables import idempotency
from posdesk.domain.business_day import DAY_MS, Instant

KEPT_MS = 30 * DAY_MS
"""So long an answer is kept."""
MOST_KEY = 200
"""Characters of a key."""

_c = idempotency.c


class Asked(NamedTuple):
    """Who asks, under which key of their choosing, for what (mark_of)."""

    api_key: int
    key: str
    request: bytes


class Answered(NamedTuple):
    """What was answered. same: whether the request was the same."""

    same: bool
    status: int
    answer: str


def before(connection: Connection, asked: Asked, now: Instant) -> Answered | None:
    """What this key was answered before; None: it is new. Within the transaction that will keep the answer, and with
    the hub's row locked, so two requests at once come one after the other."""
    shown = select(_c.request, _c.status, _c.answer).where(
        _c.api_key == asked.api_key, _c.key == asked.key, _c.at > now - KEPT_MS
    )
    found = connection.execute(shown).first()
    return None if found is None else Answered(bytes(found.request) == asked.request, found.status, found.answer)


def keep(connection: Connection, asked: Asked, status: int, answer: str, now: Instant) -> None:
    """Keep an answer; those that are too old go."""
    connection.execute(delete(idempotency).where(_c.at <= now - KEPT_MS))
    row = {**asked._asdict(), "status": status, "answer": answer, "at": now}
    connection.execute(insert(idempotency), row)


def mark_of(route: str, body: str) -> bytes:
    """What tells one request from another."""
    return hashlib.sha256(f"{route}\n{body}".encode()).digest()
