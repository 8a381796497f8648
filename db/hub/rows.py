"""Decides how a fact becomes a hub's row."""

import hashlib
from typing import Any

from db.rows import blob_of
from posdesk.domain.facts import Fact, VisitReturned, VisitVoided
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged


def mark_of(line: str) -> bytes:
    """What tells one line from another."""
    return hashlib.sha256(line.encode("utf-8", "backslashreplace")).digest()


def row_of(fact: Fact, line: str, position: int, device: int, now: int) -> dict[str, Any]:
    """The row of a fact that stands. line: as encode_fact writes it."""
    target = _named_by(fact)
    return {
        "position": position,
        "id": blob_of(fact.id),
        "kind": fact.kind,
        "subject": None if fact.subject is None else blob_of(fact.subject),
        "target": None if target is None else blob_of(target),
        "store": fact.store,
        "register": fact.register,
        "incarnation": fact.incarnation,
        "sequence": fact.sequence,
        "business_day": fact.business_day.toordinal(),
        "received_at": now,
        "device": device,
        "line": line,
    }


def _named_by(fact: Fact) -> str | None:
    """The visit, member or merge that a fact is about beside its subject."""
    match fact.body:
        case VisitVoided(visit=named) | VisitReturned(visit=named):
            return named
        case MemberMerged(into=named) | MemberUnmerged(merge=named):
            return named
        case _:
            return None
