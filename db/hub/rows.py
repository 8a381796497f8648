"""Decides how a fact becomes a hub's row."""

import hashlib
from typing import Any

from db.rows import blob_of, is_uuid
from posdesk.domain.codec import read_json
from posdesk.domain.facts import Fact, VisitReturned, VisitVoided
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.refusals import Refused


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


def mirrored_row(fact: Fact | None, line: str, position: int, now: int) -> dict[str, Any]:
    """The row of a fact that stands at head office. fact: None where it can be kept and passed on only."""
    if fact is not None:
        return row_of(fact, line, position, 0, now)
    try:
        raw = read_json(line)
    except Refused:
        raw = None
    id = raw.get("id") if isinstance(raw, dict) else None
    nowhere = {"subject": None, "target": None, "store": "", "register": "", "incarnation": 0, "sequence": 0}
    name = blob_of(id) if isinstance(id, str) and is_uuid(id) else mark_of(line)[:16]
    return (
        nowhere
        | {"id": name, "kind": "", "business_day": 1}
        | {"position": position, "received_at": now, "device": 0, "line": line}
    )


def _named_by(fact: Fact) -> str | None:
    """The visit, member or merge that a fact is about beside its subject."""
    match fact.body:
        case VisitVoided(visit=named) | VisitReturned(visit=named):
            return named
        case MemberMerged(into=named) | MemberUnmerged(merge=named):
            return named
        case _:
            return None
