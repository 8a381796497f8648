"""Decides what the owner of a hub gets to see of it: what needs attention, and what was sent and does not stand.

Refuses to change anything.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.hub.tables import attention, devices, parked
from db.rows import text_of
from posdesk.domain.business_day import Instant


@dataclass(frozen=True, slots=True)
class Attention:
    """Something the owner should look at. kind: twin, restored, clock, rolled_back ... store, register: whom it is
    about, if anybody. at: ms UTC."""

    at: Instant
    kind: str
    store: str | None
    register: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """A line that a register sent and that does not stand. words: why. at: when it came, ms UTC."""

    id: str
    at: Instant
    store: str
    register: str
    words: str
    line: str


def all_attention(connection: Connection, limit: int) -> list[Attention]:
    """The newest first."""
    a = attention.c
    shown = select(a.at, a.kind, a.store, a.register, a.words).where(a.awaits.is_(None))
    return [Attention(*row) for row in connection.execute(shown.order_by(a.key.desc()).limit(limit))]


def all_parked(connection: Connection, limit: int) -> list[ParkedLine]:
    """The newest first."""
    p, d = parked.c, devices.c
    shown = select(p.id, p.received_at, d.store, d.register, p.words, p.line)
    shown = shown.join_from(parked, devices, d.key == p.device).order_by(p.key.desc()).limit(limit)
    return [ParkedLine(text_of(bytes(id)), *rest) for id, *rest in connection.execute(shown)]
