"""Decides how a snapshot is spoken of: what there is of it as JSON, and which part of it is wanted as a range of bytes.

What enters is read as strictly as in posdesk.sync.wire. Refuses to know what is in a snapshot.
"""

import re
from collections.abc import Mapping
from typing import Any

from posdesk.domain.codec import canonical, read_json, refuse
from posdesk.domain.replication import Snapshot
from posdesk.sync.wire import read_witness, write_witness
from posdesk.sync.wire_values import MOST_NUMBER

MOST_PART = 4 * 1024 * 1024
"""Bytes of a packed snapshot in one answer."""
MOST_TEXT = 300
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r" *bytes *= *([0-9]{1,15}) *- *([0-9]{0,15}) *")


def write_snapshot(snapshot: Snapshot) -> str:
    """JSON: what there is to know before the first part is asked for."""
    return canonical(
        {
            "witness": write_witness(snapshot.witness),
            "facts": snapshot.facts,
            "schema": snapshot.schema,
            "version": snapshot.version,
            "size": snapshot.size,
            "packed": snapshot.packed,
            "sha256": snapshot.sha256,
        }
    )


def read_snapshot(text: str) -> Snapshot:
    """Raises Refused."""
    raw = read_json(text)
    if not isinstance(raw, dict):
        refuse("snapshot", "is not an object")
    sha256 = _text(raw, "sha256")
    return Snapshot(
        witness=read_witness(_text(raw, "witness")),
        facts=_number(raw, "facts"),
        schema=_number(raw, "schema"),
        version=_text(raw, "version"),
        size=_number(raw, "size"),
        packed=_number(raw, "packed"),
        sha256=sha256 if is_sha256(sha256) else refuse("sha256", "is not 64 small hexadecimal digits"),
    )


def is_sha256(text: str) -> bool:
    """Whether this is 64 small hexadecimal digits: a snapshot's name, and nothing that could lead to another file."""
    return _SHA256.fullmatch(text) is not None


def write_range(start: int, most: int) -> str:
    """A range header for at most so many bytes from `start` on."""
    return f"bytes={start}-{start + most - 1}"


def read_range(text: str) -> tuple[int, int]:
    """The first byte that a range header asks for, and how many at most, cut at MOST_PART. Raises Refused."""
    found = _RANGE.fullmatch(text) or refuse("range", "is not bytes=FIRST-LAST")
    start, end = int(found[1]), int(found[2]) if found[2] else MOST_NUMBER
    return (start, min(end - start + 1, MOST_PART)) if start <= end else refuse("range", "ends before it begins")


def _number(raw: Mapping[str, Any], name: str) -> int:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_NUMBER:
        refuse(name, "is not a whole number from 1 on")
    return int(value)


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MOST_TEXT or not value.isprintable():
        refuse(name, f"is not text of 1 to {MOST_TEXT} letters")
    return value
