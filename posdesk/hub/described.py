"""Decides how OpenAPI describes the hub's requests and answers: the shapes of posdesk.sync.wire as JSON Schema.

Refuses to check anything: posdesk.sync.wire reads strictly, and tests compare both.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from posdesk.domain.replication import Lineage, Outcome, Standing
from posdesk.hub.metrics import TEXT
from posdesk.sync import sharing_wire, signing, snapshot_wire, wire
from posdesk.sync.wire_values import MOST_NUMBER

Schema = dict[str, Any]


def object_of(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": sorted(required), "properties": properties}


def _list(of: Schema, most: int) -> Schema:
    return {"type": "array", "items": of, "maxItems": most}


NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": MOST_NUMBER}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[ -~]*[!-~][ -~]*$"}
WORDS: Schema = {"type": "string"}
WITNESS: Schema = {"type": "string", "pattern": r"^[0-9]{1,15}\.(0\.|[0-9]{1,15}\.[0-9a-z]{1,64})$"}
UUID: Schema = {"type": "string", "pattern": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
DIGITS: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
USES: Schema = {"type": "object", "additionalProperties": NUMBER}
ERROR = object_of({"error": {"type": "string"}, "words": WORDS})
ASKING = object_of(
    {"code": {"type": "string", "maxLength": 64}, "register": NAME, "public": DIGITS},
    {
        "store": {"anyOf": [NAME, {"type": "null"}]},
        "version": NAME,
        "for_hub": {"type": "boolean"},
        "wants_key": {"type": "boolean"},
    },
)
ADMITTED = object_of(
    {"hub": NAME, "token": NAME, "store": NAME, "register": NAME, "device": NUMBER, "epoch": NUMBER},
    {"hash_key": DIGITS},
)
SAID_HELLO = object_of(
    {
        "incarnation": NUMBER,
        "sequence": NUMBER,
        "witnesses": _list(WITNESS, wire.MOST_WITNESSES),
        "now": NUMBER | {"minimum": -MOST_NUMBER},
        "version": NAME,
        "cursor": NUMBER,
    },
    {
        "last": {"anyOf": [UUID, {"type": "null"}]},
        "let_out": USES,
        "heard": NUMBER,
        "hash_mark": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
    },
)
RELAY = object_of(
    {
        "head_office": {"type": "string"},
        "reached_at": {"anyOf": [NUMBER | {"minimum": -MOST_NUMBER}, {"type": "null"}]},
        "waiting": NUMBER,
        "behind": {"type": "boolean"},
    },
    {"certificate": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
)
WELCOME = object_of(
    {
        "hub": NAME,
        "epoch": NUMBER,
        "head": WITNESS,
        "agreed": NUMBER,
        "lineage": {"type": "string", "enum": [*Lineage]},
        "known": NUMBER,
        "incarnation": NUMBER,
        "now": NUMBER,
        "version": NAME,
        "allowances": {"anyOf": [USES, {"type": "null"}]},
        "erased": _list(UUID, wire.MOST_IDS),
        "relay": {"anyOf": [RELAY, {"type": "null"}]},
    },
    {"hash_key": DIGITS},
)
VERDICT = object_of({"outcome": {"type": "string", "enum": [*Outcome]}, "position": NUMBER, "words": WORDS})
ANSWERED = object_of({"head": WITNESS, "verdicts": _list(VERDICT, wire.MOST_FACTS)})
POSITIONS = object_of({"positions": _list(NUMBER, wire.MOST_IDS)})
DAY = object_of({"store": NAME, "day": {"type": "string", "format": "date"}, "count": NUMBER, "mark": WORDS})
TALLY = object_of({"days": {"type": "array", "items": DAY}})
VOUCHED = object_of({"register": NAME, "mark": DIGITS, "public": DIGITS, "revoked": {"type": "boolean"}})
REGISTERS = object_of({"registers": _list(VOUCHED, sharing_wire.MOST_REGISTERS)})
STANDINGS = object_of({"standings": _list({"type": "string", "enum": [*Standing]}, sharing_wire.MOST_REGISTERS)})
WELL = object_of({"ok": {"type": "boolean"}, "version": NAME, "protocol": NUMBER})
FACT_LINES: Schema = {"type": "string", "description": "Facts as docs/facts describes them, each a line of JSON."}
ID_LINES: Schema = {"type": "string", "pattern": r"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n){0,20}$"}
PAGE_LINES: Schema = {
    "type": "string",
    "description": "A line with head, end and the number of facts; then each fact's position, a blank and its line.",
}

SHARING_LINES: Schema = {
    "type": "string",
    "pattern": (
        r"^\{\"after\":\"\",\"upto\":\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"\}\n"
        r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n){0,20}$"
    ),
    "description": "A line with after and upto, the span of ids that is compared; then each id of it that waits.",
}
SHARED_LINES: Schema = {
    "type": "string",
    "description": "A line with lacking, upto and the number of facts; then facts that wait at a store's hub besides.",
}
WHAT_THERE_IS = object_of(
    {
        "witness": WITNESS,
        "facts": NUMBER,
        "schema": NUMBER,
        "version": NAME,
        "size": NUMBER,
        "packed": NUMBER,
        "sha256": DIGITS,
    }
)
BYTES: Schema = {"type": "string", "format": "binary", "description": "A register's file, packed with zlib."}

NOS = {
    400: "The request is not what it has to be; the words say where.",
    401: "No paired register shows this token (unknown), or not any more (revoked); or it did not sign this (unsigned, "
    "signature), not now (late), or was heard before (replayed): then posdesk-time says by which time to sign again.",
    403: "The code is not good; or it is no store's hub that asks.",
    404: "There is no such page.",
    408: "The body took too long to arrive.",
    409: "The hub's history is not the one this register knows (history_changed); when pairing: the name is taken.",
    413: "The request is too large, or as a whole not to be taken.",
    415: "The body is of another type or encoding.",
    416: "There is no such part.",
    426: "One of both speaks another protocol; the words say which is too old.",
    429: "Too much in too short a time; wait as long as Retry-After says.",
    503: "The hub cannot do it now; wait as long as Retry-After says.",
}
HEADERS: list[Schema] = [
    {
        "name": wire.HEADER,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "const": str(wire.PROTOCOL)},
        "description": "The version of the messages.",
    },
]
SIGNED: Schema = {
    "name": signing.SIGNATURE_HEADER,
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": r"^v1 [0-9]{1,16} [0-9a-f]{32} [A-Za-z0-9+/]{86}==$"},
    "description": "v1 TIME NONCE SIGNATURE: Ed25519, over what docs/sync.md says.",
}
SEEN: Schema = {
    "name": wire.WITNESS_HEADER,
    "in": "header",
    "required": True,
    "schema": WITNESS,
    "description": "The newest witness the register was given: EPOCH.POSITION.TAG.",
}


RANGE: Schema = {
    "name": "range",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": r"^bytes=[0-9]{1,12}-$"},
    "description": f"Which bytes are wanted: bytes=FIRST-LAST. At most {snapshot_wire.MOST_PART} are in one answer.",
}


def _describe(
    answer: tuple[str, str, Schema],
    nos: tuple[int, ...],
    body: tuple[str, Schema] | None = None,
    parameters: list[Schema] | None = None,
    status: int = 200,
) -> dict[str, Any]:
    """What a route says of itself. answer: what it is, its content type, its shape."""
    says, kind, shape = answer
    responses: dict[int | str, dict[str, Any]] = {status: {"description": says, "content": {kind: {"schema": shape}}}}
    for no in nos:
        responses[no] = {"description": NOS[no], "content": {wire.JSON: {"schema": ERROR}}}
    extra: Schema = {"parameters": parameters or []}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {body[0]: {"schema": body[1]}}}
    return {"responses": responses, "openapi_extra": extra}


_PAIRED = (400, 401, 426, 429, 503)
_WITH_BODY = (*_PAIRED, 408, 413, 415)
_OWN = [*HEADERS, SIGNED]
_SEES = [*_OWN, SEEN]
PAIR = _describe(
    ("The register is let in.", wire.JSON, ADMITTED),
    (400, 403, 408, 409, 413, 415, 426, 429, 503),
    (wire.JSON, ASKING),
    HEADERS,
)
HELLO = _describe(("What both have in common.", wire.JSON, WELCOME), _WITH_BODY, (wire.JSON, SAID_HELLO), _OWN)
PUSH = _describe(("A verdict on each fact.", wire.JSON, ANSWERED), (*_WITH_BODY, 409), (wire.LINES, FACT_LINES), _SEES)
PULL = _describe(("Facts in order.", wire.LINES, PAGE_LINES), (*_PAIRED, 409), None, _SEES)
HAVE = _describe(("A position for each id.", wire.JSON, POSITIONS), (*_WITH_BODY, 409), (wire.LINES, ID_LINES), _SEES)
SHARE = _describe(
    ("What waits here.", wire.LINES, SHARED_LINES), (*_WITH_BODY, 409), (wire.LINES, SHARING_LINES), _SEES
)
VOUCH = _describe(("What became of each.", wire.JSON, STANDINGS), (*_WITH_BODY, 403), (wire.JSON, REGISTERS), _OWN)
TALLY_OF_DAYS = _describe(("Counts and marks.", wire.JSON, TALLY), (*_PAIRED, 409), None, _SEES)
SNAPSHOT = _describe(("What there is.", wire.JSON, WHAT_THERE_IS), (*_PAIRED, 404, 409), None, _SEES)
PART = _describe(("A part of it.", wire.PACKED, BYTES), (*_PAIRED, 404, 416), None, [*_OWN, RANGE], status=206)
HEALTH = _describe(("The hub can do its work.", wire.JSON, WELL), (503,))
METRICS = _describe(("Prometheus text.", TEXT, {"type": "string"}), (503,))


def of_app(app: FastAPI) -> Schema:
    """The whole description. FastAPI would promise a 422 of a shape of its own; ours is a 400."""
    whole = get_openapi(title=app.title, version=app.version, routes=app.routes)
    for path in whole["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    return whole
