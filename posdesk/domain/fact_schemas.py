"""Decides how the facts are described to others: a JSON Schema for the body of every kind, generated from its type.

Refuses to know how a body is read (codec.py); docs/facts/ holds what is generated here, and a test compares.
"""

import types
import typing
from datetime import date
from enum import StrEnum
from typing import Any

from posdesk.domain.codec import BIRTHDAY, BOUNDS, MAX_BODY, MAX_INT, MAX_LINES, MAX_TEXT, Json
from posdesk.domain.facts import KINDS
from posdesk.domain.plain_body import fields_of, plain
from posdesk.domain.staff_facts import PIN_HASH

_IDS = frozenset("visit redemption queued into merge late over person by approved old new to other".split())


def schemas() -> dict[str, dict[str, Json]]:
    """A JSON Schema (2020-12) for the body of every kind, by `kind.version`; docs/facts/ holds them."""
    return {
        f"{kind}.{version}": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{kind} {version}",
            "description": " ".join((shape.__doc__ or "").split()),
            **_schema(shape, ""),
        }
        for (kind, version), shape in KINDS.items()
    }


def _schema(hint: Any, name: str) -> dict[str, Json]:
    if typing.get_origin(hint) is types.UnionType:
        inner = next(part for part in typing.get_args(hint) if part is not type(None))
        return {"anyOf": [_schema(inner, name), {"type": "null"}]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "maxItems": MAX_LINES, "items": _schema(typing.get_args(hint)[0], name)}
    if name in _IDS:
        return {"type": "string", "format": "uuid"}
    if name == "included":
        return {"type": "string", "contentEncoding": "base64", "maxLength": MAX_BODY}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(word) for word in hint]}
    if name == "pin_hash":
        return {"type": "string", "pattern": f"^{PIN_HASH.pattern}$"}
    if name == "birthday":
        return {"type": "string", "pattern": f"^{BIRTHDAY.pattern}$"}
    least, most = BOUNDS.get(name, (-MAX_INT, MAX_INT))
    shortest = 0 if name in ("first_name", "last_name") else 1
    simple: dict[Any, dict[str, Json]] = {
        str: {"type": "string", "minLength": shortest, "maxLength": MAX_BODY if name == "document" else MAX_TEXT},
        int: {"type": "integer", "minimum": least, "maximum": most},
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
    }
    if hint in simple:
        return simple[hint]
    fields = fields_of(hint)
    return {
        "type": "object",
        "properties": {
            field: _schema(kind, field) | ({} if not has_default or default is None else {"default": plain(default)})
            for field, (kind, has_default, default) in fields.items()
        },
        "required": [field for field, (_, has_default, _) in fields.items() if not has_default],
    }
